"""How tests read a document that was made: as the people do who open it, and part by part."""

import re
from io import BytesIO
from xml.etree import ElementTree as ET
from zipfile import ZipFile

from docx import Document
from docx.document import Document as WordDocument
from openpyxl import Workbook, load_workbook

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def word(made: bytes) -> WordDocument:
    return Document(BytesIO(made))


def excel(made: bytes, *, shown: bool = False) -> Workbook:
    """Open a workbook, with what formulas say or with what they come to."""
    return load_workbook(BytesIO(made), data_only=shown)


def tables(made: bytes) -> list[list[list[str]]]:
    """The tables of a Word document, row by row."""
    return [
        [[cell.text for cell in row.cells] for row in table.rows] for table in word(made).tables
    ]


def texts(made: bytes) -> list[str]:
    """The paragraphs outside tables."""
    return [each.text for each in word(made).paragraphs]


def headings(made: bytes) -> list[str]:
    found = word(made).paragraphs
    return [
        each.text for each in found if ((each.style and each.style.name) or "").startswith("Head")
    ]


def part(made: bytes, name: str) -> ET.Element:
    with ZipFile(BytesIO(made)) as archive:
        return ET.fromstring(archive.read(name))  # noqa: S314 - we made it


def parts(made: bytes, pattern: str = ".*") -> dict[str, bytes]:
    with ZipFile(BytesIO(made)) as archive:
        return {
            name: archive.read(name) for name in archive.namelist() if re.fullmatch(pattern, name)
        }


def column(made: bytes, title: str, *, shown: bool = False) -> list[object]:
    """What stands in a column of the tracker."""
    sheet = excel(made, shown=shown)["Actions"]
    titles = [cell.value for cell in sheet[2]]
    return [row[titles.index(title)].value for row in sheet.iter_rows(min_row=3)]


def as_excel_reads(made: bytes, letter: str) -> list[str]:
    """The texts of a column of the tracker, with Excel's own escapes undone."""
    found = []
    for cell in part(made, "xl/worksheets/sheet2.xml").iter(f"{S}c"):
        if re.fullmatch(rf"{letter}([3-9]|\d\d+)", cell.get("r") or ""):
            text = "".join(each.text or "" for each in cell.iter(f"{S}t"))
            found.append(re.sub("_x([0-9A-Fa-f]{4})_", lambda code: chr(int(code[1], 16)), text))
    return found
