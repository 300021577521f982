"""Pieces of a Word document: elements, runs of text, fields of our own, paragraphs, tables."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from graph.documents.words import fit


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a table: what its head says, and its part of the width."""

    title: str
    share: int


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in a cell, paragraph by paragraph; `fill` is a colour beside a word."""

    paragraphs: tuple[BaseOxmlElement, ...]
    fill: str = ""


def element(tag: str, *children: BaseOxmlElement, **attributes: str | int) -> BaseOxmlElement:
    """One element of WordprocessingML with what is in it."""
    made = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        made.set(qn(f"w:{name}"), str(value))
    made.extend(children)
    return made


def run(text: str, style: str = "") -> BaseOxmlElement:
    """Typed text, made fit; it can only ever become text and line breaks."""
    made = element("r")
    if style:
        made.append(element("rPr", element("rStyle", val=style)))
    for number, line in enumerate(fit(text).split("\n")):
        if number:
            made.append(element("br"))
        made.append(_text(line))
    return made


def tab() -> BaseOxmlElement:
    """On to the next tab stop."""
    return element("r", element("tab"))


def space() -> BaseOxmlElement:
    """A space between two runs."""
    return element("r", _text(" "))


def field(instruction: str) -> BaseOxmlElement:
    """A field of our own, for the number of a page."""
    return element("fldSimple", element("r", _text("1")), instr=f" {instruction} ")


def paragraph(style: str, *runs: BaseOxmlElement) -> BaseOxmlElement:
    """A paragraph in a style, by its id."""
    return element("p", element("pPr", element("pStyle", val=style)), *runs)


def in_cell(*texts: str, fill: str = "") -> Cell:
    """A cell with a paragraph for each text."""
    return Cell(tuple(paragraph("InTable", run(each)) for each in texts), fill)


def table(title: str, columns: Sequence[Column], rows: Iterable[Sequence[Cell]], width: int,
          ) -> BaseOxmlElement:  # fmt: skip
    """A table whose first row is its head, on every page; `title` is read out in its stead."""
    whole = sum(each.share for each in columns)
    widths = [width * each.share // whole for each in columns]
    properties = element(
        "tblPr",
        element("tblStyle", val="BoardTable"),
        element("tblW", w=sum(widths), type="dxa"),
        element("tblLayout", type="fixed"),
        element("tblLook", val="0620", firstRow=1, lastRow=0, firstColumn=0, lastColumn=0,
                noHBand=1, noVBand=1),
        element("tblCaption", val=title),
    )  # fmt: skip
    grid = element("tblGrid", *(element("gridCol", w=each) for each in widths))
    head = _row([in_cell(each.title) for each in columns], widths, element("tblHeader"))
    keep_with_next(head)
    return element("tbl", properties, grid, head, *(_row(each, widths) for each in rows))


def keep_with_next(piece: BaseOxmlElement) -> None:
    """Have no page end between a paragraph, or all those of a row, and what follows."""
    for properties in list(piece.iter(qn("w:pPr"))):
        if properties.find(qn("w:keepNext")) is None:
            properties.insert(1, element("keepNext"))


def _row(cells: Sequence[Cell], widths: Sequence[int], *marks: BaseOxmlElement) -> BaseOxmlElement:
    made = element("tr", element("trPr", element("cantSplit"), *marks))
    for cell, width in zip(cells, widths, strict=True):
        properties = element("tcPr", element("tcW", w=width, type="dxa"))
        if cell.fill:
            properties.append(element("shd", val="clear", color="auto", fill=cell.fill))
        made.append(element("tc", properties, *cell.paragraphs))
    return made


def _text(text: str) -> BaseOxmlElement:
    made = element("t")
    made.text = text
    made.set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    return made
