"""Terms of reference and sharing agreement: what they say, who has signed, what can be done."""

from typing import Literal

from board.governance import (
    SECTIONS,
    InformationSharingAgreement,
    TermsOfReference,
    VersionState,
)
from board.governance_wording import PURPOSE_LONGEST, REFERENCE_LONGEST, SECTION_LONGEST
from cards.action_pieces import as_at, joined, said, strongly, taken, turning
from cards.action_words import short_day
from cards.buttons import button, main_button, rows
from cards.elements import Action, Choice, Element, InputChoiceSet
from cards.governance_payloads import (
    AgreeVersion,
    DraftVersion,
    EditAgreement,
    EditSection,
    ShowVersion,
    SignVersion,
    WithdrawSignature,
)
from cards.governance_views import NoVersion, ReviewNotice, VersionShown
from cards.paging import Block, page_of
from cards.pieces import heading, noted, section, small, strong, words
from cards.views import Surface

ROOM = 17_000
TITLES: dict[str, str] = {
    "terms": "Terms of reference",
    "agreement": "Information sharing agreement",
}
_STATES = {
    VersionState.DRAFT: "Draft",
    VersionState.AGREED: "In force",
    VersionState.SUPERSEDED: "No longer in force",
}
_LOSES = "gets no case details until it signs"
_NAMES = 20
_NAME = 80


def kind_of(
    document: TermsOfReference | InformationSharingAgreement,
) -> Literal["terms", "agreement"]:
    """Which of the two it is."""
    return "terms" if isinstance(document, TermsOfReference) else "agreement"


def no_version_card(view: NoVersion, surface: Surface) -> list[Element]:
    """Nothing has been put down yet."""
    starts = button("Start a draft", DraftVersion(kind=view.kind), surface)
    return [
        heading(TITLES[view.kind]),
        words("No version has been put down yet."),
        *(rows([starts]) if view.may_word else []),
    ]


def version_card(view: VersionShown, surface: Surface) -> list[Element]:
    """A version: whether it holds, who has not signed first, then what it says."""
    document = view.document
    kind = kind_of(document)
    top = [
        heading(TITLES[kind]),
        said(strongly(f"Version {document.version}. {_STATES[document.state]}.")),
        *noted(view.note),
        *_dates(view),
        *_asks(view, surface),
        *_choice(view),
        *rows(_buttons(view, surface)),
    ]
    end = [as_at(view.at)]
    blocks = [*_signatures(view), *_content(view)]
    shown, page, pages = page_of(blocks, view.page, ROOM - taken([*top, *end]))
    about = {"kind": kind, "number": document.version}
    turns = turning(
        page,
        pages,
        (ShowVersion(**about, page=max(page - 1, 1)), ShowVersion(**about, page=page + 1)),
        surface,
    )
    return [*top, *shown, *rows(turns), *end]


def review_card(view: ReviewNotice, surface: Surface) -> list[Element]:
    """A reminder of a review."""
    title = TITLES[view.kind]
    when = "is due" if view.is_due else "is due in a month"
    return [
        heading(f"{title}: review {when}"),
        words(f"Version {view.version} has to be reviewed by {short_day(view.due)}."),
        *rows([button("Open", ShowVersion(kind=view.kind), surface)]),
    ]


def _dates(view: VersionShown) -> list[Element]:
    document = view.document
    told = []
    if document.effective_from:
        told.append(f"Since {short_day(document.effective_from)}.")
    if document.agreed_at:
        told.append(f"Agreed at {document.agreed_at}.")
    if document.review_due:
        told.append(f"To be reviewed by {short_day(document.review_due)}.")
    return [said(" ".join(told))] if told else []


def _asks(view: VersionShown, surface: Surface) -> list[Element]:
    """Whether they really want to take the signature back."""
    if not view.is_asking:
        return []
    document = view.document
    takes = WithdrawSignature(
        kind=kind_of(document), number=document.version, wording=document.wording, sure=True
    )
    means = (
        "From that moment your agency gets no case details."
        if kind_of(document) == "agreement"
        else "The board is told that your agency no longer agrees."
    )
    return [
        strong("Do you want to withdraw your agency's signature?"),
        words(means),
        *rows(
            [
                button("Withdraw it", takes, surface),
                button("Leave it signed", ShowVersion(kind=kind_of(document)), surface),
            ]
        ),
    ]


