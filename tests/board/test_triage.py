"""Triage: who may do what to a referral when, and which clocks begin."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from board.errors import BoardError, Forbidden
from board.referral_form import Answer
from board.referrals import Referral, Urgency
from board.referrals import ReferralState as State
from board.triage import (
    accepted_elsewhere,
    answered,
    as_its_referrer_sees,
    check,
    check_decision,
    decide,
    declined_elsewhere,
    hand_over,
    take,
)
from board.triage_file import Decision
from tests.board.builders import (
    CALENDAR,
    CHAIR,
    COLLEAGUE,
    NOON,
    OUTSIDER,
    REASON,
    TRIAGER,
    in_triage,
    referral,
)
from tests.board.test_gates import TO_THE_END, upto

TO_MAPPA: dict[str, Answer] = {
    "rationale": REASON,
    "sent_to": "MAPPA co-ordinator",
    "sent_on": "2026-11-23",
}
SIGNPOST: dict[str, Answer] = {
    "rationale": REASON,
    "service": "High intensity user service",
    "told": "The ward manager, today",
    "advice": "Call 999 if he threatens anybody",
}


def decided(given: Referral, kind: Decision, inputs: dict[str, Answer]) -> Referral:
    """What Theo's decision leads to."""
    return decide(given, kind, inputs, by=TRIAGER, now=NOON, calendar=CALENDAR)[0]


def routed() -> Referral:
    """One that was sent to MAPPA and checked."""
    waiting = decided(in_triage(gates=upto("G3", G3="managed_L2")), Decision.ROUTE_MAPPA, TO_MAPPA)
    return check(waiting, agrees=True, note="", by=COLLEAGUE, now=NOON, calendar=CALENDAR)[0]


def test_taking_begins_triage() -> None:
    """It has a holder from then on."""
    taken, fact = take(referral(), by=TRIAGER, now=NOON)

    assert (taken.state, taken.holder) == (State.IN_TRIAGE, TRIAGER.id)
    assert fact.name == "ReferralTaken"


def test_nobody_takes_what_a_colleague_has() -> None:
    """They ask for it to be handed over, and the refusal says whom."""
    with pytest.raises(BoardError) as refusal:
        take(in_triage(), by=COLLEAGUE, now=NOON)

    assert TRIAGER.name in refusal.value.sentence


def test_a_hand_over_keeps_its_note_and_goes_to_the_team_only() -> None:
    """Nobody outside the team can be given a referral."""
    handed, _ = hand_over(in_triage(), COLLEAGUE, "Rang the ward", by=TRIAGER, now=NOON)

    assert handed.holder == COLLEAGUE.id
    assert handed.triage is not None
    assert handed.triage.notes[-1].text == "Rang the ward"
    with pytest.raises(BoardError):
        hand_over(in_triage(), OUTSIDER, "", by=TRIAGER, now=NOON)


def test_an_accepted_referral_is_listed_for_the_next_subgroup_by_its_cut_off() -> None:
    """Received on Monday noon, so before Tuesday noon: this Thursday's."""
    listed = decided(in_triage(gates=TO_THE_END), Decision.ACCEPT, {"rationale": REASON})

    assert (listed.state, listed.meeting) == (State.SCHEDULED, "SUB-20261126")


def test_received_after_the_cut_off_it_waits_a_week() -> None:
    """Tuesday afternoon is too late for Thursday."""
    late = replace(
        in_triage(gates=TO_THE_END), submitted_at=datetime(2026, 11, 24, 12, 1, tzinfo=UTC)
    )
    listed = decide(
        late,
        Decision.ACCEPT,
        {"rationale": REASON},
        by=TRIAGER,
        now=datetime(2026, 11, 25, 9, tzinfo=UTC),
        calendar=CALENDAR,
    )[0]

    assert listed.meeting == "SUB-20261203"


@pytest.mark.parametrize("status", ["managed_L1", "managed_L2", "managed_L3"])
def test_a_person_managed_under_mappa_is_not_accepted_into_a_subgroup(status: str) -> None:
    """The subgroup is for people outside MAPPA: the refusal says where to send the concern."""
    managed = in_triage(gates={**TO_THE_END, "G3": status})

    with pytest.raises(BoardError) as refusal:
        decided(managed, Decision.ACCEPT, {"rationale": REASON})

    assert refusal.value.code == "V09"


def test_mappa_not_known_holds_up_a_standard_referral_but_no_urgent_one() -> None:
    """Checked before acceptance; urgent cases are not delayed."""
    unknown = in_triage(gates={**TO_THE_END, "G3": "not_known"})

    with pytest.raises(BoardError) as refusal:
        decided(unknown, Decision.ACCEPT, {"rationale": REASON})
    urgent = decided(
        replace(unknown, urgency=Urgency.URGENT), Decision.ACCEPT, {"rationale": REASON}
    )

    assert refusal.value.code == "mappa_not_known"
    assert urgent.state is State.AWAITING_CHECK


