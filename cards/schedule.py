"""What will be sent, what a day's reminders came to, and who was sent what before a meeting."""

from datetime import date

from board.calendar import LONDON, short_words
from board.dissemination import Delivery
from cards.action_payloads import ShowDissemination, ShowDue, ShowEscalations
from cards.action_pieces import (
    ROOM,
    Block,
    as_at,
    left_out,
    pages_in_words,
    said,
    strongly,
    taken,
    turning,
    who,
    within,
)
from cards.action_views import DailySummary, DisseminationLog, DueLine, DueList, Names
from cards.action_words import LISTS, count, day_words
from cards.agency_actions import meeting_in_words
from cards.buttons import button, rows
from cards.elements import Action as Press
from cards.elements import Element, TextRun
from cards.pieces import heading, section, small, strong, words
from cards.typed import fit
from cards.views import Surface

_WHAT_LONGEST, _TO_LONGEST = 200, 200


def due_list_card(view: DueList, surface: Surface) -> list[Element]:
    """What will be sent to whom, day by day."""
    until = day_words(view.until)
    told = pages_in_words(f"{count(view.total, 'message')} until {until}", view.page, view.pages)
    turns = turning(
        view.page,
        view.pages,
        (ShowDue(page=max(view.page - 1, 1)), ShowDue(page=view.page + 1)),
        surface,
    )
    top = [
        heading("What will be sent"),
        words(told if view.lines else f"Nothing will be sent until {until}."),
        small("If nothing changes. Nothing of this is sent by looking.", spacing="none"),
    ]
    end = [*rows(turns), as_at(view.at)]
    shown, left = within(_lines(view), ROOM - taken([*top, *end]))
    return [*top, *shown, *left_out(left, "messages"), *end]


def _lines(view: DueList) -> list[Block]:
    """A line for each message, the first of a day under its heading."""
    told: list[Block] = []
    day: date | None = None
    for each in view.lines:
        on = each.at.astimezone(LONDON).date()
        first: list[Element] = [] if on == day else [section(day_words(on))]
        told.append([*first, _due_line(each)])
        day = on
    return told


def _due_line(line: DueLine) -> Element:
    at = line.at.astimezone(LONDON)
    return said(
        strongly(f"{at:%H:%M} {line.ref}"),
        f"\n{line.what[:_WHAT_LONGEST]}, to {line.to[:_TO_LONGEST]}",
        spacing="small",
    )


def daily_summary_card(view: DailySummary, surface: Surface) -> list[Element]:
    """One line that can be trusted, and what needs somebody."""
    sent = count(view.sent, "reminder")
    told = f"{count(view.checked, 'action')} checked, {sent} sent, {view.waiting:,} waiting."
    needs = [
        *([f"{view.stopped:,} could not be delivered: open delivery."] if view.stopped else []),
        *([_stuck(view.stuck)] if view.stuck else []),
        *([_unanswered(view.unanswered)] if view.unanswered else []),
        *_for_the_team(view),
    ]
    steps: list[Press] = []
    if view.running:
        steps.append(button("Escalations", ShowEscalations(), surface))
    steps.append(button("What comes next", ShowDue(), surface))
    running = f"{count(view.running, 'escalation')} open." if view.running else "No escalations."
    return [
        heading(f"Reminders on {day_words(view.on)}"),
        words(told),
        words(running),
        *(strong(each) for each in needs),
        *([small("Say 'delivery' to open it.")] if view.stopped else []),
        *rows(steps),
    ]


def _for_the_team(view: DailySummary) -> list[str]:
    waits = (
        (view.to_confirm, "to be confirmed as done: say 'actions state completed'"),
        (view.to_assign, "to be given to an owner: say 'actions state proposed' or 'declined'"),
        (view.asked, "for an answer to a request"),
    )
    return [f"{count(number, 'action')} waiting {what}." for number, what in waits if number]


def _stuck(number: int) -> str:
    has = "has" if number == 1 else "have"
    return f"{count(number, 'escalation')} {has} nobody left to ask."


def _unanswered(number: int) -> str:
    waits = "waits" if number == 1 else "wait"
    return f"{count(number, 'answer')} {waits} to be accepted."


def dissemination_card(view: DisseminationLog, surface: Surface) -> list[Element]:
    """Who was sent the actions before a meeting, and what is known of it."""
    ref = view.meeting.ref
    before, after = (
        ShowDissemination(meeting=ref, page=page) for page in (max(view.page - 1, 1), view.page + 1)
    )
    turns = turning(view.page, view.pages, (before, after), surface)
    told = pages_in_words(count(view.total, "message"), view.page, view.pages)
    top = [
        heading(f"Sent before {meeting_in_words(view.meeting)}"),
        words(told if view.rows else "Nothing has been sent yet."),
    ]
    end = [*rows(turns), as_at(view.at)]
    listed = (_delivery(each, view.names) for each in view.rows)
    shown, left = within(listed, ROOM - taken([*top, *end]))
    return [*top, *shown, *left_out(left, "messages"), *end]


def _delivery(delivery: Delivery, names: Names) -> Block:
    to = f"{who(delivery.member, names)} ({who(delivery.agency, names)})"
    instead = ", instead of the representative" if delivery.instead else ""
    what = LISTS.get(delivery.what, "List of actions")
    return [
        said(
            strongly(to),
            TextRun(text=fit(f"{instead}\n{what}. {_known(delivery)}")),
            spacing="medium",
        )
    ]


def _known(delivery: Delivery) -> str:
    """What happened to it, in words."""
    if delivery.delivered_at is None:
        return f"Not delivered yet (since {short_words(delivery.told_at)})."
    told = [f"Delivered {short_words(delivery.delivered_at)}"]
    told.append(
        f"opened {short_words(delivery.opened_at)}" if delivery.opened_at else "not opened yet"
    )
    told.append(
        f"answered {short_words(delivery.answered_at)}"
        if delivery.answered_at
        else "not answered yet"
    )
    return f"{', '.join(told)}."
