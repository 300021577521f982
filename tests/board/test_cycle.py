"""The six-week cycle: its dates, its clocks, the steps of a meeting and what is due."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.calendar import LONDON, at_london
from board.clocks import USUAL, Clocks, clocks_of
from board.cycle import meetings_until, move, next_meeting
from board.cycle_due import (
    AOB_ASKED,
    FOCUS_REPORT_DUE,
    FOCUS_TOLD,
    HELD,
    LEAD_ASKED,
    LEAD_FALLS,
    MINUTES_TO_CHAIR,
    MINUTES_TO_MEMBERS,
    OUTCOMES_DUE,
    PACK_DUE,
    PACK_HELD,
    PAPERS_DUE,
    SUBGROUP_MISSED,
    Progress,
    due_after,
    due_before,
    is_agenda_due,
    is_pack_due,
    missed_weeks,
)
from board.errors import BoardError, Forbidden
from board.forums import BILATERAL, BOARD, SENIOR, subgroup
from board.meeting_steps import (
    LEADS_TO,
    OUT_OF_COMMITTEE,
    Pack,
    adjourn,
    approve_minutes,
    approve_out_of_committee,
    archive,
    cancel,
    finish,
    hold_pack,
    issue_pack,
    open_agenda,
    postpone,
    release_pack,
    replan,
    start,
)
from board.meetings import Meeting, MeetingState
from tests.board.cycle_builders import (
    CALENDAR,
    CARE_CHAIR,
    FACILITATOR,
    MEMBER,
    POLICE_CHAIR,
    at,
    board,
)

M = MeetingState
NOVEMBER, JANUARY = date(2026, 11, 25), date(2027, 1, 6)
NOW = at(date(2026, 11, 2))
WEEKLY = subgroup("A")


def weekly(day: date, **changes) -> Meeting:
    """A weekly subgroup as planned."""
    usual = Meeting(
        ref=WEEKLY.ref(day), forum=WEEKLY.code, starts_at=at(day, 14), ends_at=at(day, 16),
        state=M.PLANNED, planned_day=day,
    )  # fmt: skip
    return replace(usual, **changes)


# --- dates -------------------------------------------------------------------------------------


def test_the_board_of_november_is_followed_by_the_sixth_of_january():
    """Six weeks later at 10:00 in London, whatever the clocks do; its number is the next."""
    following = next_meeting(BOARD, [board(NOVEMBER)], CALENDAR)

    assert (following.ref, following.day) == ("BRD-037", JANUARY)
    assert following.starts_at == at(JANUARY, 10)
    assert following.state is M.PLANNED


def test_nine_boards_from_an_anchor_are_42_days_apart():
    """Through both changes of the clocks."""
    until = at(date(2027, 11, 1))

    days = [each.day for each in meetings_until(BOARD, [board(NOVEMBER)], until, CALENDAR)]

    assert {later - earlier for earlier, later in pairwise(days)} == {timedelta(days=42)}
    assert days[:3] == [JANUARY, date(2027, 2, 17), date(2027, 3, 31)]


def test_a_subgroup_on_a_bank_holiday_is_held_the_working_day_before_and_then_on_thursday():
    """New Year's Day 2026 was a Thursday."""
    first = weekly(date(2025, 12, 25), planned_day=None)

    one = next_meeting(WEEKLY, [first], CALENDAR)
    two = next_meeting(WEEKLY, [first, one], CALENDAR)

    assert (one.day, one.ref) == (date(2025, 12, 31), "SUB-20251231")
    assert (two.day, two.starts_at) == (date(2026, 1, 8), at(date(2026, 1, 8), 14))


def test_the_cycle_is_not_lost_where_the_day_that_was_meant_is_not_known():
    """Loaded from a record: the forum's weekday nearest to the day it was held."""
    held = weekly(date(2025, 12, 31), planned_day=None)

    assert next_meeting(WEEKLY, [held], CALENDAR).day == date(2026, 1, 8)


