"""What every test may ask for: a real PostgreSQL, and the same surroundings everywhere."""

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings

from tests import postgres as server
from tests.postgres import Postgres

# A red run is about a change, never about luck. To look for more:
# pytest --hypothesis-profile=search
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("steady")


def pytest_configure() -> None:
    """Let nothing of the person who runs the tests reach them: no settings, no time zone."""
    for name in [name for name in os.environ if name.startswith("MHRMB_")]:
        del os.environ[name]
    # Neither London nor UTC, and half an hour off: local time read anywhere would show.
    os.environ["TZ"] = "America/St_Johns"
    time.tzset()


@pytest.fixture(scope="session")
def postgres() -> Iterator[Postgres]:
    """A PostgreSQL server of this worker's own, started when first asked for."""
    running = server.start()
    yield running
    running.stop()


@pytest.fixture(scope="session")
def postgres_template() -> str | None:
    """The database that the ones below are copied from: none here, so they are empty.

    Override it in a folder's conftest with the name of a database that is migrated already.
    """
    return None


@pytest.fixture
def postgres_url(postgres: Postgres, postgres_template: str | None) -> Iterator[str]:
    """A fresh PostgreSQL database for one test, as an SQLAlchemy URL."""
    url = postgres.create(postgres_template)
    yield url
    postgres.drop(url)


@pytest.fixture(scope="class")
def class_postgres_url(postgres: Postgres, postgres_template: str | None) -> Iterator[str]:
    """A fresh PostgreSQL database for the tests of one class."""
    url = postgres.create(postgres_template)
    yield url
    postgres.drop(url)