def _choice(view: VersionShown) -> list[Element]:
    """In a draft of the terms: which section to word next."""
    document = view.document
    if not isinstance(document, TermsOfReference) or not _is_worded(view):
        return []
    empty = [key for key in SECTIONS if not document.sections.get(key, "").strip()]
    choices = [
        Choice(title=f"{title}{' (empty)' * (key in empty)}", value=key)
        for key, title in SECTIONS.items()
    ]
    return [
        InputChoiceSet(
            id="choice",
            label="Section to change",
            style="compact",
            wrap=True,
            choices=choices,
            value=next(iter(empty), next(iter(SECTIONS))),
        )
    ]


def _is_worded(view: VersionShown) -> bool:
    return view.may_word and view.document.state is VersionState.DRAFT and not view.is_asking


def _buttons(view: VersionShown, surface: Surface) -> list[Action]:
    document = view.document
    kind = kind_of(document)
    on = {"kind": kind, "number": document.version, "wording": document.wording}
    steps: list[Action] = []
    if view.own and not view.has_signed and document.state is not VersionState.SUPERSEDED:
        steps.append(main_button("Sign for your agency", SignVersion(**on), surface))
    if _is_worded(view):
        edits = EditSection if kind == "terms" else EditAgreement
        steps.append(button("Change it", edits(**on), surface))
        steps.append(button("Bring into force", AgreeVersion(**on), surface))
        steps.append(button("Version in force", ShowVersion(kind=kind), surface))
    elif view.may_word and view.draft:
        draft = ShowVersion(kind=kind, number=view.draft)
        steps.append(button(f"Draft {view.draft}", draft, surface))
    elif view.may_word:
        steps.append(button("New version", DraftVersion(kind=kind), surface))
    if view.own and view.has_signed and not view.is_asking:
        steps.append(button("Withdraw signature", WithdrawSignature(**on), surface))
    return steps


def _signatures(view: VersionShown) -> list[Block]:
    """Who has not signed, and who has."""
    is_agreement = kind_of(view.document) == "agreement"
    names = [f"{each[:_NAME]}" for each in view.missing[:_NAMES]]
    left = len(view.missing) - len(names)
    names += [f"{left} more"] if left > 0 else []
    means = f"\nUntil then: an agency that has not signed {_LOSES}." if is_agreement else ""
    blocks: list[Block] = []
    if view.missing:
        blocks.append([said(strongly(f"Not signed: {joined(names)}."), means, spacing="medium")])
    elif view.document.state is not VersionState.SUPERSEDED:
        blocks.append([words("Every active agency has signed.")])
    lines = [
        said(f"- {agency[:_NAME]}, {who[:_NAME]}, {short_day(on)}")
        for agency, who, on in view.signed
    ]
    if lines:
        first, *rest = lines
        blocks.append([section("Signed by"), first])
        blocks += [[each] for each in rest]
    return blocks


def _content(view: VersionShown) -> list[Block]:
    document = view.document
    if isinstance(document, TermsOfReference):
        return [
            [section(title), said(document.sections[key][:SECTION_LONGEST])]
            for key, title in SECTIONS.items()
            if document.sections.get(key, "").strip()
        ]
    return _agreement(document)


def _agreement(document: InformationSharingAgreement) -> list[Block]:
    purposes: list[Block] = [
        [
            said(
                strongly(f"{each.code[:20]} "),
                each.text[:PURPOSE_LONGEST],
                f"\nLegal basis: {each.basis[:PURPOSE_LONGEST]}" if each.basis else "",
                spacing="small",
            )
        ]
        for each in document.purposes
    ]
    categories: list[Block] = [
        [said(f"- {each[:PURPOSE_LONGEST]}")] for each in document.categories
    ]
    references = [
        ("Impact assessment", document.dpia),
        ("Policy document", document.policy_document),
    ]
    return [
        [section("What information is shared for")],
        *purposes,
        *([[section("What is shared")], *categories] if categories else []),
        [
            small("Case details are shared for these purposes only."),
            *(
                said(strongly(f"{title}: "), value[:REFERENCE_LONGEST] or "none yet")
                for title, value in references
            ),
        ],
    ]
