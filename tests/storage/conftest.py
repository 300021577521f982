"""A migrated database of each kind for every test that asks, and keys to seal with."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from storage.cipher import Keys
from storage.database import Database
from tests.postgres import Postgres
from tests.storage.builders import HERE, NOON, people


@dataclass
class Clock:
    """Machine time that a test moves."""

    now: datetime = NOON
    opened: list[Database] = field(default_factory=list)

    def __call__(self) -> datetime:
        return self.now

    def forward(self, by: timedelta) -> None:
        self.now += by


Opener = Callable[[str], Database]


def prepare(url: str, keys: Keys) -> None:
    """Migrate a database and let the small board into it."""
    database = Database.open(url, keys, machine_now=Clock())
    database.migrate()
    database.write_now(people, origin=HERE)
    database.close_now()


@pytest.fixture(scope="session")
def key_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("keys") / "keys"
    Keys.make(path)
    return path


@pytest.fixture(scope="session")
def keys(key_file: Path) -> Keys:
    return Keys.load(key_file)


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory, keys: Keys) -> Path:
    path = tmp_path_factory.mktemp("template") / "board.db"
    prepare(f"sqlite:///{path}", keys)
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: Postgres, keys: Keys) -> str:
    url = postgres.create()
    prepare(url, keys)
    return url.partition("@/")[2].partition("?")[0]


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    path = tmp_path / "board.db"
    shutil.copy(sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def board_on_postgres(postgres: Postgres, migrated_postgres: str) -> Iterator[str]:
    url = postgres.create(migrated_postgres)
    yield url
    postgres.drop(url)


@pytest.fixture(params=["sqlite_url", "board_on_postgres"], ids=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    """A database with the tables and the small board."""
    made: str = request.getfixturevalue(request.param)
    return made


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """A database with nothing in it."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'empty.db'}"
    made: str = request.getfixturevalue("postgres_url")
    return made


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def opener(keys: Keys, clock: Clock) -> Iterator[Opener]:
    """Opens databases that are closed when the test ends."""

    def opened(url: str) -> Database:
        database = Database.open(url, keys, machine_now=clock)
        clock.opened.append(database)
        return database

    yield opened
    for each in clock.opened:
        each.close_now()


@pytest.fixture
def database(url: str, opener: Opener) -> Database:
    return opener(url)