def test_the_senior_board_is_held_every_91_days():
    """Thursday 3 December 2026, then a quarter later."""
    first = next_meeting(SENIOR, [], CALENDAR, first_on=date(2026, 12, 3))

    following = next_meeting(SENIOR, [first], CALENDAR)

    assert (first.ref, following.ref) == ("SEN-20261203", "SEN-20270304")


def test_without_a_cadence_or_a_first_day_there_is_no_next_meeting():
    """The refusal says what to give."""
    with pytest.raises(BoardError, match="cadence_missing"):
        next_meeting(BILATERAL, [], CALENDAR)
    with pytest.raises(BoardError, match="cycle_no_start"):
        next_meeting(BOARD, [weekly(NOVEMBER)], CALENDAR)


@pytest.mark.parametrize("state", [M.CANCELLED, M.POSTPONED])
def test_a_meeting_called_off_keeps_its_number_and_its_place_in_the_rhythm(state):
    """BRD-037 is not given twice."""
    known = [board(NOVEMBER), board(JANUARY, "BRD-037", state=state)]

    following = next_meeting(BOARD, known, CALENDAR)

    assert (following.ref, following.day) == ("BRD-038", date(2027, 2, 17))


@given(st.sets(st.dates(date(2026, 1, 1), date(2028, 1, 1)), max_size=200))
def test_weekly_dates_go_on_whatever_the_holidays(holidays):
    """Each week has one meeting, on a working day, never after its Thursday."""
    calendar = replace(CALENDAR, holidays=holidays)
    known = [weekly(date(2026, 1, 8))]

    found = list(meetings_until(WEEKLY, known, at(date(2026, 12, 1)), calendar))

    meant = [each.planned_day or date.max for each in found]
    assert [later - earlier for earlier, later in pairwise(meant)] == [timedelta(days=7)] * (
        len(found) - 1
    )
    assert all(calendar.is_working_day(each.day) for each in found)
    assert all(each.day <= day for each, day in zip(found, meant, strict=True))


def test_a_moved_board_gives_its_reason_and_the_next_keeps_its_day():
    """One meeting is moved, not the year."""
    moved, fact = move(
        board(JANUARY, "BRD-037"), at(date(2027, 1, 8), 13), "Room not free", by=FACILITATOR,
        now=NOW, calendar=CALENDAR,
    )  # fmt: skip

    following = next_meeting(BOARD, [moved], CALENDAR)

    assert (moved.starts_at, moved.ends_at) == (
        at(date(2027, 1, 8), 13), at(date(2027, 1, 8), 15)
    )  # fmt: skip
    assert moved.reason == "Room not free"
    assert fact.details == {"from": "2027-01-06", "to": "2027-01-08"}
    assert following.day == date(2027, 2, 17)


def test_the_rest_of_the_cycle_follows_where_that_is_wanted():
    """Counted from the new day."""
    moved, _ = move(
        board(JANUARY), at(date(2027, 1, 13), 10), "A week later from now on", by=FACILITATOR,
        now=NOW, calendar=CALENDAR, rest_follows=True,
    )  # fmt: skip

    assert next_meeting(BOARD, [moved], CALENDAR).day == date(2027, 2, 24)


@pytest.mark.parametrize(
    ("meeting", "to", "reason", "code"),
    [
        (board(JANUARY), at(date(2027, 1, 8)), " ", "V57"),
        (board(JANUARY), at(date(2027, 1, 9)), "Weekend", "meeting_day"),
        (board(JANUARY), at(date(2027, 1, 1)), "Bank holiday", "meeting_day"),
        (board(JANUARY), NOW, "Not in the future", "meeting_day"),
        (board(JANUARY, state=M.PACK_ISSUED), at(date(2027, 1, 8)), "Late", "meeting_state"),
    ],
)
def test_a_move_is_refused(meeting, to, reason, code):
    """Without a reason, to no working day, or with the pack out."""
    with pytest.raises(BoardError) as refusal:
        move(meeting, to, reason, by=FACILITATOR, now=NOW, calendar=CALENDAR)

    assert refusal.value.code == code


