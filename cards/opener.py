"""The posted beginning of a referral form, what is left of it, and the danger card."""

from board.calendar import in_words
from board.errors import message
from board.referral_form import Screen
from cards.buttons import alone, button, dialog_button, rows
from cards.elements import (
    Action,
    ActionToggleVisibility,
    Column,
    ColumnSet,
    Container,
    Element,
)
from cards.payloads import ReportDanger, SendForm, ShowMine, StartReferral, WithdrawReferral
from cards.pieces import banner, footer, heading, section, small, strong, words
from cards.views import Danger, DraftGone, Opener, Surface, WaitingDraft

PAGES = {Screen.WHAT: 1, Screen.WHO: 2, Screen.CHECK: 3, Screen.MORE: 3}
"""Where in the form each screen stands, of three."""
_OTHERS = 3


def opener_card(view: Opener, surface: Surface) -> list[Element]:
    """The safety gate, or the way back into an unfinished draft."""
    begun = _gate(view, surface) if view.screen is None else _draft(view, surface)
    return [*begun, *_others(view.others, surface), footer()]


def danger_card(view: Danger, surface: Surface) -> list[Element]:
    """What to do first (V01), and the way on to the form."""
    go_on = _dialog_or_press("I have called 999, continue", StartReferral(form=view.form), surface)
    return [
        heading("Someone is in danger now"),
        Container(style="attention", items=[strong(message("V01"))]),
        words(
            "If the person is already detained, or is missing from care: tell the police now. "
            "Call 999 if anyone may be harmed, otherwise call 101. Say if they are under a "
            "section of the Mental Health Act, and when and where they were last seen."
        ),
        *([words(f"For advice now, call {number}.")] if (number := view.hours.duty_number) else []),
        *rows(go_on),
        footer(),
    ]


def draft_gone_card(view: DraftGone, surface: Surface) -> list[Element]:
    """Nothing is left of the draft; how to begin again."""
    because = (
        "It was not finished within 7 days."
        if view.expired
        else "You deleted it. Nothing was sent."
    )
    again = [button("Make a referral", SendForm(), surface)]
    if surface is Surface.PERSONAL:
        again.append(button("My referrals", ShowMine(), surface))
    return [heading("This referral draft is gone"), words(because), *rows(again), footer()]


def draft_row(
    draft: WaitingDraft, surface: Surface, *, number: int, separator: bool = True
) -> list[Element]:
    """An unfinished draft with *Continue* beside it."""
    step = f"{PAGES[draft.screen]} of 3" if draft.screen else "not begun"
    said = [
        strong(f"Draft {number}, {step}"),
        small(f"Started {in_words(draft.started_at)}. Kept until {in_words(draft.expires_at)}."),
    ]
    go_on = button(
        "Continue", StartReferral(form=draft.form), surface, tooltip=f"Continue draft {number}"
    )
    return [
        ColumnSet(
            separator=separator,
            columns=[
                Column(width="stretch", items=said),
                Column(width="auto", vertical_content_alignment="center", items=[alone(go_on)]),
            ],
        )
    ]


def _gate(view: Opener, surface: Surface) -> list[Element]:
    gate = [
        *_dialog_or_press(
            "No one is in immediate danger: start", StartReferral(form=view.form), surface
        )[:1],
        *_dialog_or_press("Someone is in danger now", ReportDanger(form=view.form), surface)[:1],
    ]
    if surface is Surface.CHANNEL:
        gate.append(button("Send me the form", SendForm(), surface))
    return [
        heading("Refer a person you are worried about"),
        words(
            "For people who may cause or come to serious harm, where mental health is a factor. "
            "It takes about 5 minutes. What you write goes to the Mental Health Team and is never "
            "posted in a channel."
        ),
        *banner(view.hours),
        strong("Is anyone in immediate danger right now?"),
        *rows(gate),
    ]


def _draft(view: Opener, surface: Surface) -> list[Element]:
    page = PAGES[view.screen] if view.screen else 1
    kept = [words(f"Kept until {in_words(view.expires_at)}.")] if view.expires_at else []
    go_on = _dialog_or_press("Continue", StartReferral(form=view.form), surface)
    sure = Container(
        id="delete",
        is_visible=False,
        style="emphasis",
        items=[
            words("Delete this draft? What you typed cannot be brought back."),
            alone(button("Yes, delete it", WithdrawReferral(form=view.form), surface)),
        ],
    )
    delete = ActionToggleVisibility(title="Delete draft", target_elements=["delete"])
    return [
        heading(f"Referral draft, {page} of 3"),
        words("You have not sent this yet."),
        *kept,
        *banner(view.hours),
        *rows([*go_on, delete]),
        sure,
    ]


def _others(drafts: tuple[WaitingDraft, ...], surface: Surface) -> list[Element]:
    if not drafts:
        return []
    title = section("Your other drafts" if len(drafts) > 1 else "Your other draft")
    listed = [
        each
        for number, draft in enumerate(drafts[:_OTHERS], start=1)
        for each in draft_row(draft, surface, number=number)
    ]
    left = len(drafts) - _OTHERS
    more = [small(f"{left} more under 'my referrals'.")] if left > 0 else []
    return [title, *listed, *more]


def _dialog_or_press(
    title: str, payload: StartReferral | ReportDanger, surface: Surface
) -> list[Action]:
    """In a channel a dialog with its neighbour for clients without; else one press."""
    if surface is not Surface.CHANNEL:
        return [button(title, payload, surface)]
    return [dialog_button(title, payload), button("Send me the form", SendForm(), surface)]
