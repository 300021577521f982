"""The forms of actions: a new one, and the boxes of each step."""

from collections.abc import Mapping
from types import MappingProxyType

from board.actions import EXTENSIONS, Deed
from board.referral_form import Answers, Fault
from cards.action import short_action
from cards.action_boxes import (
    DETAIL,
    DUE,
    MEASURE,
    OF_DEED,
    TITLE,
    override_box,
    owner_box,
    priority_box,
    type_box,
    wording_box,
)
from cards.action_payloads import STEPS, CreateAction, ShowAction, ShowMyActions
from cards.action_pieces import request_lines, taken
from cards.action_views import ActionForm, ActionStepForm
from cards.action_words import DEEDS
from cards.boxes import ask_boxes
from cards.buttons import alone, button, main_button, rows
from cards.elements import ActionToggleVisibility, Container, Element
from cards.pieces import heading, noted, problems, small, strong, words
from cards.size import LIMIT
from cards.views import Surface

_FORM_TAKES = 6_000
"""How large the form of a new action is without its owners and without what was typed."""
_STEP_ROOM = 2_500
_REASON_LONGEST = 500
_SAFE = "Everyone on the board can read this. Leave out names and details of patients."
_MEANS: Mapping[Deed, str] = MappingProxyType(
    {
        Deed.ACCEPT: "You take it on, and are reminded before it is due.",
        Deed.DECLINE: "The Mental Health Team gives it to somebody else, or ends it.",
        Deed.PROGRESS: "It is on its way, and will be done in time.",
        Deed.AT_RISK: "It stays open, marked as at risk.",
        Deed.BLOCK: "It stays open. Say 'On track' when it can go on.",
        Deed.COMPLETE: "Somebody else confirms that it is done.",
        Deed.VERIFY: "It is closed as done.",
        Deed.REOPEN: "It goes back to its owner.",
        Deed.EXTEND: "The first due date is kept beside the new one.",
        Deed.CANCEL: "A chair decides whether it ends.",
        Deed.ASSIGN: "The new owner is told at once.",
        Deed.SNOOZE: "You get no reminder until then.",
        Deed.AGREE: "What was asked for counts from now on, and whoever asked is told.",
        Deed.REFUSE: "Everything stays as it was, and whoever asked is told.",
    }
)
_SENDS: Mapping[Deed, str] = MappingProxyType(
    {
        Deed.DECLINE: "Decline",
        Deed.COMPLETE: "It is done",
        Deed.REOPEN: "Give it back",
        Deed.ASSIGN: "Assign",
        Deed.REFUSE: "Do not agree",
    }
)


def action_form_card(view: ActionForm, surface: Surface) -> list[Element]:
    """A new action: what, how we will know, who, by when; the rest behind a button."""
    keep = CreateAction(
        form=view.form, source=view.source, origin=view.origin, item=view.item, sent=True
    )
    inputs, faults = view.inputs, view.faults
    owners = owner_box(view.owners, inputs, faults)
    tenth = (LIMIT - _FORM_TAKES - taken(owners)) // 10
    may, note = view.may_override, view.note
    return [
        heading("New action"),
        *([small(f"It comes from {view.source}.", spacing="none")] if view.source else []),
        *noted(view.note),
        *problems(faults),
        *([words("The Mental Health Team confirms it first.")] if view.is_proposal else []),
        small(_SAFE),
        *ask_boxes([TITLE], inputs, faults, room=tenth),
        *wording_box(inputs, faults),
        *ask_boxes([MEASURE], inputs, faults, room=2 * tenth),
        *owners,
        *ask_boxes([DUE], inputs, faults),
        *priority_box(inputs, faults),
        *_more(inputs, faults, 4 * tenth),
        *override_box(inputs, faults, may=may, note=note, room=3 * tenth),
        *rows(
            [
                main_button("Keep this action", keep, surface),
                button("My actions", ShowMyActions(), surface),
            ],
            spacing="large",
        ),
    ]


def _more(inputs: Answers, faults: Mapping[str, Fault], room: int) -> list[Element]:
    """What few need, hidden until it is asked for or something stands in it."""
    names = ("detail", "type")
    is_open = any(each in faults or inputs.get(each) for each in names)
    boxes = [*ask_boxes([DETAIL], inputs, faults, room=room), *type_box(inputs, faults)]
    show = ActionToggleVisibility(title="More (optional)", target_elements=["more"])
    return [alone(show), Container(id="more", is_visible=is_open, items=boxes)]


def action_step_form_card(view: ActionStepForm, surface: Surface) -> list[Element]:
    """What one step asks, under the action that it is about."""
    action, deed = view.action, view.deed
    sends = STEPS[deed](ref=action.ref, version=action.version, sent=True)
    owners = owner_box(view.owners, view.inputs, view.faults) if deed is Deed.ASSIGN else []
    return [
        heading(DEEDS[deed]),
        small(action.ref, spacing="none"),
        *noted(view.note),
        *problems(view.faults),
        *short_action(action, view.names),
        *_asked(view),
        words(_MEANS[deed]),
        *_agreement(view),
        *owners,
        *ask_boxes(OF_DEED.get(deed, ()), view.inputs, view.faults, room=_STEP_ROOM),
        *override_box(view.inputs, view.faults, may=view.may_override, note=view.note),
        *rows(
            [
                main_button(_SENDS.get(deed, "Send"), sends, surface),
                button("Go back", ShowAction(ref=action.ref), surface),
            ],
            spacing="large",
        ),
    ]


def _asked(view: ActionStepForm) -> list[Element]:
    request = view.action.request
    if view.deed not in {Deed.AGREE, Deed.REFUSE} or request is None:
        return []
    return [*request_lines(request, view.names, _REASON_LONGEST)]


def _agreement(view: ActionStepForm) -> list[Element]:
    """Who has to agree before another date counts."""
    if not view.needs_agreement:
        return []
    if view.deed not in {Deed.EXTEND, Deed.AT_RISK}:
        return []
    agrees = "the Mental Health Team or the agency that asked for the action"
    if view.action.extensions >= EXTENSIONS:
        agrees = "a co-chair"
    return [strong(f"Another date counts only once {agrees} has agreed.")]