def test_only_who_arranges_meetings_moves_one():
    """A member does not."""
    with pytest.raises(Forbidden):
        move(board(JANUARY), at(date(2027, 1, 8)), "No", by=MEMBER, now=NOW, calendar=CALENDAR)


# --- clocks ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "pack"),
    [
        (date(2026, 11, 25), date(2026, 11, 18)),
        (date(2026, 9, 2), date(2026, 8, 25)),
        (date(2027, 1, 6), date(2026, 12, 29)),
        (date(2027, 3, 31), date(2027, 3, 22)),
    ],
)
def test_the_pack_goes_out_five_working_days_before_at_five(day, pack):
    """The worked checks of the policy."""
    assert clocks_of(board(day), USUAL, CALENDAR).pack == at(pack, 17)


def test_every_clock_of_the_november_board():
    """By its defaults."""
    clocks = clocks_of(board(NOVEMBER), USUAL, CALENDAR)

    def on(month: int, day: int, hour: int) -> datetime:
        return at(date(2026, month, day), hour)

    assert clocks.focus_told == on(10, 28, 9)
    assert clocks.lead_accepted_by == on(11, 11, 17)
    assert clocks.focus_report_due == clocks.papers_due == on(11, 13, 17)
    assert clocks.papers_asked == clocks.updates_requested == on(11, 13, 9)
    assert clocks.updates_due == on(11, 17, 17)
    assert (clocks.aob_asked, clocks.aob_due) == (on(11, 20, 9), on(11, 20, 17))
    assert clocks.late_papers_until == on(11, 23, 17)
    assert (clocks.referral_cut_off, clocks.research_due) == (on(11, 23, 12), on(11, 24, 12))
    assert (clocks.action_list_sent, clocks.action_list_due) == (on(11, 26, 9), on(11, 27, 17))
    assert (clocks.minutes_to_chair, clocks.minutes_to_members) == (on(12, 2, 17), on(12, 9, 17))
    assert clocks.outcome_notices == on(11, 27, 17)


def test_a_subgroups_cut_off_is_tuesday_noon_and_its_research_wednesday_noon():
    """For a Thursday."""
    clocks = clocks_of(weekly(date(2026, 11, 26)), USUAL, CALENDAR)

    assert clocks.referral_cut_off == at(date(2026, 11, 24), 12)
    assert clocks.research_due == at(date(2026, 11, 25), 12)


def test_a_setting_moves_its_clock_and_no_other():
    """Seven days for the pack, at noon."""
    changed = clocks_of(board(NOVEMBER), Clocks(pack=7, pack_at=time(12)), CALENDAR)

    assert changed.pack == at(date(2026, 11, 16), 12)
    assert replace(changed, pack=at(date(2026, 11, 18), 17)) == clocks_of(
        board(NOVEMBER), USUAL, CALENDAR
    )


def test_the_focus_agency_is_never_told_on_a_holiday():
    """28 days before is the 27 December, a bank holiday: the working day before that."""
    holiday = board(date(2028, 1, 24))

    told = clocks_of(holiday, USUAL, CALENDAR).focus_told

    assert told == at(date(2027, 12, 24))


# --- steps -------------------------------------------------------------------------------------


def ready(state: M = M.AGENDA_OPEN, **changes) -> Meeting:
    """A board that has its lead and focus agencies."""
    whole = {"state": state, "lead_agency": "AG-09", "focus_agency": "AG-07"}
    return board(NOVEMBER, **whole | changes)


