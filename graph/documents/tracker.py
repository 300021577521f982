"""The action tracker, as an Excel workbook: a summary, the actions, the bank holidays."""

from bisect import bisect_right
from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Final, Literal

from openpyxl.formatting.rule import Rule
from openpyxl.styles import Font, PatternFill
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from board.calendar import Calendar
from graph.documents.book import Book, Sheet, holidays_sheet
from graph.documents.cells import Formula, Value
from graph.documents.summary import Overdue, summary_sheet
from graph.documents.values import TrackerRow, TrackerSheet
from graph.documents.words import day_of, moment_words

ACTIONS: Final = "Actions"
HOLIDAYS: Final = "BankHolidays"
HEAD: Final = 2
PRINTED: Final = 9
"""Columns on paper; those beyond are for filtering on the screen."""
LATE, MOVED = "Working days overdue", "Times moved"
COLUMNS: Final[tuple[tuple[str, float, Callable[[TrackerRow], Value]], ...]] = (
    ("Reference", 15, lambda row: row.ref),
    ("Action", 38, lambda row: row.title),
    ("Owner", 18, lambda row: row.owner),
    ("Agency", 18, lambda row: row.agency),
    ("Due", 12, lambda row: row.due),
    (LATE, 10, lambda _: None),
    ("Colour", 9, lambda row: row.brag),
    ("How it stands", 16, lambda row: row.state),
    ("Last update", 36, lambda row: row.update),
    ("Updated on", 12, lambda row: row.updated_on),
    ("Done when", 36, lambda row: row.measure),
    ("Priority", 12, lambda row: row.priority),
    ("Escalated to", 20, lambda row: row.escalated_to),
    ("Open", 8, lambda row: "Yes" if row.is_open else "No"),
    ("Raised at", 14, lambda row: row.source),
    ("Raised on", 12, lambda row: row.raised_on),
    ("First due", 12, lambda row: row.original_due),
    (MOVED, 10, lambda row: row.extensions),
    ("Risk", 12, lambda row: row.risk),
    ("Supporting", 28, lambda row: row.supporting),
    ("Closed on", 12, lambda row: row.closed_on),
)
_PLACES: Final = {title: get_column_letter(at) for at, (title, _, _) in enumerate(COLUMNS, 1)}
_DUE, _LATE, _COLOUR, _OPEN = (_PLACES[title] for title in ("Due", LATE, "Colour", "Open"))
_FILLS: Final = {"Red": "F8D7DA", "Amber": "FFE8B3", "Green": "DDEFD9", "Blue": "D6E6F7"}
_ALARM: Final = "9C0006"


def tracker(values: TrackerSheet) -> bytes:
    """Make `Action tracker BRD-037.xlsx`."""
    title = f"Action tracker {values.name}"
    book = Book(title, tier=values.tier, made_at=values.made_at)
    count = _counter(values)
    late = [count(row.due) if row.is_open else 0 for row in values.rows]
    first, last = HEAD + 1, HEAD + max(len(values.rows), 1)
    ranges = {
        name: f"{ACTIONS}!${letter}${first}:${letter}${last}" for name, letter in _PLACES.items()
    }
    overdue = [Overdue(row, days) for row, days in zip(values.rows, late, strict=True)]
    summary_sheet(book, values, overdue, ranges)
    _actions_sheet(book, values, late)
    if values.holidays:
        holidays_sheet(book, values.holidays, HOLIDAYS)
    return book.to_bytes()


def _actions_sheet(book: Book, values: TrackerSheet, late: Sequence[int]) -> None:
    sheet = book.sheet(ACTIONS, [width for _, width, _ in COLUMNS], landscape=True)
    note = f"{values.tier.marking}: actions as on {moment_words(values.made_at)}"
    sheet.line(note, sheet.looks.title)
    sheet.head(*_PLACES, numbers=(LATE, MOVED))
    for number, (row, days) in enumerate(zip(values.rows, late, strict=True), HEAD + 1):
        cells = [give(row) for _, _, give in COLUMNS]
        cells[list(_PLACES).index(LATE)] = Formula(
            _formula(number, has_holidays=bool(values.holidays)), days
        )
        sheet.add(*cells)
    _set_up(sheet)


def _formula(row: int, *, has_holidays: bool) -> str:
    """Working days after the due day, up to and with the day on which somebody looks."""
    over = f",{HOLIDAYS}" if has_holidays else ""
    counted = f"NETWORKDAYS({_DUE}{row}+1,TODAY(){over})"
    return f'IF(OR({_OPEN}{row}<>"Yes",{_DUE}{row}>=TODAY()),0,{counted})'


def _set_up(sheet: Sheet) -> None:
    """Filters, a head that stays, and what goes on paper."""
    at, last = sheet.at, max(sheet.row, HEAD + 1)
    at.auto_filter.ref = f"A{HEAD}:{get_column_letter(len(COLUMNS))}{last}"
    at.freeze_panes = f"C{HEAD + 1}"
    at.print_title_rows = f"{HEAD}:{HEAD}"
    at.print_area = f"A1:{get_column_letter(PRINTED)}{last}"
    # By this name screen readers know where the names of the columns stand.
    at.defined_names["ColumnTitle"] = DefinedName("ColumnTitle", attr_text=f"{ACTIONS}!$A${HEAD}")
    for word, colour in _FILLS.items():
        rule = _rule("equal", f'"{word}"', DifferentialStyle(fill=PatternFill(bgColor=colour)))
        at.conditional_formatting.add(f"{_COLOUR}{HEAD + 1}:{_COLOUR}{last}", rule)
    alarm = _rule("greaterThan", "0", DifferentialStyle(font=Font(bold=True, color=_ALARM)))
    at.conditional_formatting.add(f"{_LATE}{HEAD + 1}:{_LATE}{last}", alarm)


def _rule(operator: Literal["equal", "greaterThan"], value: str, look: DifferentialStyle) -> Rule:
    return Rule("cellIs", operator=operator, formula=[value], dxf=look)


def _counter(values: TrackerSheet) -> Callable[[date], int]:
    """Working days since a due day, up to and with today, looked up among all there have been."""
    today, calendar = day_of(values.made_at), Calendar(frozenset(values.holidays))
    first = min((each.due for each in values.rows), default=today)
    span = (first + timedelta(days=number) for number in range((today - first).days + 1))
    worked = [day for day in span if calendar.is_working_day(day)]
    return lambda due: len(worked) - bisect_right(worked, due)
