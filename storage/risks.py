"""Risks of the partnership; board-safe, in plain columns."""

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from board.errors import Forbidden
from board.refs import RISK, risk_ref
from board.risks import Risk, RiskState
from storage.numbers import next_number, raise_number
from storage.statements import Kept, Prepared
from storage.tables.actions import RISKS
from storage.tables.board import ACTIONS

_COLUMNS = tuple(each.name for each in RISKS.c)
_SEQUENCE = "RSK"
_READ = Prepared(select(RISKS).where(RISKS.c.ref == bindparam("wanted")))
_INSERT = Prepared(insert(RISKS).inline())
_NAMED = Prepared(
    select(RISKS.c.ref).union(select(ACTIONS.c.risk).where(ACTIONS.c.risk.is_not(None)))
)


class Risks:
    """Risks by reference."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get(self, ref: str) -> Risk:
        """A risk. Raises Forbidden where there is none."""
        row = _READ.one(self._connection, {"wanted": ref})
        if row is None:
            raise Forbidden
        return _risk(row)

    def next_ref(self) -> str:
        """A reference above every one of a risk here, and of one that an action names."""
        named = [next(iter(row.values())) for row in _NAMED.rows(self._connection)]
        numbers = (int(each.removeprefix("RSK-")) for each in named if RISK.fullmatch(each))
        raise_number(self._connection, _SEQUENCE, max(numbers, default=0))
        return risk_ref(next_number(self._connection, _SEQUENCE))

    def insert(self, risk: Risk) -> None:
        """Keep a new risk."""
        row: dict[str, Any] = {name: getattr(risk, name) for name in _COLUMNS}
        _INSERT.run(self._connection, row)


def _risk(row: Kept) -> Risk:
    read: dict[str, Any] = {**row, "state": RiskState(row["state"])}
    return Risk(**read)
