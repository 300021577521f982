"""The outbox: one row for each intent for ever, taken under leases and ended once."""

import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Executable,
    and_,
    bindparam,
    case,
    func,
    or_,
    select,
    text,
    update,
)

from board.facts import Notice
from storage.statements import Prepared, insert_of
from storage.tables.ledger import INTENTS
from storage.undelivered import GRAPH, STOPPED, TEAMS, IntentState, Listed, Undelivered

__all__ = ["GRAPH", "TEAMS", "Intent", "IntentState", "Listed", "Outbox", "redraw"]

UPDATE = "update"
"""Kind of an intent that redraws a post: at most one waits for each, for it draws the latest."""
ATTEMPTS = 8
"""Times an intent is taken before it is given up as dead."""
DROPPED = "dropped"
"""What an intent ends with that an operator gave up."""
_KEYS_AT_ONCE = 500
_I = INTENTS.c


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
_RENEW = (
    update(INTENTS)
    .where(
        _I.id == bindparam("intent"),
        _I.token == bindparam("fence"),
        _I.state == IntentState.PENDING,
    )
    .values(lease_until=bindparam("to_lease_until"))
)


class Outbox(Undelivered):
    """Intents in lanes. `not_before` is board time; leases and retries are machine time."""

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

    def burn(
        self,
        notices: Iterable[Notice],
        *,
        state: IntentState = IntentState.CANCELLED,
        error: str,
        now: datetime,
        machine_now: datetime,
        lane: str = TEAMS,
    ) -> int:
        """Take the keys of what is never to be sent (`missed`, `grouped`); how many were free."""
        ended = {"state": str(state), "error": error, "slot": None}
        burnt = 0
        for notice in notices:
            row = _row(notice, now=now, machine_now=machine_now, lane=lane) | ended
            burnt += _INSERT.one(self._connection, row) is not None
        return burnt

    def known(self, keys: Collection[str]) -> set[str]:
        """Those of these keys under which there is an intent, whatever became of it."""
        wanted = list(keys)
        found: set[str] = set()
        for start in range(0, len(wanted), _KEYS_AT_ONCE):
            part = wanted[start : start + _KEYS_AT_ONCE]
            found.update(self._connection.scalars(select(_I.key).where(_I.key.in_(part))))
        return found

    def pending(self, keys: Collection[str]) -> bool:
        """Whether any intent of these keys is still to be done."""
        waits = select(_I.id).where(_I.key.in_(list(keys)), _I.state == IntentState.PENDING)
        return self._connection.execute(waits.limit(1)).scalar() is not None

    def was_redrawn(self, thing: str, since: datetime) -> bool:
        """Whether a redraw of a thing has been asked for since (board time)."""
        asked = select(_I.id).where(_I.recipient == f"post:{thing}", _I.not_before >= since)
        return self._connection.execute(asked.limit(1)).scalar() is not None

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

    def renew(self, intent: Intent, until: datetime) -> bool:
        """Hold on to an intent that takes long; False where somebody else has it by now."""
        values = {"intent": intent.id, "fence": intent.token, "to_lease_until": until}
        return self._connection.execute(_RENEW, values).rowcount == 1

    def release(self, recipient: str) -> int:
        """Let what waited for this recipient go; how many."""
        closed = and_(_I.state == IntentState.DEAD, _I.error.in_(_CLOSED))
        waiting = (_I.recipient == recipient, or_(_I.state == IntentState.WAITING, closed))
        return self._put_back(*waiting)

    def retry(self, intent: int) -> bool:
        """Let an intent that waits, died or is in doubt go once more (the operator's word).

        One for Microsoft 365 that is to be tried again later is tried at once.
        """
        rests = and_(_I.state == IntentState.PENDING, _I.retry_at.is_not(None), _I.token.is_(None))
        is_let_go = or_(_I.state.in_(STOPPED), and_(_I.lane == GRAPH, rests))
        return self._put_back(_I.id == intent, is_let_go) == 1

    def drop(self, intent: int, *, machine_now: datetime, error: str = DROPPED) -> bool:
        """Give up an intent that has not ended and is not being sent (the operator's word)."""
        is_let_go = or_(_I.lease_until.is_(None), _I.lease_until <= machine_now)
        is_open = or_(_I.state.in_(STOPPED), and_(_I.state == IntentState.PENDING, is_let_go))
        given_up = {"state": IntentState.CANCELLED, "error": error, "slot": None, "token": None}
        dropped = update(INTENTS).where(_I.id == intent, is_open).values(given_up)
        return self._connection.execute(dropped).rowcount == 1

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

    def tally(self, kinds: Sequence[str], since: datetime, until: datetime) -> dict[str, int]:
        """How many of these kinds there are by state, due in a span of board time."""
        span = (_I.kind.in_(kinds), _I.not_before >= since, _I.not_before < until)
        counted = select(_I.state, func.count()).where(*span).group_by(_I.state)
        return {row[0]: row[1] for row in self._connection.execute(counted)}

    def stopped_of(self, kinds: Sequence[str]) -> int:
        """How many of these kinds wait for an event, are in doubt, or died."""
        open_ones = text("state NOT IN ('sent', 'cancelled')")
        counting = select(func.count()).where(open_ones, _I.state.in_(STOPPED), _I.kind.in_(kinds))
        return int(self._connection.execute(counting).scalar_one())

    def unreached(self) -> set[str]:
        """Recipients whom messages may not reach: somebody has to stand in for them meanwhile.

        Something waits for them, they closed the chat, or what they were asked about an action
        is in doubt or died; until an operator has seen to it.
        """
        return set(self._connection.scalars(_UNREACHED))


_CLOSED = ("ConversationBlockedByUser", "MessageWritesBlocked")
"""What Teams says of a person who does not want to hear from the bot."""
_UNREACHED = (
    select(_I.recipient)
    .distinct()
    .where(
        # As the partial index of open intents has it, so that SQLite reads nothing else.
        text("state NOT IN ('sent', 'cancelled')"),
        or_(
            _I.state == IntentState.WAITING,
            _I.error.in_(_CLOSED),
            and_(
                _I.state.in_([IntentState.UNKNOWN, IntentState.DEAD]),
                or_(_I.kind.like("action%"), _I.kind.like("escalation%")),
            ),
        ),
    )
)


def redraw(thing: str) -> Notice:
    """Have a thing drawn afresh wherever it was posted, once for all changes until then."""
    return Notice(UPDATE, f"post:{thing}", thing)


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
