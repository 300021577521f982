"""A challenge: five steps, and nobody decides twice."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.challenges import (
    NO_DETRIMENT,
    Challenge,
    Finding,
    Step,
    accept_ruling,
    demand_challengeable,
    open_challenge,
    rule,
    take_further,
)
from board.errors import BoardError, Forbidden
from board.people import Person
from board.referrals import Referral
from board.referrals import ReferralState as State
from board.triage_file import Decided, Decision, TriageFile
from tests.board.builders import (
    CALENDAR,
    CHAIR,
    CO_CHAIR,
    COLLEAGUE,
    NOON,
    NURSE,
    OUTSIDER,
    REASON,
    SECOND_SUPERVISOR,
    SENIOR,
    SUPERVISOR,
    TRIAGER,
    referral,
)


def signposted(checker: Person = COLLEAGUE, **changes: object) -> Referral:
    """Signposted by Theo, checked by a colleague."""
    decision = Decided(
        kind=Decision.SIGNPOST,
        rationale=REASON,
        by=TRIAGER.id,
        by_name=TRIAGER.name,
        at=NOON,
        service="A service",
        checked_by=checker.id,
        checked_at=NOON,
    )
    given = referral(state=State.SIGNPOSTED, triage=TriageFile(decided=(decision,)))
    return replace(given, **changes)  # type: ignore[arg-type]


def challenged(checker: Person = COLLEAGUE) -> tuple[Challenge, Referral]:
    """The nurse challenges the signpost."""
    opened, suspended, _ = open_challenge(
        signposted(checker),
        "CHL-2026-001",
        reason=REASON,
        wanted="A joint view",
        by=NURSE,
        now=NOON,
        calendar=CALENDAR,
    )
    return opened, suspended


def ruled(
    challenge: Challenge, given: Referral, finding: Finding, by: Person
) -> tuple[Challenge, Referral]:
    """What a ruling leads to."""
    return rule(challenge, given, finding, REASON, by=by, now=NOON, calendar=CALENDAR)[:2]


def test_it_opens_with_a_conversation_due_in_two_working_days() -> None:
    """And suspends the outcome it is about."""
    opened, suspended = challenged()

    assert (opened.step, opened.due) == (
        Step.CONVERSATION,
        datetime(2026, 11, 25, 18, tzinfo=UTC),
    )
    assert suspended.state is State.CHALLENGED


def test_only_its_referrer_challenges_and_only_in_time_unless_the_risk_changed() -> None:
    """Twenty working days from the decision."""
    late = datetime(2026, 12, 22, 9, tzinfo=UTC)

    with pytest.raises(Forbidden):
        demand_challengeable(signposted(), OUTSIDER, NOON, CALENDAR, risk_changed=False)
    with pytest.raises(BoardError) as refusal:
        demand_challengeable(signposted(), NURSE, late, CALENDAR, risk_changed=False)

    assert refusal.value.code == "challenge_late"
    assert demand_challengeable(signposted(), NURSE, late, CALENDAR, risk_changed=True) == NOON


@pytest.mark.parametrize("decider", [SUPERVISOR, SECOND_SUPERVISOR])
def test_whoever_checked_the_decision_does_not_decide_the_challenge(decider: Person) -> None:
    """The same decider is refused."""
    opened, suspended = challenged(checker=decider)

    with pytest.raises(BoardError) as refusal:
        ruled(opened, suspended, Finding.UPHELD, decider)

    assert refusal.value.code == "V26"


@pytest.mark.parametrize("somebody", [NURSE, TRIAGER, CHAIR, CO_CHAIR, SENIOR, OUTSIDER])
def test_a_step_is_decided_by_its_own_role_only(somebody: Person) -> None:
    """The first is the supervisor's."""
    opened, suspended = challenged()

    with pytest.raises(Forbidden):
        ruled(opened, suspended, Finding.CHANGED, somebody)


@pytest.mark.parametrize("finding", [Finding.CHANGED, Finding.PARTLY_CHANGED])
def test_changed_goes_back_to_triage_and_ends_the_challenge(finding: Finding) -> None:
    """For anybody of the team to take."""
    closed, back = ruled(*challenged(), finding, SUPERVISOR)

    assert not closed.is_open
    assert (back.state, back.holder) == (State.IN_TRIAGE, None)
    assert back.triage_due > NOON


def test_upheld_it_may_go_up_step_by_step_to_the_senior_board() -> None:
    """Each step by somebody who decided nothing before; then it is where it was."""
    challenge, suspended = challenged()
    for decider in (SUPERVISOR, SECOND_SUPERVISOR, CHAIR, CO_CHAIR, SENIOR):
        challenge, suspended = ruled(challenge, suspended, Finding.UPHELD, decider)
        if challenge.is_open:
            challenge = take_further(challenge, by=NURSE, now=NOON, calendar=CALENDAR)[0]

    assert challenge.step is Step.SENIOR_BOARD
    assert not challenge.is_open
    assert suspended.state is State.SIGNPOSTED


def test_the_same_supervisor_does_not_decide_two_steps() -> None:
    """Deciding the first bars from the second."""
    first, suspended = ruled(*challenged(), Finding.UPHELD, SUPERVISOR)
    second = take_further(first, by=NURSE, now=NOON, calendar=CALENDAR)[0]

    with pytest.raises(BoardError) as refusal:
        ruled(second, suspended, Finding.UPHELD, SUPERVISOR)

    assert refusal.value.code == "V26"


def test_the_next_step_is_asked_after_a_ruling_or_when_the_step_is_late() -> None:
    """Not before."""
    opened, _ = challenged()

    with pytest.raises(BoardError) as refusal:
        take_further(opened, by=NURSE, now=NOON, calendar=CALENDAR)
    later = take_further(
        opened, by=NURSE, now=opened.due + timedelta(minutes=1), calendar=CALENDAR
    )[0]

    assert refusal.value.code == "challenge_wait"
    assert later.step is Step.MANAGERS


def test_an_accepted_ruling_leaves_the_outcome_as_it_was() -> None:
    """And the challenge is closed."""
    upheld, suspended = ruled(*challenged(), Finding.UPHELD, SUPERVISOR)

    closed, back, _ = accept_ruling(upheld, suspended, by=NURSE, now=NOON)

    assert not closed.is_open
    assert back.state is State.SIGNPOSTED


def test_the_no_detriment_sentence_is_word_for_word() -> None:
    """People must feel that challenging is safe."""
    assert NO_DETRIMENT == (
        "Challenge is a normal part of safe partnership work. "
        "It will not count against you or your agency."
    )
