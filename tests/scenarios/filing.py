"""A board whose documents go into Microsoft 365, and what there is to file."""

import asyncio
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from board.documents import Document, DocumentKind, of_meeting
from board.meetings import Meeting, MeetingState
from board.places import Forum, ForumKind
from board.tiers import Tier
from bot.papers import file_large
from storage.unit import Unit
from tests.fakes.channel import BOARD_CHANNEL, Channel, Json, channel_of
from tests.fakes.graph import CHANNEL, CLIENT_ID, SECRET, TEAM, TENANT, GraphServer
from tests.scenarios.bot import (
    ADMINISTRATOR,
    HERE,
    Bot,
    card_of,
    register,
    running,
    settings_for,
    texts,
)

BOARD = Forum(ForumKind.BOARD)
SUBGROUP = Forum(ForumKind.SUBGROUP, "A")
SUBGROUP_CHANNEL = channel_of("Subgroup A")
AT = datetime(2027, 1, 6, 10, 0, tzinfo=UTC)
MEETING = Meeting(
    ref="BRD-037",
    forum="BOARD",
    starts_at=AT,
    ends_at=AT + timedelta(hours=2),
    state=MeetingState.PLANNED,
)
FOLLOWING = replace(
    MEETING,
    ref="BRD-038",
    starts_at=AT + timedelta(days=42),
    ends_at=AT + timedelta(days=42, hours=2),
)
FOLDER = ("Meetings", "2027-01-06 BRD-037")
AGENDA = (*FOLDER, "Agenda BRD-037.docx")
MIB = 1024 * 1024
WORDS = b"What the board will talk about on the sixth of January. "


def bytes_of(size: int) -> bytes:
    """So many bytes, no two parts alike."""
    return b"".join(number.to_bytes(4, "big") for number in range(-(-size // 4)))[:size]


def agenda(content: bytes = WORDS, **changes: Any) -> Document:
    """The agenda of BRD-037."""
    given: dict[str, Any] = {"forum": BOARD, "made_at": AT, "tier": Tier.T0} | changes
    return Document.of(of_meeting(DocumentKind.AGENDA, MEETING), content, **given)


async def hand_in(bot: Bot, document: Document, content: bytes = WORDS) -> bool:
    """Have a document filed, as a handler or the worker does."""
    now = bot.house.clock.now()
    return await file_large(bot.house.database, document, content, now, origin=HERE)


async def filed(bot: Bot, key: str, within: float = 15) -> Document:
    """Wait until a document is filed."""
    async with asyncio.timeout(within):
        while True:
            found: Document = await bot.read(lambda snapshot: snapshot.documents.get(key))
            if found.is_filed:
                return found
            await asyncio.sleep(0.02)


def graph_settings(channel: Channel, graph: GraphServer, folder: Path, **more: str) -> Json:
    """Settings of a production bot that files in the stand-in of Microsoft 365."""
    return settings_for(
        channel,
        folder,
        MHRMB_GRAPH_BASE_URL=graph.base_url,
        MHRMB_GRAPH_AUTHORITY=graph.authority,
        MHRMB_GRAPH_TENANT_ID=TENANT,
        MHRMB_GRAPH_CLIENT_ID=CLIENT_ID,
        MHRMB_GRAPH_CLIENT_SECRET=SECRET,
        MHRMB_TEAM_ID=TEAM,
        MHRMB_CHANNEL_ID=CHANNEL,
        **more,
    )


@asynccontextmanager
async def filing_bot(
    channel: Channel, graph: GraphServer, folder: Path, **more: str
) -> AsyncIterator[Bot]:
    """A bot with a small board, its channel, and a meeting in January."""
    async with running(graph_settings(channel, graph, folder, **more), channel) as bot:
        await bot.write(register)
        await bot.write(put_meeting)
        await bot.ask("use this channel for board", ADMINISTRATOR, BOARD_CHANNEL)
        await bot.settled()
        channel.calls.clear()
        yield bot


async def mhrmb(settings: Json, *words: str) -> tuple[int, str]:
    """What the command line says, and how it ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", "from bot.cli import app; app()", *words,
        env=os.environ | settings, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE,
    )  # fmt: skip
    said, wrong = await process.communicate()
    return process.returncode or 0, (said + wrong).decode()


def put_meeting(unit: Unit) -> None:
    """BRD-037 is planned, and the one after it, so that the cycle plans none meanwhile."""
    unit.meetings.put(MEETING)
    unit.meetings.put(FOLLOWING)


def said_of(bot: Bot, title: str) -> list[str]:
    """What the channel was told of a document: one entry for each new message or edit."""
    cards = [(call.verb, texts(card_of(call.body))) for call in bot.channel.calls]
    return [f"{verb}: {said}" for verb, said in cards if title in said]


def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody waits in a test: pauses and polls are a tenth of a second and less."""
    tenth = timedelta(seconds=0.1)
    for name in ("_FIRST_LONG", "_SLOW", "_LONGEST"):
        monkeypatch.setattr(f"bot.lease.{name}", tenth)
    monkeypatch.setattr("bot.lease.QUICK", (tenth, tenth))
    monkeypatch.setattr("bot.clerk.QUICK", (tenth, tenth))
    monkeypatch.setattr("bot.filing.POLL", tenth / 2)
