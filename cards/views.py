"""What cards are made from: values already cut to their audience, each naming its tier."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from board.disclosure import tier_shown
from board.referral_form import Answers, Fault, Screen
from board.referrals import Referral
from board.tiers import Tier
from board.triage import QueuePage


class Surface(StrEnum):
    """Where a card is drawn: it decides how its buttons speak to the bot."""

    PERSONAL = "personal"
    CHANNEL = "channel"
    DIALOG = "dialog"


class View(Protocol):
    """Anything a card can be made from."""

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
    tier: Tier = Tier.T4


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """The mental health team's queue."""

    page: QueuePage
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
class Home:
    """The first card a person sees: what they can do."""

    name: str
    is_team: bool
    hours: Hours
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class HelpLine:
    """One command and what it does."""

    words: str
    says: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Help:
    """What can be said here by this person; `did_you_mean` for words not understood."""

    lines: tuple[HelpLine, ...]
    did_you_mean: tuple[str, ...] = ()
    understood: bool = True
    about: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True)
class Sentence:
    """A plain sentence; T0 unless said otherwise."""

    text: str
    tier: Tier = Tier.T0
