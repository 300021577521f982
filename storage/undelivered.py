"""What the outbox still owes: counted, and listed for whoever looks after delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Connection, RowMapping, and_, case, func, or_, select, text

from storage.tables.ledger import INTENTS

TEAMS = "teams"
GRAPH = "graph"
LATE = timedelta(minutes=10)
"""How long what is due may take before somebody should look. Source: service levels."""
OUT_OF_HOURS = "out_of_hours"
"""Why something that is due by the clock waits for the morning all the same."""
_I = INTENTS.c
_IS_WANTED = _I.error.is_distinct_from(OUT_OF_HOURS)
# Word for word that of the index, or SQLite reads every intent there has ever been.
_IS_OPEN = text("state NOT IN ('sent', 'cancelled')")


class IntentState(StrEnum):
    """Where an intent stands; only `pending` ones are taken."""

    PENDING = "pending"
    WAITING = "waiting"  # for an event: a channel bound, the app installed
    SENT = "sent"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # it may have arrived: never repeated blindly
    DEAD = "dead"


STOPPED = (IntentState.WAITING, IntentState.UNKNOWN, IntentState.DEAD)
"""States that last until something happens or somebody does something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An intent as the operator sees it; `not_before` is board time, the others machine time."""

    id: int
    key: str
    kind: str
    recipient: str
    about: str
    lane: str
    state: IntentState
    attempts: int
    error: str | None
    not_before: datetime
    created_at: datetime
    sent_at: datetime | None


_LISTED = tuple(_I[name] for name in Listed.__dataclass_fields__)
_WORST_FIRST = case(
    {IntentState.UNKNOWN: 0, IntentState.DEAD: 1, IntentState.WAITING: 2}, value=_I.state, else_=3
)


class Undelivered:
    """Looks at the outbox that take nothing and change nothing."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def counts(self) -> Mapping[tuple[str, IntentState], int]:
        """How many intents have not ended, by lane and state; those that have are not counted."""
        counted = select(_I.lane, _I.state, func.count()).where(_IS_OPEN)
        rows = self._connection.execute(counted.group_by(_I.lane, _I.state))
        return {(lane, IntentState(state)): number for lane, state, number in rows}

    def oldest_due(self, now: datetime) -> datetime | None:
        """Since when the oldest message that is due has been due (board time)."""
        due = select(func.min(_I.not_before)).where(
            _I.state == IntentState.PENDING, _I.not_before <= now, _IS_WANTED, _I.lane == TEAMS
        )
        oldest: datetime | None = self._connection.execute(due).scalar()
        return oldest

    def find(self, intent: int) -> Listed | None:
        """One intent, whatever became of it."""
        rows = self._connection.execute(select(*_LISTED).where(_I.id == intent)).mappings()
        return next((_listed(row) for row in rows), None)

    def stopped(self, limit: int = 100) -> tuple[Listed, ...]:
        """What wants an operator's eye: waiting, unknown or dead, the latest first."""
        found = select(*_LISTED).where(_IS_OPEN, _I.state.in_(STOPPED))
        rows = self._connection.execute(found.order_by(_I.created_at.desc(), _I.id.desc()))
        return tuple(_listed(row) for row in rows.mappings().fetchmany(limit))

    def in_state(self, state: IntentState, *, limit: int) -> tuple[Listed, ...]:
        """Those in one state, also one that ends them, the latest first."""
        found = select(*_LISTED).where(_I.state == state).order_by(_I.id.desc()).limit(limit)
        return tuple(_listed(row) for row in self._connection.execute(found).mappings())

    def undelivered(
        self, now: datetime, machine_now: datetime, *, limit: int, offset: int = 0
    ) -> tuple[Listed, ...]:
        """What stopped or is late, in doubt first, the oldest first; `now` is board time."""
        found = select(*_LISTED).where(_IS_OPEN, _is_stuck(now, machine_now))
        ordered = found.order_by(_WORST_FIRST, _I.created_at, _I.id).limit(limit).offset(offset)
        return tuple(_listed(row) for row in self._connection.execute(ordered).mappings())

    def count_late(self, now: datetime, machine_now: datetime) -> int:
        """How many are due and have not been sent for too long, or were refused by the files."""
        late = select(func.count()).where(_IS_OPEN, _is_late(now, machine_now))
        return int(self._connection.execute(late).scalar_one())

    def has_stopped_by(self, *errors: str, recipient: str | None = None) -> bool:
        """Whether anything (for this recipient) died of one of these."""
        died = select(_I.id).where(_IS_OPEN, _I.state == IntentState.DEAD, _I.error.in_(errors))
        if recipient is not None:
            died = died.where(_I.recipient == recipient)
        return self._connection.execute(died.limit(1)).scalar() is not None


def _is_late(now: datetime, machine_now: datetime) -> ColumnElement[bool]:
    """Long due by the board's clock, and long made by the machine's, which nobody moves.

    What Microsoft 365 has refused is shown at once: it is tried for as long as it takes.
    """
    since = and_(_I.not_before <= now - LATE, _I.created_at <= machine_now - LATE)
    is_refused = and_(_I.lane == GRAPH, _I.error.is_not(None))
    return and_(_I.state == IntentState.PENDING, or_(since, is_refused), _IS_WANTED)


def _is_stuck(now: datetime, machine_now: datetime) -> ColumnElement[bool]:
    return or_(_I.state.in_(STOPPED), _is_late(now, machine_now))


def _listed(row: RowMapping) -> Listed:
    return Listed(**{**row, "state": IntentState(row["state"])})
