"""Sealing everything under a new key in small units, beside the turns; it goes on where it was."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from storage.database import Database
from storage.sealed import Key, Resealed, by_table
from storage.unit import Origin, Unit

ROWS_LOOKED_AT = 500
"""Rows of which one snapshot looks at the key's id."""
ROWS_TOGETHER = 4
"""Rows sealed anew in one unit, so that it stays below what a unit may take."""
_ORIGIN = Origin(place="cli", trace="")
_PARTS = "document_parts"  # of up to a megabyte each: one at a time


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a table is: rows looked at, values sealed anew, and rows that no key opens."""

    table: str
    looked_at: int
    resealed: int
    broken: tuple[Key, ...] = ()


def reseal_all(database: Database, breathe: Callable[[], None]) -> Iterator[Progress]:
    """Bring everything under the key that writes; after each window of rows, how far it is.

    Nothing is noted of how far it came: what is under the last key says so itself. `breathe`
    is called after each unit, so that those of the turns come first.
    """
    for table in by_table():
        yield from _reseal_table(database, table.name, breathe)


def _reseal_table(
    database: Database, table: str, breathe: Callable[[], None]
) -> Iterator[Progress]:
    after: Key | None = None
    looked_at = resealed = 0
    while True:
        window = database.read_now(
            lambda snapshot, after=after: snapshot.sealed_values.window(  # type: ignore[misc]
                table, after, ROWS_LOOKED_AT
            ),
            name="look for old keys",
        )
        broken: list[Key] = []
        together = 1 if table == _PARTS else ROWS_TOGETHER
        for start in range(0, len(window.old), together):
            done = database.write_now(
                _resealing(table, window.old[start : start + together]), origin=_ORIGIN
            )
            resealed += done.done
            broken += done.broken
            breathe()
        looked_at += window.looked_at
        if window.looked_at:
            yield Progress(table, looked_at, resealed, tuple(broken))
        if window.last is None or window.looked_at < ROWS_LOOKED_AT:
            return
        after = window.last


def _resealing(table: str, keys: tuple[Key, ...]) -> Callable[[Unit], Resealed]:
    def reseal(unit: Unit) -> Resealed:
        return unit.sealed_values.reseal(table, keys)

    return reseal
