"""The bytes to be filed, read piece by piece, and what tells them from others."""

import asyncio
import base64
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol

_PIECE: Final = 1024 * 1024
_BLOCK: Final = 160
"""Bytes after which the places of quickXorHash come round again."""
_STEP: Final = 11
_WIDTH: Final = 160
_WIDTH_MASK: Final = (1 << _WIDTH) - 1


class Content(Protocol):
    """Bytes that can be read from any place again and again, off the event loop."""

    @property
    def size(self) -> int:
        """Bytes in all."""

    def read(self, start: int, length: int) -> bytes:
        """Give the bytes from there on, fewer at the end."""


@dataclass(frozen=True, slots=True)
class Bytes:
    """What is in memory already."""

    held: bytes

    @property
    def size(self) -> int:
        """Bytes in all."""
        return len(self.held)

    def read(self, start: int, length: int) -> bytes:
        """Give the bytes from there on."""
        return self.held[start : start + length]


@dataclass(frozen=True, slots=True)
class FileContent:
    """A file, never read whole."""

    path: Path

    @property
    def size(self) -> int:
        """Bytes in all."""
        return self.path.stat().st_size

    def read(self, start: int, length: int) -> bytes:
        """Give the bytes from there on."""
        with self.path.open("rb") as file:
            file.seek(start)
            return file.read(length)


@dataclass(frozen=True, slots=True)
class Document:
    """Content with its size in bytes, its sha256 (hex) and its quickXorHash (base64)."""

    content: Content
    size: int
    sha256: str
    quick_xor: str

    async def read(self, start: int, length: int) -> bytes:
        """Give the bytes from there on, read on a thread.

        Raises:
            ValueError: there are fewer than there were.
        """
        piece = await asyncio.to_thread(self.content.read, start, length)
        if len(piece) != min(length, self.size - start):
            raise ValueError("the content changed while it was being filed")
        return piece


class QuickXor:
    """The hash by which SharePoint knows a file.

    Each byte is XORed in eleven bits further round a register of 160 bits, then the length. Bytes
    160 apart meet in the same place, so pieces are folded onto 160 bytes as whole numbers first.
    Source: Microsoft Learn, "QuickXorHash Algorithm".
    """

    def __init__(self) -> None:
        self._folded = 0
        self._size = 0

    def update(self, piece: bytes) -> None:
        """Take more bytes."""
        lead = self._size % _BLOCK
        number = int.from_bytes(piece, "little") << (8 * lead)
        blocks = -(-(lead + len(piece)) // _BLOCK)
        while blocks > 1:
            blocks = -(-blocks // 2)
            half = blocks * _BLOCK * 8
            number = (number >> half) ^ (number & ((1 << half) - 1))
        self._folded ^= number
        self._size += len(piece)

    def base64(self) -> str:
        """Give the hash as Graph writes it."""
        register = 0
        for index, byte in enumerate(self._folded.to_bytes(_BLOCK, "little")):
            moved = byte << (index * _STEP % _WIDTH)
            register ^= (moved & _WIDTH_MASK) ^ (moved >> _WIDTH)
        register ^= self._size << (_WIDTH - 64)
        return base64.b64encode(register.to_bytes(_WIDTH // 8, "little")).decode()


async def document_of(content: bytes | Path | Content) -> Document:
    """Read the content through once, on a thread."""
    return await asyncio.to_thread(_document, content_of(content))


def content_of(given: bytes | Path | Content) -> Content:
    """Give bytes, and the file of a path, as content."""
    if isinstance(given, bytes):
        return Bytes(given)
    return FileContent(given) if isinstance(given, Path) else given


def pieces(content: Content) -> Iterator[bytes]:
    """Read it through, a megabyte at a time."""
    start, size = 0, content.size
    while start < size and (piece := content.read(start, _PIECE)):
        yield piece
        start += len(piece)


def _document(content: Content) -> Document:
    strong, quick, size = hashlib.sha256(), QuickXor(), 0
    for piece in pieces(content):
        strong.update(piece)
        quick.update(piece)
        size += len(piece)
    return Document(content, size, strong.hexdigest(), quick.base64())
