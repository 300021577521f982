"""The audit of whole deeds, and what the house says when its database is away."""

from collections.abc import AsyncIterator
from pathlib import Path

import aiohttp
import pytest

from board.errors import message
from tests.fakes.channel import NURSE, ON_PHONE, TRIAGER, Channel
from tests.postgres import Postgres
from tests.scenarios.bot import (
    ADMINISTRATOR,
    TEAM_CHANNEL,
    Bot,
    answers_on,
    reference_in,
    register,
    running,
    settings_for,
    texts,
)


async def test_a_submitted_referral_is_one_line(bot: Bot) -> None:
    """Who, what record, when, where, of which tier; never its content."""
    form = await bot.open_form()
    await bot.fill(form)
    before = len(await bot.audit())

    ref = reference_in(await bot.submit(form))

    (line,) = (await bot.audit())[before:]
    assert (line["name"], line["about"], line["by"]) == (
        "ReferralSubmitted",
        ref,
        NURSE.aad_object_id,
    )
    assert (line["place"], line["result"], line["tier"]) == ("personal", "done", 4)
    assert line["details"] == {"urgency": "urgent", "source": "teams_internal"}
    assert line["trace"]


async def test_every_view_of_a_referral_is_a_line_and_every_attempt(bot: Bot) -> None:
    ref = await bot.refer()

    await bot.press("referral.open", {"ref": ref}, TRIAGER)
    await bot.press("referral.open", {"ref": ref}, NURSE)
    await bot.press("referral.open", {"ref": ref}, ON_PHONE)
    await bot.press("triage.queue", {}, TRIAGER)

    about = [each for each in await bot.audit() if each["about"] in {ref, "triage"}]
    assert [(each["name"], each["by"], each["result"]) for each in about] == [
        ("ReferralSubmitted", NURSE.aad_object_id, "done"),
        ("ReferralViewed", TRIAGER.aad_object_id, "viewed"),
        ("ReferralViewed", NURSE.aad_object_id, "viewed"),
        ("AttemptRefused", ON_PHONE.aad_object_id, "denied"),
        ("QueueViewed", TRIAGER.aad_object_id, "viewed"),
    ]


async def test_the_chain_is_whole_once_the_ticker_has_sealed_it(bot: Bot) -> None:
    """Lines are sealed behind the writers, within seconds."""
    await bot.refer()

    await bot.house.ticker.seal()

    verdict = await bot.read(lambda snapshot: snapshot.audit.verify())
    assert verdict.is_whole
    assert verdict.unsealed == 0
    assert verdict.checked == len(await bot.audit()) > 2


@pytest.fixture
async def on_postgres(channel: Channel, tmp_path: Path, postgres_url: str) -> AsyncIterator[Bot]:
    """The same bot on PostgreSQL."""
    settings = settings_for(channel, tmp_path, MHRMB_DATABASE_URL=postgres_url)
    async with running(settings, channel) as running_bot:
        await running_bot.write(register)
        await running_bot.ask(
            "use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL
        )
        yield running_bot


async def test_a_whole_referral_on_postgresql(on_postgres: Bot) -> None:
    ref = await on_postgres.refer()

    await on_postgres.until("sent", "referral_received")
    opened = await on_postgres.press("referral.open", {"ref": ref}, TRIAGER)
    assert "Quagmirez" in texts(opened)


async def test_a_database_that_is_away_is_told_as_a_sentence_and_comes_back(
    on_postgres: Bot, postgres: Postgres, postgres_url: str
) -> None:
    """Never a 500, never an apology: what to do, and that nothing was saved."""
    bot = on_postgres
    form = await bot.open_form()
    await bot.fill(form)
    await bot.settled()
    name = postgres_url.partition("@/")[2].partition("?")[0]
    assert await _ready(bot) == 200
    typed = {"form": form, **answers_on("check")}

    postgres.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false')
    others = f"FROM pg_stat_activity WHERE datname = '{name}'"
    postgres.execute(f"SELECT pg_terminate_backend(pid) {others}")
    answers = [
        await bot.press("referral.submit", typed),
        await bot.press("triage.queue", {}, TRIAGER),
        await bot.dialog("fetch", "referral.start", {}, NURSE, TEAM_CHANNEL),
    ]
    bot.channel.calls.clear()
    await bot.say("my referrals")
    away = await _ready(bot)
    postgres.execute(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true')

    assert answers == [message("unavailable")] * 3
    assert bot.channel.calls[0].body["text"] == message("unavailable")
    assert away == 503
    assert await _ready(bot) == 200
    assert reference_in(await bot.press("referral.submit", typed))
    assert await bot.referrals() == 1


async def _ready(bot: Bot) -> int:
    url = bot.url.replace("/api/messages", "/readyz")
    async with aiohttp.ClientSession() as session, session.get(url) as answer:
        return answer.status
