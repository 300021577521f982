"""Wording the terms of reference and the sharing agreement: drafts, sections, purposes. T0."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from board.errors import BoardError
from board.facts import Fact
from board.governance import (
    SECTIONS,
    Document,
    InformationSharingAgreement,
    Purpose,
    TermsOfReference,
    VersionState,
    demand_state,
    demand_wording,
    version_fact,
)
from board.people import Person
from board.referral_form import Fault

SECTION_LONGEST = 1_000
PURPOSE_LONGEST = 200
PURPOSES_MOST = 10
REFERENCE_LONGEST = 80
FIRST_VERSION = "1.0"


def new_draft(
    document: Document, versions: Iterable[Document], *, by: Person, now: datetime
) -> tuple[Document, Fact]:
    """A draft with the words of a document, under the number after the last one; unsigned.

    Raises BoardError where there is a draft already.
    """
    demand_wording(by)
    known = list(versions)
    if any(each.state is VersionState.DRAFT for each in known):
        raise BoardError("draft_exists")
    draft = replace(
        document,
        version=version_after(each.version for each in known),
        edition=1,
        wording=1,
        state=VersionState.DRAFT,
        effective_from=None,
        review_due=None,
        agreed_at="",
        signatures=(),
    )
    return draft, version_fact("VersionDrafted", "governance", draft, by, now)


def edit_section(
    terms: TermsOfReference, section: str, text: str, *, by: Person, now: datetime
) -> tuple[TermsOfReference, Fact]:
    """Word a section of a draft; signatures under other words are gone.

    Raises BoardError for an unknown section or a text that is too long.
    """
    demand_state(terms, VersionState.DRAFT, by)
    if section not in SECTIONS:
        raise BoardError("V41")
    if len(text.strip()) > SECTION_LONGEST:
        raise BoardError("V38", n=SECTION_LONGEST)
    worded = replace(
        terms,
        sections={**terms.sections, section: text.strip()},
        wording=terms.wording + 1,
        signatures=(),
    )
    return worded, version_fact("TermsEdited", "terms", terms, by, now, section=section)


def edit_agreement(
    agreement: InformationSharingAgreement,
    worded: InformationSharingAgreement,
    *,
    by: Person,
    now: datetime,
) -> tuple[InformationSharingAgreement, Fact]:
    """Take over the purposes, categories and references of `worded`; signatures are gone.

    Raises BoardError for the first fault of `check_agreement`.
    """
    demand_state(agreement, VersionState.DRAFT, by)
    for fault in check_agreement(worded).values():
        raise BoardError(fault.code, n=fault.n)
    changed = replace(
        agreement,
        purposes=worded.purposes,
        categories=worded.categories,
        dpia=worded.dpia,
        policy_document=worded.policy_document,
        wording=agreement.wording + 1,
        signatures=(),
    )
    return changed, version_fact("AgreementEdited", "agreement", agreement, by, now)


def check_agreement(worded: InformationSharingAgreement) -> dict[str, Fault]:
    """What is wrong with the form of an agreement, by field."""
    faults: dict[str, Fault] = {}
    codes = [each.code for each in worded.purposes]
    if not all(each.code and each.text for each in worded.purposes) or len(set(codes)) < len(codes):
        faults["purposes"] = Fault("purpose_lines")
    elif len(codes) > PURPOSES_MOST:
        faults["purposes"] = Fault("lines_most", n=PURPOSES_MOST)
    elif any(max(len(each.text), len(each.basis)) > PURPOSE_LONGEST for each in worded.purposes):
        faults["purposes"] = Fault("V38", n=PURPOSE_LONGEST)
    if len(worded.categories) > PURPOSES_MOST:
        faults["categories"] = Fault("lines_most", n=PURPOSES_MOST)
    elif any(len(each) > PURPOSE_LONGEST for each in worded.categories):
        faults["categories"] = Fault("V38", n=PURPOSE_LONGEST)
    for name in ("dpia", "policy_document"):
        if len(getattr(worded, name)) > REFERENCE_LONGEST:
            faults[name] = Fault("V38", n=REFERENCE_LONGEST)
    return faults


def read_purposes(text: str) -> tuple[Purpose, ...]:
    """Purposes as they are typed, one on each line: code; what for; legal basis."""
    lines = (each.split(";", 2) for each in text.splitlines() if each.strip())
    padded = ([" ".join(part.split()) for part in each] + ["", ""] for each in lines)
    return tuple(Purpose(code=each[0].upper(), text=each[1], basis=each[2]) for each in padded)


def written_purposes(purposes: Iterable[Purpose]) -> str:
    """Purposes as they are typed."""
    parts = ((each.code, each.text, each.basis) for each in purposes)
    return "\n".join("; ".join(part for part in each if part) for each in parts)


def version_after(versions: Iterable[str]) -> str:
    """The number of the next version: 4.1 after 4.0."""
    numbers = [
        (int(major), int(minor or 0))
        for major, _, minor in (each.partition(".") for each in versions)
        if major.isdigit() and (minor or "0").isdigit()
    ]
    if not numbers:
        return FIRST_VERSION
    major, minor = max(numbers)
    return f"{major}.{minor + 1}"
