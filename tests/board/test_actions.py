"""The steps of an action: who may take them when, what each demands, and its refusals."""

import json
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from board import action_steps as steps
from board.action_form import check_new_action, is_vague, read_day, starts_with_verb
from board.action_lists import LIST, OWN_LIST, REQUEST, lists_due
from board.action_reminders import reminder_due
from board.action_steps import Told, Wanted
from board.actions import (
    LEADS_TO,
    Action,
    ActionState,
    Asked,
    Brag,
    Deed,
    Request,
    Update,
    brag,
    may,
    overdue_days,
)
from board.calendar import at_london
from board.errors import BoardError, Forbidden
from board.meetings import Meeting, MeetingState
from board.people import Role
from bot.board_file import SAMPLE
from tests.board.builders import CALENDAR, person
from tests.board.ladder_builders import MEMBERS, action, somebody, standing

MONDAY = at_london(date(2026, 11, 23), time(10))
OWNER, REP, TEAM, CHAIR = somebody("T0"), somebody("TR"), somebody("P1"), somebody("P3")
S = ActionState


def at(day: date, hour: int = 9) -> datetime:
    """A time in London."""
    return at_london(day, time(hour))


def code_of(step: Any, *given_args: Any, **how: Any) -> str:
    """The code a step is refused with."""
    with pytest.raises(BoardError) as refusal:
        step(*given_args, **how)
    return refusal.value.code


def test_the_whole_way_of_an_action_from_assigned_to_verified():
    """Accepted, under way, completed with evidence, confirmed by somebody else."""
    one = action(state=S.ASSIGNED)

    one, _ = steps.accept(one, Told(), by=OWNER, now=MONDAY)
    assert one.state is S.ACCEPTED
    one, _ = steps.progress(one, Told(), by=OWNER, now=MONDAY)
    assert one.state is S.IN_PROGRESS
    one, fact = steps.complete(one, Told(text="Live on both sites"), by=OWNER, now=MONDAY)
    assert (one.state, one.evidence, fact.name) == (
        S.COMPLETED, "Live on both sites", "ActionCompleted",
    )  # fmt: skip
    one, _ = steps.verify(one, Told(), by=TEAM, now=MONDAY)
    assert (one.state, one.verified_by) == (S.VERIFIED, "P1")
    assert [each.kind for each in one.updates] == ["accept", "progress", "complete", "verify"]


def test_nobody_confirms_what_they_own_or_said_was_done_themselves():
    """V16, for the owner and for the representative who completed it."""
    done = action(state=S.COMPLETED, completed_by="TR")

    assert code_of(steps.verify, done, Told(), by=OWNER, now=MONDAY) == "V16"
    assert code_of(steps.verify, done, Told(), by=REP, now=MONDAY) == "V16"
    outsider = somebody("C0")
    assert code_of(steps.verify, done, Told(), by=outsider, now=MONDAY) == "V31"
    assert Deed.VERIFY not in may(done, OWNER)
    assert Deed.VERIFY in may(done, TEAM)


def test_the_same_person_in_two_roles_still_does_not_confirm_their_own():
    """A member of the team who owns an action."""
    own = action(state=S.COMPLETED, owner="P1", owner_agency="POL", completed_by="P1")

    assert code_of(steps.verify, own, Told(), by=TEAM, now=MONDAY) == "V16"


@pytest.mark.parametrize("due", [date(2026, 11, 23), date(2026, 11, 20), date(2026, 11, 28),
                                 date(2026, 12, 25)])  # fmt: skip
def test_a_due_day_is_a_working_day_to_come(due):
    """V13 for today, the past, a Saturday and Christmas Day."""
    told = Told(text="Waiting for the printers", due=due)

    assert code_of(steps.extend, action(), told, by=OWNER, now=MONDAY, calendar=CALENDAR) == "V13"


def test_two_extensions_before_the_due_day_need_nobody_and_the_third_a_co_chair():
    """V17: the team cannot agree it, a co-chair can; the original day is kept."""
    one = action()
    for due in (date(2026, 12, 4), date(2026, 12, 11)):
        told = Told(text="Waiting for the printers", due=due)
        one, _ = steps.extend(one, told, by=OWNER, now=MONDAY, calendar=CALENDAR)
    assert (one.due, one.extensions, one.original_due) == (
        date(2026, 12, 11), 2, date(2026, 11, 27),
    )  # fmt: skip

    told = Told(text="Waiting for the printers", due=date(2026, 12, 18))
    asked, _ = steps.extend(one, told, by=OWNER, now=MONDAY, calendar=CALENDAR)

    assert asked.due == date(2026, 12, 11)
    assert asked.request is not None
    assert code_of(steps.agree, asked, Told(), by=TEAM, now=MONDAY) == "V17"
    agreed, _ = steps.agree(asked, Told(), by=CHAIR, now=MONDAY)
    assert (agreed.due, agreed.extensions, agreed.request) == (date(2026, 12, 18), 3, None)


