"""A recording is found where Graph has it, and told to nobody who is not entitled."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, timedelta
from pathlib import Path

import pytest

from board.bookings import Booking
from board.meetings import MeetingState
from bot.clock import machine_now
from storage.unit import Unit
from tests.fakes.channel import Channel
from tests.fakes.graph import ORGANISER, Fault, GraphServer
from tests.graph.conftest import graph as _stand_in
from tests.scenarios.bot import FACILITATOR, NURSE, Bot, texts
from tests.scenarios.filing import MEETING, filing_bot, quick

graph = _stand_in
LINK = "https://teams.example/l/meetup-join/AAMk1="
LOOK = "recording_look"
ALLOWED = (
    "OnlineMeetings.Read.All",
    "OnlineMeetingRecording.Read.All",
    "OnlineMeetingTranscript.Read.All",
)


@pytest.fixture(autouse=True)
def _quick(monkeypatch: pytest.MonkeyPatch) -> None:
    quick(monkeypatch)


@pytest.fixture
async def office(channel: Channel, graph: GraphServer, tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot with a board that was held yesterday, with a Teams link."""
    graph.roles += ALLOWED
    graph.online[LINK] = "MSo1"
    async with filing_bot(channel, graph, tmp_path, MHRMB_ORGANISER_ID=ORGANISER) as bot:
        await bot.write(_held)
        yield bot


def _held(unit: Unit) -> None:
    began = machine_now().astimezone(UTC) - timedelta(days=1)
    held = replace(
        MEETING, ref="BRD-030", starts_at=began, ends_at=began + timedelta(hours=2),
        state=MeetingState.MINUTES_DRAFT,
    )  # fmt: skip
    unit.meetings.put(held)
    unit.bookings.put(
        Booking(
            meeting="BRD-030", event_id="AAMk1=", join_url=LINK, starts_at=held.starts_at,
            ends_at=held.ends_at,
        )
    )  # fmt: skip


async def test_a_recording_is_attached_once_graph_has_it(office: Bot, graph: GraphServer) -> None:
    await office.tick(timedelta())
    await office.until("sent", LOOK, within=15)
    assert "Nothing is known" in texts(await office.ask("recording BRD-030", FACILITATOR))

    url = "https://graph.example/r1/content"
    graph.recordings["MSo1"] = [{"id": "r1", "recordingContentUrl": url}]
    await office.tick(timedelta(days=1))
    await office.settled(within=15)
    graph.transcripts["MSo1"] = [{"id": "t1", "transcriptContentUrl": url}]
    await office.tick(timedelta(days=2))
    await office.settled(within=15)
    await office.tick(timedelta(days=3))
    await office.settled(within=15)

    card = await office.ask("recording BRD-030", FACILITATOR)
    assert LINK in str(card)
    assert "Transcript" in texts(card)
    assert url not in str(card)  # it asks for a token: no browser opens it
    assert LINK not in str(await office.ask("recording BRD-030", NURSE))
    assert len(await office.audit("RecordingAttached")) == 2
    assert len(await office.intents(LOOK)) == 4


async def test_without_the_policy_nothing_fails_and_nothing_is_said(
    office: Bot, graph: GraphServer
) -> None:
    graph.next("onlineMeetings", Fault(403, "Forbidden"))

    await office.tick(timedelta())
    looked = await office.until("cancelled", LOOK, within=15)

    assert looked["error"] == "not_told"
    assert not [each for each in office.logs if each.get("log_level") == "error"]
    assert LINK not in str(office.logs)
