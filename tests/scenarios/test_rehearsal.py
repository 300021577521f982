"""Rehearsal: one person tries everything, with a clock and other people's shoes."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import SettingsError, load_settings
from bot.wiring import build_house
from storage.errors import WrongMode
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, NURSE, TRIAGER, Channel, person
from tests.scenarios.bot import (
    FACILITATOR,
    Bot,
    button,
    card_of,
    rehearsal_settings,
    running,
    settings_for,
    texts,
)

NOBODY = person("Nobody Yet")


async def test_the_clock_is_moved_forward_in_london_time(rehearsal: Bot) -> None:
    for words, then in (
        ("clock 2031-12-01 09:00", "Monday 1 December 2031 at 09:00"),
        ("clock +7d", "Monday 8 December 2031 at 09:00"),
        ("clock +3h", "Monday 8 December 2031 at 12:00"),
        ("clock +30m", "Monday 8 December 2031 at 12:30"),
        ("clock 2032-07-01 09:00", "Thursday 1 July 2032 at 09:00"),
        ("clock 2032-07-01T09:00:00Z", "Thursday 1 July 2032 at 10:00"),
    ):
        assert then in texts(await rehearsal.ask(words))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("clock 2020-01-01 09:00", "only goes forward"),
        ("clock yesterday", "Say 'clock 2026-12-01 09:00'"),
        ("clock -7d", "Say 'clock 2026-12-01 09:00'"),
        ("clock 9999-12-31 23:59", "Say 'clock 2026-12-01 09:00'"),
        ("clock 2031-02-30 09:00", "Say 'clock 2026-12-01 09:00'"),
    ],
)
async def test_the_clock_goes_forward_only_and_not_out_of_this_century(
    rehearsal: Bot, words: str, said: str
) -> None:
    refused = texts(await rehearsal.ask(words))

    assert said in refused
    assert "Tuesday 18 November 2031 at 09:0" in texts(await rehearsal.ask("clock"))


async def test_the_clock_outlives_a_restart_and_at_moves_it_only_on(
    channel: Channel, tmp_path: Path
) -> None:
    channel.expects_token = False
    settings = rehearsal_settings(tmp_path)
    async with running(settings, channel) as bot:
        await bot.ask("clock 2031-12-01 09:00")

    async with running(settings, channel, at=datetime(2030, 1, 1, tzinfo=UTC)) as bot:
        assert "1 December 2031 at 09:0" in texts(await bot.ask("clock"))
    async with running(settings, channel, at=datetime(2032, 1, 5, 9, tzinfo=UTC)) as bot:
        assert "5 January 2032 at 09:0" in texts(await bot.ask("clock"))


async def test_what_falls_due_follows_the_clock_within_two_seconds(rehearsal: Bot) -> None:
    form = await rehearsal.open_form()
    await rehearsal.press("referral.start", {"form": form})
    await rehearsal.press("referral.save", {"form": form, "screen": "what", "account": "x" * 40})
    await rehearsal.settled()
    edits = len(rehearsal.channel.said("update"))

    await rehearsal.ask("clock +8d")

    edited = await rehearsal.channel.wait_for(edits + 1, "update", within=2)
    assert "draft is gone" in texts(card_of(edited[-1].body))


async def test_one_person_refers_as_a_nurse_and_triages_as_the_team(rehearsal: Bot) -> None:
    """Notices and openers of the one one acts as arrive in the same chat."""
    await rehearsal.ask(f"act as {NURSE.name}", NOBODY)
    ref = await rehearsal.refer(NOBODY)

    acting = await rehearsal.ask(f"act as {TRIAGER.name.upper()}", NOBODY)
    queue = await rehearsal.ask("triage", NOBODY)

    assert "You now act as Theo Triager, Triage officer, Coastshire Police" in texts(acting)
    assert ref in texts(queue)
    assert "Quagmirez" in texts(await rehearsal.press("referral.open", {"ref": ref}, NOBODY))
    (line,) = await rehearsal.audit("ReferralSubmitted")
    assert line["by"] == NURSE.aad_object_id
    await rehearsal.ask("act as myself", NOBODY)
    assert "You do not have access" in texts(await rehearsal.ask("triage", NOBODY))


async def test_nobody_of_that_name_and_nobody_who_has_left_can_be_acted_as(rehearsal: Bot) -> None:
    def leave(unit: Unit) -> None:
        member = unit.people.member("MEM-5")
        assert member
        unit.people.put_member(replace(member, active=False))

    await rehearsal.write(leave)

    unknown = await rehearsal.ask("act as Napoleon")
    gone = await rehearsal.ask(f"act as {FACILITATOR.name}")

    assert "nobody called that" in texts(unknown)
    assert "nobody called that" in texts(gone)


async def test_every_card_says_rehearsal_and_the_boards_time(rehearsal: Bot) -> None:
    ref = await rehearsal.refer()
    form = await rehearsal.open_form()
    cards = [
        await rehearsal.press("referral.start", {"form": form}),
        await rehearsal.press("referral.danger", {"form": form}),
        await rehearsal.press("referral.open", {"ref": ref}),
        await rehearsal.press("referral.withdraw", {"ref": ref}),
        await rehearsal.ask("hello"),
        await rehearsal.ask("help"),
        await rehearsal.ask("my referrals"),
        await rehearsal.ask("refer", NURSE, BOARD_CHANNEL),
        await rehearsal.ask(f"act as {TRIAGER.name}"),
        await rehearsal.ask("triage"),
    ]
    await rehearsal.settled()
    cards += [card_of(call.body) for call in rehearsal.channel.calls if call.verb != "members"]

    assert all("REHEARSAL. Board time: " in texts(card) for card in cards)
    assert len(cards) > 12


async def test_in_production_these_words_do_not_exist(bot: Bot) -> None:
    for words in ("clock +7d", f"act as {TRIAGER.name}", "clock"):
        answer = texts(await bot.ask(words))
        assert "I did not understand that" in answer
        assert "REHEARSAL" not in answer
    assert not await bot.audit("ClockMoved", "ActingAs")
    assert "You do not have access" in texts(await bot.ask("triage"))


@pytest.mark.parametrize(
    "host", ["evil.example.org", "evil.example.org:3978", "127.0.0.1.evil.org"]
)
async def test_a_page_of_another_site_is_kept_out_by_its_host_header(
    rehearsal: Bot, host: str
) -> None:
    status, _ = await rehearsal.channel.post(
        rehearsal.url, rehearsal.channel.message("hello"), headers={"Host": host}
    )

    assert status == 403


@pytest.mark.parametrize(
    "url", ["https://smba.trafficmanager.net/uk/", "http://10.0.0.1/", "http://localhost.evil.org/"]
)
async def test_a_service_url_beyond_this_machine_is_refused(rehearsal: Bot, url: str) -> None:
    hello = rehearsal.channel.message("hello") | {"serviceUrl": url}

    status, _ = await rehearsal.channel.post(rehearsal.url, hello)

    assert status == 403


async def test_a_database_stays_what_it_was_born_as(channel: Channel, tmp_path: Path) -> None:
    """A production bot refuses a rehearsal's, and the reverse, each with a sentence."""
    rehearsed, real = tmp_path / "rehearsed", tmp_path / "real"
    rehearsed.mkdir()
    real.mkdir()
    production = settings_for(channel, real)
    async with running(rehearsal_settings(rehearsed), channel):
        pass
    async with running(production, channel):
        pass

    swapped = production | {"MHRMB_DATABASE_URL": f"sqlite:///{rehearsed / 'mhrmb.db'}"}
    with pytest.raises(WrongMode, match="born for rehearsal, not for production"):
        async with build_house(load_settings(swapped)):
            pass
    other = rehearsal_settings(rehearsed) | {"MHRMB_DATABASE_URL": f"sqlite:///{real / 'mhrmb.db'}"}
    with pytest.raises(WrongMode, match="born for production, not for rehearsal"):
        async with build_house(load_settings(other)):
            pass


async def test_production_has_the_real_clock(channel: Channel, tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--at works in rehearsal only"):
        async with build_house(
            load_settings(settings_for(channel, tmp_path)), at=datetime(2031, 1, 1, tzinfo=UTC)
        ):
            pass


async def test_two_clients_of_one_rehearsal_are_each_answered_at_their_own(rehearsal: Bot) -> None:
    """Several local clients with different people can talk to one bot."""
    async with Channel() as other:
        other.expects_token = False
        await rehearsal.ask("hello")
        hello = other.message("refer", TRIAGER)

        await rehearsal.deliver(hello)

        (call,) = await other.wait_for(1)
        assert button(card_of(call.body), "referral.start")