def test_after_the_due_day_a_date_counts_only_once_it_is_accepted():
    """The team or the source agency's representative agrees; nobody their own request."""
    late = at(date(2026, 12, 1))
    told = Told(text="Waiting for the printers", due=date(2026, 12, 9))

    asked, _ = steps.extend(action(), told, by=OWNER, now=late, calendar=CALENDAR)

    assert (asked.due, asked.extensions) == (date(2026, 11, 27), 0)
    assert code_of(steps.agree, asked, Told(), by=OWNER, now=late) == "V31"
    assert code_of(steps.agree, asked, Told(), by=REP, now=late) == "V31"
    agreed, _ = steps.agree(asked, Told(), by=CHAIR, now=late)
    assert (agreed.due, agreed.due_asked_at) == (date(2026, 12, 9), None)
    refused, _ = steps.refuse(asked, Told(text="No"), by=TEAM, now=late)
    assert (refused.due, refused.request) == (date(2026, 11, 27), None)


def test_while_it_is_escalated_another_date_waits_for_agreement_even_before_the_due_day():
    """An owner does not end an escalation by moving the date alone."""
    told = Told(text="Waiting for the printers", due=date(2026, 12, 9))

    asked, _ = steps.extend(
        action(), told, by=OWNER, now=MONDAY, calendar=CALENDAR, is_escalated=True
    )

    assert asked.request is not None
    assert asked.due == date(2026, 11, 27)


def test_an_end_is_asked_for_by_the_owner_and_decided_by_a_chair():
    """`any open -> cancelled` needs a chair's approval; the chair may end it alone."""
    asked, _ = steps.cancel(action(), Told(text="Merged"), by=OWNER, now=MONDAY)
    assert (asked.state, asked.request and asked.request.what) == (S.IN_PROGRESS, Asked.CANCEL)
    assert code_of(steps.agree, asked, Told(), by=TEAM, now=MONDAY) == "V31"

    ended, _ = steps.agree(asked, Told(), by=CHAIR, now=MONDAY)
    assert (ended.state, ended.reason) == (S.CANCELLED, "Merged")
    own = action(owner="P3", owner_agency="POL")
    only_asked, _ = steps.cancel(own, Told(text="Merged"), by=CHAIR, now=MONDAY)
    assert only_asked.state is S.IN_PROGRESS
    request = Request(what=Asked.CANCEL, by="P2", on=MONDAY.date(), reason="x")
    by_deputy = replace(own, request=request)
    assert code_of(steps.agree, by_deputy, Told(), by=CHAIR, now=MONDAY) == "V31"


def test_a_declined_action_goes_to_another_owner_or_is_ended():
    """Assigned -> declined (reason) -> assigned(other)."""
    gone, _ = steps.decline(action(state=S.ASSIGNED), Told(text="Not ours"), by=OWNER, now=MONDAY)
    assert (gone.state, gone.reason) == (S.DECLINED, "Not ours")

    how: dict[str, Any] = {"by": TEAM, "now": MONDAY, "calendar": CALENDAR}
    again, _ = steps.assign(gone, Told(owner=MEMBERS["C0"]), **how)

    assert (again.state, again.owner, again.owner_agency) == (S.ASSIGNED, "C0", "COU")
    assert code_of(steps.assign, gone, Told(), **how) == "V15"


def test_nobody_moves_a_date_by_assigning():
    """Not for the same owner, not for oneself, and to a working day only."""
    late = at(date(2026, 12, 1))
    how: dict[str, Any] = {"by": TEAM, "calendar": CALENDAR}
    same = Told(owner=MEMBERS["T0"], due=date(2026, 12, 9))
    mine = Told(owner=MEMBERS["P1"], due=date(2026, 12, 9))
    saturday = Told(owner=MEMBERS["C0"], due=date(2026, 12, 5))

    assert code_of(steps.assign, action(), same, now=late, **how) == "date_by_extension"
    assert code_of(steps.assign, action(), mine, now=late, **how) == "date_by_extension"
    assert code_of(steps.assign, action(), saturday, now=late, **how) == "V13"
    given, _ = steps.assign(action(), replace(saturday, due=date(2026, 12, 9)), now=late, **how)
    assert (given.owner, given.due, given.extensions) == ("C0", date(2026, 12, 9), 1)


