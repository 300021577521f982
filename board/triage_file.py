"""What triage has put down about one referral: gates, matches, requests and the decision."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from board.referral_form import Answer


class Gate(StrEnum):
    """The questions of triage, in order; a human answers each."""

    DANGER = "G0"
    SAME_PERSON = "G1"
    SCOPE = "G2"
    MAPPA = "G3"
    PDP = "G4"
    DUTIES = "G5"
    RIGHT_CARE = "G6"


class MappaAnswer(StrEnum):
    """Answers to G3."""

    NONE = "none"
    LEVEL_1 = "managed_L1"
    LEVEL_2 = "managed_L2"
    LEVEL_3 = "managed_L3"
    ELIGIBLE = "eligible_not_managed"
    RESTRICTED = "restricted_patient"
    NOT_KNOWN = "not_known"


class Duty(StrEnum):
    """Parallel duties of G5: never instead of the decision, always beside it."""

    CHILD = "child_safeguarding"
    ADULT = "adult_safeguarding"
    DOMESTIC_ABUSE = "domestic_abuse"
    PREVENT = "prevent"
    FIREARMS = "firearms_licensing"
    CRIME = "crime_recording"


class Verdict(StrEnum):
    """What the triager says of a referral that may be about the same person."""

    LINK = "link"
    REPEAT = "repeat"
    DIFFERENT = "different_person"


class Decision(StrEnum):
    """What triage can decide."""

    ACCEPT = "accept"
    ROUTE_MAPPA = "route_mappa"
    ROUTE_PDP = "route_pdp"
    SIGNPOST = "signpost"
    ASK = "ask"
    MERGE = "merge"
    WITHDRAW = "withdraw"


class Outcome(StrEnum):
    """How a body that a referral was routed to answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


@dataclass(frozen=True, slots=True)
class Note:
    """A line of the file: a hand-over, a disagreement, an answer from elsewhere."""

    at: datetime
    by: str
    what: str
    text: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """A question to the referrer; `answered_at` once something came in after it."""

    at: datetime
    by: str
    question: str
    due: datetime
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Decided:
    """A decision with its reasons; what belongs to other kinds of decision stays empty."""

    kind: Decision
    rationale: str
    by: str
    by_name: str
    at: datetime
    sent_to: str = ""
    sent_on: date | None = None
    service: str = ""
    told: str = ""
    advice: str = ""
    into: str = ""
    forum: str = ""
    meeting: str = ""
    checked_by: str = ""
    checked_by_name: str = ""
    checked_at: datetime | None = None
    outcome: Outcome | None = None
    outcome_by: str = ""
    outcome_on: date | None = None
    outcome_reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriageFile:
    """Everything triage put down; T4, since reasons speak of the person.

    `gates` by Gate, each a word or, for G5, several; `matches` a Verdict by the other
    referral's reference; `draft` the inputs of a decision that is not taken yet; `decided`
    every decision ever taken, the present one last; `challenged_from` the state a challenge
    suspended.
    """

    gates: Mapping[str, Answer] = field(default_factory=dict)
    matches: Mapping[str, str] = field(default_factory=dict)
    draft: Mapping[str, Answer] = field(default_factory=dict)
    decided: tuple[Decided, ...] = ()
    requests: tuple[Request, ...] = ()
    notes: tuple[Note, ...] = ()
    challenged_from: str = ""

    @property
    def decision(self) -> Decided | None:
        """The present decision."""
        return self.decided[-1] if self.decided else None

    @property
    def deciders(self) -> frozenset[str]:
        """Everybody who made or checked any decision about this referral."""
        made = {each.by for each in self.decided}
        return frozenset(made | {each.checked_by for each in self.decided if each.checked_by})
