"""The words of a meeting in session."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType

from board.forums import Attended, Quorum
from board.meeting_record import DecisionKind, Handling
from board.people import AgencyType

STATEMENT = (
    "Information here is shared to prevent serious harm and only for that. Share only what is "
    "necessary, accurate and relevant. Take away only what you need to act on, and keep it as "
    "securely as your own agency's most sensitive records. Do not copy, forward or record it. "
    "Do not tell the person or others about it unless the meeting has agreed who will do so. If "
    "you are asked to disclose it, or you think something has been shared wrongly, tell the "
    "Mental Health Team at once. We will treat everyone discussed with respect and consider "
    "their needs and characteristics fairly."
)
"""The confidentiality statement. Source: domain 7.2."""
RECORDED = (
    "This meeting is recorded for the minutes. The recording is deleted 20 working days after "
    "the minutes are approved. Nobody else records it."
)
"""Source: domain 4.6: announced at the start, at the board only."""
NOT_RECORDED = "This meeting is not recorded. Nobody records it."
HOW: Mapping[Attended, str] = MappingProxyType(
    {
        Attended.PRESENT: "Present",
        Attended.DEPUTY_PRESENT: "Deputy present",
        Attended.PART: "There for a part",
        Attended.APOLOGIES: "Apologies",
        Attended.ABSENT: "Absent",
    }
)
DECIDED: Mapping[DecisionKind, str] = MappingProxyType(
    {
        DecisionKind.AGREE: "Agreed",
        DecisionKind.APPROVE: "Approved",
        DecisionKind.REFER: "Referred",
        DecisionKind.NOTE: "Noted",
    }
)
HANDLED: Mapping[Handling, str] = MappingProxyType(
    {
        Handling.LEAVE_FOR_ITEM: "Leaves for the item",
        Handling.STAY_NO_DECISION: "Stays, takes no part in deciding",
        Handling.STAY: "Stays",
    }
)
_LACKING: Mapping[str, str] = MappingProxyType(
    {
        "chair": "a chair",
        "further": "one more agency",
        "core": "half of the core agencies",
        AgencyType.POLICE: "the police",
        AgencyType.MENTAL_HEALTH_TRUST: "the mental health trust",
        AgencyType.ADULT_SOCIAL_CARE: "adult social care",
    }
)


def quorum_in_words(quorum: Quorum) -> str:
    """Whether the meeting may decide, and what it lacks."""
    if quorum.is_met:
        return "There is a quorum: the meeting can decide."
    lacking = [_LACKING.get(each, each.replace("_", " ")) for each in quorum.lacking]
    *first, last = lacking
    missing = f"{', '.join(first)} and {last}" if first else last
    verb = "are" if first else "is"
    return f"No quorum: {missing} {verb} missing. You can discuss, but not decide."


def time_in_words(used: timedelta, allotted: int) -> str:
    """Minutes used against those allotted: '12 of 20 minutes used', '3 minutes over the 20'."""
    minutes = used // timedelta(minutes=1)
    if allotted and minutes > allotted:
        over = minutes - allotted
        return f"{over} minute{'s' * (over != 1)} over the {allotted} allotted"
    of = f" of {allotted}" if allotted else ""
    return f"{minutes}{of} minute{'s' * ((allotted or minutes) != 1)} used"


def counted(number: int, what: str) -> str:
    """'1 decision', '3 decisions', 'no decisions'."""
    return f"{number or 'no'} {what}{'s' * (number != 1)}"
