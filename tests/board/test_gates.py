"""The decision tree: a human answers each question, and the bot only keeps the order."""

from collections.abc import Mapping

import pytest

from board.errors import BoardError
from board.gates import answer_gate, duties_suggested, next_gate, open_decisions
from board.referral_form import Answer
from board.triage_file import Decision, Duty, Gate, Verdict
from tests.board.builders import referral

TO_THE_END: dict[str, Answer] = {
    "G0": "no", "G1": "no", "G2": "yes", "G3": "none", "G4": "no", "G5": (), "G6": "yes"
}  # fmt: skip


def upto(gate: str, **more: Answer) -> Mapping[str, Answer]:
    """The way up to before this gate, with these answers in it."""
    return {key: value for key, value in TO_THE_END.items() if key < gate} | more


def test_the_questions_come_in_order() -> None:
    """Each answer leads to the next question, and the last to the end."""
    gates: dict[str, Answer] = {}
    asked = []
    while (gate := next_gate(gates)) is not None:
        asked.append(gate)
        gates = answer_gate(gates, gate, TO_THE_END[gate])

    assert asked == list(Gate)


def test_a_question_out_of_turn_is_refused() -> None:
    """Nobody decides about MAPPA before scope."""
    with pytest.raises(BoardError) as refusal:
        answer_gate(upto("G2"), Gate.MAPPA, "none")

    assert refusal.value.code == "gate_order"


def test_an_answer_the_question_does_not_take_is_refused() -> None:
    """What a button carries back is under the client's control."""
    with pytest.raises(BoardError) as refusal:
        answer_gate({}, Gate.DANGER, "perhaps")

    assert refusal.value.code == "V41"


def test_a_changed_answer_takes_those_after_it_away() -> None:
    """What followed rested on it."""
    changed = answer_gate(TO_THE_END, Gate.SCOPE, "no")

    assert changed == upto("G2", G2="no")


@pytest.mark.parametrize(
    ("gates", "decision"),
    [
        (TO_THE_END, Decision.ACCEPT),
        (upto("G6", G6="no"), Decision.SIGNPOST),
        (upto("G2", G2="no"), Decision.SIGNPOST),
        (upto("G3", G3="managed_L1"), Decision.ROUTE_MAPPA),
        (upto("G3", G3="eligible_not_managed"), Decision.ROUTE_MAPPA),
        (upto("G3", G3="restricted_patient"), Decision.ROUTE_MAPPA),
        (upto("G4", G4="yes"), Decision.ROUTE_PDP),
    ],
)
def test_each_end_of_the_way_opens_one_decision(
    gates: Mapping[str, Answer], decision: Decision
) -> None:
    """Beside asking and withdrawing, which are always open."""
    assert open_decisions(gates, {}) == {decision, Decision.ASK, Decision.WITHDRAW}


def test_joining_needs_the_same_person_and_a_linked_referral() -> None:
    """Yes to G1 alone is not enough: a human has said which referral it is."""
    same = upto("G1", G1="yes")

    assert Decision.MERGE not in open_decisions(same, {"REF-2026-0001": Verdict.DIFFERENT})
    assert Decision.MERGE in open_decisions(same, {"REF-2026-0001": Verdict.LINK})


def test_a_person_under_eighteen_prompts_childrens_safeguarding() -> None:
    """Age 17 shows the prompt, 18 does not."""
    child = referral(identity={"subject_born": "2009-11-24"})
    adult = referral(identity={"subject_born": "2008-11-23"})

    assert Duty.CHILD in duties_suggested(child)
    assert Duty.CHILD not in duties_suggested(adult)


@pytest.mark.parametrize(
    ("indicator", "duty"),
    [
        ("child_at_risk", Duty.CHILD),
        ("domestic_abuse", Duty.DOMESTIC_ABUSE),
        ("terrorism_concern", Duty.PREVENT),
        ("firearms_access", Duty.FIREARMS),
        ("fire_setting", Duty.CRIME),
    ],
)
def test_what_was_referred_points_to_parallel_duties(indicator: str, duty: Duty) -> None:
    """A prompt, never an answer: the human ticks what applies."""
    assert duty in duties_suggested(referral(concern={"indicators": (indicator,)}))