def test_nothing_is_declined_past_its_due_day_or_while_it_is_escalated():
    """That would end the ladder."""
    one, told = action(state=S.ASSIGNED), Told(text="Not ours")

    late = at(date(2026, 12, 1))
    assert code_of(steps.decline, one, told, by=OWNER, now=late) == "decline_late"
    escalated: dict[str, Any] = {"by": OWNER, "now": MONDAY, "is_escalated": True}
    assert code_of(steps.decline, one, told, **escalated) == "decline_late"


def test_a_blocked_action_says_what_is_needed_and_goes_on_when_it_is_there():
    """accepted|in_progress <-> blocked."""
    told = Told(text="No unit", needed="A nomination", needed_from="Housing")
    stuck, _ = steps.block(action(state=S.ACCEPTED), told, by=OWNER, now=MONDAY)
    assert (stuck.state, stuck.needed, stuck.needed_from) == (S.BLOCKED, "A nomination", "Housing")

    again, _ = steps.progress(stuck, Told(), by=OWNER, now=MONDAY)

    assert (again.state, again.blocker, again.needed) == (S.IN_PROGRESS, "", "")


def test_a_completed_action_that_is_not_done_is_opened_again_with_a_day_to_come():
    """Completed -> reopened -> in_progress; a due day that has passed needs a new one."""
    late = at(date(2026, 12, 2))
    done = action(state=S.COMPLETED, completed_by="T0")
    told = Told(text="One site only")

    assert code_of(steps.reopen, done, told, by=TEAM, now=late, calendar=CALENDAR) == "V13"
    again, _ = steps.reopen(
        done, replace(told, due=date(2026, 12, 9)), by=TEAM, now=late, calendar=CALENDAR
    )
    assert (again.state, again.due) == (S.REOPENED, date(2026, 12, 9))
    assert again.completed_on is None


def test_reminders_wait_until_a_day_that_is_not_past_the_due_day():
    """Snoozing moves no due day and cannot reach beyond it."""
    quiet, _ = steps.snooze(
        action(), Told(due=date(2026, 11, 26)), by=OWNER, now=MONDAY, calendar=CALENDAR
    )
    assert quiet.snoozed_until == date(2026, 11, 26)
    too_far = Told(due=date(2026, 11, 30))
    assert code_of(steps.snooze, action(), too_far, by=OWNER, now=MONDAY, calendar=CALENDAR) == (
        "snooze_too_long"
    )


def test_somebody_elses_action_cannot_be_touched():
    """No step but those of the team, the owner, the agency's speakers and the chairs."""
    outsider = somebody("C0")

    assert may(action(state=S.ASSIGNED), outsider) == frozenset()
    for step in (steps.accept, steps.progress, steps.complete, steps.cancel):
        with pytest.raises(Forbidden):
            step(action(state=S.ASSIGNED), Told(text="x"), by=outsider, now=MONDAY)


def test_a_new_action_of_a_board_member_is_proposed_and_of_the_team_assigned():
    """Those who may not assign propose."""
    wanted = Wanted(
        title="Publish the list", success_measure="List is out", owner=MEMBERS["T0"],
        due=date(2026, 12, 4), source="BRD-036", source_agency="POL",
    )  # fmt: skip

    proposed, _ = steps.create("ACT-2026-0101", wanted, by=somebody("C0"), now=MONDAY)
    assigned, _ = steps.create("ACT-2026-0102", wanted, by=TEAM, now=MONDAY)

    assert (proposed.state, assigned.state) == (S.PROPOSED, S.ASSIGNED)
    with pytest.raises(Forbidden):
        steps.create("ACT-2026-0103", wanted, by=person("Nobody", Role.REFERRER), now=MONDAY)


GOOD = {
    "title": "Publish the joint list",
    "success_measure": "The list is on both sites",
    "owner": "T0",
    "due": "2026-12-04",
}


