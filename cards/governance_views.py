"""What the cards of terms, agreement and bilateral meetings are made from. All board-safe (T0)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from board.bilaterals import Bilateral, Concern
from board.governance import InformationSharingAgreement, TermsOfReference
from board.invitations import Invitation
from board.referral_form import Answers, Fault
from board.tiers import Tier
from cards.action_views import Names


@dataclass(frozen=True, slots=True, kw_only=True)
class VersionShown:
    """A version with who has signed it and who has not; `may_...` is for whoever looks.

    `own` is the agency for which they sign, `draft` the number of the draft there is.
    """

    document: TermsOfReference | InformationSharingAgreement
    signed: tuple[tuple[str, str, date], ...] = ()
    missing: tuple[str, ...] = ()
    own: str = ""
    has_signed: bool = False
    may_word: bool = False
    draft: str = ""
    is_asking: bool = False
    """Whether they are asked if they really want to withdraw."""
    page: int = 1
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class NoVersion:
    """There is none yet."""

    kind: Literal["terms", "agreement"]
    may_word: bool = False
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class SectionForm:
    """One section of a draft to be worded."""

    terms: TermsOfReference
    section: str
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreementForm:
    """What a draft of the agreement says, to be changed."""

    agreement: InformationSharingAgreement
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class AgreeForm:
    """At which meeting a draft was agreed; `loses` are agencies whose signature will be missing."""

    document: TermsOfReference | InformationSharingAgreement
    meetings: tuple[tuple[str, str], ...]
    loses: tuple[str, ...] = ()
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewNotice:
    """A review that is due, or in a month."""

    kind: Literal["terms", "agreement"]
    version: str
    due: date
    is_due: bool
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenConcern:
    """A concern that waits, with the meeting it was raised at and its number there."""

    ref: str
    on: date
    number: int
    concern: Concern
    may_settle: bool = False


@dataclass(frozen=True, slots=True)
class Partner:
    """An agency with the names of its champions, and the latest invitation."""

    key: str
    name: str
    champions: tuple[str, ...] = ()
    invitation: Invitation | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PartnerList:
    """Every agency; after an invitation the letter's agency and sponsor."""

    partners: tuple[Partner, ...]
    names: Names
    may_invite: bool = False
    letter: tuple[str, str] | None = None
    page: int = 1
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationForm:
    """Agencies and senior people by key and name."""

    agencies: tuple[tuple[str, str], ...]
    sponsors: tuple[tuple[str, str], ...]
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class BilateralList:
    """Concerns that are carried, and the meetings, the latest first."""

    waiting: tuple[OpenConcern, ...]
    meetings: tuple[Bilateral, ...]
    names: Names
    next_on: date | None = None
    may_add: bool = False
    may_log: bool = False
    page: int = 1
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class BilateralShown:
    """One meeting with what became of each concern."""

    meeting: Bilateral
    names: Names
    may_settle: bool = False
    may_add: bool = False
    page: int = 1
    note: str = ""
    at: datetime
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class BilateralForm:
    """The form of a meeting; `people` are (key, name and agency)."""

    form: str
    people: tuple[tuple[str, str], ...]
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0


@dataclass(frozen=True, slots=True, kw_only=True)
class ConcernForm:
    """A further concern of a meeting, or with `number` where one is to be escalated to."""

    ref: str
    form: str = ""
    number: int | None = None
    concern: Concern | None = None
    board: str = ""
    inputs: Answers = field(default_factory=dict)
    faults: Mapping[str, Fault] = field(default_factory=dict)
    note: str = ""
    tier: Tier = Tier.T0
