"""Who sees what of minutes where: one spot for every page, extract and comment."""

from board.errors import BoardError, Forbidden
from board.meetings import Meeting
from board.minutes import Minutes, is_of_forum, may_read
from board.minutes_content import Content, open_copy
from bot.handlers.forum_access import demand_of_forum
from bot.handlers.withholding import withheld_of
from bot.minute_values import READABLE
from bot.turn import Turn
from storage.unit import Snapshot


def shown_to(turn: Turn, content: Content, snapshot: Snapshot) -> Content:
    """The minutes without what is withheld from whoever will see them."""
    return open_copy(content, withheld_of(turn, snapshot))


def minutes_for(
    turn: Turn, ref: str, snapshot: Snapshot, *, for_change: bool = False
) -> tuple[Meeting, Minutes]:
    """A meeting and its minutes, for somebody who may read them there.

    Raises Forbidden for others; BoardError where there are none, for drafts in a channel, and in
    that of another forum.
    """
    meeting = snapshot.meetings.get(ref, for_change=for_change)
    if meeting is None or not is_of_forum(meeting, turn.person):
        raise Forbidden
    demand_of_forum(turn, meeting, snapshot)
    minutes = snapshot.minutes.find(ref, for_change=for_change)
    if minutes is None:
        raise BoardError("no_minutes")
    if not may_read(meeting, minutes.state, turn.person):
        raise Forbidden
    if minutes.state not in READABLE and turn.is_for_all:
        raise BoardError("private_only")
    return meeting, minutes
