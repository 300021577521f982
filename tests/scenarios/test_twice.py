"""The same thing twice is one thing: delivered again, pressed again, at once, after a restart."""

import asyncio
from pathlib import Path
from typing import Any

from tests.fakes.channel import NURSE, TRIAGER, Channel
from tests.scenarios.bot import (
    ADMINISTRATOR,
    ANSWERS,
    TEAM_CHANNEL,
    Bot,
    answers_on,
    reference_in,
    register,
    running,
    settings_for,
    texts,
)


async def ready_to_send(bot: Bot) -> Any:
    """A press that sends a filled form."""
    form = await bot.filled()
    bot.channel.calls.clear()
    return bot.channel.execute("referral.submit", {"form": form, **answers_on("check")})


async def test_the_same_delivery_again_gives_one_referral_and_the_same_answer(bot: Bot) -> None:
    """Teams sends again after about 15 s what it has had no answer to."""
    press = await ready_to_send(bot)

    first = await bot.deliver(press)
    again = await bot.deliver(press)

    assert again == first
    assert await bot.referrals() == 1
    await bot.settled()
    assert len(bot.channel.said("create")) == 1
    assert len(await bot.audit("ReferralSubmitted")) == 1


async def test_the_same_press_under_a_new_id_gives_the_same_answer(bot: Bot) -> None:
    """After about 30 s the retry has another id and timestamp."""
    press = await ready_to_send(bot)

    first = await bot.deliver(press)
    again = await bot.deliver(press | {"id": "f:another", "timestamp": "2026-11-20T10:00:00Z"})

    assert again == first
    assert await bot.referrals() == 1


async def test_sixteen_presses_at_once_give_one_referral(bot: Bot) -> None:
    press = await ready_to_send(bot)
    presses = [press | {"id": f"f:{number}"} for number in range(16)]

    answers = await asyncio.gather(*(bot.deliver(each) for each in presses))

    assert {reference_in(each["value"]) for each in answers} == {reference_in(answers[0]["value"])}
    assert await bot.referrals() == 1
    await bot.settled()
    assert len(bot.channel.said("create")) == 1


async def test_a_press_repeated_after_a_restart_gives_the_same_answer(
    channel: Channel, tmp_path: Path
) -> None:
    settings = settings_for(channel, tmp_path)
    async with running(settings, channel) as bot:
        await bot.write(register)
        await bot.ask("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)
        press = await ready_to_send(bot)
        first = await bot.deliver(press)
        await bot.settled()

    async with running(settings, channel) as bot:
        again = await bot.deliver(press | {"id": "f:after the restart"})

        assert again == first
        assert await bot.referrals() == 1
        await bot.settled()
        assert len(channel.said("create")) == 1


async def test_what_was_queued_before_a_restart_goes_out_after_it(
    channel: Channel, tmp_path: Path
) -> None:
    """The notice waits in the database, not in the process."""
    settings = settings_for(channel, tmp_path)
    async with running(settings, channel) as bot:
        await bot.write(register)
        ref = await bot.refer()
        await bot.until("waiting", "referral_received")

    async with running(settings, channel) as bot:
        channel.calls.clear()
        await bot.say("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)
        await bot.until("sent", "referral_received")

        posted = [call for call in channel.said("create") if ref in str(call.body)]
        assert len(posted) == 1


async def test_typed_words_delivered_twice_are_answered_once(bot: Bot) -> None:
    """A view, a deed, a refusal and words not understood alike."""
    for text, who in (
        ("my referrals", NURSE),
        ("refer", NURSE),
        ("triage", NURSE),
        ("wibble", NURSE),
    ):
        await bot.settled()
        bot.channel.calls.clear()
        said = bot.channel.message(text, who)

        await bot.deliver(said)
        await bot.deliver(said)

        await bot.settled()
        assert len(bot.channel.calls) == 1, text
    assert len(await bot.audit("AttemptRefused")) == 1


async def test_an_installation_told_twice_is_greeted_once(bot: Bot) -> None:
    told = bot.channel.installed(NURSE)

    await bot.deliver(told)
    await bot.deliver(told)

    assert len(bot.channel.calls) == 1
    assert len(await bot.audit("AppInstalled")) == 1


async def test_referrals_sent_at_once_have_each_a_number_of_their_own(bot: Bot) -> None:
    forms = [await bot.filled() for _ in range(8)]

    receipts = await asyncio.gather(*(bot.submit(form) for form in forms))

    refs = sorted(reference_in(each) for each in receipts)
    assert len(set(refs)) == len(forms)
    numbers = [int(each.rpartition("-")[2]) for each in refs]
    assert numbers == list(range(1, len(forms) + 1))
    queue = texts(await bot.ask("triage", TRIAGER))
    assert "8 waiting" in queue
    assert "3 more urgent" in queue
    assert ANSWERS["account"] not in queue
