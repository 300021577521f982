"""A running bot for each scenario, with a small board in it."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from bot.cli import app
from tests.fakes.channel import Channel
from tests.scenarios.bot import (
    ADMINISTRATOR,
    TEAM_CHANNEL,
    Bot,
    captured_logs,
    register,
    rehearsal_settings,
    running,
    settings_for,
)
from tests.scenarios.sitting import Sitting, board_today
from tests.scenarios.tracker import NINE, Tracker

Run = Callable[..., Result]


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    """The far end."""
    async with Channel() as far_end:
        yield far_end


@pytest.fixture
async def empty_bot(channel: Channel, tmp_path: Path) -> AsyncIterator[Bot]:
    """A production bot on SQLite that knows nobody."""
    async with running(settings_for(channel, tmp_path), channel) as running_bot:
        yield running_bot


@pytest.fixture
async def bot(empty_bot: Bot) -> Bot:
    """A production bot with a small board, its mental health team in a channel of its own."""
    await empty_bot.write(register)
    await empty_bot.ask("use this channel for mental health team", ADMINISTRATOR, TEAM_CHANNEL)
    empty_bot.channel.calls.clear()
    return empty_bot


@pytest.fixture
async def rehearsal(channel: Channel, tmp_path: Path) -> AsyncIterator[Bot]:
    """A rehearsal with the same small board, at nine on a Tuesday in London."""
    channel.expects_token = False
    nine = datetime(2031, 11, 18, 9, tzinfo=UTC)
    async with running(rehearsal_settings(tmp_path), channel, at=nine) as running_bot:
        await running_bot.write(partial(register, until=nine + timedelta(days=183)))
        yield running_bot


@pytest.fixture
async def tracker(channel: Channel, tmp_path: Path) -> AsyncIterator[Tracker]:
    """A rehearsal with a board whose people have all spoken to the bot, on a Tuesday at nine."""
    channel.expects_token = False
    async with running(rehearsal_settings(tmp_path), channel, at=NINE) as running_bot:
        yield await Tracker.of(running_bot)


@pytest.fixture
def mhrmb(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The program, in a rehearsal of its own.

    Its logs stay with the tests: set up for good, they would go on to an output that is closed.
    """
    monkeypatch.setattr("bot.cli.set_up_logs", lambda _level: None)

    def run(*arguments: str, **more: str) -> Result:
        environment = {"MHRMB_VAR_DIR": str(tmp_path / "var")} | more
        with captured_logs():
            return CliRunner(env=environment).invoke(app, list(arguments))

    return run


@pytest.fixture
async def sitting(tracker: Tracker) -> Sitting:
    """That board, with a meeting of today whose pack is issued."""
    await tracker.bot.write(board_today)
    return Sitting(tracker)
