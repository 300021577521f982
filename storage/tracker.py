"""What the tracker shows: a page of actions, and all of them counted."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, and_, false, func, or_, select, text

from board.action_counts import AGES, ActionCounts, Horizon
from board.action_filter import ActionFilter
from board.actions import OPEN, Action, ActionState, Brag
from storage.tables.board import ACTION_HAS_ENDED, ACTION_IS_OPEN, ACTIONS

_A = ACTIONS.c
IS_OPEN: Any = text(ACTION_IS_OPEN)
"""Somebody still has something to do: word for word as the partial indices have it."""
HAS_ENDED: Any = text(ACTION_HAS_ENDED)
ENDED = frozenset(ActionState) - OPEN
_Where = list[ColumnElement[bool]]
S = ActionState
MOST = 10_000
_OF_ENDED = frozenset({"completed", "verified", "ended"})
_RED, _AMBER = "red", "amber"


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionPage:
    """A page of the tracker: `total` of all pages, `overdue` of those past due.

    Nobody turns a thousand pages: both are counted up to `MOST` and `has_more` beyond.
    """

    refs: tuple[str, ...]
    actions: tuple[Action, ...] = ()
    total: int
    overdue: int
    page: int
    pages: int
    has_more: bool = False


def found(
    connection: Connection, wanted: ActionFilter, *, page: int, size: int, today: date
) -> ActionPage:
    """The references of one page, without the actions."""
    where = _where(wanted, today)
    parts = _parts(wanted.states)
    total = sum(_count(connection, [*part, *where]) for part in parts)
    late = [IS_OPEN, *where, _A.state.in_(sorted(wanted.states)), _A.due < today]
    overdue = _count(connection, late)
    pages = max(1, -(-min(total, MOST) // size))
    page = min(max(page, 1), pages)
    refs = _listed(connection, [[*part, *where] for part in parts], today, (page - 1) * size, size)
    return ActionPage(
        refs=refs,
        total=min(total, MOST),
        overdue=min(overdue, MOST),
        page=page,
        pages=pages,
        has_more=total > MOST,
    )


def shade_of(action: Action) -> str:
    """What the chart has to know of an open action that does not change with the day."""
    if not action.is_open:
        return ""
    if action.state is S.BLOCKED and not (action.needed or action.needed_from):
        return _RED
    return _AMBER if action.is_at_risk or action.extensions else ""


def counted(connection: Connection, wanted: ActionFilter, horizon: Horizon) -> ActionCounts:
    """How many of them stand how, and how many open ones are how late.

    As `board.actions.brag` has it, which a test holds this to. Each kind is counted along an
    index of its own, or, where every row has to be read for its words, all kinds in one pass.
    """
    where = _where(wanted, horizon.today)
    if wanted.states not in {OPEN, OPEN | ENDED}:
        where.append(_A.state.in_(sorted(wanted.states)))
    kinds = {
        name: each
        for name, each in _kinds(horizon).items()
        if wanted.states & (ENDED if name in _OF_ENDED else OPEN)
    }
    if not kinds:
        return ActionCounts(brag=dict.fromkeys(Brag, 0), ageing=dict.fromkeys(AGES, 0))
    if wanted.text:
        counts = select(*(func.count().filter(kind) for kind in kinds.values())).where(*where)
    else:
        counts = select(
            *(
                select(func.count()).select_from(ACTIONS).where(*where, kind).scalar_subquery()
                for kind in kinds.values()
            )
        )
    number = Counter(dict(zip(kinds, connection.execute(counts).one(), strict=True)))
    ages = {age: number[age] for age in AGES}
    red = sum(ages.values()) + number["stuck"]
    amber = number["shaky"] + number["quiet"]
    brag = {
        Brag.BLUE: number["verified"],
        Brag.RED: red,
        Brag.AMBER: amber,
        Brag.GREEN: number["open"] - red - amber + number["completed"],
        Brag.NONE: number["ended"],
    }
    return ActionCounts(brag=brag, ageing=ages)


def _kinds(horizon: Horizon) -> dict[str, ColumnElement[bool]]:
    """What is counted: nothing twice, but `open`, which holds all but the last three."""
    first, second, third = horizon.aged
    is_due = _A.due >= horizon.today
    is_silent = or_(_A.last_update.is_(None), _A.last_update < horizon.quiet_since)
    is_soon = and_(is_due, _A.due <= horizon.soon)
    return {
        AGES[0]: and_(IS_OPEN, _A.due >= first, _A.due < horizon.today),
        AGES[1]: and_(IS_OPEN, _A.due >= second, _A.due < first),
        AGES[2]: and_(IS_OPEN, _A.due >= third, _A.due < second),
        AGES[3]: and_(IS_OPEN, _A.due < third),
        "stuck": and_(IS_OPEN, _A.shade == _RED, is_due),
        "shaky": and_(IS_OPEN, _A.shade == _AMBER, is_due),
        "quiet": and_(IS_OPEN, _A.shade == "", is_soon, is_silent),
        "open": IS_OPEN,
        "completed": and_(HAS_ENDED, _A.state == S.COMPLETED),
        "verified": and_(HAS_ENDED, _A.state == S.VERIFIED),
        "ended": and_(HAS_ENDED, _A.state.in_([S.CANCELLED, S.DECLINED])),
    }


def _listed(
    connection: Connection, parts: Sequence[_Where], today: date, offset: int, size: int
) -> tuple[str, ...]:
    """So many references from `offset` on: overdue ones first, each part by due day.

    Open actions and those that have ended are in order each; both together are merged here.
    """
    if len(parts) == 1:
        listed = _in_order(parts[0]).limit(size).offset(offset)
        return tuple(connection.execute(listed).scalars())
    rows = [
        ((not is_open) or due >= today, due, ref)
        for is_open, part in zip((True, False), parts, strict=True)
        for ref, due in connection.execute(_in_order(part).limit(offset + size))
    ]
    return tuple(ref for _, _, ref in sorted(rows)[offset : offset + size])


def _in_order(where: _Where) -> Select[Any]:
    return select(_A.ref, _A.due).where(*where).order_by(_A.due, _A.ref)


def _count(connection: Connection, where: _Where) -> int:
    """How many, up to one more than `MOST`."""
    some = select(_A.ref).where(*where).limit(MOST + 1).subquery()
    count = select(func.count()).select_from(some)
    return int(connection.execute(count).scalar_one())


def _parts(states: frozenset[ActionState]) -> list[_Where]:
    """Those of these states that are open, and those that have ended; one of them at least."""
    parts = []
    for mark, whole in ((IS_OPEN, OPEN), (HAS_ENDED, ENDED)):
        asked = states & whole
        if asked == whole:
            parts.append([mark])
        elif asked:
            parts.append([mark, _A.state.in_(sorted(asked))])
    return parts or [[false()]]


def _where(wanted: ActionFilter, today: date) -> _Where:
    """All but the states."""
    where: _Where = []
    if wanted.is_overdue:
        where += [IS_OPEN, _A.due < today]
    if wanted.agency:
        where.append(_A.owner_agency == wanted.agency)
    if wanted.owner:
        where.append(_A.owner == wanted.owner)
    if wanted.due_before is not None:
        where.append(_A.due < wanted.due_before)
    if wanted.source:
        where.append(_A.source == wanted.source)
    if wanted.without:
        where.append(_A.ref.not_in(sorted(wanted.without)))
    if wanted.text:
        columns = (_A.title, _A.ref, _A.detail)
        where.append(or_(*(each.icontains(wanted.text, autoescape=True) for each in columns)))
    return where
