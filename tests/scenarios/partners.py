"""The tracker's board with a meeting ahead and the trust in focus."""

from datetime import date, time, timedelta
from typing import Any

from board.calendar import at_london
from board.focus import FocusReport
from board.meetings import Meeting, MeetingState
from storage.unit import Unit
from tests.fakes.channel import Person
from tests.scenarios.bot import button, buttons, typed_in, verb_of
from tests.scenarios.tracker import REPRESENTATIVE, Tracker

REF = "BRD-301"
ABOUT = {"meeting": REF, "agency": "TRU"}
NOW_PAGE = {
    "demand": "Attendances are up on last autumn.",
    "pressures": "Long waits at night.",
    "figures": "Bed occupancy %: 97\nWaiting: 23",
    "good_practice": "Quiet room",
}
PARTNERS_PAGE = {
    "blockers": "Housing for discharge\nFunding sign-off",
    "enablers": "Twice-daily bed call",
}
ASKS_PAGE = {"asks": "Agree a handover time\nShare the winter rota"}


def board_meeting(ref: str, day: date, focus: str | None = "TRU") -> Meeting:
    """A board, planned."""
    return Meeting(
        ref=ref,
        forum="BOARD",
        starts_at=at_london(day, time(10)),
        ends_at=at_london(day, time(12)),
        state=MeetingState.PLANNED,
        focus_agency=focus,
    )


def meetings(unit: Unit) -> None:
    """The board before, the next one and the one after it."""
    unit.meetings.put(board_meeting("BRD-300", date(2031, 10, 29), "POL"))
    unit.meetings.put(board_meeting(REF, date(2031, 12, 10)))
    unit.meetings.put(board_meeting("BRD-302", date(2031, 12, 10) + timedelta(days=42), "COU"))


async def with_meetings(tracker: Tracker) -> Tracker:
    """The tracker's board, its meetings known."""
    await tracker.bot.write(meetings)
    return tracker


async def write_pages(tracker: Tracker, who: Person = REPRESENTATIVE, **changes: str) -> Any:
    """Open the form and fill in all but the last page, which is the card that comes of it."""
    card = await tracker.bot.press("focus.write", ABOUT, who)
    for page in (NOW_PAGE, PARTNERS_PAGE):
        given = {key: changes.get(key, value) for key, value in page.items()}
        card = await tracker.bot.press(
            "focus.keep", pressed(card, "focus.keep", "Next") | given, who
        )
    return card


async def send_report(tracker: Tracker, who: Person = REPRESENTATIVE, **changes: str) -> Any:
    """Write a whole report and send it; the answer's card."""
    page = await write_pages(tracker, who, **changes)
    data = button(page, "focus.submit")["data"]
    asks = {key: changes.get(key, value) for key, value in ASKS_PAGE.items()}
    return await tracker.bot.press("focus.submit", data | asks, who)


def pressed(card: Any, verb: str, title: str) -> dict[str, Any]:
    """What the button of this verb and title carries."""
    found = (each for each in buttons(card) if verb_of(each) == verb and each["title"] == title)
    return dict(next(found)["data"])


async def report(tracker: Tracker) -> FocusReport:
    """The report as the database has it."""
    found = await tracker.bot.read(lambda s: s.focus_reports.find(REF, "TRU"))
    assert isinstance(found, FocusReport)
    return found


def new_action(form: Any, **changes: str) -> dict[str, Any]:
    """The filled form of a new action, with what it does not know yet."""
    typed = typed_in(form)
    given = {name: typed[name] for name in ("title", "detail")}
    rest = {"success_measure": "Both agencies use it", "owner": "P2", "due": "2031-12-01"}
    return dict(button(form, "action.create")["data"]) | given | rest | changes
