"""The words of the cycle: states, turns, steps, and what is told without being asked."""

from collections.abc import Mapping
from types import MappingProxyType

from board import cycle_due as due
from board.meeting_deeds import MeetingDeed, TurnDeed
from cards.box_words import Box

STATES: Mapping[str, str] = MappingProxyType(
    {
        "planned": "Planned",
        "agenda_open": "Agenda open",
        "pack_issued": "Pack issued",
        "in_session": "In session",
        "adjourned_inquorate": "Adjourned without a quorum",
        "minutes_draft": "Minutes in draft",
        "minutes_approved": "Minutes approved",
        "archived": "Closed",
        "postponed": "Postponed",
        "cancelled": "Cancelled",
    }
)
TURNS: Mapping[str, str] = MappingProxyType(
    {
        "offered": "asked, not answered yet",
        "accepted": "accepted",
        "declined": "declined",
        "deferred": "put off",
        "swapped": "swapped",
        "done": "done",
        "withdrawn": "given back",
    }
)
BUTTONS: Mapping[str, str] = MappingProxyType(
    {
        MeetingDeed.MOVE: "Move",
        MeetingDeed.HOLD: "Hold the pack",
        MeetingDeed.RELEASE: "Release the pack",
        MeetingDeed.POSTPONE: "Postpone",
        MeetingDeed.CANCEL: "Cancel it",
        MeetingDeed.REPLAN: "Plan it again",
        TurnDeed.ACCEPT_FOCUS: "Accept focus",
        TurnDeed.SWAP: "Swap",
        TurnDeed.DEFER: "Put off",
        TurnDeed.ACCEPT_LEAD: "Accept lead",
        TurnDeed.DECLINE_LEAD: "Decline lead",
        TurnDeed.VOLUNTEER: "Offer to lead",
    }
)
TITLES: Mapping[str, str] = MappingProxyType(
    {
        MeetingDeed.MOVE: "Move a meeting",
        MeetingDeed.HOLD: "Hold the pack",
        MeetingDeed.RELEASE: "Release the pack",
        MeetingDeed.POSTPONE: "Postpone a meeting",
        MeetingDeed.CANCEL: "Cancel a meeting",
        MeetingDeed.REPLAN: "Plan a meeting again",
        TurnDeed.ACCEPT_FOCUS: "Accept the focus",
        TurnDeed.SWAP: "Swap a turn in focus",
        TurnDeed.DEFER: "Put off a turn in focus",
        TurnDeed.ACCEPT_LEAD: "Accept the lead",
        TurnDeed.DECLINE_LEAD: "Decline the lead",
        TurnDeed.VOLUNTEER: "Offer to lead a meeting",
    }
)
MEANS: Mapping[str, str] = MappingProxyType(
    {
        MeetingDeed.MOVE: (
            "Everything that is due around it follows, the calendar too, and its channel is told. "
            "Later meetings keep their days unless you tick the box."
        ),
        MeetingDeed.HOLD: "The clock does not send the pack until somebody releases it.",
        MeetingDeed.RELEASE: "The clock sends the pack when it is due, at once if it is late.",
        MeetingDeed.POSTPONE: (
            "It is taken out of the calendar and its channel is told. Its focus and lead are given "
            "back. It can be planned again under its reference."
        ),
        MeetingDeed.CANCEL: (
            "It is taken out of the calendar for good and its channel is told. Its focus and lead "
            "are given back."
        ),
        MeetingDeed.REPLAN: "Its agenda opens again and its pack goes out by the new day.",
        TurnDeed.SWAP: "The other agency is asked. Nothing changes until it agrees.",
        TurnDeed.DEFER: (
            "Once in each cycle an agency may put its turn off. Another agency is offered this "
            "meeting, and this one takes the next that is free."
        ),
        TurnDeed.DECLINE_LEAD: "Another agency is asked. If none accepts, a co-chair leads.",
        TurnDeed.VOLUNTEER: (
            "If nobody has accepted yet, your agency leads. Among several the rota chooses."
        ),
    }
)
SENDS: Mapping[str, str] = MappingProxyType(
    {
        MeetingDeed.MOVE: "Move it",
        MeetingDeed.HOLD: "Hold it",
        MeetingDeed.RELEASE: "Release it",
        MeetingDeed.POSTPONE: "Postpone it",
        MeetingDeed.CANCEL: "Cancel this meeting",
        MeetingDeed.REPLAN: "Plan it",
        TurnDeed.SWAP: "Ask them",
        TurnDeed.DEFER: "Put it off",
        TurnDeed.DECLINE_LEAD: "Decline",
        TurnDeed.VOLUNTEER: "Offer it",
    }
)
_SAFE = "Everyone in its channel reads this. Up to 500 characters."
REASON = Box("reason", "Why?", _SAFE, is_area=True)
DATE = Box("date", "Date", "A working day.", is_date=True)
TIME = Box("time", "Time", "London time, for example 10:00.")
BOXES: Mapping[str, tuple[Box, ...]] = MappingProxyType(
    {
        MeetingDeed.MOVE: (DATE, TIME, REASON),
        MeetingDeed.HOLD: (REASON,),
        MeetingDeed.POSTPONE: (REASON,),
        MeetingDeed.CANCEL: (REASON,),
        MeetingDeed.REPLAN: (DATE, TIME),
    }
)
"""What each step asks; with whom to swap is a choice of its own."""
HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        due.FOCUS_TOLD: "Your agency is in focus",
        due.FOCUS_REPORT_DUE: "The focus report is due today",
        due.LEAD_ASKED: "Will your agency lead?",
        due.LEAD_FALLS: "A co-chair leads",
        due.PAPERS_DUE: "Papers are due today",
        due.AOB_ASKED: "Any other business?",
        due.PACK_DUE: "The pack has gone out",
        due.PACK_HELD: "The pack is held back",
        "pack_stuck": "The pack could not go out",
        "focus_report_in": "A focus report has come in",
        due.ACTION_LIST: "Actions agreed",
        due.MINUTES_TO_CHAIR: "Draft minutes are due to the chair",
        due.MINUTES_TO_MEMBERS: "Draft minutes are due to members",
        due.OUTCOMES_DUE: "Outcome notices are due",
        due.SUBGROUP_MISSED: "No subgroup was held",
        "moved": "Meeting moved",
        "postponed": "Meeting postponed",
        "cancelled": "Meeting cancelled",
        "planned": "Meeting planned again",
        "swap_asked": "Will your agency swap?",
        "swap_agreed": "The swap is agreed",
        "swap_refused": "The swap is not agreed",
    }
)
"""The heading of each notice, and with the reference its notification."""
TO_COME: Mapping[str, str] = MappingProxyType(
    {
        **HAPPENED,
        due.FOCUS_TOLD: "Told that it is in focus",
        due.FOCUS_REPORT_DUE: "Asked for the focus report",
        due.LEAD_ASKED: "Asked to lead",
        due.PAPERS_DUE: "Asked for papers",
        due.AOB_ASKED: "Asked for other business",
        due.PACK_DUE: "The pack goes out",
        due.ACTION_LIST: "List of the actions agreed",
    }
)
"""The same before it is said, in a list of what will be sent."""
