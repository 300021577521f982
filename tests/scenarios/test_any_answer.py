"""Any text, any size, any type in any input ends in a named field error or a referral."""

import asyncio
import itertools
from collections.abc import Coroutine, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from board.referral_form import QUESTIONS, Screen
from tests.fakes.channel import Channel, Json, person
from tests.scenarios.bot import (
    ANSWERS,
    Bot,
    answers_on,
    elements,
    inputs,
    reference_in,
    running,
    settings_for,
    texts,
    wrong_at,
)

NUMBERS = itertools.count(1)
STELLA = ANSWERS | {"agency": "Carers", "job": "Worker"}
BY_PAGE = {
    screen: tuple(each.id for each in QUESTIONS if each.screen is screen) for screen in Screen
}
odd_text = st.one_of(
    st.text(max_size=60),
    st.text(
        alphabet=st.characters(codec="utf-8", categories=["Cc", "Cf", "Zs", "So"]), max_size=40
    ),
    st.sampled_from(["", " ", "\x00", "true", "false", "days", "1987-03-17", "999999999", "-1"]),
    st.builds(
        lambda piece, times: piece * times,
        st.sampled_from(
            ["x", " ", "\N{FACE WITH MEDICAL MASK}", "1 ", "about ", ",", "\n", "{n}", "%s"]
        ),
        st.sampled_from([31, 1501, 9_000]),
    ),
)
anything = st.one_of(
    odd_text,
    odd_text,
    st.integers(-(2**63), 2**63),
    st.floats(allow_nan=False, allow_infinity=False),
    st.booleans(),
    st.none(),
    st.lists(st.one_of(st.text(max_size=8), st.integers(), st.none()), max_size=4),
    st.dictionaries(st.text(max_size=8), st.text(max_size=8), max_size=3),
)


@dataclass(frozen=True)
class Runner:
    """One bot for all examples, on a loop that goes on only while one of them runs."""

    loop: asyncio.AbstractEventLoop
    bot: Bot

    def run(self, what: Coroutine[Any, Any, Any]) -> Any:
        """What comes of it."""
        return self.loop.run_until_complete(what)


@pytest.fixture(scope="module")
def runner(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """A running bot for the whole file: an example then costs two units."""
    loop = asyncio.new_event_loop()
    ready, stopping = loop.create_future(), asyncio.Event()

    async def live() -> None:
        async with Channel() as channel:
            settings = settings_for(channel, tmp_path_factory.mktemp("any"))
            async with running(settings, channel) as bot:
                ready.set_result(bot)
                await stopping.wait()

    life = loop.create_task(live())
    yield Runner(loop, loop.run_until_complete(ready))
    stopping.set()
    loop.run_until_complete(life)
    loop.close()


@pytest.mark.parametrize("screen", list(Screen), ids=str)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_any_answers_of_a_page_end_in_a_named_error_or_go_on(
    runner: Runner, screen: Screen, data: st.DataObject
) -> None:
    """Never an apology; and what can be wrong is said above its input, or summed up on top."""
    answers = data.draw(
        st.dictionaries(st.sampled_from(BY_PAGE[screen]), anything, min_size=1, max_size=4)
    )

    card = runner.run(press_through(runner.bot, screen, answers))

    assert isinstance(card, dict), card
    said = texts(card)
    assert "Sorry, something went wrong" not in said
    if "There is a problem" in said:
        named = [each for each in inputs(card) if wrong_at(card, each)]
        told = [each for each in elements(card) if str(each.get("text", "")).startswith("- ")]
        assert told
        assert named
    else:
        assert "REF-" in said or inputs(card)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=odd_text)
def test_any_text_of_thirty_to_fifteen_hundred_characters_is_an_account(
    runner: Runner, text: str
) -> None:
    """What somebody wrote arrives as they wrote it, except for what no client can carry."""
    account = f"He said it on Friday, at nine in the evening: {text}"[:1500]

    card = runner.run(send_with(runner.bot, {"account": account}))

    assert reference_in(card)


async def press_through(bot: Bot, screen: Screen, answers: Json) -> Any:
    """A filled form of somebody new, then one page of it as given; the card that follows."""
    who = person(f"Stranger {next(NUMBERS)}")
    form = await bot.filled(who, STELLA)
    page = str(screen)
    if screen is Screen.MORE:
        return await bot.press("referral.back", {"form": form, "screen": page, **answers}, who)
    if screen is Screen.CHECK:
        return await bot.submit(form, who, STELLA | answers)
    data = {"form": form, "screen": page, **answers_on(page, STELLA), **answers}
    return await bot.press("referral.next", data, who)


async def send_with(bot: Bot, answers: Json) -> Any:
    """A whole referral of somebody new with these answers; the receipt."""
    who = person(f"Stranger {next(NUMBERS)}")
    form = await bot.filled(who, STELLA | answers)
    return await bot.submit(form, who, STELLA)
