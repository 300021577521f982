"""What cards are made from: values already cut to their audience, each naming its tier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from board.challenges import Challenge
from board.disclosure import tier_shown
from board.queue import QueuePage
from board.referral_form import Answers, Fault, Screen
from board.referrals import Referral
from board.tiers import Tier
from board.triage_file import Decided, Decision, Duty, Gate


class Surface(StrEnum):
    """Where a card is drawn: it decides how its buttons speak to the bot."""

    PERSONAL = "personal"
    CHANNEL = "channel"
    DIALOG = "dialog"


class View(Protocol):
    """Anything a card can be made from.

    It may have `mentions`, pairs of object id and name of members whom Teams is to tell of the
    card (its texts hold `pieces.mention` of the same names), `is_wide`, and a `marking` higher
    than that of its tier.
    """

    @property
    def tier(self) -> Tier:
        """The highest tier that the view holds."""


@dataclass(frozen=True, slots=True)
class Hours:
    """Whether anybody reads referrals now, when next, and whom to phone meanwhile."""

    is_open: bool
    next_opening: datetime
    duty_number: str


@dataclass(frozen=True, slots=True)
class WaitingDraft:
    """An unfinished draft somebody can go on with; `screen` None if only opened."""

    form: str
    started_at: datetime
    expires_at: datetime
    screen: Screen | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opener:
    """The posted beginning of a form, edited in place as it goes on.

    `form` is empty in a channel, where each person who presses gets their own.
    """

    form: str
    hours: Hours
    screen: Screen | None = None
    expires_at: datetime | None = None
    others: tuple[WaitingDraft, ...] = ()
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftGone:
    """What is left of an opener whose draft has been deleted or has expired."""

    expired: bool
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class Danger:
    """Somebody is in danger: what to do before any form (V01)."""

    form: str
    hours: Hours
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """One page of the form with what was typed and what is wrong with it.

    `form` for a draft; `ref` and `version` where a sent referral is completed (page MORE).
    """

    screen: Screen
    form: str = ""
    ref: str = ""
    version: int = 0
    answers: Answers
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    hours: Hours
    is_stranger: bool = False
    referrer: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """Sent: the reference, when it will be read, and what to do if things get worse."""

    referral: Referral
    hours: Hours
    read_from: datetime
    note: str = ""
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class MyReferrals:
    """A person's own referrals and drafts, newest first."""

    referrals: tuple[Referral, ...]
    drafts: tuple[WaitingDraft, ...]
    more: int = 0
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralShown:
    """One referral, already cut to its audience; `is_own` where its referrer reads it.

    What does not fit one card stands on the next `page`, counted from 1.
    """

    referral: Referral
    is_own: bool
    is_overdue: bool = False
    page: int = 1

    @property
    def tier(self) -> Tier:
        """What is left of it after the cut."""
        return tier_shown(self.referral)


