"""The forms of an agenda: an item, its place, a paper, other business; and what is asked of it."""

from collections.abc import Mapping
from types import MappingProxyType

from board.agenda import AgendaItem, ItemKind
from board.agenda_asks import AskKind, AskState
from board.calendar import in_words, short_words
from board.referral_form import Answers
from cards.action_boxes import choice_box, fitting, override_box
from cards.action_pieces import said
from cards.agenda import offered
from cards.agenda_payloads import (
    AddAgendaItem,
    AddAgendaPaper,
    ChangeAgenda,
    EditAgendaItem,
    MoveAgendaItem,
    ProposeBusiness,
    RemoveAgendaItem,
    SettleAsk,
    ShowAgenda,
)
from cards.agenda_views import AgendaForm, AgendaStep, AskShown, PaperAdded
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Action, ActionOpenUrl, Element
from cards.payloads import Payload
from cards.pieces import heading, noted, problems, small, words
from cards.typed import fit, named
from cards.views import Surface

_SAFE = "Everyone on the board can read this. Leave out names and details of patients."
_TITLE = Box("item_title", "Title", "Up to 100 characters.")
_MINUTES = Box("minutes", "Minutes", "A number. The other items make room for it.")
_PRESENTER = Box("presenter", "Who presents it? (optional)", "A name or role of the board.")
_PAPER = Box("paper_title", "Title of the paper", "Up to 100 characters.")
_LINK = Box("link", "Link to the paper", "It begins with https://. Not needed for a filed one.")
_BUSINESS = Box("topic", "What is it about?", "Up to 100 characters.")
_ROOM, _OVERRIDE, _DOCUMENTS = 2_500, 1_500, 3_000
_HEADS: Mapping[AgendaStep, str] = MappingProxyType(
    {
        AgendaStep.ADD: "Add an item",
        AgendaStep.EDIT: "Change an item",
        AgendaStep.MOVE: "Move an item",
        AgendaStep.REMOVE: "Remove an item",
        AgendaStep.PAPER: "Add a paper",
        AgendaStep.LATE_PAPER: "Add a late paper",
        AgendaStep.PROPOSE: "Propose other business",
    }
)
_SENDS: Mapping[AgendaStep, str] = MappingProxyType(
    {
        AgendaStep.ADD: "Add it",
        AgendaStep.EDIT: "Save",
        AgendaStep.MOVE: "Move it",
        AgendaStep.REMOVE: "Remove it",
        AgendaStep.PAPER: "Add it",
        AgendaStep.LATE_PAPER: "Ask a co-chair",
        AgendaStep.PROPOSE: "Propose it",
    }
)
_KINDS = [
    (str(ItemKind.INFORMATION), "For information"),
    (str(ItemKind.DISCUSSION), "For discussion"),
    (str(ItemKind.DECISION), "For decision"),
]
_BOXES: Mapping[AgendaStep, tuple[Box, ...]] = MappingProxyType(
    {
        AgendaStep.ADD: (_TITLE, _MINUTES, _PRESENTER),
        AgendaStep.EDIT: (_TITLE, _MINUTES, _PRESENTER),
        AgendaStep.PAPER: (_PAPER, _LINK),
        AgendaStep.LATE_PAPER: (_PAPER, _LINK),
        AgendaStep.PROPOSE: (_BUSINESS,),
    }
)
_ASKED: Mapping[AskKind, str] = MappingProxyType(
    {AskKind.BUSINESS: "Other business", AskKind.LATE_PAPER: "Late paper"}
)
_STATES: Mapping[AskState, str] = MappingProxyType(
    {AskState.AGREED: "Agreed", AskState.REFUSED: "Not agreed", AskState.WAITING: "Waits"}
)


def agenda_form_card(view: AgendaForm, surface: Surface) -> list[Element]:
    """What one step asks, for the item that it is about."""
    item = next((each for each in view.agenda.items if each.key == view.item), None)
    ref, is_proposal = view.agenda.meeting, view.step is AgendaStep.PROPOSE
    back = ShowAgenda(ref=ref) if is_proposal else ChangeAgenda(ref=ref)
    inputs, faults = _with_defaults(view, item), view.faults
    return [
        heading(_HEADS[view.step]),
        small(f"Agenda of {ref}", spacing="none"),
        *noted(view.note),
        *problems(faults),
        *([named("Item", item.title)] if item else []),
        *_told(view, item),
        *([small(_SAFE)] if view.step in _BOXES else []),
        *_documents(view, inputs),
        *ask_boxes(_BOXES.get(view.step, ()), inputs, faults, room=_ROOM),
        *_choices(view, inputs),
        *override_box(inputs, faults, may=view.may_override, note=view.note, room=_OVERRIDE),
        *rows(
            [
                main_button(_SENDS[view.step], _sends(view), surface),
                button("Go back", back, surface),
            ],
            spacing="large",
        ),
    ]


