"""What each agency was sent before a meeting: told, delivered, opened, answered."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One card of one agency before one meeting (`what`), and the member it went to.

    `instead` says why it went to another than the representative. Board-safe, T0.
    """

    key: str
    meeting: str
    what: str
    agency: str
    member: str
    instead: str = ""
    told_at: datetime
    delivered_at: datetime | None = None
    opened_at: datetime | None = None
    answered_at: datetime | None = None