def test_a_meeting_goes_from_planned_to_archived():
    """Each step with its fact; the minutes are approved at the next board."""
    by = FACILITATOR
    later = board(JANUARY, "BRD-037", state=M.IN_SESSION)
    meeting, names = ready(M.PLANNED), []

    for step in (
        lambda m: open_agenda(m, by=by, now=NOW),
        lambda m: issue_pack(m, Pack(), by=by, now=NOW),
        lambda m: start(m, is_statement_read=True, interests_asked=True, by=by, now=NOW),
        lambda m: finish(m, by=POLICE_CHAIR, now=NOW),
        lambda m: approve_minutes(m, later, by=by, now=NOW),
        lambda m: archive(m, by=by, now=NOW),
    ):
        meeting, fact = step(meeting)
        names.append(fact.name)

    assert names == [
        "AgendaOpened", "PackIssued", "MeetingStarted", "MeetingFinished", "MinutesApproved",
        "MeetingArchived",
    ]  # fmt: skip
    assert meeting.state is M.ARCHIVED
    assert (meeting.pack_issued_at, meeting.minutes_approved_at) == (NOW, "BRD-037")
    assert meeting.is_statement_read
    assert meeting.interests_asked


@pytest.mark.parametrize(
    ("meeting", "pack", "code"),
    [
        (ready(lead_agency=None), Pack(), "pack_lead"),
        (ready(focus_agency=None), Pack(), "pack_focus"),
        (ready(lead_agency="AG-07"), Pack(), "V29"),
        (ready(), Pack(missing_items=("Focus on",)), "pack_items"),
        (ready(), Pack(has_tracker=False), "pack_tracker"),
        (ready(M.PLANNED), Pack(), "meeting_state"),
        (ready(M.PACK_ISSUED), Pack(), "meeting_state"),
    ],
)
def test_a_pack_is_not_issued_before_it_is_whole(meeting, pack, code):
    """Lead, focus, every standing item and the tracker."""
    with pytest.raises(BoardError) as refusal:
        issue_pack(meeting, pack, by=FACILITATOR, now=NOW)

    assert refusal.value.code == code
    assert refusal.value.sentence


def test_a_subgroup_has_no_lead_and_no_focus():
    """Its pack is its agenda."""
    issued, _ = issue_pack(
        weekly(date(2026, 11, 26), state=M.AGENDA_OPEN), Pack(has_tracker=False), by=None, now=NOW
    )

    assert issued.state is M.PACK_ISSUED


def test_a_pack_that_is_held_goes_out_by_hand_only():
    """The clock waits until it is released."""
    held, _ = hold_pack(ready(), "Figures to be checked", by=FACILITATOR, now=NOW)

    with pytest.raises(BoardError, match="pack_held"):
        issue_pack(held, Pack(), by=None, now=NOW)
    by_hand, _ = issue_pack(held, Pack(), by=FACILITATOR, now=NOW)
    released, _ = release_pack(held, by=FACILITATOR, now=NOW)
    by_clock, fact = issue_pack(released, Pack(), by=None, now=NOW)

    assert by_hand.state is by_clock.state is M.PACK_ISSUED
    assert not by_hand.pack_held
    assert fact.by == "ticker"


@pytest.mark.parametrize("step", [hold_pack, postpone, cancel])
def test_a_reason_is_required(step):
    """Blanks are none."""
    with pytest.raises(BoardError, match="V57"):
        step(ready(), "  ", by=FACILITATOR, now=NOW)


@pytest.mark.parametrize(
    ("read", "asked", "code"), [(False, True, "statement_first"), (True, False, "interests_first")]
)
def test_a_meeting_starts_with_the_statement_and_the_interests(read, asked, code):
    """Neither is skipped."""
    with pytest.raises(BoardError, match=code):
        start(
            ready(M.PACK_ISSUED), is_statement_read=read, interests_asked=asked, by=POLICE_CHAIR,
            now=NOW,
        )  # fmt: skip


def test_a_meeting_without_a_quorum_is_adjourned_and_planned_again_or_written_up():
    """One with a quorum is not."""
    inquorate = ready(M.IN_SESSION, quorate=False)

    adjourned, _ = adjourn(inquorate, by=FACILITATOR, now=NOW)
    again, _ = replan(adjourned, at(date(2026, 12, 2), 10), by=FACILITATOR, now=NOW,
                      calendar=CALENDAR)  # fmt: skip
    written, _ = finish(adjourned, by=FACILITATOR, now=NOW)

    assert (again.state, again.quorate, again.day) == (M.PLANNED, None, date(2026, 12, 2))
    assert written.state is M.MINUTES_DRAFT
    for quorate in (True, None):
        with pytest.raises(BoardError, match="has_quorum"):
            adjourn(replace(inquorate, quorate=quorate), by=FACILITATOR, now=NOW)


