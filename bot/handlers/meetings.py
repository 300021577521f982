"""Meetings: the next one, any other, the list, and the agenda from live data."""

from typing import Any

from board.errors import BoardError
from board.facts import Fact, Result
from board.forums import BOARD, code_of, may_see
from board.meetings import Meeting
from board.people import Permission
from board.places import read_forum
from board.tiers import Tier
from bot.handlers.meeting_views import demand_seen, row_of_meeting, shown_of_meeting
from bot.router import Router, Said
from bot.turn import Reply, Turn
from cards.meeting_payloads import ShowMeeting, ShowMeetings
from cards.meeting_views import MeetingList
from storage.unit import Snapshot

router = Router(topic="Meetings")

VIEW = Permission.MEETING_VIEW
_SHOWN = 5


@router.command(
    "next meeting",
    says="See the next board, or of a forum you name: who leads, and what is due",
    takes="(FORUM)",
    needs=VIEW,
)
@router.view(ShowMeeting, needs=VIEW)
def next_meeting(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """The meeting that was pressed; otherwise the next one of a forum, as a rule of the board."""
    ref = asked.ref if isinstance(asked, ShowMeeting) else ""
    words = asked.words if isinstance(asked, Said) else ""
    found = snapshot.meetings.get(ref) if ref else _next(turn, snapshot, words)
    meeting = demand_seen(turn, found, snapshot)
    view = shown_of_meeting(turn, meeting, snapshot)
    return Reply(view=view, fact=_looked(turn, meeting.ref))


@router.command("meetings", says="See the meetings there are", needs=VIEW)
@router.view(ShowMeetings, needs=VIEW)
def meetings(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """Those of every forum this person may see, the next first, then the latest there were.

    In a channel those of its own forum and of the board: others read along there.
    """
    seen = [each for each in snapshot.forums.all() if may_see(each, turn.person)]
    if not turn.place.is_private:
        here = code_of(turn.place.forum) if turn.place.forum else ""
        seen = [each for each in seen if each.code in {BOARD.code, here}]
    found = [each for forum in seen for each in snapshot.meetings.of_forum(forum.code)]
    ahead = [each for each in found if each.ends_at >= turn.now]
    past = [each for each in found if each.ends_at < turn.now]
    ahead.sort(key=lambda each: (each.starts_at, each.ref))
    past.sort(key=lambda each: (each.starts_at, each.ref), reverse=True)
    listed = [*ahead, *past]
    pages = max(1, -(-len(listed) // _SHOWN))
    page = min(max(1, asked.page if isinstance(asked, ShowMeetings) else 1), pages)
    rows = listed[(page - 1) * _SHOWN : page * _SHOWN]
    view = MeetingList(
        rows=tuple(row_of_meeting(each, snapshot) for each in rows),
        page=page,
        pages=pages,
        total=len(listed),
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, "meetings"))


def _next(turn: Turn, snapshot: Snapshot, words: str) -> Meeting:
    """The next meeting of the forum somebody named, of the channel's own, or of the board."""
    forum = read_forum(words) if words else turn.place.forum
    code = (code_of(forum) if forum else "") or BOARD.code
    meeting = snapshot.meetings.next_of(code, turn.now)
    if meeting is None:
        if code == BOARD.code:
            raise BoardError("no_board_planned")
        raise BoardError("no_meeting_planned", forum=forum.title if forum else code)
    return meeting


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("MeetingViewed", about, Tier.T0, Result.VIEWED)
