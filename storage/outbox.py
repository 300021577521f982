"""The outbox: one row for each intent for ever, taken under leases and ended once."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Executable,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    update,
)

from board.facts import Notice
from storage.statements import Prepared, insert_of
from storage.tables.ledger import INTENTS

UPDATE = "update"
"""Kind of an intent that redraws a post: at most one waits for each, for it draws the latest."""
TEAMS = "teams"
GRAPH = "graph"
ATTEMPTS = 8
"""Times an intent is taken before it is given up as dead."""
_I = INTENTS.c


class IntentState(StrEnum):
    """Where an intent stands; only `pending` ones are taken."""

    PENDING = "pending"
    WAITING = "waiting"  # for an event: a channel bound, the app installed
    SENT = "sent"
    CANCELLED = "cancelled"
    UNKNOWN = "unknown"  # it may have arrived: never repeated blindly
    DEAD = "dead"


@dataclass(frozen=True, slots=True, kw_only=True)
class Intent:
    """An intent that somebody took; `token` is the fence its end has to show."""

    id: int
    kind: str
    recipient: str
    about: str
    lane: str
    token: str
    attempts: int
    created_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """An intent as the operator sees it."""

    id: int
    key: str
    kind: str
    recipient: str
    about: str
    lane: str
    state: IntentState
    attempts: int
    error: str | None
    created_at: datetime
    sent_at: datetime | None


_LISTED = tuple(_I[name] for name in Listed.__dataclass_fields__)
_TAKEN = tuple(_I[name] for name in Intent.__dataclass_fields__)
_FINISH = (
    update(INTENTS)
    .where(
        _I.id == bindparam("intent"),
        _I.token == bindparam("fence"),
        _I.state == IntentState.PENDING,
    )
    .values(token=None, lease_until=None)
    .values({name: bindparam(f"to_{name}") for name in ("state", "error", "retry_at", "sent_at")})
)
_POSTPONE = (
    update(INTENTS)
    .where(
        _I.id == bindparam("intent"),
        _I.token == bindparam("fence"),
        _I.state == IntentState.PENDING,
    )
    .values(
        token=None,
        lease_until=None,
        attempts=_I.attempts - 1,
        retry_at=bindparam("to_retry_at"),
        error=bindparam("to_error"),
    )
)


class Outbox:
    """Intents in lanes. `not_before` is board time; leases and retries are machine time."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add(
        self, notices: Iterable[Notice], *, now: datetime, machine_now: datetime, lane: str = TEAMS
    ) -> int:
        """Keep what is to be told and is not yet kept; how many rows that made or touched."""
        kept = 0
        for notice in notices:
            made = _REDRAW if notice.kind == UPDATE else _INSERT
            row = _row(notice, now=now, machine_now=machine_now, lane=lane)
            kept += made.one(self._connection, row) is not None
        return kept

    def claim(
        self, limit: int, *, lane: str, now: datetime, machine_now: datetime, lease: timedelta
    ) -> tuple[Intent, ...]:
        """Take up to `limit` intents that are due, the longest due first.

        Whoever takes one counts an attempt; one that used them all up is dead instead.
        """
        return self._claim("lane", lane, limit, now, machine_now, lease)

    def claim_one(
        self, key: str, *, now: datetime, machine_now: datetime, lease: timedelta
    ) -> Intent | None:
        """Take the intent of this unique key where it is due and nobody has it."""
        taken = self._claim("key", key, 1, now, machine_now, lease)
        return taken[0] if taken else None

    def finish(
        self,
        intent: Intent,
        state: IntentState,
        *,
        machine_now: datetime,
        error: str | None = None,
        retry_at: datetime | None = None,
    ) -> bool:
        """End an intent, or give it back (`pending`, not before `retry_at`).

        False where the lease has run out and somebody else took it: nothing is changed then.
        """
        values = {
            "intent": intent.id,
            "fence": intent.token,
            "to_state": str(state),
            "to_error": error,
            "to_retry_at": retry_at,
            "to_sent_at": machine_now if state is IntentState.SENT else None,
        }
        return self._connection.execute(_FINISH, values).rowcount == 1

    def postpone(self, intent: Intent, until: datetime, *, error: str | None = None) -> bool:
        """Give an intent back until then without counting the attempt (429, 412)."""
        values = {"intent": intent.id, "fence": intent.token, "to_retry_at": until}
        return self._connection.execute(_POSTPONE, values | {"to_error": error}).rowcount == 1

    def release(self, recipient: str) -> int:
        """Let what waited for this recipient go; how many."""
        waiting = (_I.recipient == recipient, _I.state == IntentState.WAITING)
        return self._put_back(*waiting)

    def retry(self, intent: int) -> bool:
        """Let an intent that waits, died or is in doubt go once more (the operator's word)."""
        stopped = (IntentState.WAITING, IntentState.DEAD, IntentState.UNKNOWN)
        return self._put_back(_I.id == intent, _I.state.in_(stopped)) == 1

    def counts(self) -> Mapping[tuple[str, IntentState], int]:
        """How many intents there are by lane and state."""
        counted = select(_I.lane, _I.state, func.count()).group_by(_I.lane, _I.state)
        rows = self._connection.execute(counted)
        return {(lane, IntentState(state)): number for lane, state, number in rows}

    def oldest_due(self, now: datetime) -> datetime | None:
        """Since when the oldest intent that is due has been due (board time)."""
        due = select(func.min(_I.not_before)).where(
            _I.state == IntentState.PENDING, _I.not_before <= now
        )
        oldest: datetime | None = self._connection.execute(due).scalar()
        return oldest

    def stopped(self, limit: int = 100) -> tuple[Listed, ...]:
        """What wants an operator's eye: waiting, unknown or dead, the latest first."""
        shown = (IntentState.WAITING, IntentState.UNKNOWN, IntentState.DEAD)
        found = select(*_LISTED).where(_I.state.in_(shown)).order_by(_I.id.desc()).limit(limit)
        rows = self._connection.execute(found).mappings()
        return tuple(Listed(**{**row, "state": IntentState(row["state"])}) for row in rows)

    def _claim(
        self,
        by: str,
        sought: str,
        limit: int,
        now: datetime,
        machine_now: datetime,
        lease: timedelta,
    ) -> tuple[Intent, ...]:
        times = {"now": now, "machine_now": machine_now, "until": machine_now + lease}
        given = {"sought": sought, **times, "limit": limit, "fresh": secrets.token_hex(8)}
        rows = self._connection.execute(_claiming(by), given).mappings().all()
        taken = [row for row in rows if row["state"] == IntentState.PENDING]
        taken.sort(key=lambda row: (row["not_before"], row["id"]))
        return tuple(Intent(**{each.name: row[each.name] for each in _TAKEN}) for row in taken)

    def _put_back(self, *where: ColumnElement[bool]) -> int:
        back = update(INTENTS).where(*where)
        fresh = {"state": IntentState.PENDING, "attempts": 0, "retry_at": None, "error": None}
        return self._connection.execute(back.values(fresh)).rowcount


