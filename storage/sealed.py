"""Every sealed column there is: to what each is bound, and sealing it anew under another key."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import structlog
from sqlalchemy import (
    ColumnElement,
    Connection,
    LargeBinary,
    Table,
    and_,
    func,
    select,
    true,
    tuple_,
    update,
)

from board.tiers import Tier
from storage.cipher import KeyMissing, Keys, SealBroken
from storage.key_file import ID_LENGTH
from storage.referrals import Referrals
from storage.tables.board import SUBJECTS
from storage.tables.documents import DOCUMENT_PARTS, DOCUMENTS
from storage.tables.focus import FOCUS_DRAFTS
from storage.tables.referrals import DRAFTS, REFERRALS
from storage.tables.triage import CHALLENGES

log = structlog.get_logger("storage")

Key = tuple[Any, ...]
"""The primary key of a row."""


@dataclass(frozen=True, slots=True)
class Sealed:
    """A sealed column; without a tier of its own, the row's, or any that opens it."""

    table: Table
    column: str
    tier: Tier | None
    bound_as: str = ""

    def open(self, keys: Keys, row: Mapping[str, Any]) -> tuple[Tier, bytes]:
        """What was sealed, and under which tier. Raises SealBroken or KeyMissing."""
        tiers = (self.tier,) if self.tier is not None else self._tiers(row)
        for tier in tiers[:-1]:
            try:
                return tier, keys.open_bytes(*self._bound(row), tier, row[self.column])
            except SealBroken:
                continue
        return tiers[-1], keys.open_bytes(*self._bound(row), tiers[-1], row[self.column])

    def seal(self, keys: Keys, row: Mapping[str, Any], tier: Tier, plain: bytes) -> bytes:
        """The same, sealed under the key that writes."""
        return keys.seal_bytes(*self._bound(row), tier, plain)

    def _bound(self, row: Mapping[str, Any]) -> tuple[str, str]:
        record = ":".join(str(row[each.name]) for each in self.table.primary_key)
        return self.bound_as or self.table.name, record

    def _tiers(self, row: Mapping[str, Any]) -> tuple[Tier, ...]:
        return (Tier(row["tier"]),) if "tier" in row else tuple(Tier)


SEALED = (
    Sealed(DRAFTS, "sealed", Tier.T4),
    Sealed(REFERRALS, "sealed_t3", Tier.T3),
    Sealed(REFERRALS, "sealed_t4", Tier.T4),
    Sealed(REFERRALS, "sealed_triage", Tier.T4, "referrals.triage"),
    Sealed(CHALLENGES, "sealed_t3", Tier.T3),
    Sealed(SUBJECTS, "sealed_t3", Tier.T3),
    Sealed(SUBJECTS, "sealed_t4", Tier.T4),
    Sealed(DOCUMENTS, "upload", None),
    Sealed(DOCUMENT_PARTS, "sealed", None),
    Sealed(FOCUS_DRAFTS, "sealed", Tier.T3),
)
"""A test holds that no sealed column is missing here."""


def by_table() -> Mapping[Table, tuple[Sealed, ...]]:
    """The sealed columns of each table."""
    found = defaultdict[Table, list[Sealed]](list)
    for each in SEALED:
        found[each.table].append(each)
    return {table: tuple(columns) for table, columns in found.items()}


_OF_TABLE = {table.name: columns for table, columns in by_table().items()}


@dataclass(frozen=True, slots=True)
class Window:
    """Some rows of a table in the order of their keys: those under an old key, and the last."""

    looked_at: int
    old: tuple[Key, ...]
    last: Key | None


@dataclass(slots=True)
class Resealed:
    """What came of some rows; `broken` are those that no key opens, by their own keys."""

    done: int = 0
    broken: list[Key] = field(default_factory=list)


class SealedValues:
    """What is sealed, by the key it is under; in a unit, it can be sealed anew."""

    def __init__(self, connection: Connection, keys: Keys) -> None:
        self._connection = connection
        self._keys = keys

    def key_ids(self) -> Mapping[str, int]:
        """How many values are sealed under each key, by its id."""
        found = defaultdict[str, int](int)
        for each in SEALED:
            key_id = _key_id(each.table.c[each.column]).label("key_id")
            counted = (
                select(key_id, func.count())
                .where(each.table.c[each.column].is_not(None))
                .group_by(key_id)
            )
            for name, count in self._connection.execute(counted).all():
                found[bytes(name).hex()] += count
        return dict(found)

    def window(self, table: str, after: Key | None, limit: int) -> Window:
        """The next rows of a table, with those that are sealed under another than the last key."""
        columns = _OF_TABLE[table]
        primary = tuple(columns[0].table.primary_key)
        heads = [_key_id(each.table.c[each.column]).label(f"of_{each.column}") for each in columns]
        wanted = select(*primary, *heads).where(_is_after(primary, after)).order_by(*primary)
        rows = self._connection.execute(wanted.limit(limit)).all()
        writing = bytes.fromhex(self._keys.writing_id)
        keys = [tuple(row[: len(primary)]) for row in rows]
        old = [
            key
            for key, row in zip(keys, rows, strict=True)
            if any(head is not None and bytes(head) != writing for head in row[len(primary) :])
        ]
        return Window(len(rows), tuple(old), keys[-1] if keys else None)

    def reseal(self, table: str, keys: Sequence[Key]) -> Resealed:
        """Seal these rows under the key that writes, with the digests beside them.

        What a row says, and its version, stay as they are: no form goes stale by it.
        """
        done = Resealed()
        for each in keys:
            try:
                done.done += self._reseal(table, each)
            except (SealBroken, KeyMissing) as error:
                log.error("value.broken", table=table, error=type(error).__name__)  # noqa: TRY400
                done.broken.append(each)
        return done

    def _reseal(self, table: str, key: Key) -> int:
        columns = _OF_TABLE[table]
        of = columns[0].table
        is_row = and_(*(at == value for at, value in zip(of.primary_key, key, strict=True)))
        needed = (*of.primary_key, *(each.table.c[each.column] for each in columns))
        more = (of.c.tier,) if "tier" in of.c else ()
        wanted = select(*needed, *more).where(is_row).with_for_update()
        row = self._connection.execute(wanted).mappings().first()
        if row is None:
            return 0
        values = dict(self._sealed_anew(columns, dict(row)))
        if values:
            self._connection.execute(update(of).where(is_row).values(values))
            if of is REFERRALS:
                Referrals(self._connection, self._keys).rebuild_index(key[0])
        return len(values)

    def _sealed_anew(
        self, columns: Sequence[Sealed], row: Mapping[str, Any]
    ) -> Iterator[tuple[str, bytes]]:
        for each in columns:
            if row[each.column] is not None:
                tier, plain = each.open(self._keys, row)
                yield each.column, each.seal(self._keys, row, tier, plain)


def _key_id(column: ColumnElement[Any]) -> ColumnElement[Any]:
    return func.substr(column, 2, ID_LENGTH, type_=LargeBinary)


def _is_after(primary: Sequence[ColumnElement[Any]], after: Key | None) -> ColumnElement[bool]:
    if after is None:
        return true()
    return tuple_(*primary) > tuple_(*after)