def test_a_postponed_meeting_is_planned_again_under_its_reference():
    """Its pack goes out afresh."""
    issued = ready(M.PACK_ISSUED, pack_issued_at=NOW)

    off, _ = postpone(issued, "Snow", by=CARE_CHAIR, now=NOW)
    again, fact = replan(off, at(date(2026, 12, 9), 10), by=FACILITATOR, now=NOW,
                         calendar=CALENDAR)  # fmt: skip

    assert (off.state, off.reason) == (M.POSTPONED, "Snow")
    assert (again.ref, again.state, again.pack_issued_at) == ("BRD-036", M.PLANNED, None)
    assert again.planned_day == NOVEMBER
    assert fact.details == {"to": "2026-12-09"}


@pytest.mark.parametrize("state", list(M))
def test_a_meeting_is_cancelled_only_before_it_has_begun(state):
    """Also while it is postponed."""
    able = {M.PLANNED, M.AGENDA_OPEN, M.PACK_ISSUED, M.POSTPONED}

    if state in able:
        cancelled, _ = cancel(ready(state), "Nothing to decide", by=POLICE_CHAIR, now=NOW)
        assert cancelled.state is M.CANCELLED
    else:
        with pytest.raises(BoardError, match="meeting_state"):
            cancel(ready(state), "Nothing to decide", by=POLICE_CHAIR, now=NOW)


def test_the_states_are_those_of_the_policy():
    """Every state is named, and the last ones lead nowhere."""
    assert set(LEADS_TO) == set(M)
    assert {each for each, to in LEADS_TO.items() if not to} == {M.ARCHIVED, M.CANCELLED}


@pytest.mark.parametrize(
    "elsewhere",
    [
        board(JANUARY, "BRD-037", state=M.PACK_ISSUED),
        board(NOVEMBER, state=M.IN_SESSION),
        board(date(2026, 10, 14), "BRD-035", state=M.IN_SESSION),
        board(JANUARY, "BRD-037", state=M.IN_SESSION, quorate=False),
        weekly(date(2027, 1, 7), state=M.IN_SESSION),
    ],
)
def test_minutes_are_not_approved_just_anywhere(elsewhere):
    """Later, in the same forum, in session and able to decide."""
    with pytest.raises(BoardError, match="minutes_later"):
        approve_minutes(ready(M.MINUTES_DRAFT), elsewhere, by=FACILITATOR, now=NOW)


def test_both_co_chairs_can_approve_minutes_out_of_committee():
    """One of them, twice, is one."""
    drafted = ready(M.MINUTES_DRAFT)

    approved, fact = approve_out_of_committee(
        drafted, [POLICE_CHAIR, CARE_CHAIR], by=CARE_CHAIR, now=NOW
    )

    assert approved.minutes_approved_at == fact.details["at"] == OUT_OF_COMMITTEE
    for agreed in ([POLICE_CHAIR], [POLICE_CHAIR, POLICE_CHAIR], [POLICE_CHAIR, MEMBER]):
        with pytest.raises(BoardError, match="minutes_later"):
            approve_out_of_committee(drafted, agreed, by=CARE_CHAIR, now=NOW)
    both = [POLICE_CHAIR, CARE_CHAIR]
    with pytest.raises(Forbidden):
        approve_out_of_committee(drafted, both, by=FACILITATOR, now=NOW)
    with pytest.raises(Forbidden):
        approve_out_of_committee(
            weekly(date(2026, 11, 26), state=M.MINUTES_DRAFT), both, by=CARE_CHAIR, now=NOW
        )


