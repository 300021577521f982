"""The mental health team's queue."""

from datetime import timedelta

from board.calendar import in_words, short_words
from board.queue import QueueRow
from board.referrals import Urgency, state_in_words
from cards.buttons import button, open_buttons, rows
from cards.elements import Action, Column, ColumnSet, Container, Element, TextBlock
from cards.payloads import ShowQueue
from cards.pieces import agency, heading, small, strong, words
from cards.views import Queue, Surface
from cards.words import URGENCY

_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)


def queue_card(view: Queue, surface: Surface) -> list[Element]:
    """What waits for the team, urgent and overdue first, five a page."""
    page = view.page
    told = f"{page.total} waiting" + (f", {page.overdue} overdue" if page.overdue else "")
    more = f"{page.more_urgent} more urgent on the next pages"
    return [
        heading("Referrals waiting for triage"),
        words(f"{told}. Page {page.page} of {page.pages}." if page.total else "Nothing waits."),
        *(_row(each, surface) for each in page.rows),
        *([strong(more)] if page.more_urgent else []),
        *_turning(page.page, page.pages, surface),
        small(f"As it stood on {in_words(page.at)}."),
    ]


def due_in_words(waiting: QueueRow) -> str:
    """When triage is due by the clock, and how much working time that is."""
    due = short_words(waiting.referral.triage_due)
    length = _working_time(abs(waiting.left))
    if waiting.is_overdue:
        return f"Overdue{f' by {length}' * bool(length)} (was due {due})"
    return f"By {due} ({length or 'no working time'} left)"


def _working_time(length: timedelta) -> str:
    hours, minutes = length // _HOUR, length // _MINUTE
    if hours:
        return f"{hours} working hour{'s' * (hours > 1)}"
    return f"{minutes} working minute{'s' * (minutes > 1)}" if minutes else ""


def _row(waiting: QueueRow, surface: Surface) -> Element:
    referral = waiting.referral
    is_urgent = referral.urgency is Urgency.URGENT
    title = TextBlock(
        text=f"{referral.ref}, {URGENCY[referral.urgency].lower()}",
        weight="bolder",
        color="attention" if is_urgent else None,
        wrap=True,
    )
    due = TextBlock(
        text=due_in_words(waiting),
        weight="bolder" if waiting.is_overdue else None,
        wrap=True,
        spacing="none",
    )
    said = [
        title,
        due,
        agency(referral),
        small(state_in_words(referral.state).capitalize(), spacing="none"),
    ]
    opens = open_buttons(referral.ref, surface)
    if surface is Surface.CHANNEL:
        return Container(separator=True, items=[*said, *rows(opens, spacing="small")])
    return ColumnSet(
        separator=True,
        columns=[
            Column(width="stretch", items=said),
            Column(width="auto", vertical_content_alignment="center", items=rows(opens)),
        ],
    )


def _turning(page: int, pages: int, surface: Surface) -> list[Element]:
    turns: list[Action] = []
    if page > 1:
        turns.append(button("Previous page", ShowQueue(page=page - 1), surface))
    if page < pages:
        turns.append(button("Next page", ShowQueue(page=page + 1), surface))
    return rows(turns)
