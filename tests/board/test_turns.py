"""The boards and their turns, as the clock fills them and people change them."""

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from board import focus_rota, lead_rota
from board.clocks import USUAL as CLOCKS
from board.cycle import to_plan
from board.errors import BoardError, Forbidden
from board.forums import BOARD, SENIOR, record_of, subgroup
from board.meetings import Meeting, MeetingState
from board.people import Agency
from board.rotas import (
    FocusSlot,
    LeadSlot,
    RotaPolicy,
    SlotStatus,
    Swap,
    TurnTaker,
    focus_agencies,
)
from board.swaps import SwapAsked, SwapState, agree, ask_swap, refuse
from board.turns import (
    Rota,
    Turns,
    adopted,
    assigned,
    filled,
    had,
    moved_to,
    opening_of,
    settled,
    swap_partners,
    withdrawn,
    without_left,
)
from tests.board.cycle_builders import CALENDAR, FACILITATOR, MEMBER, agency, at, board, speaker

NOVEMBER = board(date(2026, 11, 25), focus_agency="G", lead_agency="H")
NOW = at(date(2026, 11, 26))
S = SlotStatus


def rota(keys: str = "ABCDEFGH", co_chairs: str = "AC", seats: int = 1) -> Rota:
    """Agencies that all joined long ago; two of them chair."""
    return Rota(
        agencies=tuple(agency(key) for key in keys),
        co_chairs=tuple(co_chairs),
        policy=RotaPolicy(seats=seats),
        clocks=CLOCKS,
        calendar=CALENDAR,
    )


def two_boards() -> tuple[Meeting, ...]:
    """November's, and the two after it."""
    return (NOVEMBER, *to_plan(BOARD, (NOVEMBER,), NOW, CALENDAR, ahead=2))


def all_filled(boards: tuple[Meeting, ...], turns: Turns, by: Rota) -> Turns:
    """The turns of every board to come."""
    for each in boards:
        turns = filled(each, boards, turns, by, NOW)
    return turns


def test_two_boards_are_kept_ahead_and_nothing_follows_nothing() -> None:
    assert [(each.ref, each.day) for each in two_boards()] == [
        ("BRD-036", date(2026, 11, 25)),
        ("BRD-037", date(2027, 1, 6)),
        ("BRD-038", date(2027, 2, 17)),
    ]
    assert to_plan(BOARD, two_boards(), NOW, CALENDAR, ahead=2) == ()
    assert to_plan(BOARD, (), NOW, CALENDAR, ahead=2) == ()
    assert to_plan(SENIOR, (), NOW, CALENDAR, ahead=1) == ()
    [first] = to_plan(replace(SENIOR, since=date(2027, 2, 3)), (), NOW, CALENDAR, ahead=1)
    assert first.day == date(2027, 2, 3)
    assert to_plan(record_of("BILATERAL"), (), NOW, CALENDAR, ahead=1) == ()


def test_what_nobody_planned_in_its_time_is_passed_over_and_takes_no_number() -> None:
    late = at(date(2027, 7, 1))

    found = to_plan(BOARD, (NOVEMBER,), late, CALENDAR, ahead=2)

    assert [(each.ref, each.day) for each in found] == [
        ("BRD-037", date(2027, 8, 4)),
        ("BRD-038", date(2027, 9, 15)),
    ]


def test_a_subgroup_goes_on_with_its_chair_and_a_group_that_was_added_until_its_end() -> None:
    last = board(date(2026, 11, 26), "SUB-20261126", forum="SUBGROUP-A", chair="MEM-02")
    found = to_plan(subgroup("A"), (last,), at(date(2026, 11, 27)), CALENDAR, ahead=5)
    assert [(each.ref, each.chair) for each in found] == [
        ("SUB-20261203", "MEM-02"),
        ("SUB-20261210", "MEM-02"),
        ("SUB-20261217", "MEM-02"),
        ("SUB-20261224", "MEM-02"),
        ("SUB-20261231", "MEM-02"),
    ]

    group = replace(
        record_of("TASK_FINISH-001"),
        cadence_days=14,
        starts=time(9),
        chairs=("MEM-14",),
        since=date(2026, 12, 1),
        until=date(2026, 12, 20),
    )
    assert [(m.ref, m.chair) for m in to_plan(group, (), NOW, CALENDAR, ahead=5)] == [
        ("TFG-20261201-001", "MEM-14"),
        ("TFG-20261215-001", "MEM-14"),
    ]


