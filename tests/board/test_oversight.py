"""What an agenda is built from: risks, plans, figures, learning, counts; and when it is asked."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board.agenda import AgendaValues, Paper, build_agenda, is_issued
from board.agenda_asks import AskState, ask_late_paper, propose, settle
from board.agenda_changes import add_business, issued, refreshed
from board.calendar import at_london
from board.clocks import USUAL, clocks_of
from board.errors import BoardError, Forbidden
from board.figures import (
    BEDS,
    S135,
    Month,
    ServiceLevel,
    Thresholds,
    counted,
    performance_lines,
    standing_figures,
    standing_lines,
)
from board.forums import ForumType
from board.hearings import Hearing, HearingKind
from board.library import LearningItem, Message, Policy, learning_lines, policy_lines
from board.meetings import MeetingState
from board.plans import Plan, PlanState
from board.risks import Risk, RiskState, Score, is_for_agenda, is_review_due, score_in_words
from board.subgroup_counts import counts_of, period_of
from board.subgroup_update import Counts, SubgroupUpdate
from board.updates_due import updates_due
from tests.board.cycle_builders import CALENDAR, FACILITATOR, MEMBER, POLICE_CHAIR, at, board

M = MeetingState
DAY = date(2026, 11, 25)
MEETING = board(DAY, state=M.AGENDA_OPEN)
NOW = at(date(2026, 11, 16))
CLOCKS = clocks_of(MEETING, USUAL, CALENDAR)
PAPER = Paper(title="Bed plan", link="https://files.example/beds")
RISK = Risk(ref="RSK-001", title="Beds", state=RiskState.TREATING, owner_agency="AG-01",
            raised_on=DAY, net=Score(3, 3), next_review=date(2027, 1, 6))  # fmt: skip
OCTOBER = Month(date(2026, 10, 1), {S135: 17, BEDS: 2.4, "volume": 57, "over_24h": 3,
                                    "waiting_over_24h": 2})  # fmt: skip
SEPTEMBER = Month(date(2026, 9, 1), {S135: 20, BEDS: 3.5})


def agenda():
    return build_agenda(MEETING, ForumType.BOARD, AgendaValues())


# --- risks and plans ------------------------------------------------------------------------------


@given(likelihood=st.integers(1, 5), impact=st.integers(1, 5))
def test_every_score_has_its_band(likelihood: int, impact: int):
    score = Score(likelihood, impact)

    bands = {"low": range(1, 4), "moderate": range(4, 7), "high": range(8, 13),
             "extreme": range(15, 26)}  # fmt: skip
    assert score.value in bands[score.band]


@pytest.mark.parametrize(
    ("changes", "is_listed"),
    [
        ({}, False),
        ({"next_review": DAY}, True),
        ({"next_review": DAY + timedelta(days=1)}, False),
        ({"net": Score(3, 5)}, True),
        ({"net": Score(3, 4)}, False),
        ({"net_before": 4}, True),
        ({"net_before": 5}, False),
        ({"net": None}, False),
        ({"net": Score(5, 5), "state": RiskState.CLOSED, "next_review": DAY}, False),
    ],
)
def test_a_risk_is_on_the_agenda_when_due_extreme_or_gone_up_by_five(changes, is_listed):
    assert is_for_agenda(replace(RISK, **changes), DAY) is is_listed


def test_a_score_in_words_says_where_it_goes():
    assert score_in_words(replace(RISK, net_before=16)) == "9, high, down from 16"
    assert score_in_words(replace(RISK, net_before=9)) == "9, high"
    assert score_in_words(replace(RISK, net=None)) == "not scored"
    assert not is_review_due(replace(RISK, next_review=None), DAY)


def test_a_closed_plan_has_no_review():
    plan = Plan(ref="PLN-1", case="MHR-1", state=PlanState.ACTIVE, agency="AG-01", review_due=DAY)

    assert plan.is_review_due(DAY)
    assert not plan.is_overdue(DAY)
    assert plan.is_overdue(DAY + timedelta(days=1))
    assert not replace(plan, state=PlanState.CLOSED).is_review_due(DAY)


# --- figures --------------------------------------------------------------------------------------


def test_the_three_figures_are_always_there_with_the_latest_month_and_their_threshold():
    first, second, third = standing_lines(standing_figures([OCTOBER, SEPTEMBER]))

    assert first == (
        "Section 135 backlog, October 2026: 17 outstanding (20 the month before), "
        "within the threshold of 20"
    )
    assert "2.4 free" in second
    assert "BELOW the threshold of 3" in second
    assert third == "Firearms backlog: no figures yet"
    assert len(standing_lines(standing_figures([]))) == 3


def test_thresholds_are_a_setting():
    stricter = standing_figures([OCTOBER], Thresholds(s135=16, beds=2))

    assert [each.is_passed for each in stricter] == [True, False, False]


@pytest.mark.parametrize(("number", "said"), [(0, "0"), (1, "fewer than 5"), (4, "fewer than 5"),
                                              (5, "5"), (1200, "1,200")])  # fmt: skip
def test_few_people_are_not_counted_exactly(number: int, said: str):
    assert counted(number) == said


def test_performance_names_the_breaches_and_hides_small_numbers():
    kept = ServiceLevel(ref="SLA-1", name="Decision", measure="In 30 minutes", target=90, met=9,
                        measured=10)  # fmt: skip
    late = replace(kept, ref="SLA-2", name="Response", met=8, month=date(2026, 10, 1),
                   reason="Peak demand")  # fmt: skip
    few = replace(late, name="Rare", met=1, measured=4, reason="")
    unknown = replace(kept, met=0, measured=0)

    lines = performance_lines([OCTOBER], [kept, late, few, unknown])

    assert "Of these over 24 hours: fewer than 5" in lines
    assert "Breach: Response, October 2026: 80% (8 of 10), target 90% (Peak demand)" in lines
    assert "Breach: Rare, October 2026: 1 of 4, target 90%" in lines
    assert lines[-1] == "1 other service level kept"
    assert performance_lines([], []) == ["Section 136: no figures yet"]


# --- learning and policies ------------------------------------------------------------------------


def test_learning_says_what_waits_and_what_came_out_since_the_last_board():
    since = date(2026, 10, 14)
    items = [
        LearningItem(ref="L1", title="Old", state="published", published_on=since),
        LearningItem(ref="L2", title="New", state="published", published_on=date(2026, 10, 15)),
        LearningItem(ref="L3", title="Draft", state="draft"),
        LearningItem(ref="L4", title="Done", state="embedded"),
    ]
    messages = [
        Message(month=date(2026, 9, 1), strand="both", status="missed"),
        Message(month=date(2026, 10, 1), strand="mental_health", status="published"),
        Message(month=date(2026, 11, 1), strand="missing_persons", status="due"),
    ]

    assert learning_lines(items, messages, since, DAY) == [
        "L2, New: published since the last board",
        "L3, Draft: draft, to be approved",
        "Message on missing persons for November 2026: due",
    ]


def test_policies_to_be_agreed_under_review_or_due_are_named_with_their_owner():
    policy = Policy(ref="P1", title="Way", status="in_force", owner_agency="AG-01", review_due=DAY)
    policies = [
        policy,
        replace(policy, ref="P2", review_due=DAY + timedelta(days=1)),
        replace(policy, ref="P3", status="draft"),
        replace(policy, ref="P4", status="superseded"),
        replace(policy, ref="P5", status="under_review", owner_agency="AG-99"),
    ]

    assert policy_lines(policies, DAY, {"AG-01": "Police"}) == [
        "P1, Way (Police): review due 25 November 2026",
        "P3, Way (Police): draft, to be agreed",
        "P5, Way (AG-99): under review",
    ]


# --- counting for an update -----------------------------------------------------------------------


def test_only_what_was_held_in_the_period_is_counted():
    since, until = date(2026, 10, 15), date(2026, 11, 17)
    heard = Hearing(ref="H1", case="MHR-1", on=since, kind=HearingKind.NEW, is_held=True,
                    decision="monitor")  # fmt: skip
    hearings = [
        heard,
        replace(heard, ref="H2", on=until, kind=HearingKind.REVIEW),
        replace(heard, ref="H3", on=since - timedelta(days=1)),
        replace(heard, ref="H4", on=until + timedelta(days=1)),
        replace(heard, ref="H5", is_held=False),
    ]
    held = board(since, state=M.MINUTES_DRAFT, attendance={"A": "present", "B": "apologies"})
    meetings = [held, board(until, state=M.PLANNED), replace(held, state=M.CANCELLED)]

    counts = counts_of(since, until, hearings=hearings, meetings=meetings, received=3, plans=(),
                       today=until)  # fmt: skip

    assert (counts.meetings, counts.cases, counts.new, counts.reviews) == (1, 1, 1, 1)
    assert counts.outcomes == {"monitor": 2}
    assert {key: each.attended.met for key, each in counts.engagement.items()} == {"A": 1, "B": 0}


def test_periods_of_updates_follow_one_another_without_gap():
    empty = Counts(meetings=0, referrals=0, cases=0, new=0, reviews=0)
    last = SubgroupUpdate(board="B", forum="SUBGROUP-A", chair="M", since=date(2026, 10, 15),
                          until=date(2026, 11, 17), counts=empty)  # fmt: skip
    pack_on, today = date(2026, 12, 29), date(2027, 1, 4)

    assert period_of(last, None, pack_on, today) == (date(2026, 11, 18), date(2026, 12, 28))
    assert period_of(None, board(DAY), pack_on, date(2026, 12, 1)) == (
        date(2026, 11, 26), date(2026, 12, 1)
    )  # fmt: skip
    assert period_of(None, None, pack_on, today)[0] == date(2026, 11, 17)
    since, until = period_of(last, None, pack_on, date(2026, 11, 17))
    assert since <= until


# --- when a chair is asked ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "clock", "asked"),
    [
        (date(2026, 11, 13), time(8, 59), 0),
        (date(2026, 11, 13), time(9), 1),
        (date(2026, 11, 18), time(8, 59), 1),
        (date(2026, 11, 18), time(9), 1),
        (date(2026, 11, 18), time(17), 0),
    ],
)
def test_a_chair_is_asked_from_the_day_of_papers_until_the_pack(day: date, clock: time, asked: int):
    due = list(updates_due(MEETING, "SUBGROUP-A", "person:x", is_approved=False,
                           now=at_london(day, clock), calendar=CALENDAR))  # fmt: skip

    assert len(due) == asked
    assert not any(
        updates_due(MEETING, "SUBGROUP-A", "person:x", is_approved=True,
                    now=at_london(day, clock), calendar=CALENDAR)
    )  # fmt: skip


def test_the_two_reminders_have_keys_of_their_own_and_a_moved_board_asks_anew():
    def key(meeting, now: datetime) -> str:
        [notice] = updates_due(meeting, "SUBGROUP-A", "person:x", is_approved=False, now=now,
                               calendar=CALENDAR)  # fmt: skip
        return notice.key

    first, again = at_london(date(2026, 11, 13), time(9)), at_london(date(2026, 11, 16), time(9))
    last = at_london(date(2026, 11, 18), time(9))
    later = board(date(2026, 11, 26), state=M.AGENDA_OPEN)
    assert key(MEETING, first) == key(MEETING, again)
    assert len({key(MEETING, first), key(MEETING, last), key(later, last)}) == 3
    cancelled = replace(MEETING, state=M.CANCELLED)
    assert not list(updates_due(cancelled, "SUBGROUP-A", "x", is_approved=False, now=first,
                                calendar=CALENDAR))  # fmt: skip


# --- the agenda as it goes out, and what is asked of it -------------------------------------------


def test_an_agenda_stands_once_its_pack_is_made_until_the_meeting_is_put_off():
    gone = issued(agenda(), MEETING)
    put_off = board(date(2026, 12, 2), state=M.PLANNED)

    assert is_issued(gone, MEETING)
    assert refreshed(gone, agenda(), MEETING) == gone
    assert not is_issued(gone, put_off)
    assert refreshed(gone, agenda(), put_off).issued_for is None


def test_what_follows_the_meeting_follows_until_somebody_words_it():
    titled = build_agenda(MEETING, ForumType.BOARD, AgendaValues(focus=["Ambulance"]))

    assert refreshed(agenda(), titled, MEETING).items[8].title == "Focus on: Ambulance"


def test_other_business_is_a_line_of_that_item_also_where_it_was_taken_off():
    bare = replace(agenda(), items=tuple(each for each in agenda().items if each.key != "aob"))

    changed, _ = add_business(bare, "Parking", by=FACILITATOR, now=NOW)
    again, _ = add_business(changed, "Parking", by=FACILITATOR, now=NOW)

    assert again.items[-2].points == ("Parking",)
    assert sum(each.minutes for each in again.items) == 120
    with pytest.raises(Forbidden):
        add_business(agenda(), "Parking", by=MEMBER, now=NOW)


def test_business_is_proposed_by_members_in_time():
    ask, fact = propose("A1", MEETING, "  Parking  ", until=CLOCKS.aob_due, by=MEMBER, now=NOW)

    assert (ask.title, ask.state) == ("Parking", AskState.WAITING)
    assert "Parking" not in str(fact)


@pytest.mark.parametrize(
    ("meeting", "title", "now", "code"),
    [
        (MEETING, "Parking", CLOCKS.aob_due + timedelta(seconds=1), "business_late"),
        (MEETING, " ", NOW, "agenda_title"),
        (MEETING, "x" * 101, NOW, "agenda_title"),
        (replace(MEETING, state=M.CANCELLED), "Parking", NOW, "meeting_state"),
    ],
)
def test_business_that_is_late_or_has_no_title_is_refused(meeting, title, now, code):
    with pytest.raises(BoardError, match=code):
        propose("A1", meeting, title, until=CLOCKS.aob_due, by=MEMBER, now=now)


def test_a_late_paper_is_asked_after_the_pack_and_answered_by_another():
    gone = issued(agenda(), MEETING)
    ask, _ = ask_late_paper("A1", gone, MEETING, "risks", PAPER, until=CLOCKS.late_papers_until,
                            by=FACILITATOR, now=NOW)  # fmt: skip

    agreed, _ = settle(ask, agreed=True, by=POLICE_CHAIR, meeting=MEETING, now=NOW)
    refused, _ = settle(ask, agreed=False, by=POLICE_CHAIR, meeting=MEETING, now=NOW)

    assert (agreed.state, refused.state) == (AskState.AGREED, AskState.REFUSED)
    assert agreed.paper.is_late
    with pytest.raises(BoardError, match="ask_settled"):
        settle(agreed, agreed=False, by=POLICE_CHAIR, meeting=MEETING, now=NOW)
    with pytest.raises(Forbidden):
        settle(ask, agreed=True, by=FACILITATOR, meeting=MEETING, now=NOW)
    own = replace(ask, by=POLICE_CHAIR.member.key if POLICE_CHAIR.member else "")
    with pytest.raises(BoardError, match="ask_own"):
        settle(own, agreed=True, by=POLICE_CHAIR, meeting=MEETING, now=NOW)
    with pytest.raises(BoardError, match="meeting_state"):
        settle(ask, agreed=True, by=POLICE_CHAIR, meeting=MEETING, now=MEETING.starts_at)


@pytest.mark.parametrize(
    ("agenda_of", "item", "paper", "code"),
    [
        (agenda(), "risks", PAPER, "not_late_yet"),
        (issued(agenda(), MEETING), "nothing", PAPER, "agenda_item"),
        (issued(agenda(), MEETING), "risks", replace(PAPER, link=" "), "paper_missing"),
    ],
)
def test_a_late_paper_that_cannot_be_is_refused(agenda_of, item, paper, code):
    with pytest.raises(BoardError, match=code):
        ask_late_paper("A1", agenda_of, MEETING, item, paper, until=CLOCKS.late_papers_until,
                       by=FACILITATOR, now=NOW)  # fmt: skip
