"""Forums, turns, swaps and the settings of the cycle come back as they were, on both databases."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, time, timedelta
from typing import TypeVar

import pytest

from board.clocks import USUAL, Clocks
from board.errors import BoardError, Forbidden, Stale
from board.focus_rota import swap
from board.forums import BOARD, Milestone, record_of
from board.rotas import FocusSlot, LeadSlot, Opening, RotaPolicy, SlotStatus, Swap
from board.swaps import SwapAsked, SwapState
from board.turns import Turns
from storage.database import Database
from storage.unit import Unit
from tests.board.cycle_builders import FACILITATOR, board
from tests.storage.builders import HERE, NOON

T = TypeVar("T")
JANUARY, FEBRUARY = date(2027, 1, 6), date(2027, 2, 17)
FIRST = FocusSlot(
    meeting="BRD-037", on=JANUARY, agency="AG-12", status=SlotStatus.OFFERED, since=NOON, cycle=4
)
SECOND = replace(FIRST, meeting="BRD-038", on=FEBRUARY, agency="AG-01")
LEAD = LeadSlot(
    meeting="BRD-037", on=JANUARY, agency="AG-02", status=SlotStatus.ACCEPTED, since=NOON,
    volunteered=True, as_co_chair=True, deputy="MEM-10",
)  # fmt: skip
ASKED = SwapAsked(
    ref="SWP-0001", first_meeting="BRD-037", first_agency="AG-12", second_meeting="BRD-038",
    second_agency="AG-01", asked_at=NOON,
)  # fmt: skip


def write(database: Database, work: Callable[[Unit], T]) -> T:
    return database.write_now(work, origin=HERE)


def keep(database: Database, turns: Turns) -> bool:
    def work(unit: Unit) -> bool:
        unit.rotas.turns(for_change=True)
        return unit.rotas.keep(turns)

    return write(database, work)


def test_turns_come_back_with_everything_that_became_of_them(database: Database) -> None:
    turns = Turns((FIRST, SECOND), (LEAD,))
    assert keep(database, turns)

    assert database.read_now(lambda s: s.rotas.turns()) == turns
    assert not keep(database, turns)

    deferred = replace(FIRST, status=SlotStatus.DEFERRED)
    taken = replace(FIRST, agency="AG-08", since=NOON + timedelta(days=1))
    changed = Turns((deferred, SECOND, taken), (replace(LEAD, status=SlotStatus.WITHDRAWN),))
    assert keep(database, changed)
    assert set(database.read_now(lambda s: s.rotas.turns()).focus) == set(changed.focus)
    assert database.read_now(lambda s: s.rotas.turns()).lead == changed.lead


def test_a_swap_there_and_back_keeps_its_history(database: Database) -> None:
    """The agency has the same meeting again, beside the turn that it had given away."""
    turns: tuple[FocusSlot, ...] = (FIRST, SECOND)
    for _ in range(2):
        first = next(s for s in turns if s.meeting == "BRD-037" and s.is_held)
        second = next(s for s in turns if s.meeting == "BRD-038" and s.is_held)
        wanted = Swap(
            first, Opening(meeting="BRD-037", on=JANUARY),
            second, Opening(meeting="BRD-038", on=FEBRUARY),
        )  # fmt: skip
        both = {first.agency, second.agency}
        turns, _ = swap(wanted, turns, consents=both, by=FACILITATOR, now=NOON)
        assert keep(database, Turns(turns))

    kept = database.read_now(lambda s: s.rotas.turns()).focus
    assert sorted(kept, key=repr) == sorted(turns, key=repr)
    assert [s.agency for s in kept if s.meeting == "BRD-037" and s.is_held] == ["AG-12"]


def test_an_agency_has_one_turn_at_a_meeting(database: Database) -> None:
    with pytest.raises(Exception, match=r"(?i)unique"):
        keep(database, Turns((FIRST, replace(FIRST, since=NOON + timedelta(hours=1)))))


def test_a_swap_is_answered_once(database: Database) -> None:
    write(database, lambda unit: unit.rotas.add_swap(ASKED))
    assert database.read_now(lambda s: s.rotas.swap("SWP-0001")) == ASKED

    refused = replace(ASKED, state=SwapState.REFUSED)
    write(database, lambda unit: unit.rotas.answer_swap(refused))

    assert database.read_now(lambda s: s.rotas.swap("SWP-0001")) == refused
    with pytest.raises(Stale):
        write(database, lambda u: u.rotas.answer_swap(replace(ASKED, state=SwapState.AGREED)))
    with pytest.raises(Forbidden):
        database.read_now(lambda s: s.rotas.swap("SWP-0002"))
    refs = [write(database, lambda unit: unit.rotas.next_swap_ref()) for _ in range(2)]
    assert refs == ["SWP-0001", "SWP-0002"]


def test_forums_are_the_usual_ones_until_they_are_set_otherwise(database: Database) -> None:
    assert database.read_now(lambda s: s.forums.get("board")) == BOARD
    write(database, lambda u: u.meetings.put(board(JANUARY, "SUB-20270107-B", forum="SUBGROUP-B")))
    added = replace(
        record_of("TASK_FINISH-001"),
        title="Adults missing from care",
        cadence_days=14,
        weekday=1,
        starts=time(9, 30),
        length=timedelta(minutes=45),
        chairs=("MEM-14",),
        members=("MEM-14", "MEM-20"),
        purpose="A local framework",
        since=date(2026, 8, 20),
        until=date(2027, 4, 30),
        milestones=(Milestone("Unit map", date(2026, 9, 25), True),),  # noqa: FBT003
    )

    assert write(database, lambda unit: unit.forums.put(added))
    assert not write(database, lambda unit: unit.forums.put(added))

    codes = [each.code for each in database.read_now(lambda s: s.forums.all())]
    assert codes == ["BOARD", "SENIOR", "TASK_FINISH-001", "SUBGROUP-B"]
    assert database.read_now(lambda s: s.forums.get("TASK_FINISH-001")) == added
    assert added.ref(JANUARY) == "TFG-20270106-001"
    with pytest.raises(BoardError, match="forum_unknown"):
        database.read_now(lambda s: s.forums.get("NONE"))


def test_clocks_and_rota_are_the_usual_ones_until_others_are_set(database: Database) -> None:
    before = database.read_now(lambda s: (s.settings.clocks, s.settings.rota))
    assert before == (USUAL, RotaPolicy())
    clocks = Clocks(pack=7, pack_at=time(12, 30))
    rota = RotaPolicy(seats=2, with_associates=True)

    write(database, lambda unit: unit.settings.set_clocks(clocks))
    write(database, lambda unit: unit.settings.set_rota(rota))

    assert database.read_now(lambda s: (s.settings.clocks, s.settings.rota)) == (clocks, rota)
    assert database.read_now(lambda s: (s.settings.has_clocks, s.settings.has_rota)) == (True, True)