def test_a_board_gets_its_focus_and_is_offered_to_somebody_who_may_lead() -> None:
    """Who leads is said once they have accepted."""
    boards = two_boards()
    turns = all_filled(boards, adopted(Turns(), boards, NOW), rota())

    january = assigned(boards[1], turns)

    assert january.focus_agency not in {None, "G"}
    assert january.lead_agency is None
    lead = turns.lead_at("BRD-037")
    assert lead is not None
    assert lead.status is S.OFFERED
    assert lead.agency != january.focus_agency
    assert filled(boards[1], boards, turns, rota(), NOW) == turns
    february = turns.focus_at("BRD-038")[0]
    assert february.agency not in {"G", january.focus_agency}


def test_two_seats_have_two_agencies_and_associates_only_where_they_are_let_in() -> None:
    boards = two_boards()
    with_two = all_filled(boards, Turns(), rota(seats=2))
    assert len(with_two.focus_at("BRD-037")) == 2

    associate: Agency = agency("Z", core=False)
    usual = replace(rota(keys=""), agencies=(associate,))
    assert filled(boards[1], boards, Turns(), usual, NOW).focus == ()
    let_in = replace(usual, policy=RotaPolicy(with_associates=True))
    assert filled(boards[1], boards, Turns(), let_in, NOW).focus_at("BRD-037")[0].agency == "Z"


def test_turns_that_only_the_meetings_tell_of_are_taken_over_once() -> None:
    """A cycle ends where an agency comes again."""
    again = board(date(2027, 1, 6), "BRD-037", focus_agency="G", state=MeetingState.PACK_ISSUED)
    called_off = board(date(2027, 2, 17), "BRD-038", focus_agency="H", state=MeetingState.CANCELLED)

    turns = adopted(Turns(), (again, NOVEMBER, called_off), NOW)

    assert [(s.meeting, s.agency, s.cycle, s.status) for s in turns.focus] == [
        ("BRD-036", "G", 1, S.DONE),
        ("BRD-037", "G", 2, S.ACCEPTED),
    ]
    assert [(s.meeting, s.agency, s.status) for s in turns.lead] == [("BRD-036", "H", S.DONE)]
    assert adopted(turns, (again, NOVEMBER), NOW) == turns


def test_what_nobody_accepts_in_time_a_co_chair_leads() -> None:
    boards = two_boards()
    turns = all_filled(boards, Turns(), rota())
    in_time = at(date(2026, 12, 17))

    assert settled(boards[1], boards, turns, rota(), in_time) == turns
    late = settled(boards[1], boards, turns, rota(), in_time + timedelta(days=5))

    lead = late.lead_at("BRD-037")
    assert lead is not None
    assert (lead.as_co_chair, lead.status) == (True, S.ACCEPTED)
    assert assigned(boards[1], late).lead_agency in {"A", "C"}
    nobody = rota(co_chairs="")
    assert settled(boards[1], boards, turns, nobody, in_time + timedelta(days=5)) == turns


def test_turns_are_given_back_had_and_moved_with_their_meeting() -> None:
    boards = two_boards()
    turns = all_filled(boards, Turns(), rota())

    back, facts = withdrawn(turns, "BRD-037", by=FACILITATOR, now=NOW)
    assert [each.name for each in facts] == ["FocusWithdrawn", "LeadReleased"]
    assert back.focus_at("BRD-037") == ()
    assert assigned(boards[1], back).focus_agency is None

    over, facts = had(turns, "BRD-037", NOW)
    assert [each.name for each in facts] == ["FocusDone", "LeadReleased"]
    assert over.focus_at("BRD-037")[0].status is S.DONE

    moved = moved_to(turns, replace(boards[1], starts_at=boards[1].starts_at + timedelta(days=1)))
    assert moved.focus_at("BRD-037")[0].on == date(2027, 1, 7)


