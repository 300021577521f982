"""Rules of a meeting in session: its items, its people, its interests, and when it may decide."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from board.agenda import AgendaValues, build_agenda
from board.attendance import (
    agency_attendance,
    at_the_end,
    demand_accepted,
    here,
    informed,
    noted,
    observing,
    quorum_at,
    statuses,
)
from board.errors import BoardError, Forbidden
from board.forums import Attended, ForumType
from board.interests import Withheld, agenda_for, declare, demand_part, record_for
from board.meeting_record import (
    Attendance,
    Decision,
    DecisionKind,
    Handling,
    Interest,
    ItemRecord,
    MeetingRecord,
)
from board.meeting_steps import demand_attender, lacks_pack, may_lead, start
from board.meetings import Meeting, MeetingState
from board.people import AgencyType, Member, Role
from board.sittings import Sitting, finished, following, items_of, moved, not_reached, opened
from tests.board.builders import person
from tests.board.cycle_builders import (
    CARE_CHAIR,
    FACILITATOR,
    MEMBER,
    POLICE_CHAIR,
    agency,
    at,
    board,
)

NOW = at(date(2026, 11, 25), 10)
M = MeetingState
A = Attended
MINUTE = timedelta(minutes=1)
ITEMS = tuple(ItemRecord(key=key, title=key.title(), minutes=5) for key in ("a", "b", "c"))
POL = agency("POL", AgencyType.POLICE, deputy="dep-pol")
TRU = agency("TRU", AgencyType.MENTAL_HEALTH_TRUST)
COU = agency("COU", AgencyType.ADULT_SOCIAL_CARE)
FIRE = agency("FIR", AgencyType.FIRE_RESCUE)
AGENCIES = {each.key: each for each in (POL, TRU, COU, FIRE)}
SUBGROUP = board(date(2026, 11, 26), "SUB-20261126", forum="SUBGROUP-A", state=M.AGENDA_OPEN)
SUB_CHAIR = person("Sol Chair", Role.SUBGROUP_CHAIR)
SUB_MEMBER = person("Sal Member", Role.SUBGROUP_MEMBER)


def _began(state: M, **changes: Any) -> Meeting:
    return board(date(2026, 11, 25), state=state, lead_agency="COU", **changes)


def _start(meeting: Meeting, by: Any = FACILITATOR) -> Any:
    return start(meeting, is_statement_read=True, interests_asked=True, by=by, now=NOW)


def _there(*who: tuple[str, Attended, str]) -> tuple[Attendance, ...]:
    return tuple(Attendance(agency=key, status=how, member=member) for key, how, member in who)


@pytest.mark.parametrize("state", [M.PLANNED, M.AGENDA_OPEN])
def test_a_board_whose_pack_was_held_or_is_late_starts_and_the_fact_says_so(state: M):
    late = _began(state, pack_held=True)

    begun, fact = _start(late)

    assert begun.state is M.IN_SESSION
    assert lacks_pack(late)
    assert fact.details == {"without": "pack"}
    issued, fact = _start(_began(M.PACK_ISSUED, pack_issued_at=NOW))
    assert issued.state is M.IN_SESSION
    assert fact.details == {}


def test_a_subgroup_has_no_pack_and_starts_from_its_agenda():
    begun, fact = _start(SUBGROUP, SUB_CHAIR)

    assert begun.state is M.IN_SESSION
    assert fact.details == {}
    assert not lacks_pack(SUBGROUP)


@pytest.mark.parametrize(
    "state", [M.IN_SESSION, M.MINUTES_DRAFT, M.ARCHIVED, M.CANCELLED, M.POSTPONED]
)
def test_what_has_ended_or_was_called_off_does_not_start(state: M):
    with pytest.raises(BoardError, match="meeting_state"):
        _start(_began(state))


def test_each_forum_is_led_by_its_own_chairs_and_by_whoever_facilitates():
    assert may_lead(_began(M.PLANNED), POLICE_CHAIR)
    assert may_lead(SUBGROUP, SUB_CHAIR)
    assert may_lead(SUBGROUP, FACILITATOR)
    assert not may_lead(_began(M.PLANNED), SUB_CHAIR)
    assert not may_lead(SUBGROUP, POLICE_CHAIR)
    assert not may_lead(SUBGROUP, SUB_MEMBER)
    named = replace(_began(M.PLANNED), chair=MEMBER.member.key if MEMBER.member else "")
    assert may_lead(named, MEMBER)
    with pytest.raises(Forbidden):
        _start(SUBGROUP, MEMBER)


def test_a_subgroups_meeting_is_its_own():
    """A board member who is not of the subgroup does not even see that it is in session."""
    for each in (SUB_MEMBER, SUB_CHAIR, FACILITATOR, POLICE_CHAIR):
        demand_attender(SUBGROUP, each)
    demand_attender(_began(M.PLANNED), MEMBER)
    with pytest.raises(Forbidden):
        demand_attender(SUBGROUP, MEMBER)
    with pytest.raises(Forbidden):
        demand_attender(_began(M.PLANNED), person("Rita Referrer", Role.REFERRER))


def test_a_meeting_begins_with_its_first_item_and_goes_on_in_order():
    sitting, changed = opened(Sitting(meeting="BRD-036"), ITEMS, NOW)

    assert (sitting.current, sitting.started_at) == ("a", NOW)
    assert [each.key for each in changed] == ["a"]
    assert [following(ITEMS, each) for each in ("a", "b", "c", "")] == ["b", "c", "", "a"]


def test_times_of_an_item_that_is_taken_twice_add_up():
    sitting, changed = opened(Sitting(meeting="BRD-036"), ITEMS, NOW)
    items = _with(ITEMS, changed)
    for number, key in enumerate(("b", "a"), start=1):
        sitting, changed = moved(sitting, items, key, NOW + 3 * number * MINUTE)
        items = _with(items, changed)

    assert sitting.used(items[0], NOW + 10 * MINUTE) == 7 * MINUTE
    assert sitting.used(items[1], NOW + 10 * MINUTE) == 3 * MINUTE
    assert items[0].started_at == NOW
    sitting, changed = finished(sitting, items, NOW + 8 * MINUTE)
    items = _with(items, changed)
    assert sitting.used(items[0], NOW + 60 * MINUTE) == 5 * MINUTE
    assert sitting.ended_at == NOW + 8 * MINUTE


def test_taking_the_current_item_again_changes_nothing_and_an_unknown_one_is_refused():
    sitting, _ = opened(Sitting(meeting="BRD-036"), ITEMS, NOW)

    assert moved(sitting, ITEMS, "a", NOW + MINUTE) == (sitting, ())
    with pytest.raises(BoardError, match="agenda_item"):
        moved(sitting, ITEMS, "z", NOW + MINUTE)


def test_a_clock_that_goes_back_never_makes_an_item_shorter_than_nothing():
    sitting, (first,) = opened(Sitting(meeting="BRD-036"), ITEMS, NOW)

    assert sitting.used(first, NOW - MINUTE) == timedelta()


def test_items_are_those_of_the_agenda_with_their_minutes_and_lines():
    values = AgendaValues(overdue_actions=["ACT-2026-0013"])
    built = build_agenda(_began(M.PLANNED), ForumType.BOARD, values)

    items = items_of(built)

    assert len(items) == 17
    assert sum(each.minutes for each in items) == 120
    assert items[5].points == ("ACT-2026-0013: overdue",)
    assert [each.summary for each in items if each.summary] == [
        "The statement was read out or shown.",
        "Interests were asked for.",
    ]


def test_what_was_not_reached_is_carried_but_for_what_opens_and_closes_a_meeting():
    keys = ("welcome", "risks", "focus", "learning", "policies", "next")
    items = [ItemRecord(key=key, title=key) for key in keys]
    items[1] = replace(items[1], started_at=NOW)
    items[2] = replace(items[2], summary="Said in passing")
    record = MeetingRecord(
        meeting="BRD-036", items=tuple(items), actions=(("learning", "ACT-2026-0001"),)
    )

    assert [each.key for each in not_reached(record)] == ["policies"]


def test_an_agency_is_there_as_the_best_of_its_people():
    rows = (
        *_there(("POL", A.APOLOGIES, "a"), ("POL", A.DEPUTY_PRESENT, "b"), ("TRU", A.ABSENT, "")),
        observing(Member(key="o", name="O", agency="COU", job=""), NOW),
    )

    assert statuses(rows) == {"POL": "deputy_present", "TRU": "absent"}


def test_the_quorum_of_the_board_needs_a_chair_or_the_lead_and_its_three_agencies():
    meeting = _began(M.IN_SESSION)
    three = _there(("POL", A.PRESENT, "x"), ("TRU", A.DEPUTY_PRESENT, "y"), ("COU", A.PRESENT, "z"))

    assert quorum_at(meeting, three, AGENCIES, ()).is_met  # the lead agency is there
    other = replace(meeting, lead_agency="FIR")
    assert quorum_at(other, three, AGENCIES, ()).lacking == ("chair",)
    assert quorum_at(other, three, AGENCIES, ("x",)).is_met
    gone = (replace(three[0], status=A.PART), *three[1:])
    assert quorum_at(other, gone, AGENCIES, ("x",)).lacking == ("chair", "police")


def test_a_subgroup_needs_its_chair_or_a_deputy_and_one_more_agency():
    three = _there(("POL", A.PRESENT, "x"), ("TRU", A.PRESENT, "y"))

    assert quorum_at(SUBGROUP, three, AGENCIES, ("x",)).lacking == ("further",)
    more = (*three, *_there(("FIR", A.PRESENT, "z")))
    assert quorum_at(SUBGROUP, more, AGENCIES, ("x",)).is_met
    assert quorum_at(SUBGROUP, more, AGENCIES, ()).lacking == ("chair",)
    watches = (replace(more[0], is_observer=True), *more[1:])
    assert "chair" in quorum_at(SUBGROUP, watches, AGENCIES, ("x",)).lacking


def test_a_tap_means_the_representative_or_the_deputy():
    assert noted(POL, A.PRESENT, (), NOW).member == "rep-pol"
    assert noted(POL, A.DEPUTY_PRESENT, (), NOW).member == "dep-pol"
    assert noted(POL, A.APOLOGIES, (), NOW, information_sent=True).information_sent
    assert not noted(POL, A.PRESENT, (), NOW, information_sent=True).information_sent
    assert noted(POL, A.ABSENT, (), NOW).joined_at is None


def test_whoever_came_and_left_or_came_late_was_there_for_a_part():
    came = noted(POL, A.DEPUTY_PRESENT, (), NOW)
    left = noted(POL, A.PART, (came,), NOW + MINUTE)
    late = noted(TRU, A.PART, (), NOW + MINUTE)

    assert (left.member, left.joined_at, left.left_at) == ("dep-pol", NOW, NOW + MINUTE)
    assert (late.joined_at, late.left_at) == (NOW + MINUTE, None)


def test_whoever_says_they_are_here_stands_for_their_agency_or_speaks_for_it():
    rep = Member(key="rep-pol", name="R", agency="POL", job="")
    other = Member(key="other", name="O", agency="POL", job="")

    assert here(rep, POL, (), NOW).status is A.PRESENT
    assert here(other, POL, (), NOW).status is A.DEPUTY_PRESENT
    watches = observing(other, NOW)
    assert here(other, POL, (watches,), NOW + MINUTE) == watches
    again = here(rep, POL, (here(rep, POL, (), NOW),), NOW + MINUTE)
    assert again.joined_at == NOW


def test_core_agencies_nobody_noted_were_absent():
    found = at_the_end(_there(("POL", A.APOLOGIES, "")), ("POL", "TRU"))

    assert found == (Attendance(agency="TRU", status=A.ABSENT),)


def test_case_material_waits_until_the_statement_is_accepted():
    demand_accepted("m", {"m": NOW})
    with pytest.raises(BoardError, match="V25"):
        demand_accepted("other", {"m": NOW})


def _boards(*how: dict[str, str]) -> list[Meeting]:
    days = (date(2026, 7, 22), date(2026, 9, 2), date(2026, 10, 14), date(2026, 11, 25))
    return [
        board(day, f"BRD-{33 + number:03d}", attendance=each)
        for number, (day, each) in enumerate(zip(days, how, strict=False))
    ]


def test_attendance_counts_present_and_deputies_out_of_the_boards_since_the_agency_joined():
    boards = _boards(
        {"POL": "present", "TRU": "deputy_present"},
        {"POL": "apologies", "TRU": "present", "FIR": "present"},
        {"POL": "part", "TRU": "present", "FIR": "present"},
    )

    rows = {each.agency: each for each in agency_attendance(boards, AGENCIES.values())}

    assert (rows["POL"].percent, rows["POL"].apologies, rows["POL"].part) == (33, 1, 1)
    assert (rows["TRU"].percent, rows["TRU"].present, rows["TRU"].deputy) == (100, 2, 1)
    assert (rows["FIR"].percent, rows["FIR"].meetings) == (100, 2)
    assert "COU" not in rows


@pytest.mark.parametrize(
    ("how", "away"),
    [
        (("present", "absent", "absent"), ("BRD-034", "BRD-035")),
        (("present", "apologies", "absent"), ("BRD-034", "BRD-035")),
        (("absent", "absent", "present"), ()),
        (("absent", "part", "absent"), ("BRD-035",)),
        (("present", None, None), ("BRD-034", "BRD-035")),
    ],
)
def test_two_boards_in_a_row_without_anybody_are_noticed(
    how: tuple[str | None, ...], away: tuple[str, ...]
):
    boards = _boards(*({"POL": each} if each else {} for each in how))

    (row,) = agency_attendance(boards, [POL])

    assert row.away == away
    assert row.is_missed is (len(away) == 2)


def test_an_agency_that_sent_information_with_its_apologies_was_not_away():
    """It was heard, and yet it was not there: its share of boards does not rise."""
    boards = _boards({"POL": "present"}, {"POL": "apologies"}, {"POL": "apologies"})
    rows = [
        Attendance(agency="POL", status=A.APOLOGIES, information_sent=True),
        Attendance(agency="TRU", status=A.APOLOGIES),
        Attendance(agency="COU", status=A.PRESENT),
    ]

    (row,) = agency_attendance(boards, [POL], {"BRD-035": informed(rows)})
    (plain,) = agency_attendance(boards, [POL])

    assert informed(rows) == {"POL"}
    assert (row.away, row.percent, row.apologies) == ((), 33, 2)
    assert plain.away == ("BRD-034", "BRD-035")


INTEREST = Interest(member="a", item="focus", nature="A relative")


def test_an_interest_is_declared_for_oneself_or_by_whoever_leads_the_meeting():
    meeting, member = _began(M.IN_SESSION), MEMBER.member
    assert member is not None
    own = replace(INTEREST, member=member.key)

    kept, fact = declare(own, (), meeting, by=MEMBER, now=NOW)
    heard, _ = declare(INTEREST, (), meeting, by=FACILITATOR, now=NOW)

    assert (kept.declared_at, heard.declared_at) == (NOW, NOW)
    assert fact.name == "InterestDeclared"
    assert "relative" not in str(fact)
    with pytest.raises(Forbidden):
        declare(INTEREST, (), meeting, by=MEMBER, now=NOW)


def test_what_was_declared_is_made_stricter_by_oneself_and_lighter_by_another():
    meeting, member = _began(M.IN_SESSION), CARE_CHAIR.member
    assert member is not None
    leaves = replace(INTEREST, member=member.key)
    stays = replace(leaves, handling=Handling.STAY)

    declare(leaves, (stays,), meeting, by=CARE_CHAIR, now=NOW)
    declare(stays, (leaves,), meeting, by=POLICE_CHAIR, now=NOW)
    with pytest.raises(BoardError, match="interest_lighter"):
        declare(stays, (leaves,), meeting, by=CARE_CHAIR, now=NOW)


def test_who_has_an_interest_takes_no_part_in_deciding():
    leaves, watches = INTEREST, replace(INTEREST, member="b", handling=Handling.STAY_NO_DECISION)
    stays = replace(INTEREST, member="c", handling=Handling.STAY)
    record = MeetingRecord(meeting="BRD-036", interests=(leaves, watches, stays))

    demand_part(record, "focus", "c")
    demand_part(record, "risks", "a")
    with pytest.raises(Forbidden):
        demand_part(record, "focus", "a")
    with pytest.raises(BoardError, match="no_part_in_decision"):
        demand_part(record, "focus", "b")


def test_what_is_withheld_leaves_its_title_and_nothing_else():
    decision = Decision(
        ref="BRD-036/D01",
        meeting="BRD-036",
        item="focus",
        kind=DecisionKind.AGREE,
        text="T",
        at=NOW,
    )
    record = MeetingRecord(
        meeting="BRD-036",
        items=(
            ItemRecord(key="focus", title="Focus", summary="Secret", points=("Secret",)),
            ItemRecord(key="risks", title="Risks", summary="Open", points=("RSK-004: review",)),
            ItemRecord(key="aob", title="Other", summary="All well\nThe trust tolerates RSK-004"),
        ),
        decisions=(
            decision,
            replace(decision, ref="BRD-036/D02", item="risks"),
            replace(decision, ref="BRD-036/D03", item="risks", text="Tolerate RSK-004"),
            replace(decision, ref="BRD-036/D04", item="risks", rationale="See rsk 4"),
            replace(decision, ref="BRD-036/D05", item="risks", dissent="Not BRD-036/D01"),
        ),
        actions=(("focus", "ACT-2026-0001"), ("risks", "ACT-2026-0002"), ("risks", "ACT-2026-3")),
    )
    withheld = Withheld(
        frozenset({("BRD-036", "focus")}), frozenset({"RSK-004", "ACT-2026-3", "BRD-036/D01"})
    )

    shown = record_for(record, withheld)

    assert "Secret" not in str(shown)
    assert [each.title for each in shown.items] == ["Focus", "Risks", "Other"]
    assert [each.summary for each in shown.items][1:] == [
        "Open", "Withheld: an interest was declared in this item",
    ]  # fmt: skip
    assert shown.items[1].points == ("Withheld: you declared an interest",)
    assert [each.ref for each in shown.decisions] == ["BRD-036/D02"]
    assert shown.actions == (("risks", "ACT-2026-0002"),)
    assert record_for(record, Withheld()) is record


@pytest.mark.parametrize(
    ("words", "is_named"),
    [
        ("RSK-004: the trust tolerates it", True),
        ("rsk 4 is tolerated", True),
        ("Tolerate RSK\u2013004-like risks", True),
        ("about ACT 2026 13", True),
        ("RSK-0041 and XRSK-004", False),
        ("ACT-2026-0131", False),
        ("", False),
    ],
)
def test_a_withheld_reference_is_found_however_somebody_writes_it(words: str, *, is_named: bool):
    withheld = Withheld(refs=frozenset({"RSK-004", "ACT-2026-0013"}))

    assert withheld.is_named_in("Open", words) is is_named
    assert not Withheld().is_named_in(words)


def test_an_agenda_withholds_an_item_and_every_line_with_a_withheld_reference():
    values = AgendaValues(
        overdue_actions=["ACT-2026-0013", "ACT-2026-0131"], lines={"focus": ["Secret"]}
    )
    built = build_agenda(_began(M.PLANNED), ForumType.BOARD, values)
    withheld = Withheld(frozenset({("BRD-036", "focus")}), frozenset({"ACT-2026-0013"}))

    shown = {each.key: each for each in agenda_for(built, withheld).items}

    assert shown["focus"].points == ("Withheld: you declared an interest",)
    assert shown["actions"].points == (
        "Withheld: you declared an interest", "ACT-2026-0131: overdue",
    )  # fmt: skip
    with pytest.raises(Forbidden):
        withheld.demand("ACT-2026-0013")
    withheld.demand("ACT-2026-0131")


def _with(items: tuple[ItemRecord, ...], changed: tuple[ItemRecord, ...]) -> tuple[ItemRecord, ...]:
    known = {each.key: each for each in changed}
    return tuple(known.get(each.key, each) for each in items)
