"""Actions that the board has agreed."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, Select, bindparam, func, insert, select, update

from board.action_counts import ActionCounts, Horizon
from board.action_filter import ActionFilter
from board.actions import LIVE, OPEN, Action, ActionState, Priority, Request, Update
from board.errors import Forbidden, Stale
from board.refs import action_ref, year_of
from storage.numbers import next_number, raise_number
from storage.statements import Kept, Prepared, upsert
from storage.tables.base import keepable
from storage.tables.board import ACTIONS
from storage.tracker import IS_OPEN, ActionPage, counted, found, shade_of

_A = ACTIONS.c
_COLUMNS = tuple(each.name for each in _A if each.name != "ref")
_FIELDS = tuple(name for name in _COLUMNS if name not in {"last_update", "shade"})
S = ActionState
_IS_LIVE = _A.state.in_(sorted(LIVE))
_OF_REF = select(ACTIONS).where(_A.ref == bindparam("wanted"))
_READ = Prepared(_OF_REF)
_READ_LOCKED = Prepared(_OF_REF.with_for_update())
_PUT = upsert(ACTIONS, ("ref",), update=_COLUMNS)
_INSERT = Prepared(insert(ACTIONS).inline())
_DUE = Prepared(
    select(ACTIONS)
    .where(IS_OPEN, *(_A.state != str(each) for each in sorted(OPEN - LIVE)))
    .where(_A.due <= bindparam("day"))
    .order_by(_A.due, _A.ref)
)
_NOTE_ASKED = Prepared(
    update(ACTIONS)
    .where(_A.ref == bindparam("wanted"), _A.due == bindparam("day"), _A.due_asked_at.is_(None))
    .values(due_asked_at=bindparam("at"))
)
_FROM = Prepared(select(_A.ref).where(_A.source == bindparam("wanted")).limit(1))
_REFS_AT_ONCE = 500
_REQUEST = TypeAdapter(Request | None)


class Actions:
    """Actions by reference, owner, agency, due day, and as the tracker lists them."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._given = ""

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

    def of_refs(self, refs: Sequence[str]) -> tuple[Action, ...]:
        """Those of these actions that there are, in the order asked for."""
        kept: dict[str, Action] = {}
        for start in range(0, len(refs), _REFS_AT_ONCE):
            wanted = refs[start : start + _REFS_AT_ONCE]
            kept |= {each.ref: each for each in self._all(_A.ref.in_(wanted))}
        return tuple(kept[ref] for ref in refs if ref in kept)

    def of_owner(self, member: str) -> tuple[Action, ...]:
        """A member's actions, the first due first."""
        return self._all(_A.owner == member)

    def open_of_owner(self, member: str) -> tuple[Action, ...]:
        """A member's open actions, the first due first."""
        return self._all(_A.owner == member, IS_OPEN)

    def open_of_agency(self, agency: str) -> tuple[Action, ...]:
        """The open actions that an agency's people own, the first due first."""
        return self._all(_A.owner_agency == agency, IS_OPEN)

    def due_until(self, day: date) -> tuple[Action, ...]:
        """Actions whose owner is to get them done by this day or should have, the first first."""
        return tuple(_action(row) for row in _DUE.rows(self._connection, {"day": day}))

    def all(self) -> tuple[Action, ...]:
        """Every action, the first due first."""
        return self._all()

    def open_ones(self) -> tuple[Action, ...]:
        """Every action that has not ended, the first due first."""
        return self._all(IS_OPEN)

    def live_owners(self) -> frozenset[tuple[str, str]]:
        """Agencies and owners of everything that an owner is expected to get done."""
        found = select(_A.owner_agency, _A.owner).where(_A.state.in_(sorted(LIVE))).distinct()
        return frozenset((agency, owner) for agency, owner in self._connection.execute(found))

    def waiting(self) -> dict[str, int]:
        """How many actions wait for somebody other than their owner, by what they wait for."""
        counting = select(
            func.count().filter(_A.state == ActionState.COMPLETED).label("to_confirm"),
            func.count()
            .filter(_A.state.in_([ActionState.PROPOSED, ActionState.DECLINED]))
            .label("to_assign"),
            func.count().filter(_IS_LIVE, _A.request.is_not(None)).label("asked"),
        ).where(_A.state.in_(sorted({*LIVE, S.PROPOSED, S.DECLINED, S.COMPLETED})))
        return dict(self._connection.execute(counting).mappings().one())

    def are_from(self, source: str) -> bool:
        """Whether any action comes from a meeting, or whatever else it names as its source."""
        return _FROM.one(self._connection, {"wanted": source}) is not None

    def open_count(self) -> int:
        """How many actions are open."""
        count = select(func.count()).select_from(ACTIONS).where(IS_OPEN)
        return int(self._connection.execute(count).scalar_one())

    def page(
        self, wanted: ActionFilter, *, page: int = 1, size: int = 10, today: date
    ) -> ActionPage:
        """One page of the tracker, overdue actions first, each part by due day and reference.

        A page there is not is the nearest there is.
        """
        listed = found(self._connection, wanted, page=page, size=size, today=today)
        return replace(listed, actions=self.of_refs(listed.refs))

    def counts(self, wanted: ActionFilter, horizon: Horizon) -> ActionCounts:
        """All that the filter finds, counted for a chart."""
        return counted(self._connection, wanted, horizon)

    def next_ref(self, now: datetime) -> str:
        """The next reference of the year in London.

        Others who want one wait until this unit ends; if it is undone, so is the number.
        """
        year = year_of(now)
        self._given = action_ref(year, next_number(self._connection, f"ACT-{year}"))
        return self._given

    def insert(self, action: Action) -> None:
        """Keep a new action under its reference, which is never given again."""
        _INSERT.run(self._connection, _row(action))
        self._take_number(action.ref)

    def save(self, action: Action) -> Action:
        """Keep a changed action, one version on. Raises Stale where another was quicker."""
        row = _row(action) | {"version": action.version + 1}
        changed = update(ACTIONS).where(_A.ref == action.ref, _A.version == action.version)
        if not self._connection.execute(changed.values(row)).rowcount:
            raise Stale
        return replace(action, version=action.version + 1)

    def put(self, action: Action) -> bool:
        """Add or overwrite an action as it was loaded; whether anything changed."""
        if _PUT.one(self._connection, _row(action)) is None:
            return False
        self._take_number(action.ref)
        return True

    def note_due_asked(self, ref: str, due: date, at: datetime) -> bool:
        """Note when the owner was asked on this due day; whether that was still to be noted.

        It makes no new version, so that no form that somebody has open goes stale.
        """
        return bool(_NOTE_ASKED.run(self._connection, {"wanted": ref, "day": due, "at": at}))

    def _take_number(self, ref: str) -> None:
        if ref != self._given:
            sequence, _, number = ref.rpartition("-")
            raise_number(self._connection, sequence, int(number))

    def _all(self, *where: ColumnElement[bool]) -> tuple[Action, ...]:
        asked: Select[Any] = select(ACTIONS).where(*where).order_by(_A.due, _A.ref)
        return tuple(_action(dict(row)) for row in self._connection.execute(asked).mappings())