def test_an_agency_that_has_left_gives_back_what_is_ahead_and_a_co_chair_leads_for_itself() -> None:
    """A turn that it had, and one whose pack has gone out, stay as they are."""
    issued = board(date(2027, 1, 6), "BRD-037", focus_agency="G", state=MeetingState.PACK_ISSUED)
    boards = (NOVEMBER, issued, *to_plan(BOARD, (NOVEMBER, issued), NOW, CALENDAR, ahead=3))
    turns = adopted(Turns(), boards, NOW)
    ahead = replace(turns.focus[0], meeting="BRD-038", status=S.OFFERED, cycle=3)
    asked = replace(turns.lead[0], agency="G", meeting="BRD-039", status=S.OFFERED)
    leads = replace(asked, meeting="BRD-038", as_co_chair=True)
    turns = Turns((*turns.focus, ahead), (*turns.lead, asked, leads))
    there = (*rota("ABCDEFH").agencies, agency("G", active=False))

    free, facts = without_left(turns, boards, there, NOW)

    assert [s.meeting for s in free.focus if s.is_held] == ["BRD-036", "BRD-037"]
    assert {s.meeting for s in free.lead if s.is_held} == {"BRD-036", "BRD-038"}
    told = [(each.name, each.about, each.by) for each in facts]
    assert told == [("FocusWithdrawn", "BRD-038", "ticker"), ("LeadReleased", "BRD-039", "ticker")]
    assert without_left(free, boards, there, NOW) == (free, ())


def test_an_agency_that_was_added_takes_its_turn_at_the_end_of_the_cycle_signed_or_not() -> None:
    boards = two_boards()
    new = agency("0", joined_on=NOW.date())
    of_old = rota()
    with_new = replace(of_old, agencies=(new, *of_old.agencies))

    turns = all_filled(boards, adopted(Turns(), boards, NOW), with_new)

    usual = all_filled(boards, adopted(Turns(), boards, NOW), of_old)
    assert turns.focus == usual.focus
    served = [replace(turns.focus[0], agency=key, status=S.DONE) for key in "ABCDEF"]
    late = Turns((*adopted(Turns(), boards, NOW).focus, *served))
    last = [s.agency for s in all_filled(boards, late, with_new).focus if s.status is S.OFFERED]
    assert last == ["H", "0"]


def test_the_only_agency_left_in_a_cycle_is_in_focus_and_somebody_else_leads() -> None:
    """The lead gives way: otherwise the cycle would stand still."""
    boards = two_boards()
    held = [
        FocusSlot(
            meeting=f"BRD-0{n}", on=date(2026, 1, n), agency=key, status=S.DONE, since=NOW, cycle=1
        )
        for n, key in enumerate("BCDEFGH", start=10)
    ]
    leads = LeadSlot(meeting="BRD-037", on=boards[1].day, agency="A", status=S.ACCEPTED, since=NOW)

    turns = filled(boards[1], boards, Turns(tuple(held), (leads,)), rota(), NOW)

    assert [each.agency for each in turns.focus_at("BRD-037")] == ["A"]
    lead = turns.lead_at("BRD-037")
    assert lead is not None
    assert lead.agency != "A"


