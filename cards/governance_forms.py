"""The forms of the terms of reference and the sharing agreement."""

from board.governance import SECTIONS
from cards.action_boxes import choice_box
from cards.action_pieces import joined, said, strongly
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Element
from cards.governance import TITLES, kind_of
from cards.governance_payloads import AgreeVersion, EditAgreement, EditSection, ShowVersion
from cards.governance_views import AgreeForm, AgreementForm, SectionForm
from cards.pieces import heading, noted, problems, small, words
from cards.views import Surface

_SAFE = "Everyone on the board reads this. Leave out names and details of patients."
_SIGNATURES = "Signatures under other words do not count for the new ones."
_TEXT = Box("text", "What it says", "Up to 1,000 characters.", is_area=True)
AGREEMENT: tuple[Box, ...] = (
    Box(
        "purposes",
        "What is information shared for?",
        "One on each line: code; what for; legal basis. For example: "
        "P1; Serious violence; Public task",
        is_area=True,
    ),
    Box("categories", "What is shared? (optional)", "One on each line, up to 10.", is_area=True),
    Box("dpia", "Reference of the impact assessment", "Needed before it comes into force."),
    Box("policy_document", "Reference of the policy document (optional)"),
)
_NAMES, _NAME = 20, 80


def section_form_card(view: SectionForm, surface: Surface) -> list[Element]:
    """The words of one section."""
    terms = view.terms
    keep = EditSection(
        kind="terms", number=terms.version, wording=terms.wording, section=view.section, sent=True
    )
    return [
        heading(SECTIONS.get(view.section, "Section")),
        small(f"Terms of reference, draft {terms.version}.", spacing="none"),
        *noted(view.note),
        *problems(view.faults),
        small(f"{_SAFE} {_SIGNATURES}"),
        *ask_boxes([_TEXT], view.inputs, view.faults),
        *rows(
            [
                main_button("Keep it", keep, surface),
                button("Go back", ShowVersion(kind="terms", number=terms.version), surface),
            ],
            spacing="large",
        ),
    ]


def agreement_form_card(view: AgreementForm, surface: Surface) -> list[Element]:
    """What the agreement says."""
    draft = view.agreement
    keep = EditAgreement(kind="agreement", number=draft.version, wording=draft.wording, sent=True)
    back = ShowVersion(kind="agreement", number=draft.version)
    return [
        heading("Information sharing agreement"),
        small(f"Draft {draft.version}.", spacing="none"),
        *noted(view.note),
        *problems(view.faults),
        small(f"{_SAFE} {_SIGNATURES}"),
        *ask_boxes(AGREEMENT, view.inputs, view.faults, room=12_000),
        *rows(
            [main_button("Keep it", keep, surface), button("Go back", back, surface)],
            spacing="large",
        ),
    ]


def agree_form_card(view: AgreeForm, surface: Surface) -> list[Element]:
    """At which meeting a draft was agreed, and what follows."""
    document = view.document
    kind = kind_of(document)
    on = {"kind": kind, "number": document.version}
    agree = AgreeVersion(**on, wording=document.wording, sent=True)
    return [
        heading("Bring into force"),
        said(strongly(f"{TITLES[kind]}, version {document.version}.")),
        *noted(view.note),
        *problems(view.faults),
        words("It takes the place of the version before, and is reviewed in a year."),
        *_loses(view),
        *choice_box(
            "meeting",
            "At which meeting was it agreed?",
            view.meetings,
            view.inputs,
            view.faults,
            placeholder="Choose one",
        ),
        *rows(
            [
                main_button("Bring into force", agree, surface),
                button("Go back", ShowVersion(**on), surface),
            ],
            spacing="large",
        ),
    ]


def _loses(view: AgreeForm) -> list[Element]:
    if not view.loses:
        return []
    names = [each[:_NAME] for each in view.loses[:_NAMES]]
    left = len(view.loses) - len(names)
    names += [f"{left} more"] if left > 0 else []
    told = "Not signed yet: "
    means = (
        "\nFrom now on they get no case details until they sign."
        if kind_of(view.document) == "agreement"
        else ""
    )
    return [said(strongly(f"{told}{joined(names)}."), means, spacing="small")]
