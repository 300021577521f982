"""The buttons of the cycle: changing meetings, and what agencies say to their turns."""

from typing import Annotated

from pydantic import StringConstraints

from board.meeting_deeds import MeetingDeed, TurnDeed
from cards.payloads import MeetingRef, Payload, Shown

AgencyKey = Annotated[str, StringConstraints(pattern=r"^[\w.-]{1,60}$")]
SwapRef = Annotated[str, StringConstraints(pattern=r"^SWP-\d{4,}$", max_length=20)]


class ShowRota(Payload):
    """Who was in focus, who is, and who is next."""

    verb = "focus.rota"


class _OnMeeting(Shown):
    """A press on one meeting as it was shown."""

    ref: MeetingRef


class MoveMeeting(_OnMeeting):
    """Ask when; with `date`, `time` and `reason`, move it."""

    verb = "meeting.move"


class PostponeMeeting(_OnMeeting):
    """Ask why; with `reason`, put it off."""

    verb = "meeting.postpone"


class CancelMeeting(_OnMeeting):
    """Ask why; with `reason`, call it off for good."""

    verb = "meeting.cancel"


class ReplanMeeting(_OnMeeting):
    """Ask when; with `date` and `time`, plan it again."""

    verb = "meeting.replan"


class HoldPack(_OnMeeting):
    """Ask why; with `reason`, keep the clock from sending the pack."""

    verb = "meeting.hold_pack"


class ReleasePack(_OnMeeting):
    """Ask once more; then let the clock send the pack."""

    verb = "meeting.release_pack"


MEETING_STEPS: dict[MeetingDeed, type[_OnMeeting]] = {
    MeetingDeed.MOVE: MoveMeeting,
    MeetingDeed.POSTPONE: PostponeMeeting,
    MeetingDeed.CANCEL: CancelMeeting,
    MeetingDeed.REPLAN: ReplanMeeting,
    MeetingDeed.HOLD: HoldPack,
    MeetingDeed.RELEASE: ReleasePack,
}


class _OnTurn(_OnMeeting):
    """A press on an agency's turn at a meeting."""

    agency: AgencyKey


class AcceptFocus(_OnTurn):
    """The agency takes its turn in focus."""

    verb = "focus.accept"


class AskSwap(_OnTurn):
    """Ask with whom; with `turn`, ask that agency."""

    verb = "focus.swap"


class DeferFocus(_OnTurn):
    """Ask once more; then put the turn off."""

    verb = "focus.defer"


class AcceptLead(_OnTurn):
    """The agency will lead."""

    verb = "lead.accept"


class DeclineLead(_OnTurn):
    """Ask once more; then it will not lead."""

    verb = "lead.decline"


class VolunteerLead(_OnTurn):
    """Ask once more; then the agency offers to lead."""

    verb = "lead.volunteer"


TURN_STEPS: dict[TurnDeed, type[_OnTurn]] = {
    TurnDeed.ACCEPT_FOCUS: AcceptFocus,
    TurnDeed.SWAP: AskSwap,
    TurnDeed.DEFER: DeferFocus,
    TurnDeed.ACCEPT_LEAD: AcceptLead,
    TurnDeed.DECLINE_LEAD: DeclineLead,
    TurnDeed.VOLUNTEER: VolunteerLead,
}


class AgreeSwap(Payload):
    """The other agency agrees to exchange turns."""

    verb = "focus.swap_agree"
    ref: SwapRef


class RefuseSwap(Payload):
    """The other agency keeps its turn."""

    verb = "focus.swap_refuse"
    ref: SwapRef
