"""Risks of the partnership; board-safe, in plain columns."""

from typing import Any

from sqlalchemy import Connection, bindparam, insert, select

from board.errors import Forbidden
from board.refs import RISK, risk_ref
from board.risks import Risk, RiskState, Score
from storage.numbers import next_number, raise_number
from storage.statements import Kept, Prepared, upsert
from storage.tables.actions import RISKS
from storage.tables.board import ACTIONS

_PLAIN = tuple(each.name for each in RISKS.c if each.name != "scores")
_SCORES = ("gross", "net", "target")
_SEQUENCE = "RSK"
_READ = Prepared(select(RISKS).where(RISKS.c.ref == bindparam("wanted")))
_INSERT = Prepared(insert(RISKS).inline())
_ALL = Prepared(select(RISKS).order_by(RISKS.c.ref))
_PUT = upsert(RISKS, ("ref",))
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
        _INSERT.run(self._connection, _row(risk))

    def put(self, risk: Risk) -> bool:
        """Keep a risk of a board's file; False where there is one of this reference."""
        return _PUT.one(self._connection, _row(risk)) is not None

    def all(self) -> tuple[Risk, ...]:
        """Every risk there has been, by reference."""
        return tuple(_risk(row) for row in _ALL.rows(self._connection))

    def open_ones(self) -> tuple[Risk, ...]:
        """Those still on the register, by reference."""
        return tuple(each for each in self.all() if each.is_open)


def _row(risk: Risk) -> dict[str, Any]:
    row: dict[str, Any] = {name: getattr(risk, name) for name in _PLAIN}
    given = ((name, getattr(risk, name)) for name in _SCORES)
    scores = {name: [score.likelihood, score.impact] for name, score in given if score}
    return row | {"scores": scores or None}


def _risk(row: Kept) -> Risk:
    scores = row.get("scores") or {}
    read: dict[str, Any] = {name: row[name] for name in _PLAIN}
    read |= {"state": RiskState(row["state"])}
    read |= {name: Score(*scores[name]) for name in _SCORES if name in scores}
    return Risk(**read)
