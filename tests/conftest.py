"""What every test may ask for: a real PostgreSQL, and the same surroundings everywhere."""

import os
import time
from collections.abc import Iterator

import pytest
from hypothesis import settings
from xdist.remote import Producer
from xdist.scheduler import LoadScopeScheduling

from tests import postgres as server
from tests.postgres import Postgres

# A red run is about a change, never about luck. To look for more:
# pytest --hypothesis-profile=search
settings.register_profile("steady", deadline=None, derandomize=True)
settings.register_profile("search", deadline=None, max_examples=2000)
settings.load_profile("steady")


# Tests in these places run on one worker each: they share a Chromium, or LibreOffice's profile.
_TOGETHER = ("tests/browser/", "tests/graph/documents/test_looks.py")


class _Together(LoadScopeScheduling):
    """Tests go to any worker; those of one place to the same. The first to go is the largest."""

    def _split_scope(self, nodeid: str) -> str:
        return next((place for place in _TOGETHER if nodeid.startswith(place)), nodeid)


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadScopeScheduling:
    """By place: the marks for groups that xdist offers go unseen in the names of pytest 9."""
    return _Together(config, log)


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
