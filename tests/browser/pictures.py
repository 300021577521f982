"""Pictures of cards for the documents: written only where PICTURES=1 asks for it, and small."""

import os
import struct
import zlib
from collections import Counter
from pathlib import Path

from manifest.picture import SIGNATURE, read_picture
from tests.browser.teams import Teams

IMAGES = Path(__file__).resolve().parent.parent.parent / "docs" / "images"
WANTED = os.environ.get("PICTURES") == "1"

_HEADER = ">IIBBBBB"
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
    given = read_picture(path.read_bytes())
    assert not given.has_alpha, "not a picture as Chromium writes it"
    width, height = given.width, given.height
    pixels = [bytes(dot) for dot in given.dots()]
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
    path.write_bytes(SIGNATURE + b"".join(_chunk(kind, data) for kind, data in parts))


def _nearest(colour: bytes, kept: list[bytes]) -> int:
    def far(number: int) -> int:
        return sum((one - other) ** 2 for one, other in zip(colour, kept[number], strict=True))

    return min(range(len(kept)), key=far)


def _chunk(kind: bytes, data: bytes) -> bytes:
    checked = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checked)
