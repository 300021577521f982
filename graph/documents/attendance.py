"""Who was at a meeting, as an Excel workbook."""

from typing import Final

from openpyxl.workbook.defined_name import DefinedName

from board.minutes_words import THERE
from board.tiers import Tier
from graph.documents.book import Book
from graph.documents.values import AttendanceSheet
from graph.documents.words import day_of, moment_words

SHEET: Final = "Attendance"
HEAD: Final = 2
_COLUMNS: Final = (
    ("Meeting", 12),
    ("Date", 14),
    ("Agency", 36),
    ("Who", 28),
    ("How", 24),
    ("Information sent", 18),
    ("Observer", 12),
)


def attendance(values: AttendanceSheet) -> bytes:
    """Make `Attendance BRD-037.xlsx`."""
    content = values.content
    tier = Tier(content.tier)
    book = Book(f"Attendance {content.meeting}", tier=tier, made_at=values.made_at)
    sheet = book.sheet(SHEET, [width for _, width in _COLUMNS], landscape=True)
    note = f"{tier.marking}: {content.meeting}, {moment_words(content.starts_at)}"
    sheet.line(note, sheet.looks.title)
    sheet.head(*(title for title, _ in _COLUMNS))
    day = day_of(content.starts_at)
    for each in content.attendance:
        sheet.add(
            content.meeting,
            day,
            each.agency_name,
            each.name or "Nobody named",
            THERE.get(each.status, each.status),
            "Yes" if each.information_sent else "No",
            "Yes" if each.is_observer else "No",
        )
    last = max(sheet.row, HEAD + 1)
    sheet.at.auto_filter.ref = f"A{HEAD}:{chr(ord('A') + len(_COLUMNS) - 1)}{last}"
    sheet.at.freeze_panes = f"A{HEAD + 1}"
    sheet.at.print_title_rows = f"{HEAD}:{HEAD}"
    sheet.at.defined_names["ColumnTitle"] = DefinedName(
        "ColumnTitle", attr_text=f"{SHEET}!$A${HEAD}"
    )
    return book.to_bytes()