@pytest.mark.parametrize(
    ("wrong", "field", "code"),
    [
        ({"title": ""}, "title", "V14"),
        ({"title": "The joint list"}, "title", "V14"),
        ({"title": "Consider the joint list"}, "title", "V14"),
        ({"title": "Agree to look into the list"}, "title", "V14"),
        ({"title": "Publish " + "x" * 100}, "title", "V38"),
        ({"success_measure": " "}, "success_measure", "V54"),
        ({"due": "2026-12-05"}, "due", "V13"),
        ({"due": "soon"}, "due", "V13"),
        ({"due": "2026-11-23"}, "due", "V13"),
        ({"priority": "whenever"}, "priority", "V41"),
    ],
)
def test_the_form_of_a_new_action_says_what_is_missing(wrong, field, code):
    """Each message at its field; all the others keep quiet."""
    faults = check_new_action(
        GOOD | wrong, owner=MEMBERS["T0"], today=date(2026, 11, 23), calendar=CALENDAR
    )

    assert {name: fault.code for name, fault in faults.items()} == {field: code}


def test_whoever_insists_on_their_words_keeps_them():
    """The list of verbs does not know them all."""
    odd = GOOD | {"title": "Zip the archive", "keep_wording": "true"}

    assert not starts_with_verb("Zip the archive")
    assert not is_vague("Publish the list")
    assert (
        check_new_action(odd, owner=MEMBERS["T0"], today=date(2026, 11, 23), calendar=CALENDAR)
        == {}
    )
    assert (
        check_new_action(GOOD, owner=None, today=date(2026, 11, 23), calendar=CALENDAR)[
            "owner"
        ].code
        == "V15"
    )


def test_every_action_of_the_fictitious_board_starts_with_a_verb():
    """Words that people use on a board are known."""
    titles = [each["title"] for each in json.loads(SAMPLE.read_text("utf-8"))["actions"]]

    assert [each for each in titles if not starts_with_verb(each)] == []
    assert [each for each in titles if is_vague(each)] == []


def test_days_are_read_as_people_write_them():
    """ISO and British."""
    assert read_day("27/11/2026") == read_day("2026-11-27") == read_day("27.11.2026")
    assert read_day("31/02/2026") is None


def test_brag_by_its_rules():
    """Blue verified, red past due or blocked without a plan, amber soon or extended, else green."""
    today = date(2026, 11, 23)

    def colour(**changes: Any) -> Brag:
        return brag(action(**changes), today, CALENDAR)

    fresh = (Update(on=date(2026, 11, 20), by="T0", text="On plan"),)
    assert colour(state=S.VERIFIED) is Brag.BLUE
    assert colour(due=date(2026, 11, 20)) is Brag.RED
    assert colour(state=S.BLOCKED, due=date(2027, 1, 4)) is Brag.RED
    assert colour(state=S.BLOCKED, due=date(2027, 1, 4), needed="A bed") is Brag.GREEN
    assert colour(due=date(2026, 11, 30)) is Brag.AMBER
    assert colour(due=date(2026, 11, 30), updates=fresh) is Brag.GREEN
    assert colour(due=date(2026, 12, 1)) is Brag.GREEN
    assert colour(due=date(2027, 1, 4), extensions=1) is Brag.AMBER
    assert colour(due=date(2027, 1, 4), is_at_risk=True) is Brag.AMBER
    assert colour(state=S.CANCELLED) is Brag.NONE
    assert overdue_days(action(due=date(2026, 11, 18)), date(2026, 11, 20), CALENDAR) == 2


@given(st.sampled_from(list(Deed)), st.sampled_from(list(ActionState)))
def test_no_step_leaves_the_states_that_may_follow(deed, state):
    """Any step on any state ends in a state reachable from there, or is refused."""
    one = action(state=state, request=Request(what=Asked.CANCEL, by="T0", on=MONDAY.date(),
                                              reason="x"))  # fmt: skip
    told = Told(text="Words", due=date(2026, 12, 9), needed="x", needed_from="y",
                owner=MEMBERS["C0"])  # fmt: skip
    for who in (OWNER, TEAM, CHAIR, REP):
        how: dict[str, Any] = {"by": who, "now": MONDAY}
        if deed in {Deed.EXTEND, Deed.REOPEN, Deed.SNOOZE, Deed.ASSIGN}:
            how["calendar"] = CALENDAR
        try:
            after, _ = getattr(steps, str(deed))(one, told, **how)
        except BoardError:
            continue
        assert after.state in _reachable(state)


