"""Restore: a backup into an empty place, and up to this program; all of it or nothing."""

from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, delete, func, insert, inspect, select, text

from storage.backup import light, tables_of
from storage.backup_file import BackupFile, Manifest, opened_backup
from storage.cipher import KeyMissing, Keys
from storage.engines import make_engines, our_words
from storage.errors import BackupDamaged, BackupTooNew, NotEmpty, WrongMode
from storage.migrate import head, is_known, lock_for_migration, upgrade
from storage.settings import Mode

_WRITTEN_AT_ONCE: Final = 50


def restore(url: str, keys: Keys, source: Path, *, mode: Mode) -> Manifest:
    """Bring a backup into an empty place and up to this program; all of it or nothing.

    Raises BackupDamaged, BackupTooNew, KeyMissing, WrongMode, NotEmpty or DatabaseUnavailable.
    """
    with opened_backup(source, keys) as backup:
        manifest = backup.manifest
        _demand_fit(manifest, keys, mode)
        backup.demand_whole()
        writing, reading = make_engines(url, writers=1, readers=1)
        try:
            with our_words(), writing.connect() as connection, connection.begin():
                lock_for_migration(connection)
                if inspect(connection).get_table_names():
                    raise NotEmpty("there is something in this database already")
                upgrade(connection, manifest.revision)
                _bring_in(connection, backup)
                upgrade(connection, "head")
        finally:
            writing.dispose()
            reading.dispose()
    return manifest


def _demand_fit(manifest: Manifest, keys: Keys, mode: Mode) -> None:
    if not is_known(manifest.revision):
        raise BackupTooNew(f"the backup is at {manifest.revision}, this program at {head()}")
    if manifest.birth != mode:
        raise WrongMode(f"this backup is of a database born for {manifest.birth}, not for {mode}")
    if missing := sorted(set(manifest.keys) - keys.ids):
        raise KeyMissing(f"the key {', '.join(missing)} is not in the key file")


def _bring_in(connection: Connection, backup: BackupFile) -> None:
    """The rows into the tables of the backup's own revision, which hold nothing else."""
    tables = backup.manifest.tables
    here = {each.name: set(each.columns) for each in tables_of(connection)}
    if here != {each.name: set(each.columns) for each in tables}:
        raise BackupDamaged("its tables are not those of its revision")
    for table in reversed(tables):
        connection.execute(delete(light(table)))
    for table in tables:
        of, together = light(table), list[dict[str, Any]]()
        names = [name for name, _ in table.columns]
        for row in backup.rows(table):
            together.append(dict(zip(names, row, strict=True)))
            if len(together) == _WRITTEN_AT_ONCE:
                connection.execute(insert(of), together)
                together = []
        if together:
            connection.execute(insert(of), together)
        _demand_all(connection, of, table.rows)
        _go_on_numbering(connection, of)


def _demand_all(connection: Connection, of: Table, rows: int) -> None:
    found = connection.execute(select(func.count()).select_from(of)).scalar_one()
    if found != rows:
        raise BackupDamaged(f"of {rows} rows of {of.name} {found} came in")


def _go_on_numbering(connection: Connection, of: Table) -> None:
    """The next number that PostgreSQL gives out is above those that came in."""
    if connection.dialect.name != "postgresql":
        return
    for column in of.c:
        sequence = connection.execute(
            text("SELECT pg_get_serial_sequence(:table, :column)"),
            {"table": f'"{of.name}"', "column": column.name},
        ).scalar()
        highest = connection.execute(select(func.max(column))).scalar() if sequence else None
        if highest is not None:
            connection.execute(
                text("SELECT setval(:sequence, :highest)"),
                {"sequence": sequence, "highest": highest},
            )
