"""Board meetings in the organiser's calendar; where there is none, as a file."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import icalendar
import pytest

from board.meetings import Meeting, MeetingState
from bot.papers import schedule
from storage.outbox import GRAPH
from storage.unit import Unit
from tests.fakes.channel import Channel
from tests.fakes.graph import ORGANISER, Fault, GraphServer
from tests.graph.conftest import graph as _stand_in
from tests.scenarios.bot import Bot
from tests.scenarios.filing import FOLDER, MEETING, filing_bot, put_meeting, quick

graph = _stand_in
LATER = replace(
    MEETING,
    starts_at=MEETING.starts_at + timedelta(days=7),
    ends_at=MEETING.ends_at + timedelta(days=7),
)
BOOK = "calendar_event"


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)


@pytest.fixture
async def office(channel: Channel, graph: GraphServer, tmp_path: Path) -> AsyncIterator[Bot]:
    async with filing_bot(channel, graph, tmp_path, MHRMB_ORGANISER_ID=ORGANISER) as bot:
        yield bot


async def planned(bot: Bot, meeting: Meeting = MEETING) -> None:
    """The meeting is planned, moved or called off, and the calendar follows."""

    def plan(unit: Unit) -> None:
        now = bot.house.clock.now()
        unit.meetings.put(meeting)
        unit.tell([schedule(meeting, now)], now, lane=GRAPH)

    await bot.write(plan)
    await bot.until("sent", BOOK, within=10)


async def test_a_meeting_is_made_once_moved_and_cancelled(office: Bot, graph: GraphServer) -> None:
    await planned(office)
    [event] = graph.events.values()
    assert event["start"]["dateTime"] == "2027-01-06T10:00:00"
    assert event["isOnlineMeeting"] is True
    assert "BRD-037" in event["transactionId"]

    await planned(office)
    assert len(graph.events) == 1
    await planned(office, LATER)
    [moved] = graph.events.values()
    assert moved["id"] == event["id"]
    assert moved["start"]["dateTime"] == "2027-01-13T10:00:00"
    assert moved["onlineMeeting"] is not None

    await planned(office, replace(LATER, state=MeetingState.CANCELLED))
    assert not graph.events
    lines = await office.audit("MeetingBooked", "MeetingUnbooked")
    assert [each["name"] for each in lines] == ["MeetingBooked", "MeetingBooked", "MeetingUnbooked"]


async def test_an_answer_that_was_lost_makes_no_second_event(
    office: Bot, graph: GraphServer
) -> None:
    graph.next("events", Fault(drop="after"))

    await planned(office)

    assert len(graph.events) == 1


async def test_what_somebody_deleted_is_made_anew_when_it_is_moved(
    office: Bot, graph: GraphServer
) -> None:
    await planned(office)
    graph.events.clear()

    await planned(office, LATER)

    [event] = graph.events.values()
    assert event["start"]["dateTime"] == "2027-01-13T10:00:00"
    assert event["transactionId"].endswith("2")


async def test_without_the_permission_the_meeting_is_filed_as_a_file_for_calendars(
    office: Bot, graph: GraphServer
) -> None:
    graph.mailbox_allowed = False

    await planned(office)
    await office.until("sent", "file", within=10)

    assert not graph.events
    assert graph.at(*FOLDER, "Meeting BRD-037.ics") is not None


@pytest.mark.parametrize("state", [MeetingState.PLANNED, MeetingState.CANCELLED])
async def test_what_stands_in_a_calendar_is_changed_once_the_permission_is_back(
    office: Bot, graph: GraphServer, state: MeetingState
) -> None:
    """A secret that has run out on the day a board is moved must not leave the old time there."""
    await planned(office)
    graph.mailbox_allowed = False

    def plan(unit: Unit) -> None:
        now = office.house.clock.now()
        unit.meetings.put(replace(LATER, state=state))
        unit.tell([schedule(LATER, now)], now, lane=GRAPH)

    await office.write(plan)
    await office.until("pending", BOOK, error="forbidden", within=10)
    graph.mailbox_allowed = True
    await office.until("sent", BOOK, within=10)

    times = [each["start"]["dateTime"] for each in graph.events.values()]
    assert times == ["2027-01-13T10:00:00"] * (state is MeetingState.PLANNED)


async def test_without_microsoft_365_the_file_says_when_it_was_moved_and_called_off(
    bot: Bot, tmp_path: Path
) -> None:
    """The same meeting each time, with a higher number."""
    await bot.write(put_meeting)
    for number, meeting in enumerate(
        (MEETING, LATER, replace(LATER, state=MeetingState.CANCELLED)), 1
    ):
        await planned(bot, meeting)
        await bot.until("sent", "file", within=10)
        folder = f"{meeting.day} BRD-037"
        path = tmp_path / "channel-files" / "Meetings" / folder / "Meeting BRD-037.ics"
        [event] = icalendar.Calendar.from_ical(path.read_bytes()).walk("VEVENT")

        assert event["UID"] == "brd-037@mhrmb.invalid"
        assert event["SEQUENCE"] == number
        assert event.decoded("dtstart") == meeting.starts_at
        is_off = meeting.state is MeetingState.CANCELLED
        assert event["STATUS"] == ("CANCELLED" if is_off else "CONFIRMED")
