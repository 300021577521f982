"""A far end, and a prepared database of each kind with the settings of a bot on it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from bot.opening import open_database
from bot.settings import load_settings
from storage.database import Database
from storage.unit import Origin, Snapshot
from tests.crash.clerks import CLERKS, register, write_drafts
from tests.fakes.channel import Channel, Person
from tests.scenarios.bot import settings_for

HERE = Origin(place="test", trace="")


@dataclass
class Ground:
    """A database that outlives the processes on it, seen from beside them."""

    channel: Channel
    settings: dict[str, str]
    database: Database

    async def drafts(self, number: int = len(CLERKS)) -> dict[str, Person]:
        """So many complete drafts, one clerk after the other; whose form is whose."""
        clerks = [CLERKS[each % len(CLERKS)] for each in range(number)]
        work = partial(write_drafts, channel=self.channel, clerks=clerks)
        return await self.database.write(work, origin=HERE)

    async def write(self, work: Any) -> Any:
        """Run a unit."""
        return await self.database.write(work, origin=HERE)

    async def rows(self, statement: Any) -> list[Any]:
        """Read rows as they are."""

        def look(snapshot: Snapshot) -> list[Any]:
            return list(snapshot._connection.execute(statement).mappings())

        return await self.database.read(look)


@asynccontextmanager
async def _ground(channel: Channel, url: str, folder: Path) -> AsyncIterator[Ground]:
    settings = settings_for(channel, folder, MHRMB_DATABASE_URL=url)
    database = open_database(load_settings(settings))
    try:
        ground = Ground(channel, settings, database)
        await ground.write(partial(register, channel=channel))
        yield ground
    finally:
        await database.close()


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    """The far end."""
    async with Channel() as far_end:
        yield far_end


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A fresh SQLite database."""
    return f"sqlite:///{tmp_path / 'mhrmb.db'}"


@pytest.fixture(params=["sqlite_url", "postgres_url"], ids=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """An empty database of each kind."""
    made: str = request.getfixturevalue(request.param)
    return made


@pytest.fixture
async def ground(channel: Channel, url: str, tmp_path: Path) -> AsyncIterator[Ground]:
    """A migrated database with the clerks, their team's channel and a bot's settings."""
    async with _ground(channel, url, tmp_path) as made:
        yield made


@pytest.fixture
async def own_ground(channel: Channel, sqlite_url: str, tmp_path: Path) -> AsyncIterator[Ground]:
    """The same on SQLite only, where the kind of database makes no difference."""
    async with _ground(channel, sqlite_url, tmp_path) as made:
        yield made


@pytest.fixture
async def shared_ground(
    channel: Channel, postgres_url: str, tmp_path: Path
) -> AsyncIterator[Ground]:
    """The same on PostgreSQL only, for several processes."""
    async with _ground(channel, postgres_url, tmp_path) as made:
        yield made