def ask_card(view: AskShown, surface: Surface) -> list[Element]:
    """Something asked of an agenda: to be answered, or what became of it."""
    ask = view.ask
    steps: list[Action] = []
    if ask.waits and view.may_settle:
        steps = [
            main_button("Agree", SettleAsk(ref=ask.ref, agreed=True), surface),
            button("Do not agree", SettleAsk(ref=ask.ref), surface),
        ]
    if ask.link.startswith("https://"):
        steps.append(ActionOpenUrl(title="Open the paper", url=ask.link))
    steps.append(button("Agenda", ShowAgenda(ref=ask.meeting), surface))
    return [
        heading(f"{_ASKED[ask.kind]} for {ask.meeting}"),
        *noted(view.note),
        named("Title", ask.title),
        named("Item", f"{view.number}. {view.item}" if view.number else view.item, spacing="none"),
        named("Asked by", view.names.get(ask.by, "Somebody not in the register"), spacing="none"),
        words(_stands(view)),
        *rows(steps),
        small(f"As it stood on {in_words(view.at)}."),
    ]


def paper_added_card(view: PaperAdded, surface: Surface) -> list[Element]:
    """A late paper, for everybody who reads the pack."""
    ask = view.ask
    steps: list[Action] = [button("Agenda", ShowAgenda(ref=ask.meeting), surface)]
    if ask.link.startswith("https://"):
        steps.insert(0, ActionOpenUrl(title="Open the paper", url=ask.link))
    agreed = view.names.get(ask.settled_by, "a co-chair")
    return [
        heading(f"Late paper for {ask.meeting}"),
        named("Paper", ask.title),
        named("Item", view.item, spacing="none"),
        said("It came after the pack. ", f"{agreed} agreed to it.", spacing="small"),
        *rows(steps),
    ]


def _with_defaults(view: AgendaForm, item: AgendaItem | None) -> Answers:
    """What stands in the boxes: what was typed, else what the item has now."""
    if view.step is not AgendaStep.EDIT or item is None or view.inputs:
        return view.inputs
    return {
        "item_title": item.title,
        "minutes": str(item.minutes),
        "presenter": item.presenter,
        "kind": str(item.kind),
    }


def _told(view: AgendaForm, item: AgendaItem | None) -> list[Element]:
    if view.step is AgendaStep.REMOVE and item is not None:
        return [words("Its minutes go to the other items.")]
    if view.step is AgendaStep.LATE_PAPER:
        closes = f" until {short_words(view.closes)}" if view.closes else ""
        said_ = "The pack has gone out. It is added, marked late, once a co-chair agrees"
        return [words(f"{said_}{closes}.")]
    if view.step is AgendaStep.PROPOSE and view.closes is not None:
        return [
            words(f"Until {short_words(view.closes)}. Whoever runs the meeting accepts it or not.")
        ]
    return []


def _documents(view: AgendaForm, inputs: Answers) -> list[Element]:
    """Documents that are filed with the meeting, to be chosen instead of a link."""
    if not view.documents:
        return []
    documents = fitting(view.documents, str(inputs.get("document", "")), _DOCUMENTS)
    return choice_box(
        "document", "A filed document (optional)", documents, inputs, view.faults,
        placeholder="None: I give a link",
    )  # fmt: skip


def _choices(view: AgendaForm, inputs: Answers) -> list[Element]:
    asked: list[Element] = []
    if view.step in {AgendaStep.ADD, AgendaStep.EDIT}:
        kept = inputs if inputs.get("kind") else {**inputs, "kind": str(ItemKind.DISCUSSION)}
        asked += choice_box("kind", "What is it for?", _KINDS, kept, view.faults)
    if view.step in {AgendaStep.ADD, AgendaStep.MOVE}:
        is_added = view.step is AgendaStep.ADD
        asked += choice_box(
            "at", f"Before which item?{' (optional)' * is_added}", _places(view), inputs,
            view.faults, placeholder="At the end" if is_added else "Choose one",
        )  # fmt: skip
    return asked


def _places(view: AgendaForm) -> list[tuple[str, str]]:
    """Every item as a place before it."""
    numbers = {each.key: str(number) for number, each in enumerate(view.agenda.items, start=1)}
    return [(numbers[key], title) for key, title in offered(view.agenda) if key != view.item]


def _sends(view: AgendaForm) -> Payload:
    ref, version = view.agenda.meeting, view.agenda.version
    match view.step:
        case AgendaStep.ADD:
            return AddAgendaItem(ref=ref, version=version, form=view.form, sent=True)
        case AgendaStep.EDIT:
            return EditAgendaItem(ref=ref, version=version, item=view.item, sent=True)
        case AgendaStep.MOVE:
            return MoveAgendaItem(ref=ref, version=version, item=view.item, sent=True)
        case AgendaStep.REMOVE:
            return RemoveAgendaItem(ref=ref, version=version, item=view.item, sent=True)
        case AgendaStep.PAPER | AgendaStep.LATE_PAPER:
            return AddAgendaPaper(
                ref=ref, version=version, item=view.item, form=view.form, sent=True
            )
        case AgendaStep.PROPOSE:
            return ProposeBusiness(ref=ref, form=view.form, sent=True)


def _stands(view: AskShown) -> str:
    ask = view.ask
    if ask.waits:
        if ask.kind is AskKind.LATE_PAPER:
            return "The pack has gone out. It is added, marked late, once a co-chair agrees."
        return "It waits for whoever runs the meeting."
    by = view.names.get(ask.settled_by, "")
    return f"{_STATES[ask.state]}{f' by {fit(by)}' if by else ''}."
