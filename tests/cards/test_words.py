"""Every choice has plain words, in the order in which it is offered."""

from collections.abc import Mapping
from enum import Enum

import pytest

from board.actions import ActionState, ActionType, Asked, Brag, Deed, Priority
from board.challenges import ChallengeKind, Finding, Step
from board.errors import MESSAGES
from board.escalation import Answer, LadderState
from board.escalation import Result as RungResult
from board.gates import ALLOWED
from board.matching import Why
from board.referral_form import BY_ID, QUESTIONS
from board.triage import DEMANDED
from board.triage_file import Decision, Duty, Gate, MappaAnswer, Outcome, Verdict
from board.vocabulary import Indicator
from cards import action_words
from cards.action_boxes import OF_ANSWER, OF_DEED
from cards.box_words import NAMES, OF_DECISION
from cards.questions import ASKED, TICKS
from cards.triage_words import (
    ALIKE,
    ANSWERS,
    CHALLENGED,
    CLASSES,
    DECIDED,
    DECISIONS,
    DUTIES,
    FINDINGS,
    GATES,
    MAPPA_ANSWERS,
    OUTCOMES,
    PROMPTS,
    STEPS,
    VERDICTS,
)
from cards.words import CHOICES

WITH_CHOICES = [each.id for each in QUESTIONS if each.choices]


@pytest.mark.parametrize("question", WITH_CHOICES)
def test_every_choice_has_words_and_no_words_stand_for_two(question: str) -> None:
    said = CHOICES[question]

    assert set(said) == set(BY_ID[question].choices)
    assert len(set(said.values())) == len(said)
    assert all(words and words[0].isupper() and "_" not in words for words in said.values())


def test_no_words_stand_for_a_question_that_is_not_asked() -> None:
    assert set(CHOICES) == set(WITH_CHOICES)
    assert set(ASKED) == set(BY_ID)
    assert set(TICKS) == {each.id for each in QUESTIONS if each.kind == "tick"}


def test_the_six_most_common_reasons_come_first() -> None:
    assert list(CHOICES["indicators"])[:6] == list(Indicator)[:6]


@pytest.mark.parametrize("question", ["setting", "mappa_status", "conditions"])
def test_not_known_is_offered_first(question: str) -> None:
    assert next(iter(CHOICES[question].values())) == "Not known"


def test_what_messages_tell_people_to_choose_is_there_to_choose() -> None:
    assert TICKS["subject_unknown"] in MESSAGES["V02"]
    for code, question in (("V08", "mappa_status"), ("V34", "setting"), ("V35", "at_risk")):
        assert "'Not known'" in MESSAGES[code]
        assert "Not known" in CHOICES[question].values()


def test_every_step_has_its_line_in_the_history() -> None:
    assert set(Deed) <= set(action_words.LINES)


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (MappaAnswer, MAPPA_ANSWERS),
        (Duty, DUTIES),
        (Verdict, VERDICTS),
        (Decision, DECISIONS),
        (Decision, DECIDED),
        (Decision, CLASSES),
        (Outcome, OUTCOMES),
        (Finding, FINDINGS),
        (Step, STEPS),
        (ChallengeKind, CHALLENGED),
        (Why, ALIKE),
        (Gate, GATES),
        (ActionState, action_words.STATES),
        (Priority, action_words.PRIORITIES),
        (ActionType, action_words.TYPES),
        (Deed, action_words.DEEDS),
        (Asked, action_words.ASKED_FOR),
        (Brag, action_words.BRAGS),
        (Brag, action_words.COLOURS),
        (LadderState, action_words.LADDERS),
        (RungResult, action_words.RESULTS),
        (Answer, action_words.ANSWERS),
        (Answer, action_words.SAID),
    ],
)
def test_everything_that_can_be_said_has_words(
    kind: type[Enum], said: Mapping[object, object]
) -> None:
    assert set(said) == set(kind)
    assert all(str(words) and "_" not in str(words) for words in said.values())


def test_every_gate_offers_exactly_the_answers_it_takes() -> None:
    assert {gate: set(offered) for gate, offered in ANSWERS.items()} == dict(ALLOWED)


def test_every_prompt_belongs_to_an_answer_that_can_be_given() -> None:
    assert all(answer in ALLOWED[gate] for gate, answer in PROMPTS)


def test_every_box_has_a_name_for_its_messages() -> None:
    asking = (OF_DECISION, OF_DEED, OF_ANSWER)
    boxes = {box.id for each in asking for asked in each.values() for box in asked}

    assert boxes | {"rationale", "note", "reason", "contact", "to", "wanted", "reasons"} <= set(
        NAMES
    )


def test_the_boxes_of_a_decision_are_those_it_demands() -> None:
    for kind, asked in OF_DECISION.items():
        assert [each.id for each in asked] == list(DEMANDED[kind])


def test_mappa_is_explained() -> None:
    assert "Multi-agency public protection arrangements" in ASKED["mappa_status"].hint
