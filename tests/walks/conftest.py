"""The sample board in a database, loaded once for all walks, and a far end for each."""

import shutil
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest

from board.people import Member
from storage.cipher import Keys
from storage.database import Database
from tests.fakes.channel import Channel
from tests.postgres import Postgres
from tests.walks.ground import BEGINS, Board, board_of, bring_within_reach, load_board, with_later
from tests.walks.messages import Message, messages_of
from tests.walks.walker import HERE


@dataclass
class Ground:
    """A database with the sample board in it, whoever walks on it, and the far end."""

    url: str
    key_file: Path
    channel: Channel
    board: Board
    members: tuple[Member, ...]

    @property
    def messages(self) -> list[Message]:
        """All that has arrived so far."""
        return messages_of(self.channel.calls, self.members)

    def opened(self) -> Database:
        """The database, seen from beside the walk."""
        return Database.open(self.url, Keys.load(self.key_file), machine_now=lambda: BEGINS)

    def board_with_later(self) -> Board:
        """The board as it stood at the beginning, with what has come since."""
        database = self.opened()
        try:
            return with_later(self.board, database.read_now(board_of))
        finally:
            database.close_now()


def _prepare(url: str, key_file: Path) -> None:
    database = Database.open(url, Keys.load(key_file), machine_now=lambda: BEGINS)
    database.migrate()
    database.write_now(load_board, origin=HERE)
    database.close_now()


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keys to seal with."""
    path = tmp_path_factory.mktemp("walk-keys") / "keys"
    Keys.make(path)
    return path


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, key_file: Path) -> Path:
    """The sample board, to be copied."""
    path = tmp_path_factory.mktemp("walk") / "board.db"
    _prepare(f"sqlite:///{path}", key_file)
    return path


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A copy in a file."""
    path = tmp_path / "board.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgres_board(postgres: Postgres, key_file: Path) -> Iterator[str]:
    """The same on PostgreSQL."""
    url = postgres.create()
    _prepare(url, key_file)
    yield url
    postgres.drop(url)


@pytest.fixture
async def channel() -> AsyncIterator[Channel]:
    """The far end."""
    async with Channel(lambda: BEGINS) as far_end:
        far_end.expects_token = False
        yield far_end


@pytest.fixture
def ground(sqlite_url: str, key_file: Path, channel: Channel) -> Ground:
    """The sample board in a file, everybody within reach."""
    return ground_on(sqlite_url, key_file, channel)


@pytest.fixture(params=["sqlite_url", "postgres_board"], ids=["sqlite", "postgresql"])
def any_url(request: pytest.FixtureRequest) -> str:
    """The sample board in a database of each kind."""
    made: str = request.getfixturevalue(request.param)
    return made


@pytest.fixture
def any_ground(any_url: str, key_file: Path, channel: Channel) -> Ground:
    """The same in a database of each kind."""
    return ground_on(any_url, key_file, channel)


def ground_on(url: str, key_file: Path, channel: Channel) -> Ground:
    """Let everybody be reached at this far end, and look at the board as it stands."""
    database = Database.open(url, Keys.load(key_file), machine_now=lambda: BEGINS)
    database.write_now(partial(bring_within_reach, channel=channel), origin=HERE)
    board = database.read_now(board_of)
    members = database.read_now(lambda snapshot: snapshot.people.members())
    database.close_now()
    return Ground(url, key_file, channel, board, members)
