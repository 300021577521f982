"""Reads a PNG as far as an icon has to be looked at: 8 bits for each of red, green, blue, alpha."""

import struct
import zlib
from dataclasses import dataclass
from typing import Final

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_CHANNELS: Final = {2: 3, 6: 4}
_HEAD: Final = struct.Struct(">IIBBBBB")


class NoPicture(Exception):
    """The bytes are no PNG, or one of a kind that is not read here; the message says which."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture's size and its pixels, row by row: red, green, blue, and alpha where it has one."""

    width: int
    height: int
    channels: int
    pixels: bytes

    @property
    def has_alpha(self) -> bool:
        """It can be seen through where it says so."""
        return self.channels == 4  # noqa: PLR2004 - red, green, blue, alpha

    def dots(self) -> list[tuple[int, ...]]:
        """Give every pixel as its channels."""
        step = self.channels
        return [tuple(self.pixels[at : at + step]) for at in range(0, len(self.pixels), step)]


def read_picture(content: bytes) -> Picture:
    """Read a PNG. Raises NoPicture where it is damaged or of another kind."""
    if not content.startswith(SIGNATURE):
        raise NoPicture("it is no PNG")
    try:
        parts = _parts(content[len(SIGNATURE) :])
        head = _HEAD.unpack(parts[0][1])
        width, height, depth, kind, *how = head
        packed = b"".join(body for name, body in parts if name == b"IDAT")
    except (IndexError, struct.error):
        raise NoPicture("it is damaged") from None
    if depth != 8 or kind not in _CHANNELS or any(how):  # noqa: PLR2004 - bits for each channel
        raise NoPicture("save it as PNG with 8 bits for each of red, green, blue and alpha")
    channels = _CHANNELS[kind]
    expected = height * (width * channels + 1)
    unpacker = zlib.decompressobj()
    try:
        raw = unpacker.decompress(packed, expected + 1)
    except zlib.error:
        raise NoPicture("it is damaged") from None
    if len(raw) != expected:
        raise NoPicture("it is damaged")
    return Picture(width, height, channels, _unfiltered(raw, width * channels, channels))


def _parts(rest: bytes) -> list[tuple[bytes, bytes]]:
    """Every chunk by its name, each with the checksum that it says it has."""
    parts: list[tuple[bytes, bytes]] = []
    while rest:
        [length] = struct.unpack_from(">I", rest)
        name, body = rest[4:8], rest[8 : 8 + length]
        if struct.unpack_from(">I", rest, 8 + length) != (zlib.crc32(name + body),):
            raise NoPicture("it is damaged")
        parts.append((name, body))
        rest = rest[12 + length :]
    return parts


def _unfiltered(raw: bytes, width: int, step: int) -> bytes:
    """Undo what each row says of itself and its neighbours (PNG, section 9)."""
    rows: list[bytes] = []
    above = bytes(width)
    for at in range(0, len(raw), width + 1):
        filtered = bytearray(raw[at + 1 : at + 1 + width])
        _undo(raw[at], filtered, above, step)
        above = bytes(filtered)
        rows.append(above)
    return b"".join(rows)


def _undo(kind: int, row: bytearray, above: bytes, step: int) -> None:
    for at, value in enumerate(row):
        left = row[at - step] if at >= step else 0
        corner = above[at - step] if at >= step else 0
        row[at] = (value + _guess(kind, left, above[at], corner)) & 0xFF


def _guess(kind: int, left: int, up: int, corner: int) -> int:
    match kind:
        case 0:
            return 0
        case 1:
            return left
        case 2:
            return up
        case 3:
            return (left + up) // 2
        case 4:
            near = left + up - corner
            return min((left, up, corner), key=lambda each: abs(near - each))
        case _:
            raise NoPicture("it is damaged")
