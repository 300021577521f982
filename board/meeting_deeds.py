"""What somebody may do with a meeting and its turns now, so that only that is offered."""

from datetime import datetime
from enum import StrEnum

from board.cycle import MOVABLE
from board.forums import may_run
from board.meeting_steps import LEADS_TO, may_lead
from board.meetings import Meeting, MeetingState, is_board
from board.people import Person
from board.rotas import AHEAD, FocusSlot, LeadSlot, SlotStatus, speaks_for
from board.turns import OPEN_TO_TURNS, Turns


class MeetingDeed(StrEnum):
    """What can be done with a meeting before it is held."""

    MOVE = "move"
    HOLD = "hold"
    RELEASE = "release"
    POSTPONE = "postpone"
    CANCEL = "cancel"
    REPLAN = "replan"


class TurnDeed(StrEnum):
    """What an agency can say to its turn."""

    ACCEPT_FOCUS = "accept_focus"
    SWAP = "swap"
    DEFER = "defer"
    ACCEPT_LEAD = "accept_lead"
    DECLINE_LEAD = "decline_lead"
    VOLUNTEER = "volunteer"


M = MeetingState
_STATES = {
    MeetingDeed.POSTPONE: M.POSTPONED,
    MeetingDeed.CANCEL: M.CANCELLED,
    MeetingDeed.REPLAN: M.PLANNED,
}


def deeds_of(meeting: Meeting, by: Person) -> tuple[MeetingDeed, ...]:
    """What this person may do with the meeting as it stands."""
    runs, leads = may_run(by), may_lead(meeting, by)
    is_movable = meeting.state in MOVABLE
    has_pack = is_movable and is_board(meeting)
    open_to = {
        MeetingDeed.MOVE: runs and is_movable,
        MeetingDeed.HOLD: runs and has_pack and not meeting.pack_held,
        MeetingDeed.RELEASE: runs and has_pack and meeting.pack_held,
        MeetingDeed.POSTPONE: leads and _leads_to(meeting, MeetingDeed.POSTPONE),
        MeetingDeed.CANCEL: leads and _leads_to(meeting, MeetingDeed.CANCEL),
        MeetingDeed.REPLAN: runs and _leads_to(meeting, MeetingDeed.REPLAN),
    }
    return tuple(deed for deed, is_open in open_to.items() if is_open)


def focus_deeds(
    meeting: Meeting, slot: FocusSlot, by: Person, now: datetime
) -> tuple[TurnDeed, ...]:
    """What this person may say to a turn in focus, for the agency or as who notes it."""
    if slot.status not in AHEAD or not _is_open(meeting, now) or not _says(by, slot.agency):
        return ()
    accept = (TurnDeed.ACCEPT_FOCUS,) if slot.status is SlotStatus.OFFERED else ()
    return (*accept, TurnDeed.SWAP, TurnDeed.DEFER)


def lead_deeds(
    meeting: Meeting, slot: LeadSlot, by: Person, now: datetime, deadline: datetime
) -> tuple[TurnDeed, ...]:
    """What this person may say to a turn to lead."""
    is_open = slot.status in AHEAD and _is_open(meeting, now) and not slot.as_co_chair
    if not is_open or not _says(by, slot.agency):
        return ()
    accepts = slot.status is SlotStatus.OFFERED and not slot.volunteered and now <= deadline
    return (*((TurnDeed.ACCEPT_LEAD,) if accepts else ()), TurnDeed.DECLINE_LEAD)


def may_volunteer(
    meeting: Meeting, turns: Turns, by: Person, now: datetime, deadline: datetime
) -> bool:
    """Whether this person's agency can still offer to lead."""
    own = by.agency
    if own is None or not speaks_for(by, own.key) or not is_board(meeting):
        return False
    lead = turns.lead_at(meeting.ref)
    is_led = lead is not None and lead.status is not SlotStatus.OFFERED
    focused = any(each.agency == own.key for each in turns.focus_at(meeting.ref))
    has_turn = focused or any(
        each.is_held and (each.agency, each.meeting) == (own.key, meeting.ref)
        for each in turns.lead
    )
    return _is_open(meeting, now) and now <= deadline and not is_led and not has_turn


def _leads_to(meeting: Meeting, deed: MeetingDeed) -> bool:
    return _STATES[deed] in LEADS_TO[meeting.state]


def _is_open(meeting: Meeting, now: datetime) -> bool:
    return meeting.state in OPEN_TO_TURNS and now < meeting.starts_at


def _says(by: Person, agency: str) -> bool:
    return speaks_for(by, agency) or may_run(by)
