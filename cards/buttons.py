"""Buttons: how a payload is pressed on each surface."""

from collections.abc import Iterable

from cards.elements import Action, ActionExecute, ActionSet, ActionSubmit, Element
from cards.payloads import OpenReferral, Payload
from cards.views import Surface

_PHONE, _FRAME, _LETTER, _GAP = 264, 34, 8, 8
"""Widths in pixels: of a card on a small phone, around a title, of a letter, between buttons."""


def button(
    title: str,
    payload: Payload,
    surface: Surface,
    *,
    tooltip: str | None = None,
    style: str | None = None,
) -> Action:
    """A press that takes the card's inputs along: Execute in chat, Submit in a dialog."""
    if surface is Surface.DIALOG:
        data = {"verb": payload.verb, **payload.button_data()}
        return ActionSubmit(title=title, tooltip=tooltip, style=style, data=data)
    return ActionExecute(
        title=title,
        tooltip=tooltip,
        style=style,
        verb=payload.verb,
        data=payload.button_data(),
    )


def main_button(title: str, payload: Payload, surface: Surface) -> Action:
    """The step most people take next; it comes first too, so that colour is never alone."""
    return button(title, payload, surface, style="positive")


def dialog_button(title: str, payload: Payload) -> Action:
    """A press in a channel that opens a dialog, seen by one person.

    Some clients ignore it: beside it stands a button that does the job without a dialog.
    """
    opens = {"type": "task/fetch"}
    data = {"msteams": opens, "verb": payload.verb, **payload.button_data()}
    return ActionSubmit(title=title, data=data)


def rows(actions: Iterable[Action], *, spacing: str = "medium") -> list[Element]:
    """Buttons side by side, in as many rows as a phone needs: it would cut what is too wide."""
    sets: list[list[Action]] = []
    left = 0
    for action in actions:
        width = _FRAME + _LETTER * len(action.render()["title"])
        if width > left or not sets:
            sets.append([])
            left = _PHONE
        sets[-1].append(action)
        left -= width + _GAP
    return [
        ActionSet(spacing="small" if number else spacing, actions=each)
        for number, each in enumerate(sets)
    ]


def alone(action: Action) -> ActionSet:
    """One button, beside what it is about."""
    return ActionSet(actions=[action])


def open_buttons(
    ref: str, surface: Surface, shown: Payload | None = None, *, before: Iterable[Action] = ()
) -> list[Action]:
    """The way to one referral (or what else is shown); from a channel a dialog, or one's own chat.

    What stands `before` it in a channel opens a dialog too, and has the same neighbour.
    """
    shown = shown or OpenReferral(ref=ref)
    if surface is Surface.CHANNEL:
        sent = button("Send it to my chat", shown, surface)
        return [*before, dialog_button("Open", shown), sent]
    return [*before, button("Open", shown, surface, tooltip=f"Open {ref}")]


def step(title: str, payload: Payload, surface: Surface, *, tooltip: str | None = None) -> Action:
    """A press whose answer is for one person's eyes: from a channel it opens a dialog."""
    if surface is Surface.CHANNEL:
        return dialog_button(title, payload)
    return button(title, payload, surface, tooltip=tooltip)
