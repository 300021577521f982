"""Terms of reference and sharing agreement: read, signed, worded and brought into force."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from board.actions import key_of, today_of
from board.calendar import LONDON
from board.errors import BoardError, Forbidden
from board.facts import Fact, Result
from board.governance import (
    InformationSharingAgreement,
    TermsOfReference,
    VersionState,
    agree_terms,
    bring_into_force,
    demand_wording,
    demand_wording_seen,
    in_force,
    may_sign,
    may_word,
    sign,
    supersede,
    unsigned,
    withdraw,
)
from board.governance_due import REVIEW_DUE, TODAY, is_still_due
from board.governance_wording import new_draft
from board.meetings import MeetingState
from board.people import Agency, Permission
from board.referral_form import Fault
from board.tiers import Tier
from bot.handlers.triage_page import text_of
from bot.router import Router
from bot.signatories import settle_signatories
from bot.turn import Office, Reply, Turn
from cards.governance_payloads import (
    AgreeVersion,
    DraftVersion,
    Kind,
    ShowVersion,
    SignVersion,
    WithdrawSignature,
)
from cards.governance_views import AgreeForm, NoVersion, ReviewNotice, VersionShown
from cards.views import View
from storage.unit import Snapshot, Unit

router = Router()

VIEW = Permission.MEETING_VIEW
Document = TermsOfReference | InformationSharingAgreement
_MEETINGS = 6
_BOARD = "BOARD"
_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})


@router.command("terms", says="Read the terms of reference, and who has signed them", needs=VIEW)
def terms(turn: Turn, _said: object, snapshot: Snapshot) -> Reply:
    """The terms in force."""
    return _current(turn, "terms", snapshot)


@router.command(
    "agreement",
    says="Read the information sharing agreement, and who has signed it",
    needs=VIEW,
)
def agreement(turn: Turn, _said: object, snapshot: Snapshot) -> Reply:
    """The agreement in force."""
    return _current(turn, "agreement", snapshot)


@router.view(ShowVersion, needs=VIEW)
def show_version(turn: Turn, asked: ShowVersion, snapshot: Snapshot) -> Reply:
    """One version."""
    if not asked.number:
        return _current(turn, asked.kind, snapshot)
    document = version_of(asked.kind, asked.number, snapshot)
    return version_reply(turn, document, snapshot, page=asked.page)


@router.deed(SignVersion)
def sign_version(turn: Turn, pressed: SignVersion, unit: Unit) -> Reply:
    """Sign for one's agency, under the words that were shown; it counts at once."""
    agency = _signatory(turn)
    document = version_of(pressed.kind, pressed.number, unit, for_change=True)
    try:
        signed, fact = sign(document, agency, by=turn.person, now=turn.now)
        demand_wording_seen(document, pressed.wording)
    except BoardError as refusal:
        return version_reply(turn, document, unit, note=refusal.sentence)
    return _signed(turn, signed, fact, "Signed.", unit)


@router.deed(WithdrawSignature)
def withdraw_signature(turn: Turn, pressed: WithdrawSignature, unit: Unit) -> Reply:
    """Ask first; then take the signature back, at once."""
    agency = _signatory(turn)
    document = version_of(pressed.kind, pressed.number, unit, for_change=True)
    try:
        without, fact = withdraw(document, agency, by=turn.person, now=turn.now)
    except BoardError as refusal:
        return version_reply(turn, document, unit, note=refusal.sentence)
    if not pressed.sure:
        asked = version_reply(turn, document, unit)
        view = asked.view
        return replace(asked, view=replace(view, is_asking=True))  # type: ignore[type-var]
    return _signed(turn, without, fact, "The signature is withdrawn.", unit)


@router.deed(DraftVersion, needs=VIEW)
def draft_version(turn: Turn, pressed: DraftVersion, unit: Unit) -> Reply:
    """A draft with the words of the last version; the one there is, where there is one."""
    demand_wording(turn.person)
    versions = versions_of(pressed.kind, unit)
    draft = draft_of(versions)
    if draft is not None:
        return version_reply(turn, draft, unit)
    blank: Document = (
        TermsOfReference(version="")
        if pressed.kind == "terms"
        else InformationSharingAgreement(version="")
    )
    last = in_force(versions) or (versions[-1] if versions else blank)
    made, fact = new_draft(last, versions, by=turn.person, now=turn.now)
    unit.governance.put(made)
    unit.record(fact)
    return version_reply(turn, made, unit, note="This is a draft: it holds once it is agreed.")


@router.deed(AgreeVersion, needs=VIEW)
def agree_version(turn: Turn, pressed: AgreeVersion, unit: Unit) -> Reply:
    """Ask at which meeting; then the draft takes the place of the version before."""
    demand_wording(turn.person)
    document = version_of(pressed.kind, pressed.number, unit, for_change=True)
    inputs = {"meeting": text_of(pressed, "meeting")}
    form = AgreeForm(
        document=document,
        meetings=_meetings(turn, unit),
        loses=tuple(each.name for each in unsigned(document, unit.people.agencies())),
        inputs=inputs,
    )
    if not pressed.sent:
        return Reply(view=form)
    if inputs["meeting"] not in {ref for ref, _ in form.meetings}:
        return Reply(view=replace(form, faults={"meeting": Fault("agreed_at")}))
    before = in_force(versions_of(pressed.kind, unit))
    try:
        demand_wording_seen(document, pressed.wording)
        live, fact = _agreed(turn, document, inputs["meeting"])
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(form, note=refusal.sentence))
    if before is not None:
        over, gone = supersede(before, by=turn.person, now=turn.now)
        unit.governance.save(over)
        unit.record(gone)
    return _signed(turn, live, fact, "It is in force from today.", unit)


