"""Where the recordings of meetings are: for those who run them and the co-chairs, in private."""

import hashlib
from urllib.parse import urlsplit

from board.errors import BoardError, Forbidden
from board.facts import Result
from board.meetings import Meeting
from board.people import Permission
from board.recordings import (
    Recording,
    RecordingKind,
    delete_on,
    is_recorded,
    may_see_recording,
)
from board.tiers import Tier
from bot.router import IN_PRIVATE, Router, Said
from bot.turn import Reply, Turn
from cards.minutes_payloads import RecordingDeleted, ShowRecording
from cards.minutes_views import RecordingShown
from storage.unit import Snapshot, Unit

router = Router()

_LONGEST = 1_500
_NEEDS = Permission.MEETING_LEAD


@router.command(
    "recording",
    says="See where the recording of a meeting is, or keep a link to it",
    takes="MEETING (LINK)",
    is_deed=True,
    needs=_NEEDS,
    places=IN_PRIVATE,
)
def recording(turn: Turn, said: Said, unit: Unit) -> Reply:
    """With a link, keep it: Teams does not always tell where a recording is."""
    ref, _, url = said.words.strip().partition(" ")
    meeting = _meeting(turn, ref.upper(), unit)
    note = ""
    if url.strip():
        kept = _given(meeting, url.strip(), turn)
        if unit.recordings.add(kept):
            unit.record(turn.fact("RecordingAttached", meeting.ref, Tier.T1, how="by_hand"))
        note = "The link is kept. Only those who run the meetings and the co-chairs see it."
    else:
        fact = turn.fact("RecordingViewed", meeting.ref, Tier.T1, Result.VIEWED)
        unit.record(fact)
    return Reply(view=_shown(turn, meeting, unit, note=note))


@router.view(ShowRecording, needs=_NEEDS, places=IN_PRIVATE)
def show_recording(turn: Turn, asked: ShowRecording, snapshot: Snapshot) -> Reply:
    """Where the recordings of a meeting are."""
    meeting = _meeting(turn, asked.ref, snapshot)
    fact = turn.fact("RecordingViewed", meeting.ref, Tier.T1, Result.VIEWED)
    return Reply(view=_shown(turn, meeting, snapshot), fact=fact)


@router.deed(RecordingDeleted, needs=_NEEDS, places=IN_PRIVATE)
def deleted(turn: Turn, pressed: RecordingDeleted, unit: Unit) -> Reply:
    """It has been deleted where it was: the links go here too."""
    meeting = _meeting(turn, pressed.ref, unit)
    if not unit.recordings.note_deleted(meeting.ref, turn.now):
        raise BoardError("no_recording")
    unit.record(turn.fact("RecordingDeleted", meeting.ref, Tier.T1))
    return Reply(view=_shown(turn, meeting, unit, note="Noted: the recording is deleted."))


def _meeting(turn: Turn, ref: str, snapshot: Snapshot) -> Meeting:
    """A meeting that is recorded. Raises Forbidden for whoever is not entitled."""
    if not may_see_recording(turn.person):
        raise Forbidden
    meeting = snapshot.meetings.get(ref)
    if meeting is None or not is_recorded(meeting):
        raise BoardError("no_recording")
    return meeting


def _given(meeting: Meeting, url: str, turn: Turn) -> Recording:
    parts = urlsplit(url)
    is_plain = url.isprintable() and " " not in url and len(url) <= _LONGEST
    if parts.scheme != "https" or not parts.hostname or "@" in parts.netloc or not is_plain:
        raise BoardError("recording_link")
    return Recording(
        meeting=meeting.ref,
        item=hashlib.sha256(url.encode()).hexdigest()[:32],
        kind=RecordingKind.RECORDING,
        url=url,
        found_at=turn.now,
    )


def _shown(turn: Turn, meeting: Meeting, snapshot: Snapshot, *, note: str = "") -> RecordingShown:
    minutes = snapshot.minutes.find(meeting.ref)
    return RecordingShown(
        meeting=meeting.ref,
        recordings=snapshot.recordings.of(meeting.ref),
        in_teams=snapshot.bookings.of(meeting.ref).join_url,
        delete_on=delete_on(minutes, turn.office.calendar),
        note=note,
        at=turn.now,
    )
