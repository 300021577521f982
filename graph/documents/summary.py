"""The first sheet of the tracker: what is open and overdue, counted anew as it is opened."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from graph.documents.book import Book, Sheet
from graph.documents.cells import Formula
from graph.documents.values import TrackerRow, TrackerSheet
from graph.documents.words import fit, moment_words

_AGES: Final = (("1 to 5", 1, 5), ("6 to 10", 6, 10), ("11 to 20", 11, 20), ("More than 20", 21, 0))
"""Working days overdue. Source: domain 6."""
_COLOURS: Final = ("Red", "Amber", "Green")


@dataclass(frozen=True, slots=True)
class Overdue:
    """A row of the tracker with the working days it is overdue."""

    row: TrackerRow
    days: int


def summary_sheet(
    book: Book, values: TrackerSheet, rows: Sequence[Overdue], ranges: Mapping[str, str]
) -> None:
    """Write counts over the actions; `ranges` has the cells of each column by its name."""
    sheet = book.sheet("Summary", [40, 14, 14, 14])
    look = sheet.looks.note
    sheet.line(f"{values.tier.marking}: action tracker {values.name}", sheet.looks.title)
    sheet.line(f"As on {moment_words(values.made_at)}. Colours are as on that day;", look)
    sheet.line("days overdue and the counts here are worked out anew on the day of reading.", look)
    sheet.add()
    _counts(sheet, rows, ranges)
    sheet.add()
    _ages(sheet, rows, ranges)
    sheet.add()
    _agencies(sheet, rows, ranges)


def _counts(sheet: Sheet, rows: Sequence[Overdue], ranges: Mapping[str, str]) -> None:
    is_open, late, colour = ranges["Open"], ranges["Working days overdue"], ranges["Colour"]
    sheet.head("All agencies", "Actions", numbers=["Actions"])
    sheet.add("Open", Formula(f'COUNTIF({is_open},"Yes")', _number(rows, _is_open)))
    sheet.add("Overdue", Formula(f'COUNTIF({late},">0")', _number(rows, _is_late)))
    for word in _COLOURS:
        shown = _number(rows, lambda each, word=word: _is_open(each) and each.row.brag == word)  # type: ignore[misc]
        sheet.add(
            f"Open, {word.lower()}", Formula(f'COUNTIFS({is_open},"Yes",{colour},"{word}")', shown)
        )
    closed = _number(rows, lambda each: not each.row.is_open)
    sheet.add("No longer open", Formula(f'COUNTIF({is_open},"No")', closed))


def _ages(sheet: Sheet, rows: Sequence[Overdue], ranges: Mapping[str, str]) -> None:
    late = ranges["Working days overdue"]
    sheet.head("Working days overdue", "Actions", numbers=["Actions"])
    for words, least, most in _AGES:
        upto = f',{late},"<={most}"' if most else ""
        shown = sum(each.days >= least and (not most or each.days <= most) for each in rows)
        sheet.add(words, Formula(f'COUNTIFS({late},">={least}"{upto})', shown))


def _agencies(sheet: Sheet, rows: Sequence[Overdue], ranges: Mapping[str, str]) -> None:
    """By agency: compared as text, since COUNTIF takes a name such as `*` for a pattern."""
    numbers = ("Open", "Overdue", "Open, red")
    sheet.head("Agency", *numbers, numbers=numbers)
    of_agency: dict[str, list[Overdue]] = {}
    for each in rows:
        of_agency.setdefault(fit(each.row.agency), []).append(each)
    for name in sorted(of_agency, key=str.casefold):
        theirs = of_agency[name]
        same = f"{ranges['Agency']}=$A{sheet.row + 1}"
        is_open = f'{ranges["Open"]}="Yes"'
        sheet.add(
            name,
            _product(same, is_open, shown=_number(theirs, _is_open)),
            _product(same, f"{ranges['Working days overdue']}>0", shown=_number(theirs, _is_late)),
            _product(same, is_open, f'{ranges["Colour"]}="Red"', shown=_number(theirs, _is_red)),
        )


def _product(*conditions: str, shown: int) -> Formula:
    return Formula(f"SUMPRODUCT({'*'.join(f'({each})' for each in conditions)})", shown)


def _number(rows: Sequence[Overdue], holds: Callable[[Overdue], bool]) -> int:
    return sum(map(holds, rows))


def _is_open(each: Overdue) -> bool:
    return each.row.is_open


def _is_late(each: Overdue) -> bool:
    return each.days > 0


def _is_red(each: Overdue) -> bool:
    return each.row.is_open and each.row.brag == "Red"
