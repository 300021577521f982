"""The audit: lines appended with their facts, numbered and chained behind the writers."""

import hmac
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Connection,
    RowMapping,
    bindparam,
    delete,
    func,
    insert,
    select,
    text,
    update,
)

from board.facts import Fact
from storage.cipher import KeyMissing, Keys
from storage.statements import Prepared
from storage.tables.ledger import AUDIT_CHECKPOINTS, AUDIT_LINES

SEALED_AT_ONCE = 200
"""Lines sealed in one unit, so that it stays far below what a unit may take."""
_READ_AT_ONCE = 1000
_LOCK = 7_201_002
_LINES = AUDIT_LINES.c
_APPEND = Prepared(insert(AUDIT_LINES).inline())
_UNSEALED = (
    select(AUDIT_LINES).where(_LINES.number.is_(None)).order_by(_LINES.id).limit(bindparam("n"))
)
_HEAD = (
    select(_LINES.number, _LINES.mac)
    .where(_LINES.number.is_not(None))
    .order_by(_LINES.number.desc())
    .limit(1)
)
_CHECKPOINT = select(AUDIT_CHECKPOINTS).order_by(AUDIT_CHECKPOINTS.c.number.desc()).limit(1)
_CHAIN = (
    select(AUDIT_LINES)
    .where(_LINES.number > bindparam("after"))
    .order_by(_LINES.number)
    .limit(_READ_AT_ONCE)
)
_SEAL = update(AUDIT_LINES).where(_LINES.id == bindparam("line"), _LINES.number.is_(None))
_SEAL = _SEAL.values({name: bindparam(f"to_{name}") for name in ("number", "key_id", "mac")})


class Broken(StrEnum):
    """What can be wrong with a chain."""

    CHANGED = "changed"
    MISSING = "missing"
    CHECKPOINT = "checkpoint"
    HEAD = "head"
    KEY = "key"


