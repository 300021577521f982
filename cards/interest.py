"""Interests that are declared at a meeting."""

from board.meeting_record import Interest
from cards.action_boxes import choice_box
from cards.action_pieces import said, strongly, who
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Element
from cards.pieces import heading, noted, problems, section, small, words
from cards.sitting_payloads import DeclareInterest, ShowSitting, ShowStatement
from cards.sitting_views import InterestForm
from cards.sitting_words import HANDLED
from cards.typed import fit
from cards.views import Surface

_LONGEST = 80
_INTERESTS = 12
_NATURE_SHOWN = 200
_REFERENCE = Box(
    "reference", "Or a reference", "Of an action, a risk, a case or a plan: ACT-2026-0012."
)
_NATURE = Box(
    "nature",
    "What is the interest?",
    "Everyone on the board can read this: name no patients. Up to 200 characters.",
    is_area=True,
)
_INTEREST_ROOM = 3_000


def interest_card(view: InterestForm, surface: Surface) -> list[Element]:
    """What was declared, and another interest to declare."""
    ref = view.meeting.ref
    handled = [(str(each), text) for each, text in HANDLED.items()]
    kept = (
        view.inputs
        if view.inputs.get("handling")
        else {**view.inputs, "handling": "leave_for_item"}
    )
    hears = (
        choice_box("member", "Who?", view.members, view.inputs, view.faults, placeholder="Myself")
        if view.members
        else []
    )
    return [
        heading(f"Interests, {ref}"),
        *noted(view.note),
        *problems(view.faults),
        *_declared(view.interests, view),
        section("Declare an interest"),
        small("Whoever leaves for an item does not see it here either, in lists and documents."),
        *hears,
        *choice_box(
            "item", "In an item", view.items, view.inputs, view.faults, placeholder="None of them"
        ),
        *ask_boxes([_REFERENCE, _NATURE], view.inputs, view.faults, room=_INTEREST_ROOM),
        *choice_box("handling", "What follows", handled, kept, view.faults),
        *rows(
            [
                main_button("Declare it", DeclareInterest(ref=ref), surface),
                button("I am here", ShowStatement(ref=ref), surface),
                button("The meeting", ShowSitting(ref=ref), surface),
            ],
            spacing="large",
        ),
    ]


def _declared(interests: tuple[Interest, ...], view: InterestForm) -> list[Element]:
    if not interests:
        return [words("Nobody has declared an interest.")]
    titles = dict(view.items)
    lines: list[Element] = []
    for each in interests[-_INTERESTS:]:
        about = titles.get(each.item, each.item)[:_LONGEST]
        lines.append(
            said(
                strongly(f"{who(each.member, view.names)[:_LONGEST]}: "),
                f"{fit(about)}. {HANDLED[each.handling]}. {fit(each.nature[:_NATURE_SHOWN])}",
                spacing="small",
            )
        )
    left = len(interests) - _INTERESTS
    return [*lines, *([small(f"{left} earlier ones are in the minutes.")] if left > 0 else [])]
