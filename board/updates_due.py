"""When a subgroup's chair is asked for the update: on the day papers are due, and on pack day."""

from collections.abc import Iterator
from datetime import datetime

from board.calendar import LONDON, Calendar, at_london
from board.clocks import USUAL, Clocks, clocks_of
from board.facts import Notice
from board.meetings import Meeting, MeetingState, is_board

UPDATE_DUE = "subgroup_update_due"
_TO_COME = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN, MeetingState.PACK_ISSUED})


def updates_due(
    board: Meeting,
    forum: str,
    to: str,
    *,
    is_approved: bool,
    now: datetime,
    calendar: Calendar,
    clocks: Clocks = USUAL,
) -> Iterator[Notice]:
    """What the chair of a subgroup is to be told now, each once for each board and day.

    `to` is where the chair is spoken to. What an outage has overtaken is left out: the first
    reminder once the pack's day has come, and both once the pack is due.
    """
    if is_approved or board.state not in _TO_COME or not is_board(board):
        return
    at = clocks_of(board, clocks, calendar)
    last_call = at_london(at.pack.astimezone(LONDON).date(), clocks.told_at)
    if at.papers_asked <= now < last_call:
        yield _once(board, forum, to, at.papers_due)
    elif last_call <= now < at.pack:
        yield _once(board, forum, to, at.pack)


def _once(board: Meeting, forum: str, to: str, due: datetime) -> Notice:
    about = f"{board.ref}:{forum}"
    return Notice(UPDATE_DUE, to, about, f"{UPDATE_DUE}:{about}:{due.isoformat()}")
