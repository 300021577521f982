"""Draws the app's icons anew from the shapes below: SVG to read, PNG to ship."""

import struct
import zlib
from dataclasses import dataclass
from math import cos, hypot, radians, sin
from pathlib import Path

FOLDER = Path(__file__).parent.parent / "manifest"
NIGHT, WHITE = (0x1D, 0x3A, 0x5F), (0xFF, 0xFF, 0xFF)
SEATS = 6
EDGE = 1.0
"""Pixels over which an edge fades; the middle of that is where the shape ends."""

Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Disc:
    """A full circle."""

    x: float
    y: float
    radius: float

    def outside(self, x: float, y: float) -> float:
        """How far a point is outside; negative within."""
        return hypot(x - self.x, y - self.y) - self.radius

    def svg(self) -> str:
        """The same for a reader of SVG."""
        return f'<circle cx="{self.x:g}" cy="{self.y:g}" r="{self.radius:g}"/>'


@dataclass(frozen=True)
class Ring:
    """A circle that is drawn with a pen."""

    x: float
    y: float
    radius: float
    pen: float

    def outside(self, x: float, y: float) -> float:
        """How far a point is outside; negative within."""
        return abs(hypot(x - self.x, y - self.y) - self.radius) - self.pen / 2

    def svg(self) -> str:
        """The same for a reader of SVG."""
        place = f'cx="{self.x:g}" cy="{self.y:g}" r="{self.radius:g}"'
        return f'<circle {place} fill="none" stroke="#fff" stroke-width="{self.pen:g}"/>'


@dataclass(frozen=True)
class Line:
    """A straight line with round ends."""

    start: tuple[float, float]
    end: tuple[float, float]
    pen: float

    def outside(self, x: float, y: float) -> float:
        """How far a point is outside; negative within."""
        (x1, y1), (x2, y2) = self.start, self.end
        across, down = x2 - x1, y2 - y1
        along = ((x - x1) * across + (y - y1) * down) / (across**2 + down**2)
        along = min(1.0, max(0.0, along))
        return hypot(x - x1 - along * across, y - y1 - along * down) - self.pen / 2

    def svg(self) -> str:
        """The same for a reader of SVG."""
        (x1, y1), (x2, y2) = self.start, self.end
        place = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
        return f'<line {place} stroke="#fff" stroke-width="{self.pen:g}" stroke-linecap="round"/>'


Shape = Disc | Ring | Line


@dataclass(frozen=True)
class Icon:
    """White shapes on a ground, or on none."""

    name: str
    size: int
    shapes: tuple[Shape, ...]
    ground: Colour | None = None

    def pixel(self, column: int, row: int) -> tuple[int, int, int, int]:
        """Red, green, blue and alpha where a pixel is."""
        outside = min(each.outside(column + 0.5, row + 0.5) for each in self.shapes)
        cover = min(1.0, max(0.0, 0.5 - outside / EDGE))
        if self.ground is None:
            return (*WHITE, round(255 * cover))
        red, green, blue = (
            round(cover * white + (1 - cover) * below)
            for white, below in zip(WHITE, self.ground, strict=True)
        )
        return red, green, blue, 255

    def rows(self) -> list[bytes]:
        """Every row of pixels, four bytes each."""
        across = range(self.size)
        return [bytes(b for column in across for b in self.pixel(column, row)) for row in across]

    def png(self) -> bytes:
        """The picture that Teams shows."""
        head = struct.pack(">IIBBBBB", self.size, self.size, 8, 6, 0, 0, 0)
        pixels = zlib.compress(b"".join(b"\0" + row for row in self.rows()), 9)
        parts = ((b"IHDR", head), (b"IDAT", pixels), (b"IEND", b""))
        return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*each) for each in parts)

    def svg(self) -> str:
        """The same picture, to be read and to be drawn on."""
        size = f'width="{self.size}" height="{self.size}" viewBox="0 0 {self.size} {self.size}"'
        fill = "#{:02x}{:02x}{:02x}".format(*self.ground) if self.ground else ""
        ground = f'  <rect width="{self.size}" height="{self.size}" fill="{fill}"/>\n'
        shapes = "".join(f"  {each.svg()}\n" for each in self.shapes)
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" {size} fill="#fff">\n'
            f"{ground if fill else ''}{shapes}</svg>\n"
        )


def _chunk(kind: bytes, content: bytes) -> bytes:
    body = kind + content
    return struct.pack(">I", len(content)) + body + struct.pack(">I", zlib.crc32(body))


def board(middle: float, unit: float, pen: float) -> tuple[Shape, ...]:
    """A round table with its seats, and a tick upon it: agreed, and written down."""
    turn = 360 / SEATS
    seats = tuple(
        Disc(
            round(middle + 12.2 * unit * sin(radians(turn * each)), 2),
            round(middle - 12.2 * unit * cos(radians(turn * each)), 2),
            2.3 * unit,
        )
        for each in range(SEATS)
    )
    left, low, right = (
        (middle - 2.9 * unit, middle + 0.1 * unit),
        (middle - 0.8 * unit, middle + 2.2 * unit),
        (middle + 3.1 * unit, middle - 2.2 * unit),
    )
    table = Ring(middle, middle, 7.2 * unit, pen)
    return (*seats, table, Line(left, low, pen), Line(low, right, pen))


ICONS = (
    Icon("color", 192, board(96, 4.1, 8.2), NIGHT),
    Icon("outline", 32, board(16, 1, 1.7)),
)


def main() -> None:
    """Write two files for each icon."""
    for icon in ICONS:
        (FOLDER / f"{icon.name}.png").write_bytes(icon.png())
        (FOLDER / f"{icon.name}.svg").write_text(icon.svg(), encoding="utf-8")


if __name__ == "__main__":
    main()
