"""Pieces that several cards share."""

from collections.abc import Mapping
from types import MappingProxyType

from board.calendar import LONDON, in_words
from board.lifecycle import ROUTED
from board.referral_form import Fault
from board.referrals import ASKED, IN_QUEUE, Referral, ReferralState, state_in_words
from cards.elements import Container, Element, Fact, RichTextBlock, TextBlock, TextRun
from cards.questions import fault_in_words
from cards.typed import NAME_LONGEST, fit, mention_name
from cards.views import Hours

_PROBLEMS = 12
_NO_NAMES: Mapping[str, str] = MappingProxyType({})
NOT_MONITORED = "This form is not monitored as an emergency service."


def heading(text: str) -> TextBlock:
    """What the card is."""
    return TextBlock(text=text, style="heading", size="large", weight="bolder", wrap=True)


def section(text: str) -> TextBlock:
    """What a part of the card is."""
    return TextBlock(
        text=text, style="heading", size="medium", weight="bolder", wrap=True, spacing="large"
    )


def words(text: str) -> TextBlock:
    """A sentence of ours."""
    return TextBlock(text=text, wrap=True)


def strong(text: str) -> TextBlock:
    """A sentence of ours that must not be missed."""
    return TextBlock(text=text, weight="bolder", wrap=True)


def small(text: str, *, spacing: str | None = None) -> TextBlock:
    """Something said beside."""
    return TextBlock(text=text, size="small", is_subtle=True, wrap=True, spacing=spacing)


def mention(name: str) -> str:
    """The words by which Teams tells somebody that a card names them.

    They have to stand in a text block or a fact, of a view that has the name in `mentions`.
    """
    return f"<at>{mention_name(name)}</at>"


def footer() -> TextBlock:
    """What stands under every screen of the form."""
    return TextBlock(text=NOT_MONITORED, size="small", wrap=True, separator=True)


def call_now(hours: Hours) -> str:
    """Whom to call when it cannot wait."""
    if hours.duty_number:
        return f"If someone is in danger, call 999. For advice now, call {hours.duty_number}."
    return "If someone is in danger, call 999."


def nobody_reads(hours: Hours) -> str:
    """When it will be read, out of hours."""
    here = hours.next_opening.astimezone(LONDON)
    return f"Nobody reads this until {here:%A} {here:%H:%M}."


def banner(hours: Hours) -> list[Element]:
    """Out of hours: that nobody reads this now, and whom to call."""
    if hours.is_open:
        return []
    told = [strong(nobody_reads(hours)), words(call_now(hours))]
    return [Container(style="warning", items=told)]


def problems(faults: Mapping[str, Fault], names: Mapping[str, str] = _NO_NAMES) -> list[Element]:
    """Everything that is wrong on this screen, told once at the top.

    `names` are those of inputs that are there once for each of several things.
    """
    if not faults:
        return []
    said = (f"- {_problem(each, fault, names.get(each, ''))}" for each, fault in faults.items())
    told = list(dict.fromkeys(said))
    if len(told) > _PROBLEMS:
        told[_PROBLEMS - 1 :] = [f"- and {len(told) - _PROBLEMS + 1} more"]
    lines = [TextBlock(text=each, wrap=True, spacing="small") for each in told]
    title = TextBlock(text="There is a problem", style="heading", weight="bolder", wrap=True)
    return [Container(style="attention", items=[title, *lines])]


def _problem(question: str, fault: Fault, name: str) -> str:
    words = fault_in_words(question, fault, name)
    return words if not name or words.startswith(f"{name}: ") else f"{name}: {words}"


def noted(note: str) -> list[Element]:
    """A sentence about what has just happened."""
    return [Container(style="emphasis", items=[strong(note)])] if note else []


def clock(referral: Referral, *, is_overdue: bool = False) -> list[Fact]:
    """The due time that runs now, where one does."""
    if referral.state not in IN_QUEUE:
        return []
    title = "Answer due" if referral.state in ASKED else "Triage by"
    return [Fact(title=title, value=f"{in_words(referral.clock)}{' (overdue)' * is_overdue}")]


def state_for_team(referral: Referral) -> str:
    """Where it stands, in the words of those who work on it."""
    if referral.state is ReferralState.AWAITING_CHECK:
        return "Decided, check wanted"
    if referral.state in ROUTED:
        return "Sent elsewhere, not accepted yet"
    return state_in_words(referral.state).capitalize()


def agency(referral: Referral) -> RichTextBlock:
    """The referring agency as its people wrote it, marked where nobody has confirmed it."""
    name = fit((referral.agency_name or "Agency not known")[:NAME_LONGEST])
    runs = [TextRun(text="Referred by ", is_subtle=True), TextRun(text=name)]
    if not referral.is_confirmed:
        runs.append(TextRun(text=" (unconfirmed)", weight="bolder"))
    return RichTextBlock(spacing="none", inlines=runs)


def unconfirmed(referral: Referral) -> list[Element]:
    """What to mind with this referrer."""
    said: list[Element] = []
    if not referral.is_confirmed:
        said.append(
            strong("Unconfirmed: the referrer is not in the register. Check who they are first.")
        )
    if not referral.is_in_agreement:
        said.append(
            strong(
                "Outside the information sharing agreement: do not send case details to "
                "this referrer."
            )
        )
    return said
