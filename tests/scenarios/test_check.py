"""`check`, in the channel and at the command line: each failure with its fix."""

import asyncio
from datetime import timedelta
from pathlib import Path

import pytest

from tests.fakes.channel import BOARD_CHANNEL, NURSE, Channel
from tests.fakes.graph import ORGANISER, GraphServer
from tests.graph.conftest import graph as _stand_in
from tests.scenarios.bot import (
    ADMINISTRATOR,
    FACILITATOR,
    TEAM_CHANNEL,
    Bot,
    card_of,
    register,
    running,
    settings_for,
    texts,
)
from tests.scenarios.filing import agenda, filed, filing_bot, graph_settings, hand_in, mhrmb, quick

graph = _stand_in


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)


async def checked(bot: Bot) -> str:
    """What the check says in the channel where it was asked for."""
    before = len(bot.channel.calls)
    await bot.ask("check", FACILITATOR, BOARD_CHANNEL)
    await bot.until("sent", "check_result", within=15)
    calls = [call for call in bot.channel.calls[before:] if call.verb != "members"]
    cards = [texts(card_of(call.body)) for call in calls]
    return next(each for each in cards if "Check: " in each)


async def test_where_all_is_well_the_check_says_so_and_its_card_is_the_test(
    channel: Channel, graph: GraphServer, tmp_path: Path
) -> None:
    async with filing_bot(channel, graph, tmp_path, MHRMB_ORGANISER_ID=ORGANISER) as bot:
        said = await checked(bot)

    assert "Check: Everything is well" in said
    for name in ("Identity", "Permissions", "Folder", "Organiser", "Clock", "Storage", "Disk",
                 "Roster"):  # fmt: skip
        assert f"{name}: \nWell" in said
    assert "This card has arrived." in said


def _no_token(graph: GraphServer) -> None:
    graph.secret = "another one"


def _no_permission(graph: GraphServer) -> None:
    graph.roles = ["Calendars.ReadWrite", "Files.Read.All"]


def _not_asked(graph: GraphServer) -> None:
    graph.roles = ["Sites.Selected", "Calendars.ReadWrite"]


def _no_site(graph: GraphServer) -> None:
    graph.site_granted = False


def _no_tab(graph: GraphServer) -> None:
    graph.files_tab_opened = False


def _no_mailbox(graph: GraphServer) -> None:
    graph.mailbox_allowed = False


@pytest.mark.parametrize(
    ("spoil", "name", "fix"),
    [
        (_no_token, "Identity", "Put the app's present secret into MHRMB_GRAPH_CLIENT_SECRET"),
        (_no_permission, "Permissions", "Grant the app the application permission Sites.Selected"),
        (_not_asked, "Folder", "grant it the application permission Files.Read.All until"),
        (_no_site, "Folder", "grant it write access to this team's site"),
        (_no_tab, "Folder", "Open the Files tab of the channel once"),
        (_no_mailbox, "Organiser", "include the organiser in the mailboxes"),
    ],
)
async def test_each_failure_in_microsoft_365_is_told_with_its_fix(
    channel: Channel, graph: GraphServer, tmp_path: Path, spoil, name: str, fix: str
) -> None:
    spoil(graph)
    async with filing_bot(channel, graph, tmp_path, MHRMB_ORGANISER_ID=ORGANISER) as bot:
        said = await checked(bot)

    assert f"{name}: \nTo be put right" in said
    assert fix in said
    assert "to be put right" in said.partition("\n")[2]


async def test_once_all_is_well_the_permission_to_ask_for_the_folder_may_be_taken_away(
    channel: Channel, graph: GraphServer, tmp_path: Path
) -> None:
    """Before the first document is filed: the next check and the first pack need it no more."""
    async with filing_bot(channel, graph, tmp_path, MHRMB_ORGANISER_ID=ORGANISER) as bot:
        assert "Check: Everything is well" in await checked(bot)
    graph.roles.remove("Files.Read.All")

    settings = graph_settings(channel, graph, tmp_path, MHRMB_ORGANISER_ID=ORGANISER)
    _, again = await mhrmb(settings, "check")
    async with running(settings, channel) as bot:
        await hand_in(bot, agenda())
        await filed(bot, "agenda:BRD-037")

    assert "ok    folder" in again
    assert len(graph.called("filesFolder")) == 1