def _row(action: Action) -> dict[str, Any]:
    row = {name: getattr(action, name) for name in ("ref", *_FIELDS)}
    return row | {
        "supporting": list(action.supporting),
        "updates": [_line(each) for each in action.updates],
        "request": _asked(action.request),
        "last_update": action.last_update,
        "shade": shade_of(action),
    }


def _action(row: Kept) -> Action:
    del row["last_update"], row["shade"]
    row["supporting"] = tuple(row["supporting"])
    row["priority"] = Priority(row["priority"])
    row["state"] = ActionState(row["state"])
    row["updates"] = tuple(_update(each) for each in row["updates"])
    if row["request"] is not None:
        row["request"] = _REQUEST.validate_python(row["request"])
    return Action(**row)


def _asked(request: Request | None) -> dict[str, Any] | None:
    if request is None:
        return None
    kept = replace(request, reason=keepable(request.reason))
    row: dict[str, Any] = _REQUEST.dump_python(kept, mode="json")
    return row


def _line(each: Update) -> dict[str, str]:
    line = {"on": each.on.isoformat(), "by": each.by, "text": keepable(each.text)}
    return line | {"kind": each.kind} if each.kind else line


def _update(kept: dict[str, str]) -> Update:
    on = date.fromisoformat(kept["on"])
    return Update(on=on, by=kept["by"], text=kept["text"], kind=kept.get("kind", ""))
