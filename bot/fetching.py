"""Fetching a file that somebody handed over, and keeping it for the filer."""

import asyncio
import hashlib
from dataclasses import dataclass
from tempfile import TemporaryFile
from typing import IO, Final

import aiohttp
import structlog

from board.documents import Document, Label, begins_as
from board.errors import BoardError, message
from board.tiers import Tier
from bot.clock import BoardClock
from bot.papers import file_stream
from bot.teams.hosts import ServiceHosts
from bot.turn import ToFetch, Turn
from storage.database import Database
from storage.unit import Origin

log = structlog.get_logger()

MOST: Final = 60 * 1024 * 1024
"""Bytes that a file may have."""
_PIECE: Final = 256 * 1024
_FIRST: Final = 8
"""Bytes by which a file is told to be what its name says."""
_PATIENCE: Final = aiohttp.ClientTimeout(total=240, connect=10, sock_read=30)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What came: its digest (hex) and how many bytes."""

    sha256: str
    size: int


class Fetcher:
    """Fetches files from SharePoint, a piece at a time, so that no file is in memory whole."""

    def __init__(
        self,
        database: Database,
        session: aiohttp.ClientSession,
        hosts: ServiceHosts,
        clock: BoardClock,
        *,
        most: int = MOST,
    ) -> None:
        self._database = database
        self._session = session
        self._hosts = hosts
        self._clock = clock
        self._most = most

    async def take(self, wanted: ToFetch, turn: Turn, origin: Origin) -> str:
        """Fetch it and have it filed; the sentence that tells its sender what became of it."""
        try:
            with TemporaryFile() as kept:
                fetched = await self._fetch(wanted, kept)
                is_new = await self._keep(wanted, fetched, kept, turn, origin)
        except BoardError as refusal:
            log.info("file not taken", code=refusal.code)
            return refusal.sentence
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            # Neither the address nor what the far end said is ours to repeat.
            log.warning("file not fetched", error=type(error).__name__)
            return message("file_lost")
        stem, meeting = wanted.label.name.rpartition(".")[0], wanted.label.meeting
        if not is_new:
            return f"{stem} is with {meeting} already."
        return f"{stem} is being filed with {meeting}. Its link comes in the board's channel."

    async def _fetch(self, wanted: ToFetch, kept: IO[bytes]) -> _Fetched:
        """Into the open file. Raises BoardError where it is not one that is taken."""
        if not self._hosts.allow(wanted.url, with_query=True):
            raise BoardError("file_lost")
        ask = self._session.get(wanted.url, allow_redirects=False, timeout=_PATIENCE)
        async with ask as answer:
            if answer.status != 200:  # noqa: PLR2004 - a redirect leads elsewhere
                raise BoardError("file_lost")
            if (answer.content_length or 0) > self._most:
                raise BoardError("file_size")
            return await self._read(answer.content, wanted.label, kept)

    async def _read(self, content: aiohttp.StreamReader, label: Label, kept: IO[bytes]) -> _Fetched:
        digest, size, beginning = hashlib.sha256(), 0, b""
        async for piece in content.iter_chunked(_PIECE):
            size += len(piece)
            if size > self._most:
                raise BoardError("file_size")
            beginning = (beginning + piece)[:_FIRST] if len(beginning) < _FIRST else beginning
            await asyncio.to_thread(_take_in, piece, digest, kept)
        if not begins_as(label, beginning):
            raise BoardError("file_kind")
        kept.seek(0)
        return _Fetched(digest.hexdigest(), size)

    async def _keep(
        self, wanted: ToFetch, fetched: _Fetched, kept: IO[bytes], turn: Turn, origin: Origin
    ) -> bool:
        now = self._clock.now()
        document = Document.known_by(
            wanted.label, fetched.sha256, fetched.size, forum=wanted.forum, made_at=now
        )
        fact = turn.fact("FileHandedOver", document.key, Tier.T0, meeting=document.meeting)
        return await file_stream(self._database, document, kept, now, origin=origin, fact=fact)


def _take_in(piece: bytes, digest: "hashlib._Hash", kept: IO[bytes]) -> None:
    digest.update(piece)
    kept.write(piece)
