"""The mental health team's queue: what waits, in the order in which it should be read."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from board.calendar import Calendar
from board.referrals import Referral, Urgency

PAGE = 5
"""Rows on one card of the queue; more would not fit a phone."""


@dataclass(frozen=True, slots=True)
class QueueRow:
    """One waiting referral and how much working time is left (negative when overdue)."""

    referral: Referral
    is_overdue: bool
    left: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class QueuePage:
    """One page of the queue; `page` counts from 1, `more_urgent` those on later pages."""

    rows: tuple[QueueRow, ...]
    page: int
    pages: int
    total: int
    overdue: int
    more_urgent: int
    at: datetime


def queue(
    waiting: Iterable[Referral], page: int, *, now: datetime, calendar: Calendar
) -> QueuePage:
    """Urgent first, among them the overdue, then what is due soonest; one page of it."""
    ordered = sorted(waiting, key=lambda each: _order(each, now))
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(page, 1), pages)
    upto = page * PAGE
    return QueuePage(
        rows=tuple(_row(each, now, calendar) for each in ordered[upto - PAGE : upto]),
        page=page,
        pages=pages,
        total=len(ordered),
        overdue=sum(each.is_overdue(now) for each in ordered),
        more_urgent=sum(each.urgency is Urgency.URGENT for each in ordered[upto:]),
        at=now,
    )


def _order(referral: Referral, now: datetime) -> tuple[bool, bool, datetime, str]:
    is_standard = referral.urgency is not Urgency.URGENT
    return is_standard, not referral.is_overdue(now), referral.triage_due, referral.ref


def _row(referral: Referral, now: datetime, calendar: Calendar) -> QueueRow:
    overdue = referral.is_overdue(now)
    if overdue:
        left = -calendar.working_time(referral.triage_due, now)
    else:
        left = calendar.working_time(now, referral.triage_due)
    return QueueRow(referral, overdue, left)
