"""Subgroup chairs' updates for the board, by board and subgroup."""

from dataclasses import replace
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, select, update

from board.errors import Stale
from board.subgroup_update import Counts, SubgroupUpdate, UpdateState
from storage.statements import Kept, Prepared, upsert
from storage.tables.agendas import SUBGROUP_UPDATES
from storage.tables.base import keepable

_U = SUBGROUP_UPDATES.c
_COLUMNS = tuple(each.name for each in _U)
_OF = select(SUBGROUP_UPDATES).where(
    _U.board == bindparam("wanted"), _U.forum == bindparam("of_forum")
)
_READ, _READ_LOCKED = Prepared(_OF), Prepared(_OF.with_for_update())
_OF_BOARD = Prepared(
    select(SUBGROUP_UPDATES).where(_U.board == bindparam("wanted")).order_by(_U.forum)
)
_BEFORE = Prepared(
    select(SUBGROUP_UPDATES)
    .where(_U.forum == bindparam("of_forum"), _U.board != bindparam("but"))
    .order_by(_U.until.desc())
    .limit(1)
)
_ADD = upsert(SUBGROUP_UPDATES, ("board", "forum"))
_COUNTS = TypeAdapter(Counts)


class SubgroupUpdates:
    """Updates by the board they are for and the subgroup they are of."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, board: str, forum: str, *, for_change: bool = False) -> SubgroupUpdate | None:
        """An update, or None where nobody has begun it."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": board, "of_forum": forum})
        return _update(row) if row else None

    def of_board(self, board: str) -> tuple[SubgroupUpdate, ...]:
        """Every update for a board, by subgroup."""
        return tuple(_update(row) for row in _OF_BOARD.rows(self._connection, {"wanted": board}))

    def last_before(self, forum: str, board: str) -> SubgroupUpdate | None:
        """The latest update of a subgroup that was for another board."""
        row = _BEFORE.one(self._connection, {"of_forum": forum, "but": board})
        return _update(row) if row else None

    def add(self, update: SubgroupUpdate) -> bool:
        """Keep a new update; False where there is one."""
        return _ADD.one(self._connection, _row(update)) is not None

    def save(self, changed: SubgroupUpdate) -> SubgroupUpdate:
        """Keep a changed update, one version on. Raises Stale where another was quicker."""
        row = _row(changed) | {"version": changed.version + 1}
        ours = (
            _U.board == changed.board,
            _U.forum == changed.forum,
            _U.version == changed.version,
        )
        done = self._connection.execute(update(SUBGROUP_UPDATES).where(*ours).values(row))
        if not done.rowcount:
            raise Stale
        return replace(changed, version=changed.version + 1)


def _row(update: SubgroupUpdate) -> dict[str, Any]:
    row = {name: getattr(update, name) for name in _COLUMNS}
    return row | {
        "counts": _COUNTS.dump_python(update.counts, mode="json"),
        "state": str(update.state),
        "results": [keepable(each) for each in update.results],
        "themes": [keepable(each) for each in update.themes],
    }


def _update(row: Kept) -> SubgroupUpdate:
    read: dict[str, Any] = {
        "counts": _COUNTS.validate_python(row["counts"]),
        "state": UpdateState(row["state"]),
        "results": tuple(row["results"]),
        "themes": tuple(row["themes"]),
    }
    return SubgroupUpdate(**{**row, **read})
