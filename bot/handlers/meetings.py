"""Meetings of the board: the next one, and the list of them."""

from board.clocks import USUAL, clocks_of
from board.errors import BoardError
from board.facts import Fact, Result
from board.meetings import Meeting
from board.people import Permission
from board.tiers import Tier
from bot.handlers.agenda_pages import row_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.meeting_payloads import ShowMeeting, ShowMeetings
from cards.meeting_views import MeetingList, MeetingShown
from storage.unit import Snapshot

router = Router()

VIEW = Permission.MEETING_VIEW
_BOARD = "BOARD"
_SHOWN = 6


@router.command("next meeting", says="See the next board: who leads, and what is due", needs=VIEW)
@router.view(ShowMeeting, needs=VIEW)
def next_meeting(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """The next board, its clocks and what is filed for it."""
    meeting = _next(turn, snapshot)
    filed = snapshot.documents.of_meeting(meeting.ref)
    view = MeetingShown(
        row=row_of(meeting, snapshot),
        clocks=clocks_of(meeting, USUAL, turn.office.calendar),
        may_add=turn.person.may(Permission.ACTION_ADD),
        papers=tuple((each.title, _link(each.web_url)) for each in filed if each.is_filed),
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, meeting.ref))


@router.command("meetings", says="See the board's meetings", needs=VIEW)
@router.view(ShowMeetings, needs=VIEW)
def meetings(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """The last ones known, those to come first."""
    found = snapshot.meetings.of_forum(_BOARD)[-_SHOWN:]
    shown = sorted(found, key=lambda each: (each.ends_at < turn.now, each.starts_at))
    view = MeetingList(rows=tuple(row_of(each, snapshot) for each in shown), at=turn.now)
    return Reply(view=view, fact=_looked(turn, "meetings"))


def _next(turn: Turn, snapshot: Snapshot) -> Meeting:
    meeting = snapshot.meetings.next_of(_BOARD, turn.now)
    if meeting is None:
        raise BoardError("no_board_planned")
    return meeting


def _link(url: str) -> str:
    """An address that a card may open; a folder of this machine is none."""
    return url if url.startswith("https://") else ""


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("MeetingViewed", about, Tier.T0, Result.VIEWED)
