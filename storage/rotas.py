"""Turns in focus and turns to lead, with everything that became of them; swaps asked for."""

from collections.abc import Iterable
from dataclasses import fields
from typing import Any, TypeVar

from sqlalchemy import Connection, Table, bindparam, delete, insert, select, update

from board.errors import Forbidden, Stale
from board.rotas import FocusSlot, LeadSlot, SlotStatus
from board.swaps import SwapAsked, SwapState
from board.turns import Turns
from storage.numbers import next_number
from storage.statements import Kept, Prepared
from storage.tables.cycle import FOCUS_TURNS, LEAD_TURNS, SWAPS

_FOCUS = Prepared(select(FOCUS_TURNS).order_by(FOCUS_TURNS.c.on, FOCUS_TURNS.c.id))
_LEAD = Prepared(select(LEAD_TURNS).order_by(LEAD_TURNS.c.on, LEAD_TURNS.c.id))
_SWAP = Prepared(select(SWAPS).where(SWAPS.c.ref == bindparam("wanted")))
_ADD_SWAP = Prepared(insert(SWAPS).inline())
_LOCK, _SEQUENCE = "rotas", "SWP"

_Slot = TypeVar("_Slot", FocusSlot, LeadSlot)


class Rotas:
    """The turns of the boards."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def turns(self, *, for_change: bool = False) -> Turns:
        """Every turn; `for_change` keeps other units from changing any until this one ends."""
        if for_change:
            next_number(self._connection, _LOCK)
        focus = tuple(_slot(FocusSlot, row) for row in _FOCUS.rows(self._connection))
        return Turns(focus, tuple(_slot(LeadSlot, row) for row in _LEAD.rows(self._connection)))

    def keep(self, turns: Turns) -> bool:
        """Let these be the turns there are; whether anything changed. Read `for_change` before."""
        is_new = self._keep(FOCUS_TURNS, FocusSlot, turns.focus)
        return self._keep(LEAD_TURNS, LeadSlot, turns.lead) or is_new

    def swap(self, ref: str) -> SwapAsked:
        """A swap that was asked for. Raises Forbidden where there is none."""
        row = _SWAP.one(self._connection, {"wanted": ref})
        if row is None:
            raise Forbidden
        return SwapAsked(**{**row, "state": SwapState(row["state"])})

    def next_swap_ref(self) -> str:
        """A reference for a swap that is asked for now."""
        return f"SWP-{next_number(self._connection, _SEQUENCE):04d}"

    def add_swap(self, asked: SwapAsked) -> None:
        """Keep a new question."""
        _ADD_SWAP.run(self._connection, {c.name: getattr(asked, c.name) for c in SWAPS.c})

    def answer_swap(self, answered: SwapAsked) -> None:
        """Keep the answer. Raises Stale where somebody else has answered already."""
        ours = (SWAPS.c.ref == answered.ref, SWAPS.c.state == str(SwapState.ASKED))
        state = {"state": str(answered.state)}
        if not self._connection.execute(update(SWAPS).where(*ours).values(state)).rowcount:
            raise Stale

    def _keep(self, table: Table, kind: type[_Slot], slots: tuple[_Slot, ...]) -> bool:
        rows = self._connection.execute(select(table)).mappings()
        there = {int(row["id"]): _slot(kind, dict(row)) for row in rows}
        left, new = dict(there), []
        for each in slots:
            same = next((key for key, one in left.items() if one == each), None)
            if same is None:
                new.append(each)
            else:
                del left[same]
        changed = [(key, each) for each in new if (key := _pop_alike(left, each)) is not None]
        added = [each for each in new if all(each is not one for _, one in changed)]
        if left:
            self._connection.execute(delete(table).where(table.c.id.in_(left)))
        # What is given back goes first: a turn that takes its place is held only after it.
        for key, each in sorted(changed, key=lambda pair: pair[1].is_held):
            self._connection.execute(update(table).where(table.c.id == key).values(_row(each)))
        for each in added:
            self._connection.execute(insert(table).values(_row(each)))
        return bool(left or new)


def _pop_alike(left: dict[int, _Slot], slot: _Slot) -> int | None:
    """The row of the same turn as it stood before, taken out of those that are left."""
    for key, each in left.items():
        same = (each.meeting, each.agency, each.since) == (slot.meeting, slot.agency, slot.since)
        if same:
            del left[key]
            return key
    return None


def _row(slot: FocusSlot | LeadSlot) -> dict[str, Any]:
    row = {each.name: getattr(slot, each.name) for each in fields(slot)}
    return row | {"status": str(slot.status)}


def _slot(kind: type[_Slot], row: Kept) -> _Slot:
    wanted: Iterable[str] = (each.name for each in fields(kind))
    read = {name: row[name] for name in wanted}
    return kind(**{**read, "status": SlotStatus(row["status"])})