def test_a_volunteer_leads_at_once_unless_somebody_has_accepted() -> None:
    boards = two_boards()
    turns = all_filled(boards, Turns(), rota())
    opening = opening_of(boards[1], boards, turns, ("A", "C"))
    deadline = at(date(2026, 12, 18), 17)
    asked = turns.lead_at("BRD-037")
    assert asked is not None
    free = [key for key in "ABCDEFGH" if key not in {asked.agency, *opening.focus}]
    someone, other = free[:2]

    lead, _ = lead_rota.volunteer(
        opening, turns.lead, someone, by=speaker(someone), now=NOW, deadline=deadline
    )
    takers = tuple(TurnTaker(key=key, name=key) for key in "ABCDEFGH")
    lead = lead_rota.prefer_volunteers(opening, lead, takers, NOW)

    leads = replace(turns, lead=lead).lead_at("BRD-037")
    assert leads is not None
    assert (leads.agency, leads.status) == (someone, S.ACCEPTED)

    more, _ = lead_rota.volunteer(
        opening, lead, other, by=speaker(other), now=NOW, deadline=deadline
    )
    kept = replace(turns, lead=lead_rota.prefer_volunteers(opening, more, takers, NOW))
    assert kept.lead_at("BRD-037") == leads


def asked_swap() -> tuple[SwapAsked, Swap, Turns, tuple[Meeting, ...]]:
    """The agency of January has asked that of February."""
    boards = two_boards()
    turns = all_filled(boards, Turns(), rota())
    first = turns.focus_at("BRD-037")[0]
    second = swap_partners(first, turns, boards)[0]
    wanted = Swap(
        first, opening_of(boards[1], boards, turns), second, opening_of(boards[2], boards, turns)
    )
    asked, fact = ask_swap("SWP-0001", wanted, turns.focus, by=speaker(first.agency), now=NOW)
    assert fact.details["other"] == second.agency
    return asked, wanted, turns, boards


def test_a_swap_is_asked_by_one_agency_and_agreed_by_the_other() -> None:
    asked, wanted, turns, _ = asked_swap()
    with pytest.raises(Forbidden):
        agree(asked, wanted, turns.focus, by=speaker(asked.first_agency), now=NOW)
    with pytest.raises(Forbidden):
        ask_swap("SWP-0002", wanted, turns.focus, by=MEMBER, now=NOW)

    agreed, slots, fact = agree(
        asked, wanted, turns.focus, by=speaker(asked.second_agency), now=NOW
    )

    assert agreed.state is SwapState.AGREED
    assert fact.name == "FocusSwapped"
    exchanged = Turns(slots)
    assert exchanged.focus_at("BRD-037")[0].agency == asked.second_agency
    assert exchanged.focus_at("BRD-038")[0].agency == asked.first_agency
    with pytest.raises(BoardError, match="answered_already"):
        agree(agreed, wanted, slots, by=speaker(asked.second_agency), now=NOW)


def test_a_swap_that_is_refused_changes_nothing() -> None:
    asked, wanted, _, _ = asked_swap()
    by = speaker(asked.second_agency)

    refused, fact = refuse(asked, by=by, now=NOW, slot=wanted.second)

    assert (refused.state, fact.name) == (SwapState.REFUSED, "FocusSwapRefused")
    with pytest.raises(BoardError, match="answered_already"):
        refuse(refused, by=by, now=NOW, slot=wanted.second)


def test_a_turn_that_has_changed_meanwhile_is_not_swapped() -> None:
    asked, wanted, turns, _ = asked_swap()
    put_off = tuple(replace(s, status=S.ACCEPTED) for s in turns.focus)

    with pytest.raises(BoardError, match="slot_gone"):
        agree(asked, wanted, put_off, by=speaker(asked.second_agency), now=NOW)


def test_the_forecast_names_the_next_four_as_the_rota_would_choose_them() -> None:
    boards = two_boards()
    turns = all_filled(boards, adopted(Turns(), boards, NOW), rota())
    more = to_plan(BOARD, boards, NOW, CALENDAR, ahead=4)
    run = (*boards, *more)
    takers = focus_agencies(rota().agencies)
    openings = [opening_of(each, run, turns, ("A", "C")) for each in more]

    ahead = focus_rota.forecast(openings, turns.focus, takers, NOW)

    agencies = [turns.focus_at("BRD-037")[0].agency, turns.focus_at("BRD-038")[0].agency]
    agencies += [each.agency for each in ahead]
    assert len(set(agencies)) == 4
    assert [each.meeting for each in ahead] == ["BRD-039", "BRD-040"]
