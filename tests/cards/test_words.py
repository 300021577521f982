"""Every choice has plain words, in the order in which it is offered."""

import pytest

from board.errors import MESSAGES
from board.referral_form import BY_ID, QUESTIONS
from board.vocabulary import Indicator
from cards.questions import ASKED, TICKS
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


def test_mappa_is_explained() -> None:
    assert "Multi-agency public protection arrangements" in ASKED["mappa_status"].hint
