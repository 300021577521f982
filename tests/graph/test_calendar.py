"""A board meeting stands in the organiser's calendar once, with its Teams link, until cancelled."""

from datetime import UTC, datetime, timedelta

import pytest

from graph.calendar import Invitation, Meetings
from graph.errors import FaultKind, FilingFault
from tests.fakes.graph import ORGANISER, Fault

TEN = datetime(2027, 1, 6, 10, 0, tzinfo=UTC)
BRD_037 = Invitation(
    transaction="BRD-037", subject="Risk Board BRD-037", starts=TEN, ends=TEN + timedelta(hours=2),
    text="Agenda in the channel's files.", guests=("chair@board.example",),
)  # fmt: skip


@pytest.fixture
def meetings(client) -> Meetings:
    return Meetings(client, ORGANISER)


async def test_it_is_made_with_a_link(graph, meetings):
    made = await meetings.create(BRD_037)

    event = graph.events[made.event_id]
    assert made.join_url.startswith("https://teams.example/")
    assert made.web_url
    assert event["start"] == {"dateTime": "2027-01-06T10:00:00", "timeZone": "GMT Standard Time"}
    assert (event["isOnlineMeeting"], event["onlineMeetingProvider"]) == (True, "teamsForBusiness")


@pytest.mark.parametrize("drop", ["before", "after"])
async def test_a_lost_answer_makes_no_second_meeting(graph, meetings, drop):
    graph.next("events", Fault(drop=drop))

    with pytest.raises(FilingFault) as fault:
        await meetings.create(BRD_037)
    made = await meetings.create(BRD_037)

    assert fault.value.kind is FaultKind.UNCLEAR
    assert list(graph.events) == [made.event_id]


async def test_it_is_moved_with_its_link_in_summer_time(graph, meetings):
    made = await meetings.create(BRD_037)
    july = datetime(2027, 7, 7, 9, 0, tzinfo=UTC)

    moved = await meetings.move(made.event_id, july, july + timedelta(hours=2))

    assert moved == made
    assert graph.events[made.event_id]["start"]["dateTime"] == "2027-07-07T10:00:00"
    assert set(graph.called("event")[0].body) - {"@odata.type"} == {"start", "end"}


@pytest.mark.parametrize("guests", [(), ("chair@board.example",)])
async def test_it_is_cancelled_whoever_is_invited(graph, meetings, guests):
    alone = Invitation(
        transaction="1", subject="Risk Board", starts=TEN, ends=TEN + timedelta(1), guests=guests
    )
    made = await meetings.create(alone)

    await meetings.cancel(made.event_id, "The date is moved.")
    await meetings.cancel(made.event_id, "The date is moved.")

    assert graph.events == {}


async def test_one_that_somebody_deleted_cannot_be_moved(graph, meetings):
    made = await meetings.create(BRD_037)
    graph.events.clear()

    with pytest.raises(FilingFault) as fault:
        await meetings.move(made.event_id, TEN, TEN)

    assert fault.value.kind is FaultKind.GONE


async def test_without_permission_it_is_named(graph, meetings):
    graph.mailbox_allowed = False

    with pytest.raises(FilingFault) as fault:
        await meetings.create(BRD_037)
    with pytest.raises(FilingFault):
        await meetings.cancel("x", "")

    assert (fault.value.kind, fault.value.status) == (FaultKind.FORBIDDEN, 403)


async def test_a_cancelling_that_fails_is_told(graph, meetings):
    made = await meetings.create(BRD_037)
    graph.next("cancel", Fault(400, "ErrorInvalidRequest"))
    graph.next("event", Fault(503, "serviceNotAvailable"))

    with pytest.raises(FilingFault) as fault:
        await meetings.cancel(made.event_id, "")

    assert fault.value.kind is FaultKind.UNAVAILABLE
    assert graph.events


def test_who_is_invited_is_not_shown():
    assert "chair@" not in repr(BRD_037)