@pytest.mark.parametrize(
    ("gates", "kind", "inputs"),
    [
        (upto("G3", G3="managed_L1"), Decision.ROUTE_MAPPA, TO_MAPPA),
        (upto("G4", G4="yes"), Decision.ROUTE_PDP, TO_MAPPA),
        (upto("G2", G2="no"), Decision.SIGNPOST, SIGNPOST),
    ],
)
def test_nothing_is_sent_until_a_second_person_has_checked(
    gates: dict[str, Answer], kind: Decision, inputs: dict[str, Answer]
) -> None:
    """Not by the one who decided, nor by somebody without the right."""
    waiting = decided(in_triage(gates=gates), kind, inputs)
    assert waiting.state is State.AWAITING_CHECK

    with pytest.raises(BoardError) as own:
        check(waiting, agrees=True, note="", by=TRIAGER, now=NOON, calendar=CALENDAR)
    with pytest.raises(Forbidden):
        check(waiting, agrees=True, note="", by=OUTSIDER, now=NOON, calendar=CALENDAR)
    checked, _ = check(waiting, agrees=True, note="", by=CHAIR, now=NOON, calendar=CALENDAR)

    assert own.value.code == "V12"
    assert checked.state in {State.ROUTE_MAPPA, State.ROUTE_PDP, State.SIGNPOSTED}


def test_a_checker_who_disagrees_sends_it_back_with_what_was_typed_kept() -> None:
    """The decision becomes a draft again; the reason for disagreeing is demanded."""
    waiting = decided(in_triage(gates=upto("G2", G2="no")), Decision.SIGNPOST, SIGNPOST)

    with pytest.raises(BoardError) as short:
        check(waiting, agrees=False, note="No", by=COLLEAGUE, now=NOON, calendar=CALENDAR)
    back, _ = check(waiting, agrees=False, note=REASON, by=COLLEAGUE, now=NOON, calendar=CALENDAR)

    assert short.value.code == "V11"
    assert back.state is State.IN_TRIAGE
    assert back.triage is not None
    assert back.triage.decision is None
    assert back.triage.draft["service"] == SIGNPOST["service"]


def test_a_routed_referral_has_five_working_days_and_stays_open_until_accepted() -> None:
    """Monday and five working days: the next Monday."""
    sent = routed()
    assert sent.answer_due == datetime(2026, 11, 30, 18, tzinfo=UTC)
    assert sent.is_open

    done, _ = accepted_elsewhere(sent, "R. Coordinator", by=TRIAGER, now=NOON)

    assert (done.state, done.answer_due) == (State.CLOSED, None)


def test_declined_elsewhere_it_is_back_in_triage_due_the_next_working_day() -> None:
    """And what led there is asked again."""
    back, _ = declined_elsewhere(
        routed(), "They do not manage this person", by=TRIAGER, now=NOON, calendar=CALENDAR
    )

    assert back.state is State.IN_TRIAGE
    assert back.triage_due == datetime(2026, 11, 24, 18, tzinfo=UTC)
    assert back.triage is not None
    assert "G3" not in back.triage.gates


def test_an_answer_ends_the_wait_for_it() -> None:
    """Triage goes on; the question is marked as answered."""
    asked = decided(in_triage(), Decision.ASK, {"rationale": REASON, "question": "Seen since?"})
    assert asked.answer_due == datetime(2026, 12, 7, 18, tzinfo=UTC)

    back = answered(asked, NOON + timedelta(hours=1))

    assert back.state is State.IN_TRIAGE
    assert back.triage is not None
    assert back.triage.requests[-1].answered_at == NOON + timedelta(hours=1)


@pytest.mark.parametrize(
    ("kind", "left_out", "code"),
    [
        (Decision.ACCEPT, "rationale", "V11"),
        (Decision.ROUTE_MAPPA, "sent_to", "V10"),
        (Decision.ROUTE_PDP, "sent_on", "V10"),
        (Decision.SIGNPOST, "service", "V46"),
        (Decision.SIGNPOST, "told", "V47"),
        (Decision.SIGNPOST, "advice", "V48"),
        (Decision.ASK, "question", "V49"),
        (Decision.MERGE, "into", "V50"),
    ],
)
def test_what_a_decision_needs_is_named_at_its_field(
    kind: Decision, left_out: str, code: str
) -> None:
    """Everything else given, the one thing missing is the one fault."""
    inputs: dict[str, Answer] = {
        **TO_MAPPA, **SIGNPOST, "question": "Seen since?", "into": "REF-2026-0001"
    }  # fmt: skip
    inputs[left_out] = " "

    faults = check_decision(kind, inputs, NOON)

    assert {name: fault.code for name, fault in faults.items()} == {left_out: code}


def test_the_referrer_never_sees_the_teams_reasons() -> None:
    """Outside the agreement not even the service: the class of the outcome only."""
    sent = check(
        decided(in_triage(gates=upto("G2", G2="no")), Decision.SIGNPOST, SIGNPOST),
        agrees=True,
        note="",
        by=COLLEAGUE,
        now=NOON,
        calendar=CALENDAR,
    )[0]

    inside = as_its_referrer_sees(sent)
    outside = as_its_referrer_sees(replace(sent, is_in_agreement=False))

    assert REASON not in repr(inside)
    assert "High intensity" in repr(inside)
    assert "High intensity" not in repr(outside)
    assert outside.triage is not None
    assert outside.triage.decision is not None
    assert outside.triage.decision.kind is Decision.SIGNPOST