def test_a_co_chair_of_the_board_does_not_run_a_subgroup_and_its_chair_does():
    """The chair of that meeting, by the register's key."""
    meeting = weekly(date(2026, 11, 26), chair="mab-member")

    called_off, _ = cancel(meeting, "Nothing listed", by=MEMBER, now=NOW)

    assert called_off.state is M.CANCELLED
    with pytest.raises(Forbidden):
        cancel(meeting, "Nothing listed", by=POLICE_CHAIR, now=NOW)


@pytest.mark.parametrize("state", [M.PLANNED, M.POSTPONED])
def test_a_member_does_not_call_a_board_off(state):
    """Whatever its state."""
    with pytest.raises(Forbidden):
        cancel(ready(state), "No", by=MEMBER, now=NOW)


# --- what is due -------------------------------------------------------------------------------

PROGRESS = Progress(focus=("AG-07",), to={"AG-07": "person:quill"})


def kinds(now: datetime, meeting: Meeting | None = None, progress: Progress = PROGRESS):
    """What is due to be said before a board."""
    return [
        each.kind
        for each in due_before(meeting or ready(M.PLANNED), BOARD, progress, now, CALENDAR)
    ]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (at(date(2026, 10, 28), 8, 59), []),
        (at(date(2026, 10, 28)), [FOCUS_TOLD]),
        (at(date(2026, 11, 13), 8, 59), [FOCUS_TOLD]),
        (at(date(2026, 11, 13)), [FOCUS_TOLD, FOCUS_REPORT_DUE, PAPERS_DUE]),
        (at(date(2026, 11, 13), 17), [FOCUS_TOLD, FOCUS_REPORT_DUE]),
        (at(date(2026, 11, 18), 16, 59), [FOCUS_TOLD, FOCUS_REPORT_DUE]),
        (at(date(2026, 11, 18), 17), [FOCUS_TOLD, PACK_DUE]),
        (at(date(2026, 11, 20)), [FOCUS_TOLD, AOB_ASKED, PACK_DUE]),
        (at(date(2026, 11, 20), 17), [FOCUS_TOLD, PACK_DUE]),
        (at(NOVEMBER, 10), []),
    ],
)
def test_each_clock_speaks_in_its_time(now, expected):
    """And is silent when something else has overtaken it."""
    assert kinds(now) == expected


def test_what_has_been_done_is_not_asked_for():
    """The report is in and the pack is out."""
    progress = replace(PROGRESS, reports_in={"AG-07"})

    assert kinds(at(date(2026, 11, 16)), progress=progress) == [FOCUS_TOLD]
    assert kinds(at(date(2026, 11, 19)), ready(M.PACK_ISSUED)) == []


def test_a_pack_that_is_held_is_not_issued_by_the_clock():
    """The team hears that it waits."""
    five = at(date(2026, 11, 18), 17)
    held = ready(pack_held=True)

    assert is_pack_due(ready(), five, CALENDAR)
    assert is_pack_due(ready(M.PLANNED), five, CALENDAR)
    assert not is_pack_due(ready(), five - timedelta(minutes=1), CALENDAR)
    assert not is_pack_due(ready(M.PACK_ISSUED), five, CALENDAR)
    assert not is_pack_due(held, five, CALENDAR)
    assert not is_pack_due(ready(), at(NOVEMBER, 10), CALENDAR)
    assert kinds(five, held) == [FOCUS_TOLD, PACK_HELD]


def test_the_agenda_opens_when_the_focus_agency_is_told():
    """Once."""
    told = at(date(2026, 10, 28))

    assert is_agenda_due(ready(M.PLANNED), told, CALENDAR)
    assert not is_agenda_due(ready(M.PLANNED), told - timedelta(minutes=1), CALENDAR)
    assert not is_agenda_due(ready(), told, CALENDAR)


def test_a_lead_that_nobody_accepted_falls_to_a_co_chair():
    """Ten working days before."""
    progress = Progress(is_lead_settled=False)

    assert kinds(at(date(2026, 11, 11), 16, 59), progress=progress) == []
    assert kinds(at(date(2026, 11, 11), 17), progress=progress) == [LEAD_FALLS]


