"""Where recordings are is told as soon as Graph knows, and nothing depends on it."""

import pytest

from graph.errors import FaultKind, FilingFault
from graph.recordings import Found, Recordings
from tests.fakes.graph import ORGANISER, Fault

LINK = "https://teams.example/l/meetup-join/19%3ameeting_o'clock%40thread.v2/0"
ALLOWED = (
    "OnlineMeetings.Read.All",
    "OnlineMeetingRecording.Read.All",
    "OnlineMeetingTranscript.Read.All",
)


@pytest.fixture
def recordings(client, graph) -> Recordings:
    graph.roles += ALLOWED
    graph.online[LINK] = "MSo1"
    return Recordings(client, ORGANISER)


async def test_recordings_and_transcripts_of_the_meeting_with_this_link_are_found(
    graph, recordings
):
    graph.recordings["MSo1"] = [
        {"id": "r1", "recordingContentUrl": "https://graph.example/r1/content"},
        {"id": "r2"},
    ]
    graph.transcripts["MSo1"] = [
        {"id": "t1", "transcriptContentUrl": "https://graph.example/t1/content"}
    ]

    found = await recordings.of(LINK)

    assert found == (Found("r1", "recording"), Found("t1", "transcript"))
    [asked] = graph.called("onlineMeetings")
    assert asked.query == {"$filter": f"JoinWebUrl eq '{LINK.replace(chr(39), chr(39) * 2)}'"}


async def test_nothing_is_found_while_there_is_nothing(recordings):
    assert await recordings.of(LINK) == ()
    assert await recordings.of("https://teams.example/l/meetup-join/another") == ()


async def test_a_meeting_that_is_gone_meanwhile_has_none(graph, recordings):
    graph.next("recordings", Fault(404, "NotFound"))
    graph.next("transcripts", Fault(404, "NotFound"))

    assert await recordings.of(LINK) == ()


async def test_transcripts_that_are_refused_do_not_hide_a_recording(graph, recordings):
    graph.recordings["MSo1"] = [{"id": "r1", "recordingContentUrl": "https://graph.example/r1"}]
    graph.next("transcripts", Fault(403, "Forbidden"))

    assert await recordings.of(LINK) == (Found("r1", "recording"),)


async def test_without_permission_or_policy_it_is_named(graph, recordings):
    graph.roles.remove("OnlineMeetings.Read.All")

    with pytest.raises(FilingFault) as fault:
        await recordings.of(LINK)

    assert fault.value.kind is FaultKind.FORBIDDEN
