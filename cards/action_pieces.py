"""Pieces that the cards of actions and escalations share."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from board.actions import TITLE_LONGEST, Action, Asked, Brag, Request, Update
from board.calendar import short_words
from board.escalation import BOARD_CHANNEL, SENIOR_CHANNEL
from board.standing import MAILBOX
from cards.action_payloads import ShowAction
from cards.action_views import ActionRow, Names
from cards.action_words import (
    ASKED_FOR,
    HOLDERS,
    LINES,
    WROTE,
    brag_in_words,
    rung_in_words,
    short_day,
    times,
)
from cards.buttons import button, rows
from cards.elements import Action as Press
from cards.elements import Element, RichTextBlock, TextBlock, TextRun
from cards.payloads import Payload
from cards.pieces import small
from cards.size import size
from cards.typed import NAME_LONGEST, fit, named
from cards.views import Surface

ROOM = 17_500
"""How large a card may grow by what can be read elsewhere."""
_PLACES = {BOARD_CHANNEL: "the board's channel", SENIOR_CHANNEL: "the senior board's channel"}

Block = Sequence[Element]


def who(key: str, names: Names) -> str:
    """The name of a member, an agency, a forum's channel or a role mailbox."""
    if key.startswith(MAILBOX):
        rung, _, agency = key.removeprefix(MAILBOX).partition("@")
        number = rung.removeprefix("rung")
        holder = HOLDERS.get(int(number), rung) if number.isdigit() else rung
        return f"the {holder} of {who(agency, names)}"
    return _PLACES.get(key) or names.get(key, "")[:NAME_LONGEST] or "somebody not in the register"


def joined(said: Iterable[str]) -> str:
    """Names as people list them: 'A, B and C'."""
    *first, last = [*said] or ["nobody"]
    return f"{', '.join(first)} and {last}" if first else last


def said(*parts: str | TextRun, spacing: str = "none") -> RichTextBlock:
    """A sentence of ours with names or typed words in it, shown as they are."""
    runs = [each if isinstance(each, TextRun) else TextRun(text=fit(each)) for each in parts]
    return RichTextBlock(spacing=spacing, inlines=runs)


def strongly(text: str) -> TextRun:
    """A part of a sentence that must not be missed."""
    return TextRun(text=fit(text), weight="bolder")


def title(action: Action) -> RichTextBlock:
    """What has to be done, as it was written."""
    cut = action.title[:TITLE_LONGEST]
    more = "..." * (len(action.title) > TITLE_LONGEST)
    return said(strongly(f"{cut}{more}" or " "), spacing="small")


def brag_line(
    row: ActionRow, *, starts: str = "", separator: bool = False, with_rung: bool = True
) -> TextBlock:
    """How it stands: the word and why, in colour where it is red; and how far it has gone up."""
    is_red = row.brag is Brag.RED
    rung = f", rung {row.rung}" if row.rung and with_rung else ""
    return TextBlock(
        text=f"{starts}{brag_in_words(row)}{rung}",
        weight="bolder",
        color="attention" if is_red else None,
        wrap=True,
        separator=True if separator else None,
    )


def owner_of(action: Action, names: Names) -> str:
    """The owner and the owner's agency."""
    return f"{who(action.owner, names)} ({who(action.owner_agency, names)})"


def owner_line(action: Action, names: Names) -> RichTextBlock:
    """Who has to get it done."""
    return named("Owner", owner_of(action, names), 2 * NAME_LONGEST + 3, spacing="none")


def due_line(action: Action, *, spacing: str = "none") -> RichTextBlock:
    """The due day, and what became of it."""
    moved = ""
    if action.due != action.original_due:
        moved = f", at first {short_day(action.original_due)}"
    if action.extensions:
        moved += f" (moved {times(action.extensions)})"
    return named("Due", f"{short_day(action.due)}{moved}", spacing=spacing)


def line(update: Update, names: Names, most: int) -> Block:
    """One line of the history."""
    does = LINES.get(update.kind, WROTE)
    head = f"{short_day(update.on)}: {who(update.by, names)} {does}"
    if not update.text.strip():
        return [said(head, spacing="small")]
    runs: list[str | TextRun] = [f"{head}: ", update.text[:most]]
    if len(update.text) > most:
        runs.append(TextRun(text="... (shortened)", italic=True))
    return [said(*runs, spacing="small")]


def request_lines(request: Request, names: Names, most: int) -> Block:
    """What waits for agreement: what, by whom, and why."""
    wanted = ASKED_FOR[request.what]
    if request.what is Asked.OWNER and request.owner:
        wanted = f"{wanted}, {who(request.owner, names)}"
    if request.due is not None:
        wanted = f"{wanted}, {short_day(request.due)}"
    asked = f", asked for by {who(request.by, names)} on {short_day(request.on)}"
    return [
        said(strongly("Waits to be agreed: "), f"{wanted}{asked}", spacing="small"),
        *([named("Why", request.reason, most, spacing="none")] if request.reason else []),
    ]


def within(blocks: Iterable[Block], room: int, most: int = 1_000) -> tuple[list[Element], int]:
    """As many of these as there is room for, and how many are left."""
    listed = list(blocks)
    shown: list[Element] = []
    for number, block in enumerate(listed):
        room -= taken(block)
        if room < 0 or number >= most:
            return shown, len(listed) - number
        shown.extend(block)
    return shown, 0


def taken(elements: Iterable[Element]) -> int:
    """How large these are as JSON."""
    return size([each.render() for each in elements])


def pages_in_words(counted: str, page: int, pages: int) -> str:
    """The line above a list: '45 actions, 6 overdue. Page 1 of 9.'."""
    return f"{counted}. Page {page} of {pages}." if pages > 1 else f"{counted}."


def turning(page: int, pages: int, shown: tuple[Payload, Payload], surface: Surface) -> list[Press]:
    """To the page before and the next; `shown` are the two payloads."""
    before, after = shown
    turns: list[Press] = []
    if page > 1:
        turns.append(button("Previous", before, surface))
    if page < pages:
        turns.append(button("Next", after, surface))
    return turns


def open_action(ref: str, surface: Surface) -> Press:
    """The way to one action."""
    return button("Open", ShowAction(ref=ref), surface, tooltip=f"Open {ref}")


def open_row(ref: str, surface: Surface) -> list[Element]:
    """The way to one action, as it stands in a row of a list."""
    return rows([open_action(ref, surface)], spacing="small")


def as_at(at: datetime) -> TextBlock:
    """When this was so."""
    return small(f"As at {short_words(at)}.")


def left_out(left: int, what: str) -> list[Element]:
    """That some are not shown."""
    return [small(f"{left:,} more {what} not shown here.")] if left else []


def on_rung(rung: int) -> str:
    """That it has been escalated, and how far."""
    return f"Escalated to {rung_in_words(rung).lower()}"


def on(day: date | None) -> str:
    """A day in a sentence, or that it is not known yet."""
    return short_day(day) if day else "not known yet"
