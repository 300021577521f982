"""An Excel workbook: its sheets and their print set-up by openpyxl, their rows by ourselves.

Five thousand rows written cell by cell take openpyxl two seconds of CPU, and it takes any text
that begins with `=` for a formula. Here rows are written as text, and a formula is only what is a
`Formula`. With it goes what it comes to, for whatever shows a file without working it out.
"""

import re
from collections.abc import Collection, Sequence
from datetime import UTC, date, datetime
from functools import partial
from io import BytesIO
from typing import Final
from zipfile import ZipFile

from openpyxl import Workbook
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from board.tiers import Tier
from graph.documents.cells import Look, Looks, Value, lines_of, looks_for, row_xml
from graph.documents.package import AUTHOR, LANGUAGE, SHORT, sealed
from graph.documents.words import fit, shortened

_A4: Final = 9
_HEAD_ROOM: Final = 0.8
"""Bold words are wider, and those above numbers are indented."""
_NO_ROWS: Final = re.compile(rb"<sheetData\s*/>|<sheetData></sheetData>")
_DIMENSION: Final = re.compile(rb'(<dimension ref=")[^"]*"')


class Book:
    """A workbook that is written sheet after sheet."""

    def __init__(self, title: str, *, tier: Tier, made_at: datetime) -> None:
        self._workbook = Workbook()
        self._title, self._tier = fit(title), tier
        self._sheets: list[Sheet] = []
        about = self._workbook.properties
        about.title, about.language, about.keywords = self._title, LANGUAGE, tier.marking
        about.creator = about.lastModifiedBy = AUTHOR
        about.created = about.modified = made_at.astimezone(UTC).replace(tzinfo=None)

    def sheet(self, name: str, widths: Sequence[float], *, landscape: bool = False) -> "Sheet":
        """A sheet to be written, marked, and set up for printing on A4 paper."""
        first = self._workbook.active if not self._sheets else None
        made = first if isinstance(first, Worksheet) else self._workbook.create_sheet()
        made.title = name
        for column, width in enumerate(widths, 1):
            made.column_dimensions[get_column_letter(column)].width = width
        made.page_setup.orientation = "landscape" if landscape else "portrait"
        made.page_setup.paperSize = _A4
        made.page_setup.fitToWidth, made.page_setup.fitToHeight = 1, 0
        made.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        made.page_margins = PageMargins(0.4, 0.4, 0.75, 0.75, header=0.3, footer=0.3)
        self._mark(made)
        self._sheets.append(Sheet(made, looks_for(made), widths))
        return self._sheets[-1]

    def _mark(self, sheet: Worksheet) -> None:
        above, below = sheet.oddHeader, sheet.oddFooter
        assert above is not None  # noqa: S101 - a new sheet has both
        assert below is not None  # noqa: S101
        above.center.text = below.center.text = self._tier.marking
        below.left.text = shortened(self._title, SHORT).replace("&", "&&")
        below.right.text = "Page &P of &N"

    def name_range(self, name: str, place: str) -> None:
        """Give some cells a name that formulas can use."""
        self._workbook.defined_names[name] = DefinedName(name, attr_text=place)

    def to_bytes(self) -> bytes:
        """The file."""
        buffer = BytesIO()
        ExcelWriter(self._workbook, ZipFile(buffer, "w")).save()
        changes = {
            f"xl/worksheets/sheet{number}.xml": partial(_filled, rows=sheet.rows_xml, to=sheet.end)
            for number, sheet in enumerate(self._sheets, 1)
        }
        return sealed(buffer.getvalue(), changes)


class Sheet:
    """A sheet that is written row after row; `at` has the openpyxl sheet for its set-up."""

    def __init__(self, at: Worksheet, looks: Looks, widths: Sequence[float]) -> None:
        self.at, self.looks, self._widths = at, looks, widths
        self._rows: list[str] = []
        self._columns = 1

    @property
    def row(self) -> int:
        """The number of the last row that was written."""
        return len(self._rows)

    @property
    def end(self) -> str:
        """The last cell."""
        return f"{get_column_letter(self._columns)}{max(self.row, 1)}"

    @property
    def rows_xml(self) -> str:
        """Everything that was written."""
        return "".join(self._rows)

    def add(self, *values: Value) -> None:
        """Write the next row; without values it stays empty."""
        self._add([(each, self.looks.of(each)) for each in values])

    def line(self, text: str, look: Look) -> None:
        """Write a row with one text, that runs on over the cells beside it."""
        self._rows.append(row_xml(self.row + 1, [(text, look)]))

    def head(self, *titles: str, numbers: Collection[str] = ()) -> None:
        """Write the names of the columns; those of `numbers` stand above numbers."""
        looks = self.looks
        self._add([(each, looks.head_of_numbers if each in numbers else looks.head)
                   for each in titles])  # fmt: skip

    def _add(self, cells: Sequence[tuple[Value, Look]]) -> None:
        self._columns = max(self._columns, len(cells))
        lines = (
            lines_of(value, width if look is self.looks.text else width * _HEAD_ROOM)
            for (value, look), width in zip(cells, self._widths, strict=False)
            if isinstance(value, str)
        )
        self._rows.append(row_xml(self.row + 1, cells, max(lines, default=1)))


def holidays_sheet(book: Book, holidays: Sequence[date], name: str) -> None:
    """The days that working days are counted over, under a name for formulas."""
    sheet = book.sheet("Bank holidays", [24])
    sheet.head("Bank holiday")
    for day in sorted(set(holidays)):
        sheet.add(day)
    sheet.at.freeze_panes = "A2"
    book.name_range(name, f"'Bank holidays'!$A$2:$A${sheet.row}")


def _filled(part: bytes, *, rows: str, to: str) -> bytes:
    data = f"<sheetData>{rows}</sheetData>".encode()
    filled, found = _NO_ROWS.subn(lambda _: data, part, count=1)
    if not found:
        raise ValueError("openpyxl wrote rows of its own")
    return _DIMENSION.sub(rb"\g<1>A1:" + to.encode() + b'"', filled, count=1)
