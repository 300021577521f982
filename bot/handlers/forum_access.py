"""Whose meetings are whose, and where: one spot for agendas, sittings, minutes and decisions."""

from board.errors import BoardError, Forbidden
from board.forums import ForumRecord, ForumType, is_kept_from, may_see
from board.meetings import Meeting
from bot.turn import Turn
from storage.unit import Snapshot


def demand_of_forum(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> None:
    """Raise Forbidden for whom the meetings of its forum are not.

    Raises BoardError in the channel of another forum, where everybody would read the answer.
    """
    forum = snapshot.forums.get(meeting.forum)
    if not may_see(forum, turn.person):
        raise Forbidden
    if not _is_open_here(turn, forum):
        raise BoardError("forum_only", forum=forum.title)


def is_of_forum(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> bool:
    """Whether what its forum speaks of is for whoever asks, and for all who read the answer."""
    return _is_shown(turn, snapshot.forums.get(meeting.forum))


def subgroups_here(turn: Turn, snapshot: Snapshot) -> frozenset[str]:
    """The codes of the subgroups whose decisions may be seen here."""
    subgroups = (each for each in snapshot.forums.all() if each.type is ForumType.SUBGROUP)
    return frozenset(each.code for each in subgroups if _is_shown(turn, each))


def _is_shown(turn: Turn, forum: ForumRecord) -> bool:
    return may_see(forum, turn.person) and _is_open_here(turn, forum)


def _is_open_here(turn: Turn, forum: ForumRecord) -> bool:
    return not (turn.is_for_all and is_kept_from(forum, turn.place))
