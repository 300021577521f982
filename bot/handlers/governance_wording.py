"""Wording a draft of the terms or of the agreement, each text behind the guard."""

from dataclasses import replace

from board.errors import BoardError, Forbidden
from board.governance import (
    SECTIONS,
    InformationSharingAgreement,
    TermsOfReference,
    demand_wording,
    demand_wording_seen,
)
from board.governance_wording import (
    SECTION_LONGEST,
    check_agreement,
    edit_agreement,
    edit_section,
    read_purposes,
    written_purposes,
)
from board.people import Permission
from board.referral_form import Fault
from bot.handlers.governance import version_of, version_reply
from bot.handlers.guarding import guarded
from bot.handlers.triage_page import text_of
from bot.router import Router
from bot.turn import Reply, Turn
from cards.governance_payloads import EditAgreement, EditSection
from cards.governance_views import AgreementForm, SectionForm
from storage.unit import Unit

router = Router()

_BOXES = ("purposes", "categories", "dpia", "policy_document")


@router.deed(EditSection, needs=Permission.MEETING_VIEW)
def edit_terms(turn: Turn, pressed: EditSection, unit: Unit) -> Reply:
    """The box of a section; then keep its words."""
    demand_wording(turn.person)
    terms = version_of("terms", pressed.number, unit, for_change=True)
    section = pressed.section or text_of(pressed, "choice")
    if not isinstance(terms, TermsOfReference) or section not in SECTIONS:
        return version_reply(turn, terms, unit, note=BoardError("V41").sentence)
    if not pressed.sent:
        inputs = {"text": terms.sections.get(section, "")}
        return Reply(view=SectionForm(terms=terms, section=section, inputs=inputs))
    inputs = {"text": text_of(pressed, "text")}
    form = SectionForm(terms=terms, section=section, inputs=inputs)
    faults: dict[str, Fault] = {}
    if len(inputs["text"].strip()) > SECTION_LONGEST:
        faults["text"] = Fault("V38", n=SECTION_LONGEST)
    faults |= guarded(turn, inputs, inputs, unit)
    if faults:
        return Reply(view=replace(form, faults=faults))
    try:
        demand_wording_seen(terms, pressed.wording)
        worded, fact = edit_section(terms, section, inputs["text"], by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(form, note=refusal.sentence))
    saved = unit.governance.save(worded)
    unit.record(fact)
    return version_reply(turn, saved, unit, note="Kept.")


@router.deed(EditAgreement, needs=Permission.MEETING_VIEW)
def edit_sharing(turn: Turn, pressed: EditAgreement, unit: Unit) -> Reply:
    """The form of an agreement; then keep what it says."""
    demand_wording(turn.person)
    draft = version_of("agreement", pressed.number, unit, for_change=True)
    if not isinstance(draft, InformationSharingAgreement):
        raise Forbidden
    if not pressed.sent:
        return Reply(view=AgreementForm(agreement=draft, inputs=_written(draft)))
    inputs = {name: text_of(pressed, name) for name in _BOXES}
    form = AgreementForm(agreement=draft, inputs=inputs)
    worded = replace(
        draft,
        purposes=read_purposes(inputs["purposes"]),
        categories=tuple(
            " ".join(each.split()) for each in inputs["categories"].splitlines() if each.strip()
        ),
        dpia=" ".join(inputs["dpia"].split()),
        policy_document=" ".join(inputs["policy_document"].split()),
    )
    faults = check_agreement(worded) | guarded(turn, inputs, inputs, unit)
    if faults:
        return Reply(view=replace(form, faults=faults))
    try:
        demand_wording_seen(draft, pressed.wording)
        changed, fact = edit_agreement(draft, worded, by=turn.person, now=turn.now)
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(form, note=refusal.sentence))
    saved = unit.governance.save(changed)
    unit.record(fact)
    return version_reply(turn, saved, unit, note="Kept.")


def _written(draft: InformationSharingAgreement) -> dict[str, str]:
    return {
        "purposes": written_purposes(draft.purposes),
        "categories": "\n".join(draft.categories),
        "dpia": draft.dpia,
        "policy_document": draft.policy_document,
    }
