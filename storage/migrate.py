"""Brings a database to the tables of this program; safe where several processes try at once."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from storage.errors import DatabaseTooNew

_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_201_001


def migrate(engine: Engine) -> None:
    """Run what is missing, in one transaction that only one process can be in.

    There is no way back down: go forward, or restore. Raises DatabaseTooNew.
    """
    with engine.connect() as connection, connection.begin():
        if connection.dialect.name == "postgresql":
            connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        current = _current(connection)
        if current == head():
            return
        if current is not None and current not in _revisions():
            raise DatabaseTooNew(f"the database is at {current}, this program at {head()}")
        command.upgrade(config(connection), "head")


def is_at_head(connection: Connection) -> bool:
    """Whether the tables are those of this program."""
    return _current(connection) == head()


def config(connection: Connection | None = None) -> Config:
    """How the migrations are found; they run on the connection given."""
    found = Config()
    found.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


@cache
def head() -> str | None:
    """The revision of this program's tables."""
    return ScriptDirectory.from_config(config()).get_current_head()


@cache
def _revisions() -> frozenset[str]:
    walked = ScriptDirectory.from_config(config()).walk_revisions()
    return frozenset(each.revision for each in walked)


def _current(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()
