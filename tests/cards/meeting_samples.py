"""Samples of the cards of meetings."""

from dataclasses import replace
from datetime import UTC, date, datetime, time

from board.agenda import AgendaValues, Presenter
from board.calendar import at_london
from board.clocks import USUAL, clocks_of
from board.meetings import Meeting, MeetingState
from cards.meeting_views import MeetingList, MeetingRow, MeetingShown
from cards.views import Surface, View
from tests.board.builders import CALENDAR

AT = datetime(2026, 12, 21, 10, tzinfo=UTC)
BOARD = Meeting(
    ref="BRD-037",
    forum="BOARD",
    starts_at=at_london(date(2027, 1, 6), time(10)),
    ends_at=at_london(date(2027, 1, 6), time(12)),
    state=MeetingState.PLANNED,
    lead_agency="AG-03",
    focus_agency="AG-04",
    facilitator="MEM-04",
)
ROW = MeetingRow(
    meeting=BOARD,
    lead="Adult Social Care",
    focus="Ambulance Service",
    facilitator="Faye Facilitator",
)
BARE = replace(
    ROW, meeting=replace(BOARD, ref="BRD-038", state=MeetingState.CANCELLED), lead="", focus=""
)
VALUES = AgendaValues(
    overdue_actions=[f"ACT-2026-{number:04d}" for number in range(13, 26)],
    other_actions=["21 more open actions"],
    escalations=["ESC-2026-003: ACT-2026-0016, co-chairs"],
    focus=["Ambulance Service"],
    presenters={Presenter.LEAD: "Adult Social Care", Presenter.FACILITATOR: "Faye Facilitator"},
)
CLOCKS = clocks_of(BOARD, USUAL, CALENDAR)
_WHERE = (Surface.PERSONAL, Surface.CHANNEL)
OF_MEETINGS: dict[str, tuple[View, tuple[Surface, ...]]] = {
    name: (view, _WHERE)
    for name, view in {
        "meeting": MeetingShown(row=ROW, clocks=CLOCKS, may_add=True, at=AT),
        "meeting_to_report": MeetingShown(row=ROW, clocks=CLOCKS, report_of="AG-04", at=AT),
        "meeting_filed": MeetingShown(
            row=ROW,
            clocks=CLOCKS,
            papers=(("Agenda BRD-037", "https://example.org/agenda"), ("Pack BRD-037", "")),
            at=datetime(2026, 12, 30, 10, tzinfo=UTC),
        ),
        "meetings": MeetingList(rows=(ROW, BARE), at=AT),
        "meetings_none": MeetingList(rows=(), at=AT),
    }.items()
}
