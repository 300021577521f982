"""The words people see for actions and escalations: states, steps, colours, rungs, answers."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType

from board.actions import (
    ASKED_DATE,
    ASKED_END,
    DIRECTED,
    ActionState,
    ActionType,
    Asked,
    Brag,
    Deed,
    Priority,
)
from board.escalation import Answer, LadderState, Result
from cards.action_views import ActionRow

STATES = {
    ActionState.PROPOSED: "Proposed, not confirmed yet",
    ActionState.ASSIGNED: "Assigned, not accepted yet",
    ActionState.ACCEPTED: "Accepted",
    ActionState.IN_PROGRESS: "Under way",
    ActionState.BLOCKED: "Blocked",
    ActionState.COMPLETED: "Done, to be confirmed",
    ActionState.VERIFIED: "Done and confirmed",
    ActionState.DECLINED: "Declined",
    ActionState.REOPENED: "Not done after all",
    ActionState.CANCELLED: "Ended, not done",
}
PRIORITIES = {
    Priority.STANDARD: "Standard",
    Priority.URGENT: "Urgent",
    Priority.CRITICAL: "Critical: risk to life",
}
TYPES = {
    ActionType.GENERAL: "General",
    ActionType.INFORMATION_REQUEST: "Request for information",
    ActionType.INVESTIGATION_PROGRESS: "Progress of an investigation",
    ActionType.HEALTH_REFERRAL: "Referral to health",
    ActionType.LIAISON_DIVERSION: "Liaison and diversion",
    ActionType.APPROPRIATE_ADULT: "Appropriate adult",
    ActionType.ACCOMMODATION: "Accommodation",
    ActionType.ORDER_APPLICATION: "Application for an order",
    ActionType.POLICY: "Policy",
    ActionType.TRAINING: "Training",
    ActionType.COMMS: "Communications",
    ActionType.ADVICE: "Advice",
}
DEEDS = {
    Deed.ACCEPT: "Accept",
    Deed.DECLINE: "Decline",
    Deed.PROGRESS: "On track",
    Deed.AT_RISK: "Not done",
    Deed.BLOCK: "Blocked",
    Deed.COMPLETE: "Done",
    Deed.EXTEND: "Another date",
    Deed.CANCEL: "No longer possible",
    Deed.SNOOZE: "Remind me later",
    Deed.ASSIGN: "Another owner",
    Deed.VERIFY: "Confirm it is done",
    Deed.REOPEN: "Not done after all",
    Deed.AGREE: "Agree",
    Deed.REFUSE: "Do not agree",
}
LINES: Mapping[str, str] = MappingProxyType(
    {
        Deed.ACCEPT: "accepted it",
        Deed.DECLINE: "did not take it on",
        Deed.PROGRESS: "said that it is on track",
        Deed.AT_RISK: "said that it is not done",
        Deed.BLOCK: "said that it is blocked",
        Deed.COMPLETE: "said that it is done",
        Deed.EXTEND: "moved the due date",
        ASKED_DATE: "asked for another date",
        Deed.CANCEL: "ended it",
        ASKED_END: "asked to end it",
        DIRECTED: "gave a direction",
        Deed.SNOOZE: "put reminders off",
        Deed.ASSIGN: "assigned it",
        Deed.VERIFY: "confirmed that it is done",
        Deed.REOPEN: "said that it is not done after all",
        Deed.AGREE: "agreed",
        Deed.REFUSE: "did not agree",
    }
)
"""What a line of the history says that somebody did."""
WROTE = "wrote"
ASKED_FOR = {
    Asked.DATE: "Another date",
    Asked.OWNER: "Another owner",
    Asked.CANCEL: "To end it",
}
"""What waits for somebody's agreement."""
COLOURS = {
    Brag.RED: "attention",
    Brag.AMBER: "warning",
    Brag.GREEN: "good",
    Brag.BLUE: "categoricalBlue",
    Brag.NONE: "neutral",
}
"""Colours of a chart's parts, most pressing first; each part says its word too."""
BRAGS = {
    Brag.RED: "Red",
    Brag.AMBER: "Amber",
    Brag.GREEN: "Green",
    Brag.BLUE: "Blue",
    Brag.NONE: "No colour",
}
RUNGS: Mapping[int, str] = MappingProxyType(
    {
        0: "the owner",
        1: "line manager",
        2: "agency representative and counterpart",
        3: "heads of service of both agencies",
        4: "co-chairs of the board",
        5: "senior board",
    }
)
HOLDERS: Mapping[int, str] = MappingProxyType(
    {1: "line manager", 2: "service manager", 3: "head of service"}
)
"""Who a rung's role mailbox stands for."""
LADDERS = {
    LadderState.OPEN: "Waits for an answer",
    LadderState.RESPONDED: "Answered, waits to be accepted",
    LadderState.ACCEPTED: "Rests on a new date",
    LadderState.WITHDRAWN: "Ended",
}
RESULTS = {
    Result.AWAITING: "No answer yet",
    Result.ANSWERED: "Answered, not accepted yet",
    Result.ACCEPTED: "Answered, new date agreed",
    Result.REJECTED: "Not settled, so it goes up",
    Result.TIMED_OUT: "No answer in time",
    Result.JUMPED: "Taken further at once",
    Result.PASSED_OVER: "Nobody could be asked",
    Result.WITHDRAWN: "Ended: no answer needed",
}
ANSWERS = {
    Answer.DONE: "It is done",
    Answer.PLAN: "Plan and new date",
    Answer.REASSIGN: "Another owner",
    Answer.CANNOT: "Cannot be done by us",
    Answer.RESOLUTION: "Joint resolution",
    Answer.DIRECTION: "Give direction",
    Answer.ACCEPT_RISK: "Accept the risk",
    Answer.ESCALATE: "Escalate",
}
SAID = {
    Answer.DONE: "says that it is done",
    Answer.PLAN: "gave a plan and a new date",
    Answer.REASSIGN: "named another owner",
    Answer.CANNOT: "says that they cannot do it",
    Answer.RESOLUTION: "gave a joint resolution",
    Answer.DIRECTION: "gave direction",
    Answer.ACCEPT_RISK: "accepted the risk",
    Answer.ESCALATE: "escalated it",
}
HAPPENED: Mapping[str, str] = MappingProxyType(
    {
        "assigned": "Action assigned",
        "proposed": "Action proposed",
        "declined": "Action declined",
        "completed": "Action done, to be confirmed",
        "verified": "Action confirmed as done",
        "reopened": "Action not done after all",
        "asked": "A request about an action",
        "agreed": "Request agreed",
        "refused": "Request not agreed",
        "cancelled": "Action ended, not done",
        "extended": "Action has a new date",
        "sent": "An action that you asked for",
    }
)
WITHHELD: Mapping[str, str] = MappingProxyType(
    {
        **HAPPENED,
        "due": "An action is due",
        "rung": "An action has not been progressed",
        "chairs": "Escalated to the co-chairs",
        "senior": "Escalated to the senior board",
    }
)
"""What is told of an action that is withheld from a reader."""
LISTS: Mapping[str, str] = MappingProxyType(
    {"request": "Update request", "list": "List of actions", "own_list": "Owner's list"}
)
"""The cards that go out before a meeting."""


