"""What is told of minutes and recordings by itself; and filing again what somebody changed."""

from collections.abc import Callable
from datetime import datetime

from board.documents import Document, forum_of, minutes_of
from board.errors import BoardError
from board.facts import Fact, Notice
from board.forums import record_of
from board.meetings import Meeting
from board.minutes import Minutes, MinutesState
from board.minutes_content import FINAL as FINAL_EDITION
from board.people import Permission
from board.places import MH_TEAM
from board.recordings import delete_on
from board.tiers import Tier
from bot.handlers.minutes import shown_of
from bot.handlers.minutes_access import minutes_for
from bot.handlers.minutes_comments import COMMENTED
from bot.handlers.minutes_steps import (
    APPROVE_AGAIN,
    FINAL,
    TO_APPROVE,
    WITH_CHAIR,
    WITH_MEMBERS,
)
from bot.minute_values import begin_minutes
from bot.papers import file_document
from bot.router import Loader, Router
from bot.turn import Office, Reply, Turn
from cards.minutes_payloads import FileAgain
from cards.minutes_views import MinutesNotice
from cards.views import View
from storage.unit import Snapshot, Unit

router = Router()

BEGUN = "minutes_begun"
CHAIR_REMINDED = "minutes_chair_reminded"
APPROVAL_REMINDED = "minutes_approval_reminded"
CHANGED = "minutes_changed"
RECORDING_DUE = "recording_due"

M = MinutesState


def _while_true(
    happened: str, holds: Callable[[Minutes, Snapshot], bool]
) -> Callable[[Snapshot, str, datetime, Office], View | None]:
    def load(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
        meeting, minutes = snapshot.meetings.get(about), snapshot.minutes.find(about)
        if meeting is None or minutes is None or not holds(minutes, snapshot):
            return None
        final = snapshot.minutes.edition(about, FINAL_EDITION) if happened == "final" else None
        waiting = sum(each.is_open for each in snapshot.minutes.comments(about))
        return MinutesNotice(
            happened=happened,
            meeting=about,
            count=waiting if happened == "commented" else 0,
            sha256=final.text_sha256 if final else "",
            at=now,
            tier=record_of(meeting.forum).ceiling,
        )

    return load


def _is(*states: MinutesState) -> Callable[[Minutes, Snapshot], bool]:
    return lambda minutes, _: minutes.state in states


def _has_open(minutes: Minutes, snapshot: Snapshot) -> bool:
    return any(each.is_open for each in snapshot.minutes.comments(minutes.meeting))


_LOADERS: dict[str, Loader] = {
    BEGUN: _while_true("begun", _is(M.DRAFT)),
    WITH_CHAIR: _while_true("with_chair", _is(M.WITH_CHAIR)),
    CHAIR_REMINDED: _while_true("chair_reminded", _is(M.WITH_CHAIR)),
    WITH_MEMBERS: _while_true("with_members", _is(M.WITH_MEMBERS)),
    TO_APPROVE: _while_true("to_approve", _is(M.WITH_MEMBERS)),
    APPROVE_AGAIN: _while_true("approve_again", _is(M.WITH_MEMBERS)),
    APPROVAL_REMINDED: _while_true("approval_reminded", _is(M.WITH_MEMBERS)),
    COMMENTED: _while_true("commented", _has_open),
    FINAL: _while_true("final", _is(M.FINAL)),
}
for _kind, _load in _LOADERS.items():
    router.notice(_kind, in_hours=True)(_load)


@router.notice(CHANGED, in_hours=True)
def changed(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """A file of final minutes is not what was filed; `about` is how, and the document's key."""
    how, _, key = about.partition(":")
    document = snapshot.documents.get(key)
    if document is None:
        return None
    meeting = snapshot.meetings.get(document.meeting)
    return MinutesNotice(
        happened=how,
        meeting=document.meeting,
        stage=_stage_of(document),
        at=now,
        tier=record_of(meeting.forum).ceiling if meeting else Tier.T1,
    )


@router.notice(RECORDING_DUE, in_hours=True)
def recording_due(snapshot: Snapshot, about: str, now: datetime, office: Office) -> View | None:
    """A recording has to go; where it is, is told to those entitled only."""
    day = delete_on(snapshot.minutes.find(about), office.calendar)
    if day is None or not snapshot.recordings.of(about):
        return None
    return MinutesNotice(happened="recording_due", meeting=about, on=day, at=now)


@router.deed(FileAgain, needs=Permission.MEETING_RUN)
def file_again(turn: Turn, pressed: FileAgain, unit: Unit) -> Reply:
    """File what was approved beside what somebody changed, under the next number."""
    meeting, _ = minutes_for(turn, pressed.ref, unit, for_change=True)
    of_meeting = {each.key: each for each in unit.documents.of_meeting(meeting.ref)}
    original = of_meeting.get(minutes_of(meeting, pressed.stage).key)
    if original is None:
        raise BoardError("no_minutes")
    copy = next(
        (
            label
            for edition in range(2, 100)
            if (label := minutes_of(meeting, pressed.stage, edition=edition)).key not in of_meeting
            or not of_meeting[label.key].is_filed
        ),
        None,
    )
    if copy is None:
        raise BoardError("file_known")
    content = unit.documents.bytes_of(original)
    document = Document.of(
        copy, content, forum=forum_of(meeting), made_at=original.made_at, tier=original.tier
    )
    if file_document(unit, document, content, turn.now):
        unit.record(turn.fact("MinutesFiledAgain", document.key, Tier.T0))
    note = f"{document.stem} is being filed."
    return Reply(view=shown_of(turn, meeting.ref, unit, note=note))


def _stage_of(document: Document) -> str:
    """`final` or `addendum 2`, whichever copy it is."""
    words = document.stem.removeprefix(f"Minutes {document.meeting} ")
    return words.partition(" (")[0]


def begin_draft(meeting: Meeting, unit: Unit, now: datetime) -> bool:
    """Begin the minutes of a meeting that has ended, unless there are some, and tell the team."""
    if begin_minutes(unit, meeting, now) is None:
        return False
    ref = meeting.ref
    fact = Fact(name="MinutesBegun", about=ref, by="ticker", at=now, tier=Tier.T0)
    unit.record(fact, tell=[Notice(BEGUN, f"forum:{MH_TEAM}", ref, f"{BEGUN}:{ref}")])
    return True