@dataclass(frozen=True, slots=True, kw_only=True)
class AskWithdraw:
    """Are you sure?"""

    ref: str
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class AskInformation:
    """A box for more information, with what was typed and what is wrong with it."""

    ref: str
    form: str
    text: str = ""
    fault: Fault | None = None
    question: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The mental health team's queue, who is on duty, and how complete equality data is.

    `ethnicity_known` is of the referrals that wait: known, asked.
    """

    page: QueuePage
    on_duty: str = ""
    cover: str = ""
    ethnicity_known: tuple[int, int] = (0, 0)
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralNotice:
    """A new, completed or withdrawn referral, for the mental health team's channel."""

    referral: Referral
    happened: str
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferralOpener:
    """A posted way to one referral, for somebody entitled: reference and state only."""

    referral: Referral
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """What waits for somebody, as counts; None is not theirs to know."""

    referrals: int | None = None
    own_referrals: int = 0
    drafts: int = 0
    actions_due: int | None = None
    actions_open: int = 0
    meeting: tuple[str, datetime] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Home:
    """The first card a person sees: what waits for them and what they can do.

    `is_set_up` is False while the board has no co-chairs, `may_set_up` whoever can change that.
    """

    name: str
    is_team: bool
    hours: Hours
    waiting: Waiting = Waiting()
    is_set_up: bool = True
    may_set_up: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command, what it does, and the topic it belongs to."""

    words: str
    says: str
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Nearest:
    """A command that somebody may have meant; one that only shows something can be pressed."""

    words: str
    can_be_pressed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """A page of what can be said here by this person; `did_you_mean` for words not understood."""

    lines: tuple[HelpLine, ...]
    did_you_mean: tuple[Nearest, ...] = ()
    understood: bool = True
    about: bool = False
    is_set_up: bool = True
    page: int = 1
    pages: int = 1
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A plain sentence; T0 unless said otherwise."""

    text: str
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class Match:
    """Another referral that may be about the same person, and what the two share."""

    referral: Referral
    why: tuple[str, ...]
    verdict: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TriagePage:
    """Where the triage of one referral stands: what was answered, what comes next.

    `gate` is the next question, None at the end of the way; `note` tells of a colleague's
    change while this was open (V30). Where not `is_team`, only what a check needs is shown.
    """

    referral: Referral
    gate: Gate | None
    matches: tuple[Match, ...] = ()
    duties: tuple[Duty, ...] = ()
    mappa_told: str = ""
    decisions: tuple[Decision, ...] = ()
    may_check: bool = False
    is_mine: bool = False
    is_team: bool = True
    note: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class DecisionForm:
    """The form of one decision, with what was typed and what is wrong with it."""

    referral: Referral
    decision: Decision
    inputs: Answers
    faults: Mapping[str, Fault] = field(default_factory=dict)
    needs_check: bool = False
    meeting_at: datetime | None = None
    note: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOverForm:
    """To whom, and a note; `colleagues` are (object id, name)."""

    referral: Referral
    colleagues: tuple[tuple[str, str], ...]
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckForm:
    """A colleague's decision to agree or disagree with."""

    referral: Referral
    decided: Decided
    is_team: bool = True
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class ReasonForm:
    """A line or a reason that one deed asks for: reopening, or an answer from elsewhere.

    `asks` is the verb of the deed; its input is `reason`, or `contact` where accepted.
    """

    ref: str
    version: int
    asks: str
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class EqualityForm:
    """Equality information, filled in by the team."""

    ref: str
    version: int
    answers: Answers
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class OutcomeNotice:
    """What became of a referral, for its referrer; posted, so no reasons and nobody's details.

    Outside the agreement only the class of the outcome is told.
    """

    referral: Referral
    outcome: Decision
    meeting_at: datetime | None = None
    may_challenge: bool = True
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestNotice:
    """The team needs to know something; the question itself is shown on pressing."""

    referral: Referral
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class LateNotice:
    """For the co-chairs: a referral waits past its time. T0: no reference, no agency."""

    due: datetime
    urgent: bool
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class DutyCard:
    """Who is on duty and who covers."""

    on_duty: str
    cover: str
    is_me: bool
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeForm:
    """Why, and what should happen; with what was typed and what is wrong with it."""

    ref: str
    form: str
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    is_late: bool = False
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeShown:
    """One challenge, already cut to its audience, and what this person can do with it."""

    challenge: Challenge
    at: datetime
    may_rule: bool = False
    is_challenger: bool = False
    may_add: bool = False
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""

    @property
    def tier(self) -> Tier:
        """What is left of it after the cut, and what can be typed into it."""
        return Tier.T4 if self.may_rule or self.inputs else tier_shown(self.challenge)


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeList:
    """Challenges that concern somebody, open ones first."""

    challenges: tuple[Challenge, ...]
    at: datetime
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class ChallengeNotice:
    """Something happened to a challenge, for somebody it concerns; posted."""

    challenge: Challenge
    happened: str
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryLine:
    """Something that has not gone out: to whom in words, since when it was due, and why.

    `state` is waiting, unknown, dead or pending (late); `cause` a code of ours or of Teams.
    """

    intent: int
    state: str
    kind: str
    to: str
    about: str
    since: datetime
    attempts: int
    cause: str
    said: str = ""
    """Why in a sentence, where the cause has one of its own."""
    next_try: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """A page of what stopped or is late; `counts` by state, `late` of those still pending."""

    lines: tuple[DeliveryLine, ...]
    counts: Mapping[str, int]
    late: int
    page: int
    pages: int
    at: datetime
    is_disabled: bool = False
    note: str = ""
    tier: Tier = Tier.T1


@dataclass(frozen=True, slots=True, kw_only=True)
class AskDrop:
    """Why is this message not to be sent any more?"""

    line: DeliveryLine
    page: int
    tier: Tier = Tier.T1
