"""Meetings of the board: the next one, the list, and its agenda from live data."""

from board.clocks import USUAL, clocks_of
from board.errors import BoardError
from board.facts import Fact, Result
from board.meetings import Meeting
from board.people import Permission
from board.tiers import Tier
from bot.pack_values import agenda_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.meeting_payloads import ShowAgenda, ShowMeeting, ShowMeetings
from cards.meeting_views import AgendaShown, MeetingList, MeetingRow, MeetingShown
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
        row=_row(meeting, snapshot),
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
    view = MeetingList(rows=tuple(_row(each, snapshot) for each in shown), at=turn.now)
    return Reply(view=view, fact=_looked(turn, "meetings"))


@router.command("agenda", says="See the agenda of the next board, as it stands", needs=VIEW)
@router.view(ShowAgenda, needs=VIEW)
def agenda(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """The standing order, filled from what is true now."""
    meeting = _next(turn, snapshot)
    built = agenda_of(meeting, turn.now, snapshot)
    view = AgendaShown(row=_row(meeting, snapshot), agenda=built, at=turn.now)
    return Reply(view=view, fact=_looked(turn, meeting.ref))


def _next(turn: Turn, snapshot: Snapshot) -> Meeting:
    meeting = snapshot.meetings.next_of(_BOARD, turn.now)
    if meeting is None:
        raise BoardError("no_board_planned")
    return meeting


def _row(meeting: Meeting, snapshot: Snapshot) -> MeetingRow:
    agencies = {each.key: each.name for each in snapshot.people.agencies()}
    facilitator = snapshot.people.member(meeting.facilitator or "")
    return MeetingRow(
        meeting=meeting,
        lead=agencies.get(meeting.lead_agency or "", ""),
        focus=agencies.get(meeting.focus_agency or "", ""),
        facilitator=facilitator.name if facilitator else "",
    )


def _link(url: str) -> str:
    """An address that a card may open; a folder of this machine is none."""
    return url if url.startswith("https://") else ""


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("MeetingViewed", about, Tier.T0, Result.VIEWED)
