"""The register of demand in plain columns."""

from dataclasses import replace
from typing import Any

from sqlalchemy import Connection, bindparam, insert, select, update

from board.demand import DemandEntry, DemandStatus, DemandType
from board.errors import Forbidden, Stale
from board.refs import demand_ref
from storage.numbers import next_number, raise_number
from storage.statements import Kept, Prepared
from storage.tables.base import keepable
from storage.tables.focus import DEMAND_ENTRIES

_E = DEMAND_ENTRIES.c
_COLUMNS = tuple(each.name for each in _E)
_SEQUENCE = "DEM"
_OF_REF = select(DEMAND_ENTRIES).where(_E.ref == bindparam("wanted"))
_READ = Prepared(_OF_REF)
_READ_LOCKED = Prepared(_OF_REF.with_for_update())
_INSERT = Prepared(insert(DEMAND_ENTRIES).inline())
_IN_ORDER = select(DEMAND_ENTRIES).order_by(_E.since, _E.ref)


class Demand:
    """Entries by reference, agency and meeting."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def find(self, ref: str, *, for_change: bool = False) -> DemandEntry | None:
        """An entry, or None."""
        statement = _READ_LOCKED if for_change else _READ
        row = statement.one(self._connection, {"wanted": ref})
        return _entry(row) if row else None

    def get(self, ref: str, *, for_change: bool = False) -> DemandEntry:
        """An entry. Raises Forbidden where there is none."""
        entry = self.find(ref, for_change=for_change)
        if entry is None:
            raise Forbidden
        return entry

    def all(self) -> tuple[DemandEntry, ...]:
        """The whole register, the longest there first."""
        return self._every(_IN_ORDER)

    def of_agency(self, agency: str) -> tuple[DemandEntry, ...]:
        """What weighs on an agency or helps it, and what has."""
        return self._every(_IN_ORDER.where(_E.agency == agency))

    def of_report(self, meeting: str, agency: str) -> tuple[DemandEntry, ...]:
        """What came into the register with a report."""
        return self._every(_IN_ORDER.where(_E.meeting == meeting, _E.agency == agency))

    def next_ref(self) -> str:
        """The next reference of the register."""
        return demand_ref(next_number(self._connection, _SEQUENCE))

    def insert(self, entry: DemandEntry) -> None:
        """Keep a new entry under its reference, which is never given again."""
        _INSERT.run(self._connection, _row(entry))
        raise_number(self._connection, _SEQUENCE, int(entry.ref.rpartition("-")[2]))

    def save(self, entry: DemandEntry) -> DemandEntry:
        """Keep a changed entry, one version on. Raises Stale where another was quicker."""
        row = _row(entry) | {"version": entry.version + 1}
        ours = (_E.ref == entry.ref, _E.version == entry.version)
        if not self._connection.execute(update(DEMAND_ENTRIES).where(*ours).values(row)).rowcount:
            raise Stale
        return replace(entry, version=entry.version + 1)

    def _every(self, asked: Any) -> tuple[DemandEntry, ...]:  # noqa: ANN401 - a select of the table
        return tuple(_entry(dict(row)) for row in self._connection.execute(asked).mappings())


def _row(entry: DemandEntry) -> dict[str, Any]:
    row = {name: getattr(entry, name) for name in _COLUMNS}
    return row | {"affects": [keepable(each) for each in entry.affects]}


def _entry(row: Kept) -> DemandEntry:
    read: dict[str, Any] = {
        "type": DemandType(row["type"]),
        "status": DemandStatus(row["status"]),
        "affects": tuple(row["affects"]),
    }
    return DemandEntry(**{**row, **read})
