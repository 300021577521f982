"""Meetings of the board and its subgroups."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, bindparam, select, update

from board.errors import Stale
from board.meetings import CALLED_OFF, Meeting, MeetingState
from storage.statements import Prepared, upsert
from storage.tables.board import MEETINGS

_COLUMNS = tuple(each.name for each in MEETINGS.c if each.name != "ref")
_OF_REF = select(MEETINGS).where(MEETINGS.c.ref == bindparam("wanted"))
_READ = Prepared(_OF_REF)
_READ_LOCKED = Prepared(_OF_REF.with_for_update())
_LOADED = (
    "forum", "starts_at", "ends_at", "state", "place", "lead_agency", "focus_agency", "chair",
    "facilitator", "quorate", "attendance",
)  # fmt: skip
"""What a board's file says of a meeting; everything else is what the bot has noted since."""
_PUT = upsert(MEETINGS, ("ref",), update=_LOADED)


class Meetings:
    """Meetings by reference."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, ref: str, *, for_change: bool = False) -> Meeting | None:
        """A meeting; `for_change` keeps other units from changing it until this one ends."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": ref})
        return _meeting(row) if row else None

    def starting(self, since: datetime, until: datetime) -> tuple[Meeting, ...]:
        """Meetings that start from `since` up to, but not at, `until`; in order."""
        held = MEETINGS.c.starts_at
        found = select(MEETINGS).where(held >= since, held < until).order_by(held)
        return tuple(_meeting(dict(row)) for row in self._connection.execute(found).mappings())

    def next_of(self, forum: str, now: datetime) -> Meeting | None:
        """A forum's next meeting that was not called off."""
        held = (each for each in self.of_forum(forum) if each.state not in CALLED_OFF)
        return next((each for each in held if each.starts_at > now), None)

    def last_of(self, forum: str) -> Meeting | None:
        """A forum's last known meeting that was not called off."""
        held = [each for each in self.of_forum(forum) if each.state not in CALLED_OFF]
        return held[-1] if held else None

    def of_forum(self, forum: str) -> tuple[Meeting, ...]:
        """Every meeting of a forum there was or is to be, in order; what was called off too."""
        found = select(MEETINGS).where(MEETINGS.c.forum == forum)
        rows = self._connection.execute(found.order_by(MEETINGS.c.starts_at)).mappings()
        return tuple(_meeting(dict(row)) for row in rows)

    def put(self, meeting: Meeting) -> bool:
        """Add a meeting, or overwrite what a board's file says of it; whether anything changed."""
        return _PUT.one(self._connection, _row(meeting)) is not None

    def save(self, meeting: Meeting) -> Meeting:
        """Keep a changed meeting, one version on. Raises Stale where another was quicker."""
        row = _row(meeting) | {"version": meeting.version + 1}
        ours = (MEETINGS.c.ref == meeting.ref, MEETINGS.c.version == meeting.version)
        if not self._connection.execute(update(MEETINGS).where(*ours).values(row)).rowcount:
            raise Stale
        return replace(meeting, version=meeting.version + 1)


def _row(meeting: Meeting) -> dict[str, Any]:
    row = {name: getattr(meeting, name) for name in ("ref", *_COLUMNS)}
    return row | {"attendance": dict(meeting.attendance)}


def _meeting(row: Mapping[str, Any]) -> Meeting:
    read: dict[str, Any] = {**row, "state": MeetingState(row["state"])}
    return Meeting(**read)
