"""The board in open formats, opened: every table as JSON lines and CSV; documents as files."""

import csv
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Table, select

from storage.backup import moment_of
from storage.cipher import Keys
from storage.documents import Documents
from storage.sealed import Sealed, by_table
from storage.tables import METADATA

LEFT_OUT: Final[Mapping[str, str]] = {
    "blind_tokens": "digests that only this program can compare; what they were made of is here",
    "document_parts": "bytes of documents that wait to be filed: they are files in documents/",
    "replays": "what was answered to a press, for a day",
    "counters": "the last number of each sequence; the references themselves are here",
    "acting": "as whom somebody spoke in a rehearsal",
    "posts": "where a message stands in Teams, to redraw it",
    "conversation_references": "how this bot, and it alone, reaches a chat",
}
"""Tables that are of no use to anybody else, and why."""
_READ_AT_ONCE: Final = 50
_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the export."""

    name: str
    rows: int
    sha256: str


def export_board(url: str, keys: Keys, folder: Path) -> Iterator[Written]:
    """Write everything as it is at one moment into a folder; what is sealed is opened.

    Raises SealBroken or KeyMissing where something does not open.
    """
    _make_folder(folder / "tables")
    with moment_of(url, folder) as connection:
        sealed = by_table()
        for table in METADATA.sorted_tables:
            if table.name not in LEFT_OUT:
                yield from _put_table(connection, keys, table, sealed.get(table, ()), folder)
        yield from _put_documents(connection, keys, folder)


def private_file(path: Path) -> int:
    """A new file for its owner alone, to write to."""
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


def _put_table(
    connection: Connection, keys: Keys, table: Table, sealed: tuple[Sealed, ...], folder: Path
) -> Iterator[Written]:
    lines, sheet = (
        folder / "tables" / f"{table.name}.jsonl",
        folder / "tables" / f"{table.name}.csv",
    )
    rows = 0
    with (
        os.fdopen(private_file(lines), "w", encoding="utf-8") as as_lines,
        os.fdopen(private_file(sheet), "w", encoding="utf-8", newline="") as as_sheet,
    ):
        writer = csv.writer(as_sheet)
        writer.writerow([each.name for each in table.c])
        found = connection.execution_options(stream_results=True).execute(select(table))
        for row in found.yield_per(_READ_AT_ONCE).mappings():
            opened = _opened(keys, dict(row), sealed)
            as_lines.write(json.dumps(opened, ensure_ascii=False) + "\n")
            writer.writerow([_cell(value) for value in opened.values()])
            rows += 1
    for each in (lines, sheet):
        yield Written(str(each.relative_to(folder)), rows, _sha256(each))


def _opened(keys: Keys, row: dict[str, Any], sealed: tuple[Sealed, ...]) -> dict[str, Any]:
    opened = {
        each.column: json.loads(each.open(keys, row)[1])
        for each in sealed
        if row[each.column] is not None
    }
    return {name: opened.get(name, _plain(value)) for name, value in row.items()}


def _plain(value: Any) -> Any:  # noqa: ANN401 - a column's
    match value:
        case datetime() | date():
            return value.isoformat()
        case bytes() | memoryview():
            return bytes(value).hex()
        case _:
            return value


def _cell(value: Any) -> str:  # noqa: ANN401 - a column's
    """What a spreadsheet shows: never a formula, whatever somebody typed."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    return f"'{value}" if value.startswith(_FORMULA) else value


def _put_documents(connection: Connection, keys: Keys, folder: Path) -> Iterator[Written]:
    documents = Documents(connection, keys)
    for number, each in enumerate(documents.waiting(), 1):
        _make_folder(folder / "documents")
        ending = Path(each.name).suffix
        path = folder / "documents" / f"{number:04d}-{each.kind}-{each.meeting}{ending}"
        with os.fdopen(private_file(path), "wb") as file:
            file.write(documents.bytes_of(each))
        yield Written(str(path.relative_to(folder)), 1, each.sha256)


def _make_folder(folder: Path) -> None:
    folder.mkdir(mode=0o700, exist_ok=True)


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
