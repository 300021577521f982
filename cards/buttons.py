"""Buttons: how a payload is pressed on each surface."""

from collections.abc import Iterable

from cards.elements import Action, ActionExecute, ActionSet, ActionSubmit
from cards.payloads import OpenReferral, Payload
from cards.views import Surface


def button(title: str, payload: Payload, surface: Surface, *, tooltip: str | None = None) -> Action:
    """A press that takes the card's inputs along: Execute in chat, Submit in a dialog."""
    if surface is Surface.DIALOG:
        data = {"verb": payload.verb, **payload.button_data()}
        return ActionSubmit(title=title, tooltip=tooltip, data=data)
    return ActionExecute(
        title=title, tooltip=tooltip, verb=payload.verb, data=payload.button_data()
    )


def dialog_button(title: str, payload: Payload) -> Action:
    """A press in a channel that opens a dialog, seen by one person.

    Some clients ignore it: beside it stands a button that does the job without a dialog.
    """
    opens = {"type": "task/fetch"}
    data = {"msteams": opens, "verb": payload.verb, **payload.button_data()}
    return ActionSubmit(title=title, data=data)


def row(*actions: Action, spacing: str = "medium") -> ActionSet:
    """Buttons side by side."""
    return ActionSet(spacing=spacing, actions=actions)


def stack(actions: Iterable[Action]) -> list[ActionSet]:
    """Buttons with long titles below one another, where a phone would cut them."""
    return [row(each, spacing="small") for each in actions]


def open_buttons(ref: str, surface: Surface) -> list[Action]:
    """The way to one referral; from a channel a dialog, or one's own chat."""
    shown = OpenReferral(ref=ref)
    if surface is Surface.CHANNEL:
        return [dialog_button("Open", shown), button("Send it to my chat", shown, surface)]
    return [button("Open", shown, surface, tooltip=f"Open {ref}")]
