"""Challenges: who, when and which step in plain columns, what was typed sealed."""

from dataclasses import fields, replace
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter
from sqlalchemy import ColumnElement, Connection, bindparam, insert, select, update

from board.challenges import Challenge, ChallengeKind, Finding, Ruling, Step
from board.errors import Forbidden, Stale
from board.referrals import Urgency
from board.refs import challenge_ref, year_of
from board.tiers import Tier
from storage.cipher import Keys
from storage.numbers import next_number
from storage.statements import Kept, Prepared
from storage.tables.triage import CHALLENGES

_TABLE = "challenges"
_SEALED = frozenset({"reason", "wanted", "rulings"})
_PLAIN = tuple(each.name for each in fields(Challenge) if each.name not in _SEALED)
_OF_REF = select(CHALLENGES).where(CHALLENGES.c.ref == bindparam("wanted"))
_READ = Prepared(_OF_REF)
_READ_LOCKED = Prepared(_OF_REF.with_for_update())
_INSERT = Prepared(insert(CHALLENGES).inline())
_RULINGS = TypeAdapter(tuple[Ruling, ...])


class Challenges:
    """Challenges by reference and by what they are about."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def get(self, ref: str, *, for_change: bool = False) -> Challenge:
        """A challenge with all it holds. Raises Forbidden where there is none."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": ref})
        if row is None:
            raise Forbidden
        return self._challenge(row)

    def all(self) -> tuple[Challenge, ...]:
        """Every challenge, open ones first, then the latest first."""
        found = self._all()
        return tuple(sorted(found, key=lambda each: (not each.is_open, each.due)))

    def open_ones(self) -> tuple[Challenge, ...]:
        """Those that are not closed."""
        return self._all(CHALLENGES.c.closed_at.is_(None))

    def open_about(self, subject: str) -> Challenge | None:
        """The open challenge about a referral, if there is one."""
        found = self._all(CHALLENGES.c.subject == subject, CHALLENGES.c.closed_at.is_(None))
        return found[0] if found else None

    def next_ref(self, now: datetime) -> str:
        """The next reference of the year in London."""
        year = year_of(now)
        return challenge_ref(year, next_number(self._connection, f"CHL-{year}"))

    def insert(self, challenge: Challenge) -> None:
        """Keep a new challenge."""
        _INSERT.run(self._connection, self._row(challenge))

    def save(self, challenge: Challenge) -> Challenge:
        """Keep a changed challenge, one version on. Raises Stale where another was quicker."""
        row = self._row(challenge) | {"version": challenge.version + 1}
        changed = update(CHALLENGES).where(
            CHALLENGES.c.ref == challenge.ref, CHALLENGES.c.version == challenge.version
        )
        if not self._connection.execute(changed.values(row)).rowcount:
            raise Stale
        return replace(challenge, version=challenge.version + 1)

    def _all(self, *where: ColumnElement[bool]) -> tuple[Challenge, ...]:
        rows = self._connection.execute(select(CHALLENGES).where(*where)).mappings()
        return tuple(self._challenge(dict(row)) for row in rows)

    def _row(self, challenge: Challenge) -> dict[str, Any]:
        row = {name: getattr(challenge, name) for name in _PLAIN}
        row |= {"step": int(challenge.step), "barred": list(challenge.barred)}
        held = {
            "reason": challenge.reason,
            "wanted": challenge.wanted,
            "rulings": _RULINGS.dump_python(challenge.rulings or (), mode="json"),
        }
        return row | {"sealed_t3": self._keys.seal(_TABLE, challenge.ref, Tier.T3, held)}

    def _challenge(self, row: Kept) -> Challenge:
        held: dict[str, Any] = {"reason": None, "wanted": None, "rulings": None}
        if row["sealed_t3"] is not None:
            held = self._keys.open(_TABLE, row["ref"], Tier.T3, row["sealed_t3"])
            held = {**held, "rulings": _RULINGS.validate_python(held["rulings"])}
        read = {
            "kind": ChallengeKind(row["kind"]),
            "urgency": Urgency(row["urgency"]),
            "step": Step(row["step"]),
            "barred": tuple(row["barred"]),
            "finding": Finding(row["finding"]) if row["finding"] else None,
        }
        plain = {name: row[name] for name in _PLAIN}
        return Challenge(**{**plain, **read, **held})
