"""The risk register, as an Excel workbook: a table with filters, and the scale beside it."""

from collections.abc import Callable
from typing import Final

from openpyxl.formatting.rule import Rule
from openpyxl.styles import PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from graph.documents.book import Book, Sheet
from graph.documents.cells import Value
from graph.documents.values import RegisterRow, RegisterSheet
from graph.documents.words import moment_words

RISKS: Final = "Risks"
HEAD: Final = 2
COLUMNS: Final[tuple[tuple[str, float, Callable[[RegisterRow], Value]], ...]] = (
    ("Reference", 12, lambda row: row.ref),
    ("Risk", 44, lambda row: row.title),
    ("Owner", 20, lambda row: row.owner),
    ("Agency", 20, lambda row: row.agency),
    ("How it stands", 14, lambda row: row.state),
    ("Gross score", 9, lambda row: row.gross),
    ("Net score", 9, lambda row: row.net),
    ("Band", 12, lambda row: row.band),
    ("Trend", 9, lambda row: row.trend),
    ("Target score", 9, lambda row: row.target),
    ("Target by", 12, lambda row: row.target_by),
    ("Review due", 12, lambda row: row.review),
    ("Treatment", 12, lambda row: row.treatment),
    ("Proximity", 18, lambda row: row.proximity),
    ("Kind", 22, lambda row: row.category),
    ("Raised on", 12, lambda row: row.raised_on),
)
_NUMBERS: Final = ("Gross score", "Net score", "Target score")
_BANDS: Final = (
    ("Low", "1 to 3", "DDEFD9"),
    ("Moderate", "4 to 6", "FFF4CC"),
    ("High", "8 to 12", "FFE8B3"),
    ("Extreme", "15 to 25", "F8D7DA"),
)
"""Words, scores and colours. Source: domain 2.10."""


def risks(values: RegisterSheet) -> bytes:
    """Make `Risk register.xlsx`, the highest net score first."""
    title = f"Risk register {values.name}"
    book = Book(title, tier=values.tier, made_at=values.made_at)
    sheet = book.sheet(RISKS, [width for _, width, _ in COLUMNS], landscape=True)
    note = f"{values.tier.marking}: risks as on {moment_words(values.made_at)}"
    sheet.line(note, sheet.looks.title)
    sheet.head(*(title for title, _, _ in COLUMNS), numbers=_NUMBERS)
    for row in sorted(values.rows, key=lambda each: (-(each.net or 0), each.ref)):
        sheet.add(*(give(row) for _, _, give in COLUMNS))
    _set_up(sheet)
    _scale(book)
    return book.to_bytes()


def _set_up(sheet: Sheet) -> None:
    """Filters, a head that stays, and the colour of each band beside its word."""
    at, last = sheet.at, max(sheet.row, HEAD + 1)
    at.auto_filter.ref = f"A{HEAD}:{get_column_letter(len(COLUMNS))}{last}"
    at.freeze_panes = f"C{HEAD + 1}"
    at.print_title_rows = f"{HEAD}:{HEAD}"
    # By this name screen readers know where the names of the columns stand.
    at.defined_names["ColumnTitle"] = DefinedName("ColumnTitle", attr_text=f"{RISKS}!$A${HEAD}")
    band = get_column_letter([title for title, _, _ in COLUMNS].index("Band") + 1)
    for word, _, colour in _BANDS:
        look = DifferentialStyle(fill=PatternFill(bgColor=colour))
        rule = Rule("cellIs", operator="equal", formula=[f'"{word}"'], dxf=look)
        at.conditional_formatting.add(f"{band}{HEAD + 1}:{band}{last}", rule)


def _scale(book: Book) -> None:
    """How a score is read: likelihood times impact, each from 1 to 5."""
    sheet = book.sheet("Scale", [16, 16])
    sheet.line("A score is likelihood times impact, each from 1 to 5.", sheet.looks.note)
    sheet.add()
    sheet.head("Band", "Score")
    for word, scores, _ in _BANDS:
        sheet.add(word, scores)
