"""A referral that has been sent: its receipt, the way to it, and what its referrer may do."""

from datetime import datetime

from board.calendar import LONDON, in_words
from board.referrals import IN_QUEUE, WITHDRAWABLE, Referral, ReferralState, state_in_words
from cards.buttons import button, main_button, open_buttons, rows
from cards.elements import Action, Column, ColumnSet, Element, InputText, TextBlock
from cards.opener import draft_row
from cards.payloads import (
    AddInformation,
    AddMore,
    OpenReferral,
    SendForm,
    ShowMine,
    WithdrawReferral,
)
from cards.pieces import (
    call_now,
    footer,
    heading,
    noted,
    problems,
    section,
    small,
    strong,
    words,
)
from cards.questions import in_part, wrong
from cards.typed import put_back, typed
from cards.views import (
    AskInformation,
    AskWithdraw,
    MyReferrals,
    Receipt,
    ReferralOpener,
    Surface,
)
from cards.words import URGENCY

ROWS = 10
"""Referrals on one card, and drafts above them."""
_QUESTION_LONGEST = 1_000


def receipt_card(view: Receipt, surface: Surface) -> list[Element]:
    """Sent: the reference, when it will be read, and what to do if things get worse."""
    referral = view.referral
    is_gone = referral.state is ReferralState.WITHDRAWN
    said = _taken_back(referral) if is_gone else _what_happens(view)
    steps = owner_buttons(referral, surface, can_complete=True)
    if surface is Surface.PERSONAL:
        steps.append(button("My referrals", ShowMine(), surface))
    return [
        heading("Referral withdrawn" if is_gone else "Referral sent"),
        TextBlock(text=referral.ref, size="extraLarge", weight="bolder", wrap=True),
        *noted(view.note),
        *said,
        section("If things get worse"),
        words(call_now(view.hours)),
        *rows(steps),
        footer(),
    ]


def owner_buttons(referral: Referral, surface: Surface, *, can_complete: bool) -> list[Action]:
    """What its referrer may still do in this state."""
    steps = []
    if referral.is_open:
        add = AddInformation(ref=referral.ref)
        steps.append(button("Add information", add, surface))
    if referral.is_open and can_complete:
        steps.append(button("Add more (optional)", AddMore(ref=referral.ref), surface))
    if referral.state in WITHDRAWABLE:
        steps.append(button("Withdraw", WithdrawReferral(ref=referral.ref), surface))
    return steps


def my_referrals_card(view: MyReferrals, surface: Surface) -> list[Element]:
    """A person's own referrals and drafts, newest first."""
    drafts = [
        each
        for number, draft in enumerate(view.drafts[:ROWS], start=1)
        for each in draft_row(draft, surface, number=number)
    ]
    sent = [_mine(each, surface) for each in view.referrals[:ROWS]]
    left = view.more + len(view.referrals[ROWS:])
    older = "1 older referral is" if left == 1 else f"{left} older referrals are"
    return [
        heading("My referrals"),
        *([section("Not sent yet"), *drafts] if drafts else []),
        *([section("Sent")] if drafts and sent else []),
        *(sent or [words("You have not sent a referral.")]),
        *([small(f"{older} not shown.")] if left else []),
        *rows([button("Make a referral", SendForm(), surface)]),
    ]


def ask_withdraw_card(view: AskWithdraw, surface: Surface) -> list[Element]:
    """Are you sure?"""
    sure = WithdrawReferral(ref=view.ref, sure=True)
    return [
        heading(f"Withdraw {view.ref}?"),
        words(
            "The Mental Health Team will be told that you have withdrawn it. "
            "They may still act if there is a risk to someone."
        ),
        *rows(
            [
                button("Yes, withdraw it", sure, surface),
                button("No, keep it", OpenReferral(ref=view.ref), surface),
            ]
        ),
    ]


def ask_information_card(view: AskInformation, surface: Surface) -> list[Element]:
    """A box for more information, with what was typed and what is wrong with it."""
    faults = {"account": view.fault} if view.fault else {}
    label = "What do you want to add?\nFacts first. Write dates. Up to 1,500 characters."
    if view.question:
        label = "Your answer\nIf you cannot answer, say so. Up to 1,500 characters."
    return [
        heading("Add information"),
        small(f"To your referral {view.ref}"),
        *problems(faults),
        *_question(view.question),
        *wrong("account", view.fault),
        *in_part("account", view.text),
        InputText(
            id="account",
            label=label,
            is_multiline=True,
            value=put_back("account", view.text) or None,
        ),
        *rows(
            [
                main_button("Add this", AddInformation(ref=view.ref, form=view.form), surface),
                button("Go back without adding", OpenReferral(ref=view.ref), surface),
            ]
        ),
        footer(),
    ]


def referral_opener_card(view: ReferralOpener, surface: Surface) -> list[Element]:
    """A posted way to one referral: reference and state only."""
    referral = view.referral
    return [
        heading(referral.ref),
        words(f"{URGENCY[referral.urgency]}, {state_in_words(referral.state)}."),
        *rows(open_buttons(referral.ref, surface)),
    ]


def _question(question: str) -> list[Element]:
    if not question:
        return []
    return [strong("The Mental Health Team asks:"), typed(question, _QUESTION_LONGEST)]


def _taken_back(referral: Referral) -> list[Element]:
    at = f" on {in_words(referral.withdrawn_at)}" if referral.withdrawn_at else ""
    return [
        words(f"You withdrew this referral{at}."),
        words("The Mental Health Team may still act if there is a risk to someone."),
    ]


def _what_happens(view: Receipt) -> list[Element]:
    referral = view.referral
    said = [words(f"Sent {in_words(referral.submitted_at)}. Keep the reference.")]
    if referral.state not in IN_QUEUE:
        return [*said, words(f"It is {state_in_words(referral.state)}.")]
    if referral.state is not ReferralState.ACKNOWLEDGED:
        said.append(words(f"It is {state_in_words(referral.state)}."))
    elif view.hours.is_open:
        said.append(strong("The Mental Health Team can read it now."))
    else:
        said.append(strong(f"Nobody reads this until {_day_and_time(view.read_from)}."))
    by = in_words(referral.triage_due)
    return [*said, words(f"The team decides what happens next by {by}, and I will tell you.")]


def _day_and_time(instant: datetime) -> str:
    return f"{instant.astimezone(LONDON):%A %H:%M}"


def _mine(referral: Referral, surface: Surface) -> Element:
    at = in_words(referral.submitted_at)
    said = [
        strong(referral.ref),
        small(f"{state_in_words(referral.state).capitalize()}. Sent {at}.", spacing="none"),
    ]
    return ColumnSet(
        separator=True,
        columns=[
            Column(width="stretch", items=said),
            Column(
                width="auto",
                vertical_content_alignment="center",
                items=rows(open_buttons(referral.ref, surface)),
            ),
        ],
    )
