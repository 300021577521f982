"""Terms of reference and the sharing agreement: versions, who has signed, when to review.

Nothing here is about a person: T0.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from board.actions import key_of, today_of
from board.errors import BoardError, Forbidden, Stale
from board.facts import Fact
from board.forums import may_run
from board.people import Agency, IsaStatus, Person, Role
from board.tiers import Tier

REVIEW_MONTHS = 12
"""Source: domain 5.1."""
SECTIONS: Mapping[str, str] = {
    "purpose": "Purpose and aims",
    "outcomes": "Outcomes",
    "scope": "Scope and exclusions",
    "membership": "Membership",
    "chairing": "Chair and co-chair",
    "quorum": "Quorum",
    "frequency": "Frequency",
    "agenda": "Agenda",
    "decisions": "Decision making",
    "sharing": "Information sharing",
    "confidentiality": "Confidentiality",
    "interests": "Conflicts of interest",
    "recording": "Recording",
    "escalation": "Action and escalation",
    "subgroups": "Subgroups",
    "reporting": "Reporting line",
    "data_protection": "Data protection roles",
    "equality": "Equality",
    "review": "Review",
}
"""Source: domain 2.2."""


class VersionState(StrEnum):
    """Where a version stands; of an agreement, `agreed` is in force."""

    DRAFT = "draft"
    AGREED = "agreed"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff:
    """An agency's signature, by a member's key; `withdrawn_on` takes it back."""

    agency: str
    by: str
    on: date
    withdrawn_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Signed:
    """What both documents have: a version, its state, its review and its signatures.

    `edition` counts all changes of this record, `wording` those of its words: who signs or goes
    on editing has to have seen the latest.
    """

    version: str
    edition: int = 1
    wording: int = 1
    state: VersionState = VersionState.DRAFT
    effective_from: date | None = None
    review_due: date | None = None
    agreed_at: str = ""
    signatures: tuple[SignOff, ...] = ()

    def is_signed_by(self, agency: str) -> bool:
        """Whether the agency's signature stands."""
        return any(each.agency == agency and not each.withdrawn_on for each in self.signatures)

    def signature_of(self, agency: str) -> SignOff | None:
        """The agency's signature, where it stands."""
        standing = (each for each in self.signatures if not each.withdrawn_on)
        return next((each for each in standing if each.agency == agency), None)


Document = TypeVar("Document", bound=Signed)


@dataclass(frozen=True, slots=True, kw_only=True)
class TermsOfReference(Signed):
    """How the board works; `sections` by the keys of `SECTIONS`."""

    sections: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Purpose:
    """What information is shared for (`P1`), and on which legal basis."""

    code: str
    text: str
    basis: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class InformationSharingAgreement(Signed):
    """What is shared between whom, for what."""

    purposes: tuple[Purpose, ...] = ()
    categories: tuple[str, ...] = ()
    dpia: str = ""
    policy_document: str = ""


def in_force(versions: Iterable[Document]) -> Document | None:
    """The version that holds now."""
    agreed = (each for each in versions if each.state is VersionState.AGREED)
    return max(agreed, key=lambda each: each.effective_from or date.min, default=None)


def demand_wording_seen(document: Signed, wording: int) -> None:
    """Refuse what was pressed under words that have changed since (V30)."""
    if wording != document.wording:
        raise Stale


def may_sign(agency: Agency | None, by: Person) -> bool:
    """Whether this person signs for the agency."""
    return agency is not None and key_of(by) in {agency.representative, agency.deputy}


def agree_terms(
    terms: TermsOfReference, at: str, *, by: Person, now: datetime
) -> tuple[TermsOfReference, Fact]:
    """The board has agreed a draft at a meeting; it is reviewed in a year.

    Raises BoardError while sections are empty.
    """
    demand_state(terms, VersionState.DRAFT, by)
    empty = [title for key, title in SECTIONS.items() if not terms.sections.get(key, "").strip()]
    if empty:
        raise BoardError("terms_sections", sections="; ".join(empty))
    agreed = replace(
        terms,
        state=VersionState.AGREED,
        agreed_at=at,
        effective_from=today_of(now),
        review_due=months_after(today_of(now), REVIEW_MONTHS),
    )
    return agreed, version_fact("TermsAgreed", "terms", terms, by, now, at=at)