def test_who_is_asked_to_lead_hears_of_it_with_the_focus_agency_until_it_is_too_late():
    """Once for each agency that is asked."""
    asked = Progress(lead_asked="AG-02", to={"AG-02": "person:quill"})

    assert kinds(at(date(2026, 10, 28), 8, 59), progress=asked) == []
    [told] = due_before(ready(M.PLANNED), BOARD, asked, at(date(2026, 10, 28)), CALENDAR)
    assert (told.kind, told.to, told.about) == (LEAD_ASKED, "person:quill", "BRD-036:AG-02")
    assert kinds(at(date(2026, 11, 11), 17), progress=asked) == [LEAD_ASKED]
    assert kinds(at(date(2026, 11, 11), 17, 1), progress=asked) == []


@pytest.mark.parametrize("state", [M.POSTPONED, M.CANCELLED, M.IN_SESSION, M.ARCHIVED])
def test_nothing_is_asked_for_a_meeting_that_is_off_or_over(state):
    """Whatever the day."""
    assert kinds(at(date(2026, 11, 20)), ready(state)) == []


def test_each_notice_is_one_for_its_meeting_and_its_clock():
    """The same however often it is looked at; a moved meeting speaks again."""
    now = at(date(2026, 11, 13))
    moved = replace(ready(M.PLANNED), starts_at=at(date(2026, 11, 26), 10))

    def keys(meeting: Meeting) -> set[str]:
        found = list(due_before(meeting, BOARD, PROGRESS, now, CALENDAR))
        assert len({each.unique_key for each in found}) == len(found)
        return {each.unique_key for each in found}

    assert keys(ready(M.PLANNED)) == keys(ready(M.PLANNED))
    assert not keys(ready(M.PLANNED)) & keys(moved)


def test_two_agencies_in_focus_are_told_each_by_its_own_speaker():
    """Where nobody speaks for one, the team hears."""
    progress = Progress(focus=("AG-07", "AG-08"), to={"AG-07": "person:quill"})

    found = list(due_before(ready(), BOARD, progress, at(date(2026, 11, 2)), CALENDAR))

    assert [(each.to, each.about) for each in found] == [
        ("person:quill", "BRD-036:AG-07"), ("forum:mental_health_team", "BRD-036:AG-08")
    ]  # fmt: skip


def test_a_subgroup_has_none_of_the_boards_clocks():
    """No papers, no pack at five."""
    meeting = weekly(date(2026, 11, 26))

    assert list(due_before(meeting, WEEKLY, PROGRESS, at(date(2026, 11, 20)), CALENDAR)) == []


def after(now: datetime, meeting: Meeting, **progress):
    """What is due after a meeting, without the action list."""
    found = due_after(meeting, BOARD, Progress(**progress), now, CALENDAR)
    return [each.kind for each in found][1:]


def test_minutes_are_owed_on_their_days_until_they_are_given():
    """The chair after five working days, the members after ten."""
    held = ready(M.MINUTES_DRAFT)

    assert after(at(date(2026, 12, 1)), held) == []
    assert after(at(date(2026, 12, 2)), held) == [MINUTES_TO_CHAIR]
    assert after(at(date(2026, 12, 9)), held) == [MINUTES_TO_CHAIR, MINUTES_TO_MEMBERS]
    assert after(at(date(2026, 12, 9)), held, are_minutes_with_chair=True) == [MINUTES_TO_MEMBERS]
    assert after(at(date(2026, 12, 9)), ready(M.MINUTES_APPROVED)) == []
    assert after(at(date(2026, 11, 27)), held, are_outcomes_told=False) == [OUTCOMES_DUE]


