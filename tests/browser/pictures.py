"""Pictures of cards for the documents: written only where PICTURES=1 asks for it, and small."""

import os
import struct
import zlib
from collections import Counter
from pathlib import Path

from tests.browser.teams import Teams

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
WANTED = os.environ.get("PICTURES") == "1"

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_HEADER = ">IIBBBBB"
_RGB = 3  # bytes for each pixel, as Chromium writes a page without holes
_MOST = 32


async def picture(person: Teams, name: str, containing: str | None = None) -> None:
    """Take the newest card (with these words), as on a desk and, `-narrow`, as on a phone."""
    if WANTED:
        for path in await person.picture(IMAGES / f"{name}.png", containing):
            make_small(path)


async def window(person: Teams, name: str) -> None:
    """Take the whole window."""
    if WANTED:
        await person.page.screenshot(path=IMAGES / f"{name}.png", animations="disabled")
        make_small(IMAGES / f"{name}.png")


def make_small(path: Path) -> None:
    """Write a picture of Chromium anew with one byte for each pixel.

    A card has few colours: the most used ones are kept, each other becomes the nearest of them.
    """
    width, height, rows = _read(path.read_bytes())
    pixels = [row[at : at + _RGB] for row in rows for at in range(0, width * _RGB, _RGB)]
    used = Counter(pixels)
    kept = [colour for colour, _ in used.most_common(_MOST)]
    index = {colour: _nearest(colour, kept) for colour in used}
    index |= {colour: number for number, colour in enumerate(kept)}
    flat = bytes(index[pixel] for pixel in pixels)
    lines = b"".join(b"\0" + flat[at : at + width] for at in range(0, len(flat), width))
    header = struct.pack(_HEADER, width, height, 8, 3, 0, 0, 0)
    parts = (
        (b"IHDR", header),
        (b"PLTE", b"".join(kept)),
        (b"IDAT", zlib.compress(lines, 9)),
        (b"IEND", b""),
    )
    path.write_bytes(_SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts))


def _nearest(colour: bytes, kept: list[bytes]) -> int:
    def far(number: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(colour, kept[number], strict=True))

    return min(range(len(kept)), key=far)


def _read(png: bytes) -> tuple[int, int, list[bytes]]:
    """Width, height and the rows of a picture with eight bits for red, green and blue."""
    chunks, at = [], len(_SIGNATURE)
    while at < len(png):
        (length,) = struct.unpack_from(">I", png, at)
        chunks.append((png[at + 4 : at + 8], png[at + 8 : at + 8 + length]))
        at += 12 + length
    width, height, *form = struct.unpack(_HEADER, chunks[0][1])
    assert form == [8, 2, 0, 0, 0], f"not a picture as Chromium writes it: {form}"
    filtered = zlib.decompress(b"".join(data for kind, data in chunks if kind == b"IDAT"))
    taken = width * _RGB + 1
    rows = [bytes(taken - 1)]
    for at in range(0, height * taken, taken):
        rows.append(_unfiltered(filtered[at], filtered[at + 1 : at + taken], rows[-1]))
    return width, height, rows[1:]


def _unfiltered(kind: int, row: bytes, above: bytes) -> bytes:
    """Undo a row's filter: none, left, up, average or Paeth."""
    done = bytearray(bytes(_RGB) + row)
    corner = bytes(_RGB) + above
    for at in range(_RGB, len(done)):
        left, up, before = done[at - _RGB], corner[at], corner[at - _RGB]
        guess = (0, left, up, (left + up) // 2, _paeth(left, up, before))[kind]
        done[at] = (done[at] + guess) & 0xFF
    return bytes(done[_RGB:])


def _paeth(left: int, up: int, before: int) -> int:
    guess = left + up - before
    return min((left, up, before), key=lambda each: abs(guess - each))


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checked)
