"""Brings a database to the tables of this program; safe where several processes try at once."""

import sys
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text

from storage.engines import our_words
from storage.errors import DatabaseTooNew

if TYPE_CHECKING:
    from alembic.config import Config

_VERSION = text("SELECT version_num FROM alembic_version")
_FOLDER = Path(__file__).parent / "migrations"
_LOCK = 7_201_001


def migrate(engine: Engine) -> None:
    """Run what is missing, in one transaction that only one process can be in.

    There is no way back down: go forward, or restore. Raises DatabaseTooNew or
    DatabaseUnavailable.
    """
    with our_words(), engine.connect() as connection, connection.begin():
        lock_for_migration(connection)
        current = revision_of(connection)
        if current == head():
            return
        if current is not None and not is_known(current):
            raise DatabaseTooNew(f"the database is at {current}, this program at {head()}")
        upgrade(connection, "head")


def lock_for_migration(connection: Connection) -> None:
    """Until the end of its transaction nobody else migrates this database."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})


def upgrade(connection: Connection, revision: str) -> None:
    """Bring the tables up to a revision, in the transaction of this connection."""
    # Alembic is a tenth of what the bot would load, and is needed here only.
    from alembic import command  # noqa: PLC0415

    command.upgrade(config(connection), revision)


def is_at_head(connection: Connection) -> bool:
    """Whether the tables are those of this program."""
    return revision_of(connection) == head()


def revision_of(connection: Connection) -> str | None:
    """The revision of a database's tables; None where there are none."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    revision: str | None = connection.execute(_VERSION).scalar()
    return revision


def is_known(revision: str) -> bool:
    """Whether this program has a way from this revision to its own."""
    return revision in _revisions()


def config(connection: Connection | None = None) -> "Config":
    """How the migrations are found; they run on the connection given."""
    from alembic.config import Config  # noqa: PLC0415 - as above

    found = Config(stdout=sys.stdout)  # its own default is that of the first import
    found.set_main_option("script_location", str(_FOLDER).replace("%", "%%"))
    found.attributes["connection"] = connection
    return found


@cache
def head() -> str:
    """The revision of this program's tables: the last file of the migrations is named after it."""
    return max(_revisions())


@cache
def _revisions() -> frozenset[str]:
    files = (_FOLDER / "versions").glob("[0-9]*.py")
    return frozenset(each.name.partition("_")[0] for each in files)
