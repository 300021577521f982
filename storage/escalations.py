"""Ladders of actions that are not progressed; board-safe, in plain columns."""

from collections.abc import Collection
from dataclasses import replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import Connection, bindparam, insert, select, update

from board.actions import LIVE, Priority
from board.errors import Forbidden, Stale
from board.escalation import Ladder, LadderState, Step
from board.refs import escalation_ref, year_of
from storage.numbers import next_number, raise_number
from storage.statements import Kept, Prepared
from storage.tables.actions import ESCALATIONS
from storage.tables.base import keepable
from storage.tables.board import ACTIONS

_E = ESCALATIONS.c
_COLUMNS = tuple(each.name for each in _E)
_OF_REF = select(ESCALATIONS).where(_E.ref == bindparam("wanted"))
_READ = Prepared(_OF_REF)
_READ_LOCKED = Prepared(_OF_REF.with_for_update())
_LATEST = (
    select(ESCALATIONS)
    .where(_E.action == bindparam("wanted"))
    .order_by(_E.opened_at.desc(), _E.ref.desc())
    .limit(1)
)
_READ_LATEST = Prepared(_LATEST)
_READ_LATEST_LOCKED = Prepared(_LATEST.with_for_update())
_IS_RUNNING = _E.state.in_([LadderState.OPEN, LadderState.RESPONDED])
_IS_ACTIVE = _E.state.in_([LadderState.OPEN, LadderState.RESPONDED, LadderState.ACCEPTED])
_ALL = select(ESCALATIONS).order_by(_E.ref)
_RUNNING = _ALL.where(_IS_RUNNING)
_ACTIVE = _ALL.join(ACTIONS, ACTIONS.c.ref == _E.action).where(
    _IS_ACTIVE, ACTIONS.c.state.in_(sorted(LIVE))
)
_INSERT = Prepared(insert(ESCALATIONS).inline())
_STEPS = TypeAdapter(tuple[Step, ...])


class Escalations:
    """Ladders by reference and by action."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._given = ""

    def find(self, ref: str, *, for_change: bool = False) -> Ladder | None:
        """A ladder, or None."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": ref})
        return _ladder(row) if row else None

    def get(self, ref: str, *, for_change: bool = False) -> Ladder:
        """A ladder. Raises Forbidden where there is none."""
        ladder = self.find(ref, for_change=for_change)
        if ladder is None:
            raise Forbidden
        return ladder

    def latest_of(self, action: str, *, for_change: bool = False) -> Ladder | None:
        """The ladder of an action that was begun last, whatever became of it."""
        statement = _READ_LATEST_LOCKED if for_change else _READ_LATEST
        row = statement.one(self._connection, {"wanted": action})
        return _ladder(row) if row else None

    def active(self) -> tuple[Ladder, ...]:
        """Those that may still move: not withdrawn, and their action is still to be done."""
        return self._every(_ACTIVE)

    def running(self) -> tuple[Ladder, ...]:
        """Those where somebody has been asked and nothing is settled."""
        return self._every(_RUNNING)

    def running_for(self, actions: Collection[str]) -> tuple[Ladder, ...]:
        """Those of these actions where somebody has been asked and nothing is settled."""
        return self._every(_RUNNING.where(_E.action.in_(list(actions)))) if actions else ()

    def all(self) -> tuple[Ladder, ...]:
        """Every ladder there has been, by reference."""
        return self._every(_ALL)

    def next_ref(self, now: datetime) -> str:
        """The next reference of the year in London."""
        year = year_of(now)
        self._given = escalation_ref(year, next_number(self._connection, f"ESC-{year}"))
        return self._given

    def insert(self, ladder: Ladder) -> None:
        """Keep a new ladder under its reference, which is never given again."""
        _INSERT.run(self._connection, _row(ladder))
        if ladder.ref != self._given:
            sequence, _, number = ladder.ref.rpartition("-")
            raise_number(self._connection, sequence, int(number))

    def save(self, ladder: Ladder) -> Ladder:
        """Keep a changed ladder, one version on. Raises Stale where another was quicker."""
        row = _row(ladder) | {"version": ladder.version + 1}
        changed = update(ESCALATIONS).where(_E.ref == ladder.ref, _E.version == ladder.version)
        if not self._connection.execute(changed.values(row)).rowcount:
            raise Stale
        return replace(ladder, version=ladder.version + 1)

    def _every(self, asked: Any) -> tuple[Ladder, ...]:  # noqa: ANN401 - a select of the table
        return tuple(_ladder(dict(row)) for row in self._connection.execute(asked).mappings())


def _row(ladder: Ladder) -> dict[str, Any]:
    row = {name: getattr(ladder, name) for name in _COLUMNS}
    steps = tuple(_keepable(each) for each in ladder.steps)
    return row | {"steps": _STEPS.dump_python(steps, mode="json")}


def _keepable(step: Step) -> Step:
    said = step.said and replace(step.said, text=keepable(step.said.text))
    asks = tuple(replace(each, passed_to=keepable(each.passed_to)) for each in step.asks)
    note, jump_reason = keepable(step.note), keepable(step.jump_reason)
    return replace(step, said=said, asks=asks, note=note, jump_reason=jump_reason)


def _ladder(row: Kept) -> Ladder:
    read: dict[str, Any] = {
        "priority": Priority(row["priority"]),
        "state": LadderState(row["state"]),
        "steps": _STEPS.validate_python(row["steps"]),
    }
    return Ladder(**{**row, **read})