def bring_into_force(
    agreement: InformationSharingAgreement, at: str, *, by: Person, now: datetime
) -> tuple[InformationSharingAgreement, Fact]:
    """An agreement takes force; agencies sign it before or after.

    Raises BoardError without an impact assessment, or a purpose without its legal basis.
    """
    demand_state(agreement, VersionState.DRAFT, by)
    if not agreement.dpia.strip():
        raise BoardError("dpia_missing")
    if not agreement.purposes or not all(each.basis.strip() for each in agreement.purposes):
        raise BoardError("purposes_missing")
    live = replace(
        agreement,
        state=VersionState.AGREED,
        agreed_at=at,
        effective_from=today_of(now),
        review_due=months_after(today_of(now), REVIEW_MONTHS),
    )
    return live, version_fact("AgreementInForce", "agreement", agreement, by, now, at=at)


def supersede(document: Document, *, by: Person, now: datetime) -> tuple[Document, Fact]:
    """A newer version has taken its place."""
    demand_state(document, VersionState.AGREED, by)
    over = replace(document, state=VersionState.SUPERSEDED)
    return over, version_fact("VersionSuperseded", "governance", document, by, now)


def sign(document: Document, agency: Agency, *, by: Person, now: datetime) -> tuple[Document, Fact]:
    """An agency signs, by its representative or deputy; again where it had withdrawn."""
    _demand_signatory(agency, by)
    if document.state is VersionState.SUPERSEDED:
        raise BoardError("terms_state", state=str(document.state))
    if document.is_signed_by(agency.key):
        raise BoardError("signed_already")
    own = SignOff(agency=agency.key, by=key_of(by), on=today_of(now))
    signed = replace(document, signatures=(*document.signatures, own))
    return signed, version_fact("VersionSigned", "governance", document, by, now, agency=agency.key)


def withdraw(
    document: Document, agency: Agency, *, by: Person, now: datetime
) -> tuple[Document, Fact]:
    """An agency takes its signature back; from now on it gets no case material."""
    _demand_signatory(agency, by)
    if not document.is_signed_by(agency.key):
        raise BoardError("not_signed")
    gone = tuple(
        replace(each, withdrawn_on=today_of(now))
        if each.agency == agency.key and not each.withdrawn_on
        else each
        for each in document.signatures
    )
    fact = version_fact("SignatureWithdrawn", "governance", document, by, now, agency=agency.key)
    return replace(document, signatures=gone), fact


def unsigned(document: Signed, agencies: Iterable[Agency]) -> tuple[Agency, ...]:
    """The active agencies whose signature is missing, by name."""
    missing = (each for each in agencies if each.active and not document.is_signed_by(each.key))
    return tuple(sorted(missing, key=lambda each: each.name))


def standing_with(agency: str, versions: Iterable[InformationSharingAgreement]) -> IsaStatus:
    """Where an agency stands with the version in force; expired is an earlier one's signature."""
    known = list(versions)
    live = in_force(known)
    if live is not None and live.is_signed_by(agency):
        return IsaStatus.SIGNED
    if live is not None and any(each.agency == agency for each in live.signatures):
        return IsaStatus.WITHDRAWN
    over = (each for each in known if each.state is VersionState.SUPERSEDED)
    if any(each.is_signed_by(agency) for each in over):
        return IsaStatus.EXPIRED
    return IsaStatus.SENT if live is not None else IsaStatus.NOT_SENT


def demand_signed(agency: Agency, versions: Iterable[InformationSharingAgreement]) -> None:
    """Refuse case details to an agency that has not signed (V24)."""
    if not agency.active or standing_with(agency.key, versions) is not IsaStatus.SIGNED:
        raise BoardError("V24", agency=agency.name)


def is_review_due(document: Signed, today: date) -> bool:
    """An agreed version has reached its review date."""
    due = document.review_due
    return document.state is VersionState.AGREED and due is not None and today >= due


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    for last in range(day.day, 0, -1):
        try:
            return date(year, month + 1, last)
        except ValueError:
            continue
    return date(year, month + 1, 1)


def may_word(by: Person) -> bool:
    """Whether this person drafts versions and brings them into force."""
    return may_run(by) or Role.CO_CHAIR in by.roles


def demand_wording(by: Person) -> None:
    """Raise Forbidden unless this person may word versions."""
    if not may_word(by):
        raise Forbidden


def demand_state(document: Signed, state: VersionState, by: Person) -> None:
    """Raise BoardError unless this person may change a version, and it is in this state."""
    demand_wording(by)
    if document.state is not state:
        raise BoardError("terms_state", state=str(document.state))


def _demand_signatory(agency: Agency, by: Person) -> None:
    if not may_sign(agency, by):
        raise BoardError("sign_for_agency")


def version_fact(
    name: str, about: str, document: Signed, by: Person, now: datetime, **details: str
) -> Fact:
    """What happened to a version; never its words."""
    told = {"version": document.version, **details}
    return Fact(name=name, about=about, by=by.id, at=now, tier=Tier.T0, details=told)