def day_words(day: date) -> str:
    """A day as people write it: 'Friday 18 December 2026'."""
    return f"{day:%A} {day.day} {day:%B %Y}"


def short_day(day: date) -> str:
    """A day, short: 'Fri 18 Dec 2026'."""
    return f"{day:%a} {day.day} {day:%b %Y}"


def count(number: int, one: str, many: str = "") -> str:
    """How many of something: '1 action', '2 actions'."""
    return f"{number:,} {one if number == 1 else many or f'{one}s'}"


def brag_in_words(row: ActionRow) -> str:
    """How it stands at a glance, with what makes it so: 'Red, overdue by 5 working days'."""
    action = row.action
    if row.brag is Brag.RED:
        if row.overdue:
            return f"Red, overdue by {count(row.overdue, 'working day')}"
        return "Red, blocked, no plan" if action.state is ActionState.BLOCKED else "Red, overdue"
    if row.brag is Brag.AMBER:
        return f"Amber, {_why_amber(row)}"
    state = STATES[action.state]
    if row.brag is Brag.NONE:
        return state
    return f"{BRAGS[row.brag]}, {state[0].lower()}{state[1:]}"


def _why_amber(row: ActionRow) -> str:
    if row.action.is_at_risk:
        return "at risk"
    if row.action.extensions:
        return f"date moved {times(row.action.extensions)}"
    return "due soon, no update"


def times(number: int) -> str:
    """How often: 'once', 'twice', '3 times'."""
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def rung_in_words(rung: int) -> str:
    """A rung by number and name: 'Rung 1: line manager'."""
    return f"Rung {rung}: {RUNGS[rung]}"
