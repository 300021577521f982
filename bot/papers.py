"""Having documents filed and meetings put into the calendar: what a deed leaves for the filer."""

import asyncio
from datetime import datetime
from functools import partial
from io import BytesIO
from typing import IO, Final

from pydantic import TypeAdapter

from board.documents import Document, forum_by_key
from board.errors import BoardError
from board.facts import Fact, Notice
from board.known_names import KnownNames
from board.meetings import Meeting
from bot.outgoing import demand_fit_file
from cards.filing_views import CheckLine
from storage.database import Database
from storage.documents import PART
from storage.outbox import GRAPH
from storage.unit import Origin, Snapshot, Unit

FILE: Final = "file"
BOOK: Final = "calendar_event"
CHECK: Final = "check"
FILED: Final = "file_filed"
HELD: Final = "file_held"
CHECKED: Final = "check_result"
WELCOME: Final = "welcome"
THING: Final = "file"
_WHERE: Final = "@"
"""What parts a posted thing from its place, and a channel's id from its host."""
CHECK_LINES: Final = TypeAdapter(tuple[CheckLine, ...])
"""How what a check found is kept."""
_LARGE: Final = 4 * PART
"""Bytes beyond which a unit of work would hold up the next one."""


def welcome_of(channel: str) -> str:
    """The welcome of a channel as a posted thing."""
    return f"{WELCOME}:{channel.partition(_WHERE)[0]}"


class Stored:
    """The bytes of a document as they are kept, opened a part at a time. See `graph.content`."""

    def __init__(self, database: Database, document: Document) -> None:
        self._database = database
        self._document = document
        self._last = (-1, b"")

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self._document.size

    def read(self, start: int, length: int) -> bytes:
        """Give the bytes from there on, fewer at the end."""
        end = min(start + length, self.size)
        pieces = []
        for number in range(start // PART, -(-end // PART)):
            first = number * PART
            pieces.append(self._part(number)[max(0, start - first) : end - first])
        return b"".join(pieces)

    def _part(self, number: int) -> bytes:
        """One part; the last one is at hand, for what is sent is read in small pieces."""
        if self._last[0] != number:
            look = partial(_part_of, self._document, number)
            self._last = (number, self._database.read_now(look, name="document part"))
        return self._last[1]


def file_document(unit: Unit, document: Document, content: bytes, now: datetime) -> bool:
    """Keep a document and have it filed in its forum's files; False where that is so already.

    Raises BoardError where it may not be filed there, or is another one of the same key. What
    has more than a few megabytes goes through `file_large`.
    """
    if not _is_new(document, unit):
        return False
    unit.documents.put(document, content)
    unit.tell([_filing(document)], now, lane=GRAPH)
    return True


async def file_large(
    database: Database, document: Document, content: bytes, now: datetime, *, origin: Origin
) -> bool:
    """As `file_document`, a part in each unit, so that no other unit waits for all of it."""
    if len(content) <= _LARGE:
        whole = partial(file_document, document=document, content=content, now=now)
        return await database.write(whole, origin=origin, name="file")
    source = BytesIO(content)
    return await file_stream(database, document, source, now, origin=origin)


async def file_stream(
    database: Database,
    document: Document,
    source: IO[bytes],
    now: datetime,
    *,
    origin: Origin,
    fact: Fact | None = None,
) -> bool:
    """As `file_large`, from an open file that is at its beginning; `fact` goes with what is new."""
    if not await database.read(partial(_is_new, document), name="look for document"):
        return False
    for number in range(-(-document.size // PART)):
        piece = await asyncio.to_thread(source.read, PART)
        part = partial(_put_part, document, number, piece)
        await database.write(part, origin=origin, name="document part")
    return await database.write(partial(_add, document, now, fact), origin=origin, name="file")


def names_in_files(snapshot: Snapshot) -> KnownNames:
    """The names that may stand in a file's name: agencies' own, and nobody's."""
    agencies = snapshot.people.agencies()
    names = (name for each in agencies for name in (each.name, each.short_name))
    return KnownNames.of(people=(), organisations=names)


def schedule(meeting: Meeting, now: datetime) -> Notice:
    """Have the calendar follow a meeting that was planned, moved or called off (lane GRAPH)."""
    key = f"calendar:{meeting.ref}"
    return Notice(BOOK, key, meeting.ref, f"{key}:{now.isoformat()}")


def is_behind(document: Document, snapshot: Snapshot) -> bool:
    """An earlier version of the same file is still to be filed: they keep their order."""
    earlier = snapshot.documents.earlier_of(document)
    return bool(earlier) and snapshot.outbox.pending([_key_of(each) for each in earlier])


def drop_document(unit: Unit, key: str) -> None:
    """Somebody has decided that a document is not to be filed: its bytes go."""
    document = unit.documents.get(key)
    if document is not None:
        unit.documents.drop(document)


def thing_of(document: Document) -> str:
    """By what the post about a document is found again."""
    return f"{THING}:{document.key}"


def _is_new(document: Document, snapshot: Snapshot) -> bool:
    """Whether it is to be kept; raises where it may not be filed, or differs from what is kept."""
    forum = forum_by_key(document.forum)
    demand_fit_file(document, forum, known_names=names_in_files(snapshot))
    kept = snapshot.documents.get(document.key)
    if kept is not None and kept.sha256 != document.sha256:
        raise BoardError("file_known")
    return kept is None


def _put_part(document: Document, number: int, piece: bytes, unit: Unit) -> None:
    unit.documents.put_part(document, number, piece)


def _add(document: Document, now: datetime, fact: Fact | None, unit: Unit) -> bool:
    if not unit.documents.add(document):
        return False
    if fact is not None:
        unit.record(fact)
    unit.tell([_filing(document)], now, lane=GRAPH)
    return True


def _filing(document: Document) -> Notice:
    return Notice(FILE, f"files:{document.forum}", document.key, _key_of(document))


def _key_of(document: Document) -> str:
    return f"{FILE}:{document.key}"


def _part_of(document: Document, number: int, snapshot: Snapshot) -> bytes:
    return snapshot.documents.part(document, number)