def _is_free() -> ColumnElement[bool]:
    at = bindparam("machine_now", type_=_I.lease_until.type)
    return and_(
        _I.state == IntentState.PENDING,
        _I.not_before <= bindparam("now"),
        or_(_I.retry_at.is_(None), _I.retry_at <= at),
        or_(_I.lease_until.is_(None), _I.lease_until <= at),
    )


@cache
def _claiming(by: str) -> Executable:
    chosen = (
        select(_I.id)
        .where(_I[by] == bindparam("sought"), _is_free())
        .order_by(_I.not_before, _I.id)
        .limit(bindparam("limit"))
        .with_for_update(skip_locked=True)
        .cte("chosen")
        .prefix_with("MATERIALIZED", dialect="postgresql")
    )
    is_spent = _I.attempts >= ATTEMPTS
    return (
        update(INTENTS)
        .where(_I.id.in_(select(chosen.c.id)))
        .values(
            state=case((is_spent, str(IntentState.DEAD)), else_=_I.state),
            attempts=case((is_spent, _I.attempts), else_=_I.attempts + 1),
            error=case((is_spent, "attempts_spent"), else_=_I.error),
            lease_until=case((is_spent, None), else_=bindparam("until", type_=_I.lease_until.type)),
            token=case((is_spent, None), else_=bindparam("fresh")),
            slot=None,
        )
        .returning(*_TAKEN, _I.state, _I.not_before)
    )


def _row(notice: Notice, *, now: datetime, machine_now: datetime, lane: str) -> dict[str, Any]:
    is_update = notice.kind == UPDATE
    key = notice.unique_key
    return {
        # The row of a redraw is not for ever one thing, so its key is made different each time.
        "key": f"{key}:{secrets.token_hex(8)}" if is_update else key,
        "slot": f"{notice.to} {notice.about}" if is_update else None,
        "kind": notice.kind,
        "recipient": notice.to,
        "about": notice.about,
        "lane": lane,
        "state": str(IntentState.PENDING),
        "not_before": notice.not_before or now,
        "attempts": 0,
        "created_at": machine_now,
    }


def _inserting(dialect: str) -> Executable:
    return insert_of(dialect, INTENTS).on_conflict_do_nothing().returning(_I.id)


def _redrawing(dialect: str) -> Executable:
    # The update in place locks the row: whoever takes it sees what this unit is writing.
    made = insert_of(dialect, INTENTS)
    return made.on_conflict_do_update(
        index_elements=["slot"], set_={"not_before": made.excluded.not_before}
    ).returning(_I.id)


_INSERT = Prepared(_inserting)
_REDRAW = Prepared(_redrawing)