@dataclass(frozen=True, slots=True)
class Head:
    """The last sealed line: its number and, in hex, what chains it to all before."""

    number: int
    mac: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What a check of the chain found.

    `broken` is the first fault and `at` the number of its line; `unsealed` counts lines that
    wait for the sealer, which the chain does not cover yet.
    """

    checked: int
    unsealed: int
    head: Head | None
    broken: Broken | None = None
    at: int | None = None

    @property
    def is_whole(self) -> bool:
        """No fault was found."""
        return self.broken is None


@dataclass(slots=True)
class _Walk:
    number: int
    mac: bytes
    checked: int = 0
    known: Mapping[int, str] = field(default_factory=dict)


class Audit:
    """Lines are only ever added; a seal is set once; old ones leave with a checkpoint."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def append(self, fact: Fact, *, recorded_at: datetime, place: str, trace: str) -> None:
        """Write one line; it waits for the sealer."""
        line = {
            "at": fact.at,
            "recorded_at": recorded_at,
            "name": fact.name,
            "about": fact.about,
            "by": fact.by,
            "tier": int(fact.tier),
            "result": str(fact.result),
            "purpose": fact.purpose,
            "details": dict(fact.details),
            "place": place,
            "trace": trace,
        }
        _APPEND.run(self._connection, line)

    def seal(self, limit: int = SEALED_AT_ONCE) -> int:
        """Number and chain the lines that wait, oldest first; how many.

        Returns 0 where another process is sealing.
        """
        if not self._is_only_sealer():
            return 0
        waiting = self._connection.execute(_UNSEALED, {"n": limit}).mappings().all()
        if not waiting:
            return 0
        number, mac = self._end()
        key_id = self._keys.writing_id
        key = self._keys.audit_key(key_id)
        seals = []
        for line in waiting:
            number += 1
            mac = _chained(key, key_id, mac, number, line)
            seals.append(
                {"line": line["id"], "to_number": number, "to_key_id": key_id, "to_mac": mac}
            )
        self._connection.execute(_SEAL, seals)
        return len(seals)

    def head(self) -> Head | None:
        """The value to note elsewhere every day; None before the first seal."""
        row = self._connection.execute(_HEAD).first()
        return Head(row.number, bytes(row.mac).hex()) if row else None

    def verify(self, known: Mapping[int, str] | None = None) -> Verdict:
        """Walk the whole chain and name the first line that is changed or missing.

        `known` are heads noted elsewhere (number -> mac): without one of those, lines cut
        from the end, seals and all, would not be seen.
        """
        known = known or {}
        found = self._connection.execute(_CHECKPOINT).mappings().first()
        walk = _Walk(found["number"] if found else 0, found["mac"] if found else b"", known=known)
        fault = None
        if found and not self._is_signed(found):
            fault = Broken.CHECKPOINT, walk.number
        fault = fault or self._walk(walk) or _missed(known, walk.number)
        waiting = select(func.count()).where(_LINES.number.is_(None))
        broken, at = fault or (None, None)
        return Verdict(
            checked=walk.checked,
            unsealed=self._connection.execute(waiting).scalar_one(),
            head=self.head(),
            broken=broken,
            at=at,
        )

    def key_ids(self) -> Mapping[str, int]:
        """How many lines, and checkpoints, were chained under each key, by its id."""
        found: dict[str, int] = {}
        for column in (_LINES.key_id, AUDIT_CHECKPOINTS.c.key_id):
            counted = select(column, func.count()).where(column.is_not(None)).group_by(column)
            for key_id, count in self._connection.execute(counted).all():
                found[key_id] = found.get(key_id, 0) + count
        return found

    def lines_about(self, about: str) -> tuple[dict[str, Any], ...]:
        """The lines of one record in the order they were written."""
        found = select(AUDIT_LINES).where(_LINES.about == about).order_by(_LINES.id)
        return tuple(dict(row) for row in self._connection.execute(found).mappings())

    def count(self, name: str, about: str, *, since: datetime) -> int:
        """How many lines of one name about one thing there are since then."""
        counting = select(func.count()).where(
            _LINES.about == about, _LINES.name == name, _LINES.at >= since
        )
        return int(self._connection.execute(counting).scalar_one())

    def dispose(self, before: datetime, machine_now: datetime) -> int:
        """Drop sealed lines recorded before then, leaving a signed checkpoint; how many.

        The chain is cut in one place only: the first line that is kept, and all after it.
        Returns 0 where another process is sealing or disposing.
        """
        kept = select(func.min(_LINES.number)).where(_LINES.recorded_at >= before)
        if not self._is_only_sealer():
            return 0
        first_kept = self._connection.execute(kept).scalar()
        last = select(_LINES.number, _LINES.mac).where(_LINES.number.is_not(None))
        if first_kept is not None:
            last = last.where(_LINES.number < first_kept)
        row = self._connection.execute(last.order_by(_LINES.number.desc()).limit(1)).first()
        if row is None:
            return 0
        self._leave_checkpoint(row.number, bytes(row.mac), machine_now)
        old = delete(AUDIT_LINES).where(_LINES.number <= row.number)
        return self._connection.execute(old).rowcount

    def _walk(self, walk: _Walk) -> tuple[Broken, int] | None:
        for line in self._chain(walk.number):
            if line["number"] != walk.number + 1:
                return Broken.MISSING, walk.number + 1
            try:
                key = self._keys.audit_key(line["key_id"])
            except KeyMissing:
                return Broken.KEY, line["number"]
            mac = _chained(key, line["key_id"], walk.mac, line["number"], line)
            if not hmac.compare_digest(mac, bytes(line["mac"])):
                return Broken.CHANGED, line["number"]
            noted = walk.known.get(line["number"])
            if noted is not None and noted != mac.hex():
                return Broken.HEAD, line["number"]
            walk.number, walk.mac = line["number"], mac
            walk.checked += 1
        return None

    def _chain(self, after: int) -> Iterator[RowMapping]:
        while True:
            lines = self._connection.execute(_CHAIN, {"after": after}).mappings().all()
            yield from lines
            if len(lines) < _READ_AT_ONCE:
                return
            after = lines[-1]["number"]

    def _is_only_sealer(self) -> bool:
        if self._connection.dialect.name != "postgresql":
            return True  # the one writer of SQLite
        tried = text("SELECT pg_try_advisory_xact_lock(:lock)")
        return bool(self._connection.execute(tried, {"lock": _LOCK}).scalar())

    def _end(self) -> tuple[int, bytes]:
        row = self._connection.execute(_HEAD).first()
        if row is None:
            found = self._connection.execute(_CHECKPOINT).first()
            return (found.number, bytes(found.mac)) if found else (0, b"")
        return row.number, bytes(row.mac)

    def _leave_checkpoint(self, number: int, mac: bytes, made_at: datetime) -> None:
        key_id = self._keys.writing_id
        signature = _signature(self._keys.audit_key(key_id), key_id, number, mac, made_at)
        row = {"number": number, "mac": mac, "made_at": made_at, "key_id": key_id}
        made = insert(AUDIT_CHECKPOINTS).inline()
        self._connection.execute(made, row | {"signature": signature})

    def _is_signed(self, found: RowMapping) -> bool:
        try:
            key = self._keys.audit_key(found["key_id"])
        except KeyMissing:
            return False
        signature = _signature(
            key, found["key_id"], found["number"], bytes(found["mac"]), found["made_at"]
        )
        return hmac.compare_digest(signature, bytes(found["signature"]))


def _missed(known: Mapping[int, str], end: int) -> tuple[Broken, int] | None:
    beyond = [number for number in known if number > end]
    return (Broken.MISSING, end + 1) if beyond else None


def _chained(key: bytes, key_id: str, before: bytes, number: int, line: RowMapping) -> bytes:
    said = [
        number,
        key_id,
        _microseconds(line["at"]),
        _microseconds(line["recorded_at"]),
        *(line[name] for name in ("name", "about", "by", "tier", "result", "purpose")),
        dict(line["details"]),
        line["place"],
        line["trace"],
    ]
    return hmac.digest(key, before + _canonical(said), "sha256")


def _signature(key: bytes, key_id: str, number: int, mac: bytes, made_at: datetime) -> bytes:
    said = ["checkpoint", number, key_id, _microseconds(made_at), mac.hex()]
    return hmac.digest(key, _canonical(said), "sha256")


def _canonical(said: list[Any]) -> bytes:
    return json.dumps(said, sort_keys=True, separators=(",", ":")).encode()


def _microseconds(instant: datetime) -> int:
    return (instant - datetime.min.replace(tzinfo=instant.tzinfo)) // timedelta(microseconds=1)
