"""What each agency was sent before a meeting: told, delivered, opened, answered."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One card of one agency before one meeting (`what`), and the member it went to.

    `held_on` is the day that the meeting was to be held on, None where that was not kept;
    `instead` says why it went to another than the representative. Board-safe, T0.
    """

    key: str
    meeting: str
    what: str
    agency: str
    member: str
    held_on: date | None = None
    instead: str = ""
    told_at: datetime
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    answered_at: datetime | None = None

    def is_for(self, on: date) -> bool:
        """Whether it was sent before the meeting as it is held on that day."""
        return self.held_on in {None, on}
