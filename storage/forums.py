"""The forums there are: the usual ones, and what was added or set otherwise."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import time, timedelta
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, select

from board.forums import BOARD, SENIOR, ForumRecord, Milestone, record_of
from storage.statements import Prepared, upsert
from storage.tables.board import MEETINGS
from storage.tables.cycle import FORUMS

_COLUMNS = tuple(each.name for each in FORUMS.c)
_ALL = Prepared(select(FORUMS).order_by(FORUMS.c.code))
_NAMED = Prepared(select(MEETINGS.c.forum).distinct().order_by(MEETINGS.c.forum))
_PUT = upsert(FORUMS, ("code",), update=tuple(name for name in _COLUMNS if name != "code"))
_MILESTONES = TypeAdapter(tuple[Milestone, ...])
_MINUTE = timedelta(minutes=1)


class Forums:
    """Forums by the code that their meetings carry."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, code: str) -> ForumRecord:
        """A forum as it was set, otherwise as usual. Raises BoardError for an unknown code."""
        wanted = code.upper()
        found = next((each for each in self.kept() if each.code == wanted), None)
        return found or record_of(wanted)

    def all(self) -> tuple[ForumRecord, ...]:
        """The board, the senior board, what was added, and every forum that has a meeting."""
        kept = {each.code: each for each in self.kept()}
        named = [next(iter(row.values())).upper() for row in _NAMED.rows(self._connection)]
        codes = dict.fromkeys((BOARD.code, SENIOR.code, *kept, *named))
        return tuple(kept.get(code) or record_of(code) for code in codes)

    def kept(self) -> tuple[ForumRecord, ...]:
        """Those that were added or set here."""
        return tuple(_record(row) for row in _ALL.rows(self._connection))

    def put(self, record: ForumRecord) -> bool:
        """Keep a forum as it is to be; whether anything changed.

        Its quorum, ceiling and references follow from its code.
        """
        return _PUT.one(self._connection, _row(record)) is not None


def _row(record: ForumRecord) -> dict[str, Any]:
    plain = {name: getattr(record, name) for name in _COLUMNS if hasattr(record, name)}
    return plain | {
        "starts": record.starts.isoformat("minutes"),
        "minutes": record.length // _MINUTE,
        "chairs": list(record.chairs),
        "members": list(record.members),
        "milestones": _MILESTONES.dump_python(record.milestones, mode="json"),
    }


def _record(row: Mapping[str, Any]) -> ForumRecord:
    return replace(
        record_of(row["code"]),
        title=row["title"],
        cadence_days=row["cadence_days"],
        weekday=row["weekday"],
        starts=time.fromisoformat(row["starts"]),
        length=row["minutes"] * _MINUTE,
        chairs=tuple(row["chairs"]),
        members=tuple(row["members"]),
        purpose=row["purpose"],
        since=row["since"],
        until=row["until"],
        milestones=_MILESTONES.validate_python(row["milestones"]),
    )
