"""What the operator reads of what has not been delivered."""

from dataclasses import replace

import pytest

from bot.handlers.delivery import A_PAGE
from bot.wiring import all_rooms
from cards.delivery import STATES, cause_in_words
from cards.payloads import DropDelivery, RetryDelivery
from cards.render import render
from cards.size import LIMIT, size
from cards.typed import NAME_LONGEST
from cards.views import Delivery, Surface
from tests.cards.delivery_samples import ALL_WELL, LINES, STUCK, line
from tests.cards.reading import actions, verb, verbs, words
from tests.cards.referral_samples import NOW


def said(view: Delivery) -> str:
    return words(render(view, surface=Surface.PERSONAL, now=NOW, rehearsal=False).content)


def test_nothing_left_to_deliver_is_said_in_a_sentence():
    assert "Everything has been delivered." in said(ALL_WELL)


def test_the_numbers_of_each_state_stand_at_the_top():
    assert "1 in doubt, 2 stopped, 9 waiting, 1 late; 3 more on the way" in said(STUCK)


def test_a_bot_switched_off_is_said_before_anything_else():
    told = said(STUCK)

    assert "An administrator of Teams has switched the bot off. Nothing can be sent" in told
    assert "Nothing can be sent" not in said(replace(STUCK, is_disabled=False))


def test_what_is_in_doubt_says_that_it_may_arrive_twice_before_it_is_pressed():
    view = replace(STUCK, lines=LINES[:1])
    content = render(view, surface=Surface.PERSONAL, now=NOW, rehearsal=False).content

    titles = {verb(each): each["title"] for each in actions(content)}

    assert titles[RetryDelivery.verb] == "Send again (maybe twice)"
    assert "it may have arrived. Look before you send it again" in words(content)


@pytest.mark.parametrize("state", STATES)
def test_what_is_late_is_tried_by_itself_and_all_else_can_be_sent_again(state: str):
    view = replace(STUCK, lines=(line(3, state, "update", "Nadia Nurse", "unclear"),))
    content = render(view, surface=Surface.PERSONAL, now=NOW, rehearsal=False).content

    assert (RetryDelivery.verb in verbs(content)) is (state != "pending")
    assert DropDelivery.verb in verbs(content)


def test_every_cause_is_a_sentence_and_an_unknown_one_names_its_code():
    assert cause_in_words("BotDisabledByAdmin").startswith("An administrator")
    assert cause_in_words("SomethingNew") == "Teams refused it (SomethingNew)."
    assert cause_in_words("") == "It has not been tried yet."


def test_a_page_of_the_longest_fits():
    longest = replace(LINES[0], to="N" * 400, cause="X" * 400, about="REF-2026-0041")
    view = replace(STUCK, lines=(longest,) * A_PAGE)
    content = render(view, surface=Surface.CHANNEL, now=NOW, rehearsal=True).content

    assert size(content) < LIMIT / 2
    assert "N" * (NAME_LONGEST + 1) not in words(content)


def test_kinds_are_words_already():
    """The card makes its words of them."""
    assert all(kind.replace("_", "").isalpha() for kind in all_rooms().notices)
