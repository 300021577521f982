"""Interests that are declared at a meeting."""

from board.meeting_record import Interest
from cards.action_boxes import choice_box, fitting
from cards.action_pieces import Block, said, strongly, who, within
from cards.box_words import Box
from cards.boxes import ask_boxes
from cards.buttons import button, main_button, rows
from cards.elements import Element
from cards.pieces import heading, noted, problems, section, small, words
from cards.sitting_payloads import DeclareInterest, ShowSitting, ShowStatement
from cards.sitting_views import InterestForm
from cards.sitting_words import HANDLED
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
_MEMBERS_ROOM, _ITEMS_ROOM, _DECLARED_ROOM = 5_000, 3_500, 2_500
_INTEREST_ROOM = 2_500


def interest_card(view: InterestForm, surface: Surface) -> list[Element]:
    """What was declared, and another interest to declare."""
    ref = view.meeting.ref
    handled = [(str(each), text) for each, text in HANDLED.items()]
    kept = (
        view.inputs
        if view.inputs.get("handling")
        else {**view.inputs, "handling": "leave_for_item"}
    )
    chosen = {name: str(view.inputs.get(name, "")) for name in ("member", "item")}
    members = fitting(view.members, chosen["member"], _MEMBERS_ROOM)
    items = fitting(view.items, chosen["item"], _ITEMS_ROOM)
    hears = (
        choice_box("member", "Who?", members, view.inputs, view.faults, placeholder="Myself")
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
            "item", "In an item", items, view.inputs, view.faults, placeholder="None of them"
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
    lines = [_interest(each, titles, view) for each in reversed(interests)]
    shown, left = within(lines, _DECLARED_ROOM, _INTERESTS)
    return [*shown, *([small(f"{left} earlier ones are in the minutes.")] if left else [])]


def _interest(each: Interest, titles: dict[str, str], view: InterestForm) -> Block:
    about = titles.get(each.item, each.item)[:_LONGEST]
    told = f"{about}. {HANDLED[each.handling]}. {each.nature[:_NATURE_SHOWN]}"
    who_ = strongly(f"{who(each.member, view.names)[:_LONGEST]}: ")
    return [said(who_, told, spacing="small")]
