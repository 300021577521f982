"""Meetings of the board and its subgroups."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select

from board.meetings import Meeting, MeetingState
from storage.statements import Prepared, upsert
from storage.tables.board import MEETINGS

_COLUMNS = tuple(each.name for each in MEETINGS.c if each.name != "ref")
_READ = Prepared(select(MEETINGS).where(MEETINGS.c.ref == bindparam("wanted")))
_PUT = upsert(MEETINGS, ("ref",), update=_COLUMNS)
_CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})


class Meetings:
    """Meetings by reference."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, ref: str) -> Meeting | None:
        """A meeting."""
        row = _READ.one(self._connection, {"wanted": ref})
        return _meeting(row) if row else None

    def starting(self, since: datetime, until: datetime) -> tuple[Meeting, ...]:
        """Meetings that start from `since` up to, but not at, `until`; in order."""
        held = MEETINGS.c.starts_at
        found = select(MEETINGS).where(held >= since, held < until).order_by(held)
        return tuple(_meeting(dict(row)) for row in self._connection.execute(found).mappings())

    def next_of(self, forum: str, now: datetime) -> Meeting | None:
        """A forum's next meeting that was not called off."""
        held = (each for each in self.of_forum(forum) if each.state not in _CALLED_OFF)
        return next((each for each in held if each.starts_at > now), None)

    def last_of(self, forum: str) -> Meeting | None:
        """A forum's last known meeting that was not called off."""
        held = [each for each in self.of_forum(forum) if each.state not in _CALLED_OFF]
        return held[-1] if held else None

    def of_forum(self, forum: str) -> tuple[Meeting, ...]:
        """Every meeting of a forum there was or is to be, in order; what was called off too."""
        found = select(MEETINGS).where(MEETINGS.c.forum == forum)
        rows = self._connection.execute(found.order_by(MEETINGS.c.starts_at)).mappings()
        return tuple(_meeting(dict(row)) for row in rows)

    def put(self, meeting: Meeting) -> bool:
        """Add or change a meeting; whether anything changed."""
        row = {name: getattr(meeting, name) for name in ("ref", *_COLUMNS)}
        row["attendance"] = dict(meeting.attendance)
        return _PUT.one(self._connection, row) is not None


def _meeting(row: Mapping[str, Any]) -> Meeting:
    read: dict[str, Any] = {**row, "state": MeetingState(row["state"])}
    return Meeting(**read)
