"""Backup: one consistent moment of a database in one file, while others write."""

import os
import secrets
import sqlite3
import tempfile
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Final, cast

from sqlalchemy import (
    Column,
    Connection,
    Engine,
    MetaData,
    Table,
    inspect,
    select,
)

from storage.backup_file import (
    FORMAT,
    KINDS,
    Kept,
    Manifest,
    kind_of,
    put_manifest,
    put_table,
)
from storage.cipher import Keys
from storage.engines import is_there, make_engines, our_words
from storage.errors import DatabaseTooNew, NoBoard, WrongMode
from storage.migrate import head, is_known, revision_of
from storage.sealed import SEALED
from storage.settings import Mode, Settings

_NOT_KEPT: Final = frozenset({"alembic_version"})
_READ_AT_ONCE: Final = 50  # a part of a document is up to a megabyte
_WRITTEN_AT_ONCE: Final = 50
_SEALED_COLUMNS: Final = frozenset((each.table.name, each.column) for each in SEALED)


def back_up(url: str, keys: Keys, target: Path, *, mode: Mode, made_at: datetime) -> Manifest:
    """Write a backup of a database as it is at one moment, whoever writes to it meanwhile.

    What is sealed stays sealed, and no key goes along. The file appears whole or not at all.
    Raises NoBoard, FileExistsError, WrongMode, DatabaseTooNew or DatabaseUnavailable.
    """
    if not is_there(url):
        raise NoBoard("there is no database yet")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(6)}")
    try:
        with moment_of(url, target.parent) as connection:
            revision, birth = _standing(connection, mode)
            handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
            with os.fdopen(handle, "wb") as file:
                with zipfile.ZipFile(file, "w") as archive:
                    manifest = _put_all(archive, connection, keys, revision, birth, made_at)
                file.flush()
                os.fsync(handle)
        os.link(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    return manifest


@contextmanager
def moment_of(url: str, folder: Path) -> Iterator[Connection]:
    """One moment of a database.

    Of SQLite it is a copy of its pages, made in one go: a reader that stays for as long as all
    is written out would hold up the truncation of the journal, and with it every writer.
    """
    with our_words(), _engine(url) as reading:
        if reading.dialect.name != "sqlite":
            with reading.connect() as connection:
                yield connection
            return
        with tempfile.TemporaryDirectory(dir=folder, prefix=".backup-") as place:
            copy = Path(place) / "copy.db"
            _copy_pages(reading, copy)
            with _engine(f"sqlite:///{copy}") as copied, copied.connect() as connection:
                yield connection


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    writing, reading = make_engines(url, writers=1, readers=1)
    try:
        yield reading
    finally:
        writing.dispose()
        reading.dispose()


def _copy_pages(reading: Engine, copy: Path) -> None:
    os.close(os.open(copy, os.O_CREAT | os.O_EXCL | os.O_RDWR, 0o600))
    with reading.connect() as connection:
        driver = cast("sqlite3.Connection", connection.connection.dbapi_connection)
        target = sqlite3.connect(copy)
        try:
            driver.backup(target)
        finally:
            target.close()


def _standing(connection: Connection, mode: Mode) -> tuple[str, Mode]:
    revision = revision_of(connection)
    if revision is None:
        raise NoBoard("there is no board in this database yet")
    if not is_known(revision):
        raise DatabaseTooNew(f"the database is at {revision}, this program at {head()}")
    birth = Settings(connection).birth
    if birth is not mode:
        raise WrongMode(f"this database was born for {birth}, not for {mode}")
    return revision, birth


def _put_all(
    archive: zipfile.ZipFile,
    connection: Connection,
    keys: Keys,
    revision: str,
    birth: Mode,
    made_at: datetime,
) -> Manifest:
    used: set[str] = set()
    kept = tuple(
        put_table(archive, table, _rows(connection, table, used)) for table in tables_of(connection)
    )
    manifest = Manifest(
        format=FORMAT,
        revision=revision,
        birth=str(birth),
        made_at=made_at.isoformat(),
        signed_by=keys.writing_id,
        keys=tuple(sorted(used)),
        tables=kept,
    )
    put_manifest(archive, manifest, keys)
    return manifest


def tables_of(connection: Connection) -> list[Kept]:
    """What is in the database, as it says itself: an older revision has other columns."""
    found = inspect(connection)
    names = (name for name, _ in found.get_sorted_table_and_fkc_names() if name)
    return [
        Kept(
            name,
            tuple((each["name"], kind_of(each["type"])) for each in found.get_columns(name)),
        )
        for name in names
        if name not in _NOT_KEPT
    ]


def _rows(connection: Connection, table: Kept, used: set[str]) -> Iterator[tuple[Any, ...]]:
    of = light(table)
    sealed = [
        at for at, (name, _) in enumerate(table.columns) if (table.name, name) in _SEALED_COLUMNS
    ]
    found = connection.execution_options(stream_results=True).execute(select(of))
    for row in found.yield_per(_READ_AT_ONCE):
        used.update(bytes(row[at])[1:9].hex() for at in sealed if row[at] is not None)
        yield tuple(row)


def light(table: Kept) -> Table:
    """A table with its columns alone, for statements on any revision."""
    columns = (Column(name, KINDS[kind]) for name, kind in table.columns)
    return Table(table.name, MetaData(), *columns)