def _reachable(state: ActionState) -> set[ActionState]:
    found, left = {state}, [state]
    while left:
        for each in LEADS_TO.get(left.pop(), frozenset()) - found:
            found.add(each)
            left.append(each)
    return found


def reminded(one: Action, now: datetime, **there: Any) -> tuple[int | None, list[int]]:
    """The reminder that is due, in days before, and the ones that were missed."""
    due, missed = reminder_due(one, standing(**there), now, CALENDAR)
    return (due.days if due else None), [each.days for each in missed]


def test_reminders_go_five_and_one_working_days_before_and_on_the_due_day():
    """From 09:00; what its successor has overtaken is missed."""
    one = action()

    assert reminded(one, at(date(2026, 11, 19))) == (None, [])
    assert reminded(one, at(date(2026, 11, 20), 8)) == (None, [])
    assert reminded(one, at(date(2026, 11, 20))) == (5, [])
    assert reminded(one, at(date(2026, 11, 26))) == (1, [5])
    assert reminded(one, at(date(2026, 11, 27))) == (0, [5, 1])
    assert reminded(replace(one, due_asked_at=at(date(2026, 11, 27))), at(date(2026, 11, 27))) == (
        None, [],
    )  # fmt: skip


def test_five_working_days_before_an_action_due_after_christmas():
    """Bank holidays and weekends do not count."""
    one = action(due=date(2026, 12, 30))

    assert reminded(one, at(date(2026, 12, 21))) == (5, [])
    assert reminded(one, at(date(2026, 12, 18))) == (None, [])


def test_an_owner_who_is_away_has_a_stand_in_who_is_told_for_whom():
    """The representative, and the deputy where the representative is away too."""
    gone = {"away": {"T0": date(2027, 1, 1)}}
    due, _ = reminder_due(action(), standing(**gone), at(date(2026, 11, 27)), CALENDAR)
    assert due is not None
    assert (due.ask.recipient, due.ask.to) == ("TR", ("T0",))

    gone["away"]["TR"] = date(2027, 1, 1)
    due, _ = reminder_due(action(), standing(**gone), at(date(2026, 11, 27)), CALENDAR)
    assert due is not None
    assert due.ask.recipient == "TD"


def board(day: date, state: MeetingState = MeetingState.PLANNED) -> Meeting:
    """A board at ten."""
    return Meeting(
        ref="BRD-037", forum="BOARD", starts_at=at(day, 10), ends_at=at(day, 12), state=state
    )


def test_lists_go_out_eight_and_five_working_days_before_a_board():
    """6 January 2027: updates asked for on 22 December, lists on 29 December at 17:00."""
    meeting = board(date(2027, 1, 6))
    owners = {("TRU", "T0"), ("TRU", "TR"), ("COU", "C0")}

    def out(now: datetime) -> tuple[list[tuple[str, str]], int]:
        due, late = lists_due(meeting, owners, standing(), now, CALENDAR)
        return [(each.what, each.ask.recipient) for each in due], len(late)

    assert out(at(date(2026, 12, 22), 8)) == ([], 0)
    assert out(at(date(2026, 12, 22))) == ([(REQUEST, "C2"), (REQUEST, "TR")], 0)
    assert out(at(date(2026, 12, 29), 16)) == ([(REQUEST, "C2"), (REQUEST, "TR")], 0)
    assert out(at(date(2026, 12, 29), 17)) == (
        [(LIST, "C2"), (LIST, "TR"), (OWN_LIST, "C0"), (OWN_LIST, "T0")], 2,
    )  # fmt: skip
    issued = board(date(2027, 1, 6), MeetingState.PACK_ISSUED)
    assert lists_due(issued, owners, standing(), at(date(2026, 12, 29), 17), CALENDAR) == ([], [])


def test_a_representative_who_is_away_is_stood_in_for_by_the_deputy():
    """And where nobody can be asked it waits for the representative rather than being dropped."""
    meeting, owners, now = board(date(2027, 1, 6)), {("TRU", "T0")}, at(date(2026, 12, 22))
    away = standing(away={"TR": date(2027, 2, 1)})
    due, _ = lists_due(meeting, owners, away, now, CALENDAR)
    assert [(each.ask.recipient, each.ask.instead) for each in due] == [("TD", "deputy")]

    nobody = standing(away={"TR": date(2027, 2, 1), "TD": date(2027, 2, 1)})
    due, _ = lists_due(meeting, owners, nobody, now, CALENDAR)
    assert [each.ask.recipient for each in due] == ["TR"]
