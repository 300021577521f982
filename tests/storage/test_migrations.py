"""The tables come about by migrations alone, whoever runs them and however often."""

from pathlib import Path

import pytest
from alembic import command
from sqlalchemy import text

from storage.cipher import Keys
from storage.database import Database
from storage.errors import DatabaseTooNew
from storage.migrate import config, head
from tests.storage.builders import NOON
from tests.storage.conftest import Opener


def test_the_tables_migrated_to_are_those_of_the_models(url: str, opener: Opener):
    with opener(url)._engine.connect() as connection:
        command.check(config(connection))


async def test_a_database_is_ready_only_once_it_is_migrated(empty_url: str, opener: Opener):
    database = opener(empty_url)

    before = await database.ready()
    database.migrate()

    assert not before
    assert await database.ready()


def test_migrating_twice_changes_nothing(empty_url: str, opener: Opener):
    database = opener(empty_url)

    database.migrate()
    database.migrate()

    with database._engine.connect() as connection:
        command.check(config(connection))


def test_a_database_of_a_newer_program_is_refused(url: str, keys: Keys):
    database = Database.open(url, keys, machine_now=lambda: NOON)
    with database._engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(DatabaseTooNew, match=f"9999.*{head()}"):
        database.migrate()

    database.close_now()


def test_no_migration_promises_a_way_back():
    """Going back would throw records away: the way is forward, or a restored backup."""
    versions = Path(__file__).parents[2] / "storage" / "migrations" / "versions"

    assert not [each.name for each in versions.glob("*.py") if "def downgrade" in each.read_text()]
