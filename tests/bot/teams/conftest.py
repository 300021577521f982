"""A door as it stands in production, with the stand-in of Teams behind and before it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import aiohttp
import pytest
from aiohttp.test_utils import TestServer
from prometheus_client import CollectorRegistry

from bot.metrics import DoorMetrics
from bot.teams.adapter import Adapter
from bot.teams.answers import Answer, DialogSentence, SentenceAnswer
from bot.teams.connector import Connector
from bot.teams.credentials import AppCredentials, Login
from bot.teams.door import Door, RehearsalDoor
from bot.teams.hosts import LOOPBACK_HOSTS, ServiceHosts
from bot.teams.incoming import Incoming
from bot.teams.tokens import TokenVerifier
from bot.web import build_site
from tests.fakes.channel import PASSWORD, Channel

NOON = datetime(2026, 11, 23, 12, 0, tzinfo=UTC)


class Clock:
    """Machine time that a test moves."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def move(self, by: timedelta) -> None:
        self.now += by


async def echo(incoming: Incoming) -> Answer | None:
    """Say the verb back."""
    press = incoming.press
    if press is None or not incoming.is_invoke:
        return None
    said = f"{press.verb} heard"
    return SentenceAnswer(said) if press.kind == "execute" else DialogSentence(said)


@dataclass
class Listener:
    """An application that counts what it hears, and answers as a test tells it."""

    answer: Callable[[Incoming], Awaitable[Answer | None]] = echo
    heard: list[Incoming] = field(default_factory=list)

    async def hear(self, incoming: Incoming) -> Answer | None:
        self.heard.append(incoming)
        return await self.answer(incoming)


@dataclass
class Running:
    """A bot's site that is being served."""

    url: str
    application: Listener
    adapter: Adapter
    connector: Connector
    registry: CollectorRegistry
    channel: Channel

    async def post(self, activity: Any, **how: Any) -> tuple[int, Any]:
        return await self.channel.post(f"{self.url}/api/messages", activity, **how)

    def counted(self, name: str, **labels: str) -> float:
        return self.registry.get_sample_value(name, labels) or 0.0


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def channel(clock: Clock) -> AsyncIterator[Channel]:
    async with Channel(clock) as started:
        yield started


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    async with aiohttp.ClientSession() as opened:
        yield opened


@pytest.fixture
async def credentials(channel, session, clock) -> AsyncIterator[AppCredentials]:
    login = Login(session, channel.login_url, channel.app_id)
    made = AppCredentials(login.by_secret(PASSWORD), clock)
    yield made
    await made.close()


@pytest.fixture
def connector(session, credentials, clock) -> Connector:
    return Connector(session, credentials, ServiceHosts.of(LOOPBACK_HOSTS), clock)


@pytest.fixture
async def bot(channel, session, connector, clock) -> AsyncIterator[Running]:
    """The bot in production."""
    registry = CollectorRegistry()
    application = Listener()
    adapter = Adapter(application, connector, _apology)
    verifier = TokenVerifier(
        channel.app_id,
        session,
        clock,
        metadata_url=channel.metadata_url,
        issuer=channel.issuer,
    )
    door = Door(adapter, DoorMetrics(registry), verifier, frozenset({channel.tenant}))
    async with TestServer(build_site(door, _ready)) as server:
        url = f"http://127.0.0.1:{server.port}"
        yield Running(url, application, adapter, connector, registry, channel)
    await verifier.close()


@pytest.fixture
async def rehearsal(channel, connector) -> AsyncIterator[Running]:
    """The bot in rehearsal."""
    registry = CollectorRegistry()
    application = Listener()
    adapter = Adapter(application, connector, _apology)
    door = RehearsalDoor(adapter, DoorMetrics(registry))
    async with TestServer(build_site(door, _ready)) as server:
        url = f"http://127.0.0.1:{server.port}"
        yield Running(url, application, adapter, connector, registry, channel)


def _apology(trace: str) -> str:
    return f"Something went wrong. Reference {trace}."


async def _ready() -> bool:
    return True
