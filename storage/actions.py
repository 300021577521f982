"""Actions that the board has agreed."""

from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, bindparam, select, update

from board.actions import Action, ActionState, Priority, Update
from board.errors import Forbidden, Stale
from storage.statements import Kept, Prepared, upsert
from storage.tables.board import ACTIONS

_COLUMNS = tuple(each.name for each in ACTIONS.c if each.name != "ref")
_READ = Prepared(select(ACTIONS).where(ACTIONS.c.ref == bindparam("wanted")))
_READ_LOCKED = Prepared(
    select(ACTIONS).where(ACTIONS.c.ref == bindparam("wanted")).with_for_update()
)
_PUT = upsert(ACTIONS, ("ref",), update=_COLUMNS)


class Actions:
    """Actions by reference and owner."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, ref: str, *, for_change: bool = False) -> Action | None:
        """An action, or None."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": ref})
        return _action(row) if row else None

    def get(self, ref: str, *, for_change: bool = False) -> Action:
        """An action. Raises Forbidden where there is none."""
        action = self.find(ref, for_change=for_change)
        if action is None:
            raise Forbidden
        return action

    def of_owner(self, member: str) -> tuple[Action, ...]:
        """A member's actions, the first due first."""
        return self._all(ACTIONS.c.owner == member)

    def all(self) -> tuple[Action, ...]:
        """Every action, the first due first."""
        return self._all()

    def save(self, action: Action) -> Action:
        """Keep a changed action, one version on. Raises Stale where another was quicker."""
        row = _row(action) | {"version": action.version + 1}
        changed = update(ACTIONS).where(
            ACTIONS.c.ref == action.ref, ACTIONS.c.version == action.version
        )
        if not self._connection.execute(changed.values(row)).rowcount:
            raise Stale
        return replace(action, version=action.version + 1)

    def put(self, action: Action) -> bool:
        """Add or overwrite an action as it was loaded; whether anything changed."""
        return _PUT.one(self._connection, _row(action)) is not None

    def _all(self, *where: ColumnElement[bool]) -> tuple[Action, ...]:
        found = select(ACTIONS).where(*where).order_by(ACTIONS.c.due, ACTIONS.c.ref)
        return tuple(_action(dict(row)) for row in self._connection.execute(found).mappings())


def _row(action: Action) -> dict[str, Any]:
    row = {name: getattr(action, name) for name in ("ref", *_COLUMNS)}
    updates = [
        {"on": each.on.isoformat(), "by": each.by, "text": each.text} for each in action.updates
    ]
    return row | {"supporting": list(action.supporting), "updates": updates}


def _action(row: Kept) -> Action:
    read: dict[str, Any] = {
        "supporting": tuple(row["supporting"]),
        "priority": Priority(row["priority"]),
        "state": ActionState(row["state"]),
        "updates": tuple(_update(each) for each in row["updates"]),
    }
    return Action(**{**row, **read})


def _update(kept: dict[str, str]) -> Update:
    return Update(on=date.fromisoformat(kept["on"]), by=kept["by"], text=kept["text"])