@router.notice(REVIEW_DUE, in_hours=True)
def review_due(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """A review that is still due; nothing where the version or its date is another by now."""
    kind: Kind = "terms" if about.startswith("terms:") else "agreement"
    live = in_force(versions_of(kind, snapshot))
    if live is None or live.review_due is None or not is_still_due(live, about, now):
        return None
    is_due = about.endswith(f":{TODAY}")
    return ReviewNotice(kind=kind, version=live.version, due=live.review_due, is_due=is_due)


def _signatory(turn: Turn) -> Agency:
    """The agency this person signs for. Raises Forbidden where they sign for none."""
    agency = turn.person.agency
    if agency is None or not may_sign(agency, turn.person):
        raise Forbidden
    return agency


def _agreed(turn: Turn, document: Document, meeting: str) -> tuple[Document, Fact]:
    if isinstance(document, TermsOfReference):
        return agree_terms(document, meeting, by=turn.person, now=turn.now)
    return bring_into_force(document, meeting, by=turn.person, now=turn.now)


def _signed(turn: Turn, document: Document, fact: Fact, note: str, unit: Unit) -> Reply:
    """Keep a changed version, and let every agency stand as it has signed."""
    saved = unit.governance.save(document)
    unit.record(fact)
    if isinstance(saved, InformationSharingAgreement):
        settle_signatories(unit, by=turn.person.id, now=turn.now)
    return version_reply(turn, saved, unit, note=note)


def versions_of(kind: Kind, snapshot: Snapshot) -> tuple[Any, ...]:
    """Every version of one of the two."""
    stored = snapshot.governance
    return stored.terms() if kind == "terms" else stored.agreements()


def draft_of(versions: tuple[Any, ...]) -> Document | None:
    """The draft among these."""
    drafts = (each for each in versions if each.state is VersionState.DRAFT)
    return next(drafts, None)


def version_of(
    kind: Kind, number: str, snapshot: Snapshot, *, for_change: bool = False
) -> Document:
    """A version of one of the two. Raises Forbidden where there is none."""
    stored = snapshot.governance
    get = stored.get_terms if kind == "terms" else stored.get_agreement
    return get(number, for_change=for_change)


def _current(turn: Turn, kind: Kind, snapshot: Snapshot) -> Reply:
    versions = versions_of(kind, snapshot)
    document = in_force(versions) or draft_of(versions)
    if document is None:
        return Reply(
            view=NoVersion(kind=kind, may_word=may_word(turn.person)), fact=_looked(turn, kind)
        )
    return version_reply(turn, document, snapshot)


def version_reply(
    turn: Turn, document: Document, snapshot: Snapshot, *, page: int = 1, note: str = ""
) -> Reply:
    """A version with its signatures, for whoever looks."""
    kind: Kind = "terms" if isinstance(document, TermsOfReference) else "agreement"
    agencies = {each.key: each for each in snapshot.people.agencies()}
    people = {each.key: each.name for each in snapshot.people.members()}
    own = turn.person.agency if may_sign(turn.person.agency, turn.person) else None
    draft = draft_of(versions_of(kind, snapshot))
    standing = [each for each in document.signatures if not each.withdrawn_on]
    view = VersionShown(
        document=document,
        signed=tuple(
            sorted(
                (
                    agencies[each.agency].name if each.agency in agencies else each.agency,
                    people.get(each.by, each.by),
                    each.on,
                )
                for each in standing
            )
        ),
        missing=tuple(each.name for each in unsigned(document, agencies.values())),
        own=own.name if own else "",
        has_signed=own is not None and document.is_signed_by(own.key),
        may_word=may_word(turn.person),
        draft=draft.version if draft else "",
        page=page,
        note=note,
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, kind))


def _meetings(turn: Turn, snapshot: Snapshot) -> tuple[tuple[str, str], ...]:
    """The boards at which it may have been agreed, the latest first: held, or held today."""
    held = [
        each
        for each in snapshot.meetings.of_forum(_BOARD)
        if each.state not in _OFF and today_of(each.starts_at) <= today_of(turn.now)
    ]
    return tuple(
        (each.ref, f"{each.ref}, {_day(each.starts_at)}") for each in held[: -_MEETINGS - 1 : -1]
    )


def _day(at: datetime) -> str:
    day = at.astimezone(LONDON)
    return f"{day.day} {day:%B %Y}"


def _looked(turn: Turn, kind: str) -> Fact:
    details: Mapping[str, str] = {"as": key_of(turn.person)}
    return turn.fact("GovernanceViewed", kind, Tier.T0, Result.VIEWED, **details)
