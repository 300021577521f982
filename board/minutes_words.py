"""The words of minutes that cards and documents share: decisions, attendance, interests."""

from collections.abc import Mapping
from types import MappingProxyType

from board.forums import Attended
from board.meeting_record import DecisionKind, Handling
from board.meeting_steps import OUT_OF_COMMITTEE
from board.minutes import Outcome

DECIDED: Mapping[str, str] = MappingProxyType(
    {
        DecisionKind.AGREE: "Agreed",
        DecisionKind.APPROVE: "Approved",
        DecisionKind.REFER: "Referred",
        DecisionKind.NOTE: "Noted",
    }
)
THERE: Mapping[str, str] = MappingProxyType(
    {
        Attended.PRESENT: "Present",
        Attended.DEPUTY_PRESENT: "Deputy present",
        Attended.APOLOGIES: "Apologies",
        Attended.ABSENT: "Absent",
        Attended.PART: "For part of the meeting",
    }
)
HANDLED: Mapping[str, str] = MappingProxyType(
    {
        Handling.STAY: "Stayed",
        Handling.STAY_NO_DECISION: "Stayed, and took no part in the decision",
        Handling.LEAVE_FOR_ITEM: "Left for the item",
    }
)
OUTCOMES: Mapping[Outcome, str] = MappingProxyType(
    {Outcome.TAKEN: "Taken into the minutes", Outcome.NOT_TAKEN: "Not taken"}
)


def approved_in_words(approved_by: str) -> str:
    """How minutes were approved, after the word 'approved'."""
    if approved_by == OUT_OF_COMMITTEE:
        return "by both co-chairs between meetings"
    return f"at {approved_by}"


def quorum_in_words(is_quorate: bool | None) -> str:  # noqa: FBT001 - what a meeting holds
    """Whether the meeting could decide."""
    if is_quorate is None:
        return "Not recorded"
    return "Met" if is_quorate else "Not met: nothing was decided"
