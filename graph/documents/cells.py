"""Cells of a spreadsheet. What was typed is always text: nothing of it is ever worked out."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal
from xml.sax.saxutils import escape

from openpyxl.cell.cell import Cell
from openpyxl.styles import Alignment, Border, Font, PatternFill
from openpyxl.styles import Side as Edge
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from graph.documents.styles import BAND, INK, LINE
from graph.documents.words import fit, short_day

DAY: Final = "[$-809]d mmm yyyy"
NUMBER: Final = "#,##0"
TEXT: Final = "General"
"""Not `@`, in which some versions of Excel show more than 255 characters as `####`."""
_DAY_NOUGHT: Final = date(1899, 12, 30)
_FIRST_DAY: Final = date(1900, 3, 1)
"""Excel takes 1900 for a leap year: earlier days are one off, or none, and are written as words."""
_LONGEST: Final = 32_000
"""Characters in a cell; Excel takes 32,767."""
_LINE_HEIGHT, _HIGHEST = 13, 409
"""Of a row, in points; Excel takes no more."""
_SPACE, _SMALL, _CAPITAL = 0.55, 0.72, 1.15
"""What letters take of a column's width in characters."""
_WOULD_RUN: Final = re.compile(r"[\s'\"\u200b\ufeff]*[=+\-@|%\uff1d\uff0b\uff0d\uff20]")
"""What a spreadsheet takes for a formula when the cell is edited, or comes back from a CSV file."""
_CODE: Final = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


@dataclass(frozen=True, slots=True)
class Formula:
    """Something to work out, of our own words only, and what it comes to as things stand."""

    text: str
    shown: int


@dataclass(frozen=True, slots=True)
class Look:
    """The numbers of a style in the workbook; `quoted` also says that the cell is text."""

    plain: int
    quoted: int


Value = str | int | date | Formula | None
Side = Literal["left", "right"]


@dataclass(frozen=True, slots=True)
class Looks:
    """The styles that our sheets are set in."""

    text: Look
    day: Look
    number: Look
    head: Look
    head_of_numbers: Look
    title: Look
    note: Look

    def of(self, value: Value) -> Look:
        """How a value stands among the rows."""
        if isinstance(value, date):
            return self.day
        return self.text if isinstance(value, str | None) else self.number


def looks_for(sheet: Worksheet) -> Looks:
    """Make the styles known to the workbook."""
    body, strong = Font(name="Arial", size=10), Font(name="Arial", size=10, bold=True)
    large = Font(name="Arial", size=12, bold=True, color=INK)
    return Looks(
        text=_look(sheet, body, TEXT),
        day=_look(sheet, body, DAY),
        number=_look(sheet, body, NUMBER, side="right"),
        head=_look(sheet, strong, TEXT, band=True),
        head_of_numbers=_look(sheet, strong, TEXT, side="right", band=True),
        title=_line(sheet, large),
        note=_line(sheet, body),
    )


def lines_of(text: str, width: float) -> int:
    """How many lines a text takes in a column, rather too many than too few."""
    if len(text) * _CAPITAL <= width and "\n" not in text:
        return 1
    return sum(_wrapped(line, width) for line in fit(text).split("\n"))


def _wrapped(line: str, width: float) -> int:
    """Word after word; one that is wider than the column is broken."""
    lines, used = 1, 0.0
    for word in line.split(" "):
        wide = _width(word)
        if used and used + wide > width:
            lines, used = lines + 1, 0.0
        lines += int(wide / width)
        used += wide % width + _SPACE
    return lines


def _width(word: str) -> float:
    if not word.isascii():
        return 2.0 * len(word)
    if word.islower():
        return len(word) * _SMALL
    return sum(_SMALL if each.islower() else _CAPITAL for each in word)


def row_xml(number: int, cells: Iterable[tuple[Value, Look]], lines: int = 1) -> str:
    """A row of a sheet, high enough for so many lines: not every program looks for itself."""
    made = (
        _cell(f"{get_column_letter(column)}{number}", value, look)
        for column, (value, look) in enumerate(cells, 1)
    )
    height = min(lines * _LINE_HEIGHT + 2, _HIGHEST)
    return f'<row r="{number}" ht="{height}">{"".join(made)}</row>'


def _cell(place: str, value: Value, look: Look) -> str:
    if isinstance(value, date) and value < _FIRST_DAY:
        value = short_day(value)
    if isinstance(value, str):
        return _text(place, value, look)
    head = f'<c r="{place}" s="{look.plain}"'
    if value is None:
        return f"{head}/>"
    if isinstance(value, Formula):
        return f"{head}><f>{escape(value.text)}</f><v>{value.shown}</v></c>"
    number = (value - _DAY_NOUGHT).days if isinstance(value, date) else value
    return f"{head}><v>{number}</v></c>"


def _text(place: str, value: str, look: Look) -> str:
    text = fit(value)
    if len(text) > _LONGEST:
        text = f"{text[:_LONGEST]}\u2026"
    style = look.quoted if _WOULD_RUN.match(text) else look.plain
    content = escape(_CODE.sub("_x005F_", text) if "_x" in text else text)
    start = f'<c r="{place}" s="{style}" t="inlineStr">'
    return f'{start}<is><t xml:space="preserve">{content}</t></is></c>'


def _look(
    sheet: Worksheet, font: Font, form: str, *, side: Side = "left", band: bool = False
) -> Look:
    indent = 1 if side == "right" else 0

    def dressed(cell: Cell) -> None:
        cell.font, cell.number_format = font, form
        wraps = form != NUMBER
        cell.alignment = Alignment(side, "top", wrap_text=wraps, indent=indent)
        cell.border = Border(bottom=Edge("thin", color=LINE))
        if band:
            cell.fill = PatternFill("solid", fgColor=BAND)

    return _numbers(sheet, dressed)


def _line(sheet: Worksheet, font: Font) -> Look:
    """Text that runs on over the cells beside it."""

    def dressed(cell: Cell) -> None:
        cell.font, cell.number_format = font, TEXT

    return _numbers(sheet, dressed)


def _numbers(sheet: Worksheet, dress: Callable[[Cell], None]) -> Look:
    """Two cells, since a style that the workbook knows is changed by changing its cell."""
    plain, quoted = Cell(sheet, row=1, column=1), Cell(sheet, row=1, column=1)
    dress(plain)
    dress(quoted)
    quoted.quotePrefix = True
    return Look(plain.style_id, quoted.style_id)
