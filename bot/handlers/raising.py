"""An action that is raised in a meeting is noted under the item that is discussed."""

from board.errors import BoardError
from board.facts import Notice
from board.meeting_steps import demand_attender
from board.meetings import Meeting, MeetingState
from board.sittings import find_item
from bot.handlers.sitting_pages import thing_of
from bot.minute_values import renew_draft
from bot.turn import Turn
from storage.outbox import redraw
from storage.unit import Unit

_NOTED = frozenset(
    {MeetingState.IN_SESSION, MeetingState.ADJOURNED_INQUORATE, MeetingState.MINUTES_DRAFT}
)
"""A meeting that has begun, and whose minutes can still say what was raised in it."""


def meeting_of_source(turn: Turn, source: str, unit: Unit) -> Meeting | None:
    """The meeting that an action comes from, where this person belongs to it and it is noted.

    It is kept from others' changes: somebody may be closing it, or approving its minutes.
    """
    meeting = unit.meetings.get(source, for_change=True) if source else None
    if meeting is None or meeting.state not in _NOTED or unit.sittings.get(meeting.ref) is None:
        return None
    try:
        demand_attender(meeting, turn.person)
    except BoardError:
        return None
    return meeting


def note_raised(turn: Turn, meeting: Meeting, item: str, action: str, unit: Unit) -> Notice:
    """Note the action under the item it was asked for from, or else under the current one."""
    known = find_item(unit.sittings.record(meeting.ref).items, item)
    sitting = unit.sittings.get(meeting.ref)
    under = known.key if known else sitting.current if sitting else ""
    unit.sittings.note_action(meeting.ref, under, action, turn.now)
    renew_draft(meeting, unit)
    return redraw(thing_of(meeting.ref))