async def test_an_organiser_whom_nobody_knows_is_told_with_the_setting(
    channel: Channel, graph: GraphServer, tmp_path: Path
) -> None:
    async with filing_bot(channel, graph, tmp_path, MHRMB_ORGANISER_ID="nobody") as bot:
        said = await checked(bot)

    assert "Set MHRMB_ORGANISER_ID" in said


@pytest.mark.parametrize(
    ("off", "fix"),
    [
        (timedelta(minutes=12), "Set this machine's clock, which is 12 min ahead"),
        (-timedelta(minutes=3), "Set this machine's clock, which is 3 min behind"),
    ],
)
async def test_a_wrong_clock_is_told(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, off: timedelta, fix: str
) -> None:
    leases = bot.house.filer._leases
    right = leases.machine_now
    await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
    checker = bot.house.filer._works["check"].__self__  # type: ignore[attr-defined]

    class Wrong:
        machine_now = staticmethod(lambda: right() + off)

    monkeypatch.setattr(checker, "_leases", Wrong())
    line = await checker._time()

    assert not line.passed
    assert line.said.startswith(fix)


async def test_a_full_disk_and_a_folder_that_cannot_be_written_are_told(
    bot: Bot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("bot.looks.ROOM", 2**63)
    (tmp_path / "channel-files").write_bytes(b"a file where the folder has to be")
    await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)

    said = await checked(bot)

    assert "Make room on the disk of MHRMB_VAR_DIR" in said
    assert "Let the bot's user write into channel-files" in said


async def test_who_does_not_run_the_board_cannot_have_it_checked(bot: Bot) -> None:
    answer = await bot.ask("check", NURSE, TEAM_CHANNEL)

    assert "Check" not in texts(answer)
    assert not await bot.intents("check")


async def test_the_command_line_says_the_same_and_sends_one_card(
    channel: Channel, graph: GraphServer, tmp_path: Path
) -> None:
    settings = graph_settings(channel, graph, tmp_path)
    async with running(settings, channel) as bot:
        await bot.write(register)
        await bot.ask("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)
    channel.calls.clear()

    code, said = await mhrmb(settings, "check")

    assert code == 0, said
    assert "FAIL" not in said
    assert "ok    identity" in said
    assert "A test card is in the Mental Health Team's channel." in said
    [call] = channel.said("create")
    assert "This is a test card" in texts(card_of(call.body))


async def test_the_command_line_ends_with_one_where_something_is_wrong(
    channel: Channel, tmp_path: Path
) -> None:
    code, said = await mhrmb(settings_for(channel, tmp_path), "check")

    assert code == 1
    assert "FAIL  card" in said
    assert "Say 'use this channel for mental health team'" in said


@pytest.mark.parametrize("command", ["check", "doctor"])
async def test_a_login_that_is_refused_is_told_with_the_authoritys_reason(
    channel: Channel, tmp_path: Path, command: str
) -> None:
    """Also before the team's channel is bound, so that nothing could be sent."""
    settings = settings_for(channel, tmp_path)

    _, well = await mhrmb(settings, command)
    code, said = await mhrmb(settings | {"MHRMB_APP_PASSWORD": "the old one"}, command)

    assert "ok    login" in well
    assert code == 1
    assert "FAIL  login" in said
    assert "Renew the app's secret or certificate" in said
    assert "(invalid_client, AADSTS7000215)" in said
    assert "the old one" not in said


async def test_a_graph_that_does_not_answer_is_told_in_time(
    channel: Channel, graph: GraphServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A welcome waits for the check: it may not wait for as long as a call may take."""

    async def never(*_: object) -> None:
        await asyncio.Event().wait()

    monkeypatch.setattr("bot.checking.check", never)
    monkeypatch.setattr("bot.checking._LONGEST_LOOK", timedelta(milliseconds=50))
    async with filing_bot(channel, graph, tmp_path) as bot:
        said = await checked(bot)

    assert "Graph: \nTo be put right" in said
    assert "reaches MHRMB_GRAPH_BASE_URL" in said
