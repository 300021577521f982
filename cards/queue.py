"""The mental health team's queue, and who is on duty for it."""

from datetime import timedelta

from board.calendar import in_words, short_words
from board.lifecycle import ROUTED
from board.queue import QueueRow
from board.referrals import ASKED, Referral, ReferralState, Urgency
from cards.buttons import button, open_buttons, rows, step
from cards.elements import Action, Container, Element, RichTextBlock, TextBlock, TextRun
from cards.payloads import CoverDuty, ShowQueue, TakeDuty, TakeReferral
from cards.pieces import agency, heading, small, state_for_team, strong, words
from cards.typed import NAME_LONGEST, fit, named
from cards.views import DutyCard, Queue, Surface
from cards.words import URGENCY

ETHNICITY_TARGET = 90
"""Percentage of referrals whose ethnic group is to be known. Source: metrics, domain 6."""
_FEWEST = 10
"""Referrals below which a percentage says nothing. Source: small numbers, domain 4.5."""
_MINUTES_BELOW = 8
_HOUR = timedelta(hours=1)
_MINUTE = timedelta(minutes=1)
_TAKEABLE = frozenset({ReferralState.ACKNOWLEDGED, ReferralState.IN_TRIAGE})


def queue_card(view: Queue, surface: Surface) -> list[Element]:
    """What waits for the team, urgent and overdue first, five a page."""
    page = view.page
    told = f"{page.total} waiting" + (f", {page.overdue} overdue" if page.overdue else "")
    more = f"{page.more_urgent} more urgent on the next pages"
    return [
        heading("Referrals waiting for triage"),
        words(f"{told}. Page {page.page} of {page.pages}." if page.total else "Nothing waits."),
        *_duty(view.on_duty, view.cover),
        *(_row(each, surface) for each in page.rows),
        *([strong(more)] if page.more_urgent else []),
        *_turning(page.page, page.pages, surface),
        *_ethnicity(*view.ethnicity_known),
        small(f"As it stood on {in_words(page.at)}."),
    ]


def duty_card(view: DutyCard, surface: Surface) -> list[Element]:
    """Who is on duty and who covers, and to take over."""
    steps = [] if view.is_me else [button("I am on duty now", TakeDuty(), surface)]
    steps.append(button("I cover", CoverDuty(), surface))
    steps.append(button("Referrals waiting", ShowQueue(), surface))
    return [
        heading("On duty for the Mental Health Team"),
        *_duty(view.on_duty, view.cover),
        words("Whoever is on duty hears at once of an urgent referral that comes late in the day."),
        *rows(steps),
    ]


def may_be_taken(referral: Referral) -> bool:
    """It waits for triage, and nobody has it."""
    return referral.holder is None and referral.state in _TAKEABLE


def due_in_words(waiting: QueueRow) -> str:
    """When triage is due by the clock, and how much working time that is."""
    due = short_words(waiting.referral.triage_due)
    length = _working_time(abs(waiting.left))
    if waiting.is_overdue:
        return f"Overdue{f' by {length}' * bool(length)} (was due {due})"
    return f"By {due} ({length or 'no working time'} left)"


def _duty(on_duty: str, cover: str) -> list[Element]:
    if not on_duty:
        return [strong("Nobody is on duty. Say 'on duty' to take over.")]
    covers = [named("Cover", cover, spacing="none")] if cover else []
    return [named("On duty", on_duty), *covers]


def _working_time(length: timedelta) -> str:
    hours, minutes = length // _HOUR, length % _HOUR // _MINUTE
    if hours >= _MINUTES_BELOW or (hours and not minutes):
        return f"{hours} working hour{'s' * (hours > 1)}"
    if hours:
        return f"{hours} h {minutes} min of working time"
    return f"{minutes} working minute{'s' * (minutes > 1)}" if minutes else ""


def _row(waiting: QueueRow, surface: Surface) -> Element:
    referral = waiting.referral
    is_urgent = referral.urgency is Urgency.URGENT
    said = f"{referral.ref}, {URGENCY[referral.urgency].lower()}{', repeat' * referral.is_repeat}"
    title = TextBlock(
        text=said, weight="bolder", color="attention" if is_urgent else None, wrap=True
    )
    weight = "bolder" if waiting.is_overdue else None
    due = TextBlock(text=_clock(waiting), weight=weight, wrap=True, spacing="none")
    takes: list[Action] = []
    if may_be_taken(referral):
        pressed = TakeReferral(ref=referral.ref, version=referral.version)
        takes.append(step("Take", pressed, surface, tooltip=f"Take {referral.ref}"))
    opens = open_buttons(referral.ref, surface, before=takes)
    return Container(
        separator=True,
        items=[title, due, agency(referral), _stands(referral), *rows(opens, spacing="small")],
    )


def _clock(waiting: QueueRow) -> str:
    """The clock that runs for this referral: of triage, or of whoever was asked."""
    referral = waiting.referral
    if referral.state not in ASKED:
        return due_in_words(waiting)
    due = short_words(referral.clock)
    if referral.state in ROUTED:
        return f"Answer {'was' if waiting.is_overdue else 'is'} due {due}"
    if waiting.is_overdue:
        return f"No information by {due}: ask again, or go on without"
    return f"Waiting for information until {due}"


def _stands(referral: Referral) -> Element:
    state = state_for_team(referral)
    who = f" with {referral.holder_name[:NAME_LONGEST]}" if referral.holder_name else ""
    run = TextRun(text=fit(f"{state}{',' * bool(who)}{who}"), size="small", is_subtle=True)
    return RichTextBlock(spacing="none", inlines=[run])


def _turning(page: int, pages: int, surface: Surface) -> list[Element]:
    turns: list[Action] = []
    if page > 1:
        turns.append(button("Previous page", ShowQueue(page=page - 1), surface))
    if page < pages:
        turns.append(button("Next page", ShowQueue(page=page + 1), surface))
    return rows(turns)


def _ethnicity(known: int, asked: int) -> list[Element]:
    if not asked:
        return []
    share = f"{100 * known // asked}%, " if asked >= _FEWEST else ""
    referrals = "referral" if asked == 1 else "referrals"
    of = f"Ethnicity known for {known} of {asked} {referrals}"
    return [small(f"{of} ({share}target {ETHNICITY_TARGET}%).")]
