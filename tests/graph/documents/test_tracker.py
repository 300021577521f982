"""The action tracker."""

from dataclasses import replace
from datetime import date, datetime, timedelta

from board.actions import working_days
from board.calendar import Calendar
from graph.documents.tracker import COLUMNS, tracker
from graph.documents.values import TrackerRow
from tests.graph.documents.reading import column, excel, parts
from tests.graph.documents.samples import HOLIDAYS, MADE, OVERDUE, a_tracker, rows


def _row(**fields: object) -> TrackerRow:
    return replace(rows()[0], **fields)  # type: ignore[arg-type]


def test_every_action_is_in_the_tracker_with_its_owner_and_its_dates():
    made = tracker(a_tracker())

    assert column(made, "Reference") == [each.ref for each in rows()]
    assert column(made, "Action") == [each.title for each in rows()]
    assert column(made, "Owner") == [each.owner for each in rows()]
    assert column(made, "Agency") == [each.agency for each in rows()]
    assert column(made, "Colour") == [each.brag for each in rows()]
    assert column(made, "Last update") == [each.update for each in rows()]
    assert column(made, "Open") == ["Yes"] * 9 + ["No"]
    assert column(made, "Times moved") == [each.extensions for each in rows()]


def test_dates_are_dates():
    """They sort and filter by year and month, and are shown as people here write them."""
    made = tracker(a_tracker())
    sheet = excel(made)["Actions"]

    due = column(made, "Due")

    assert due == [datetime.combine(each.due, datetime.min.time()) for each in rows()]
    assert sheet["E3"].number_format == "[$-809]d mmm yyyy"
    assert column(made, "Closed on") == [None] * 9 + [datetime(2026, 12, 1)]  # noqa: DTZ001


def test_a_day_that_excel_cannot_count_is_written_out():
    """Before March 1900 its days are one off."""
    made = tracker(replace(a_tracker(), rows=(_row(raised_on=date(1899, 12, 31)),)))

    assert column(made, "Raised on") == ["31 Dec 1899"]


def test_days_overdue_are_worked_out_on_the_day_of_reading():
    """And what they come to as the file is made goes with them, for whoever only looks."""
    made = tracker(a_tracker())

    assert column(made, "Working days overdue")[1] == (
        '=IF(OR(N4<>"Yes",E4>=TODAY()),0,NETWORKDAYS(E4+1,TODAY(),BankHolidays))'
    )
    assert column(made, "Working days overdue", shown=True) == list(OVERDUE)


def test_days_overdue_are_those_of_the_board():
    """The same as the cards say, whatever day it was due on."""
    days = [MADE.date() - timedelta(days=number) for number in range(-3, 60)]
    given = tuple(_row(due=day) for day in days)

    made = tracker(replace(a_tracker(), rows=given))

    calendar = Calendar(frozenset(HOLIDAYS))
    expected = [working_days(day, MADE.date(), calendar) for day in days]
    assert column(made, "Working days overdue", shown=True) == expected


def test_bank_holidays_are_in_the_workbook_for_its_formulas():
    book = excel(tracker(a_tracker()))

    assert book.defined_names["BankHolidays"].attr_text == "'Bank holidays'!$A$2:$A$4"
    assert [row[0] for row in book["Bank holidays"].iter_rows(min_row=2, values_only=True)] == [
        datetime.combine(each, datetime.min.time()) for each in HOLIDAYS
    ]


def test_without_bank_holidays_no_formula_names_them():
    made = tracker(replace(a_tracker(), holidays=()))

    assert "Bank holidays" not in excel(made).sheetnames
    assert column(made, "Working days overdue")[0] == (
        '=IF(OR(N3<>"Yes",E3>=TODAY()),0,NETWORKDAYS(E3+1,TODAY()))'
    )


def test_the_summary_counts_open_and_overdue_actions():
    made = tracker(a_tracker())

    shown = [
        [cell.value for cell in row if cell.value is not None]
        for row in excel(made, shown=True)["Summary"].iter_rows(min_row=5)
    ]

    assert shown == [
        ["All agencies", "Actions"], ["Open", 9], ["Overdue", 2], ["Open, red", 2],
        ["Open, amber", 2], ["Open, green", 5], ["No longer open", 1], [],
        ["Working days overdue", "Actions"], ["1 to 5", 1], ["6 to 10", 0], ["11 to 20", 1],
        ["More than 20", 0], [],
        ["Agency", "Open", "Overdue", "Open, red"], ["Adult Social Care", 2, 0, 0],
        ["Ambulance Service", 2, 1, 1], ["Mental Health Trust", 2, 1, 1], ["Police", 3, 0, 0],
    ]  # fmt: skip


def test_every_count_of_the_summary_is_a_formula():
    sheet = excel(tracker(a_tracker()))["Summary"]

    found = [cell.value for row in sheet.iter_rows(min_col=2) for cell in row if cell.value]
    counts = [each for each in found if each not in {"Actions", "Open", "Overdue", "Open, red"}]

    assert len(counts) == 6 + 4 + 3 * 4
    assert all(str(each).startswith(("=COUNTIF", "=SUMPRODUCT")) for each in counts)


def test_rows_can_be_filtered_and_their_head_stays():
    sheet = excel(tracker(a_tracker()))["Actions"]

    assert sheet.auto_filter.ref == "A2:U12"
    assert sheet.freeze_panes == "C3"
    assert sheet.dimensions == "A1:U12"


def test_it_prints_landscape_as_wide_as_the_page_with_the_head_on_each():
    sheet = excel(tracker(a_tracker()))["Actions"]

    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert (sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight) == (1, 0)
    assert sheet.sheet_properties.pageSetUpPr is not None
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.print_title_rows == "$2:$2"
    assert sheet.print_area == "'Actions'!$A$1:$I$12"


def test_what_is_printed_is_wide_enough_to_be_read():
    """At most 190 characters on a page's width leave letters of seven points."""
    assert sum(width for _, width, _ in COLUMNS[:9]) <= 190


def test_a_row_is_as_high_as_its_longest_text():
    """Excel looks for itself, other programs do not; 409 points are the most."""
    given = (_row(), _row(title="word " * 30), _row(update="long " * 5000))
    sheet = excel(tracker(replace(a_tracker(), rows=given)))["Actions"]

    heights = [sheet.row_dimensions[number].height for number in (3, 4, 5)]

    assert heights[0] <= 28
    assert 40 < heights[1] < 80
    assert heights[2] == 409


def test_an_empty_tracker_opens():
    made = tracker(replace(a_tracker(), rows=()))

    assert excel(made)["Actions"].auto_filter.ref == "A2:U3"
    assert excel(made, shown=True)["Summary"]["B6"].value == 0


def test_the_workbook_is_worked_out_as_it_is_opened():
    assert b'fullCalcOnLoad="1"' in parts(tracker(a_tracker()))["xl/workbook.xml"]
