"""The words of every text and date that triage and challenge ask for."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from board.triage_file import Decision


@dataclass(frozen=True, slots=True)
class Box:
    """One input: its id, what it asks, and what helps to answer it."""

    id: str
    words: str
    hint: str = ""
    is_area: bool = False
    is_date: bool = False


_LONG = "Between 30 and 1,000 characters."
_TO_REFERRER = "The referrer reads this if their agency is in the agreement: name nobody else."

RATIONALE = Box(
    "rationale", "Your reasons", f"The referrer does not see them. {_LONG}", is_area=True
)
HAND_OVER_NOTE = Box(
    "note",
    "Note for your colleague (optional)",
    "It stays in the file. Up to 200 characters.",
    is_area=True,
)
CHECK_NOTE = Box(
    "note",
    "If you disagree, why?",
    f"Leave blank if you agree. {_LONG}",
    is_area=True,
)
CONTACT = Box("contact", "Who accepted it?", "Name, role and service. Up to 200 characters.")
WHY_DECLINED = Box("reason", "Why did they decline it?", _LONG, is_area=True)
WHY_REOPEN = Box("reason", "What is new?", _LONG, is_area=True)
WHY_CHALLENGE = Box("reason", "Why do you disagree?", _LONG, is_area=True)
WANTED = Box("wanted", "What should happen instead?", "Up to 300 characters.", is_area=True)
REASONS = Box("reasons", "Your reasons", f"The challenger reads them. {_LONG}", is_area=True)

_SENT = (
    Box("sent_to", "Who did you send it to?", "Name, role and service. Up to 200 characters."),
    Box("sent_on", "When did you send it?", is_date=True),
)
OF_DECISION: Mapping[Decision, tuple[Box, ...]] = MappingProxyType(
    {
        Decision.ACCEPT: (),
        Decision.ROUTE_MAPPA: _SENT,
        Decision.ROUTE_PDP: _SENT,
        Decision.SIGNPOST: (
            Box("service", "Which service can help?", f"{_TO_REFERRER} Up to 200 characters."),
            Box("told", "Who was told, and when?", "Up to 200 characters."),
            Box(
                "advice",
                "What safety advice did you give?",
                f"{_TO_REFERRER} Up to 500 characters.",
                is_area=True,
            ),
        ),
        Decision.ASK: (
            Box(
                "question",
                "What do you need to know?",
                "The referrer reads these words. Up to 500 characters.",
                is_area=True,
            ),
        ),
        Decision.MERGE: (
            Box("into", "Which referral does it belong to?", "For example REF-2026-0031."),
        ),
        Decision.WITHDRAW: (),
    }
)
"""What each decision asks beside its reasons."""
NAMES: Mapping[str, str] = MappingProxyType(
    {
        "rationale": "Your reasons",
        "note": "Note",
        "date": "Date",
        "time": "Time",
        "turn": "Whom to swap with",
        "contact": "Who accepted it",
        "reason": "Reason",
        "wanted": "What should happen instead",
        "reasons": "Your reasons",
        "finding": "What you decide",
        "sent_to": "Who you sent it to",
        "sent_on": "When you sent it",
        "service": "Service",
        "told": "Who was told",
        "advice": "Safety advice",
        "question": "What you need to know",
        "into": "The other referral",
        "to": "Colleague",
        "risk_changed": "Whether the risk has changed",
        "title": "What will be done",
        "success_measure": "How we will know",
        "owner": "Owner",
        "due": "Due date",
        "priority": "Priority",
        "detail": "Detail",
        "type": "Kind",
        "needed": "What is needed",
        "needed_from": "From whom",
        "evidence": "What shows that it is done",
        "text": "Your answer",
        "rung": "Rung",
        "override": "Why no personal information",
        "whom": "Passed to",
        "answer": "How it stands",
        "demand": "Current demand",
        "pressures": "Pressures",
        "figures": "Figures",
        "good_practice": "Good practice",
        "blockers": "Blockers",
        "enablers": "Enablers",
        "asks": "What you ask of partners",
        "purposes": "What information is shared for",
        "categories": "What is shared",
        "dpia": "Impact assessment",
        "policy_document": "Policy document",
        "meeting": "Meeting",
        "on": "Day of the meeting",
        "attendees": "Who was there",
        "concerns": "Concerns",
        "concern": "Concern",
        "unit": "Unit",
        "next_on": "Next meeting",
        "escalation": "Escalation",
        "summary": "What was said",
        "unresolved": "What is left unresolved",
        "comment": "Your comment",
        "addendum": "What is to be added",
        "outcome": "What becomes of it",
        "kind": "Kind",
        "dissent": "Dissent",
        "statement": "Statement",
        "interests": "Interests",
        "how": "How the agency is there",
        "member": "Who",
        "item": "Item or reference",
        "nature": "What the interest is",
        "handling": "What follows",
        "item_title": "Title",
        "minutes": "Minutes",
        "presenter": "Presenter",
        "at": "Place",
        "paper_title": "Title of the paper",
        "link": "Link",
        "document": "Filed document",
        "topic": "What it is about",
        "results": "Results",
        "themes": "Themes",
    }
)
"""What each input is called where a message alone does not say."""
