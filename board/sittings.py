"""A meeting in session: which item is the current one, and how much time it has used."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from board.meeting_record import ItemRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Sitting:
    """A meeting that has begun; all of it is kept, so that a restart changes nothing. T0."""

    meeting: str
    started_at: datetime
    current: str = ""
    """The key of the item that is being discussed."""
    current_since: datetime | None = None
    ended_at: datetime | None = None
    online: str = ""
    """Teams' id of the online meeting, where Teams has told that it began."""
    online_from: datetime | None = None
    online_to: datetime | None = None

    def used(self, item: ItemRecord, now: datetime) -> timedelta:
        """How long an item has been the current one, all its times together."""
        if item.key != self.current or self.current_since is None or self.ended_at is not None:
            return item.spent
        return item.spent + max(now - self.current_since, timedelta())