def test_a_meeting_that_was_adjourned_owes_its_minutes_and_no_action_list():
    """Nobody has closed it yet; once it is planned again it owes nothing."""

    def found(meeting: Meeting) -> list[str]:
        due = due_after(meeting, BOARD, Progress(), at(date(2026, 12, 2)), CALENDAR)
        return [each.kind for each in due]

    assert found(ready(M.ADJOURNED_INQUORATE)) == [MINUTES_TO_CHAIR]
    assert found(ready(M.PLANNED)) == []


def test_the_action_list_goes_the_morning_after():
    """Well within two working days; not for a meeting that was not held."""
    morning = at(date(2026, 11, 26))

    def found(now: datetime, meeting: Meeting) -> list[str]:
        return [each.kind for each in due_after(meeting, BOARD, Progress(), now, CALENDAR)]

    assert found(morning - timedelta(minutes=1), ready(M.MINUTES_DRAFT)) == []
    assert found(morning, ready(M.MINUTES_DRAFT)) == ["action_list"]
    assert found(morning, ready(M.CANCELLED)) == []
    assert found(at(date(2027, 1, 4)), ready(M.MINUTES_DRAFT)) == []


THURSDAY = date(2026, 11, 26)
FRIDAY_NINE = at(date(2026, 11, 27))


def alerts(now: datetime, *known: Meeting) -> list[str]:
    """The meetings whose week was missed."""
    found = list(missed_weeks(WEEKLY, known, now, CALENDAR))
    assert {each.kind for each in found} <= {SUBGROUP_MISSED}
    return [each.about for each in found]


@pytest.mark.parametrize("state", sorted(set(M) - HELD))
def test_a_week_without_its_subgroup_raises_an_alert_the_next_morning(state):
    """Cancelled, postponed, inquorate or simply not begun."""
    meeting = weekly(THURSDAY, state=state)

    assert alerts(FRIDAY_NINE - timedelta(minutes=1), meeting) == []
    assert alerts(FRIDAY_NINE, meeting) == ["SUB-20261126"]
    assert alerts(FRIDAY_NINE + timedelta(days=30), meeting) == []


@pytest.mark.parametrize("state", sorted(HELD))
def test_a_subgroup_that_was_held_raises_none(state):
    """Begun is held."""
    assert alerts(FRIDAY_NINE, weekly(THURSDAY, state=state)) == []


def test_a_subgroup_moved_within_its_week_is_waited_for():
    """And beyond it, its week is missed."""
    friday = weekly(THURSDAY, starts_at=at(date(2026, 11, 27), 14))
    monday = weekly(THURSDAY, starts_at=at(date(2026, 11, 30), 14), state=M.MINUTES_DRAFT)

    assert alerts(FRIDAY_NINE, friday) == []
    assert alerts(at(date(2026, 11, 30)), friday) == ["SUB-20261126"]
    assert alerts(at(date(2026, 11, 30)), monday) == ["SUB-20261126"]


def test_an_extra_meeting_makes_up_for_the_one_that_was_called_off():
    """Wednesday was held in the place of Thursday."""
    off = weekly(THURSDAY, state=M.CANCELLED)
    extra = weekly(date(2026, 11, 25), state=M.MINUTES_DRAFT, planned_day=None)

    assert alerts(FRIDAY_NINE, off, extra) == []
    assert alerts(FRIDAY_NINE, off, weekly(date(2026, 12, 3))) == ["SUB-20261126"]


def test_boards_and_other_subgroups_are_not_missed_here():
    """One alert for one forum."""
    other = replace(weekly(THURSDAY), forum="SUBGROUP-B")

    assert alerts(FRIDAY_NINE, other, board(NOVEMBER)) == []
    assert list(missed_weeks(BOARD, [board(NOVEMBER)], FRIDAY_NINE, CALENDAR)) == []


def test_times_are_of_london_in_summer_too():
    """The pack of a July board goes out at 17:00 there, 16:00 in UTC."""
    pack = clocks_of(board(date(2027, 7, 14)), USUAL, CALENDAR).pack

    assert pack.astimezone(LONDON).hour == 17
    assert (pack.hour, pack) == (16, at_london(date(2027, 7, 7), time(17)))
