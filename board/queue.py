"""The mental health team's queue: what waits, in the order in which it should be read."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Protocol

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
    """One page of the queue; `page` counts from 1, `more_urgent` those on later pages.

    `ethnicity_known` counts those whose ethnic group is known, which the team chases.
    """

    rows: tuple[QueueRow, ...]
    page: int
    pages: int
    total: int
    overdue: int
    more_urgent: int
    ethnicity_known: int
    at: datetime


class Waiting(Protocol):
    """What is needed of a referral to put it in its place in the queue."""

    @property
    def ref(self) -> str:
        """Its reference."""

    @property
    def urgency(self) -> Urgency:
        """How fast it is triaged."""

    @property
    def clock(self) -> datetime:
        """The due time that runs now."""

    @property
    def is_ethnicity_known(self) -> bool:
        """Whether the ethnic group is known."""


@dataclass(frozen=True, slots=True)
class Line:
    """A referral as the queue orders it, without anything that is shown."""

    ref: str
    urgency: Urgency
    clock: datetime
    is_ethnicity_known: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """One page of the ordered queue by reference, and what is counted over all of it."""

    refs: tuple[str, ...]
    page: QueuePage


def cut(waiting: Iterable[Waiting], page: int, *, now: datetime) -> Cut:
    """Urgent first, among them the overdue, then what is due soonest; one page of it."""
    ordered = sorted(waiting, key=lambda each: _order(each, now))
    pages = max(1, -(-len(ordered) // PAGE))
    page = min(max(page, 1), pages)
    upto = page * PAGE
    counted = QueuePage(
        rows=(),
        page=page,
        pages=pages,
        total=len(ordered),
        overdue=sum(now > each.clock for each in ordered),
        more_urgent=sum(each.urgency is Urgency.URGENT for each in ordered[upto:]),
        ethnicity_known=sum(each.is_ethnicity_known for each in ordered),
        at=now,
    )
    return Cut(tuple(each.ref for each in ordered[upto - PAGE : upto]), counted)


def fill(cut: Cut, referrals: Iterable[Referral], calendar: Calendar) -> QueuePage:
    """The page with its referrals in the cut's order."""
    by_ref = {each.ref: each for each in referrals}
    found = (by_ref[ref] for ref in cut.refs if ref in by_ref)
    return replace(cut.page, rows=tuple(_row(each, cut.page.at, calendar) for each in found))


def queue(
    waiting: Iterable[Referral], page: int, *, now: datetime, calendar: Calendar
) -> QueuePage:
    """One page of the queue, from whole referrals."""
    everything = tuple(waiting)
    return fill(cut(everything, page, now=now), everything, calendar)


def _order(waiting: Waiting, now: datetime) -> tuple[bool, bool, datetime, str]:
    return (
        waiting.urgency is not Urgency.URGENT,
        now <= waiting.clock,
        waiting.clock,
        waiting.ref,
    )


def _row(referral: Referral, now: datetime, calendar: Calendar) -> QueueRow:
    if referral.is_overdue(now):
        return QueueRow(referral, True, -calendar.working_time(referral.clock, now))  # noqa: FBT003
    return QueueRow(referral, False, calendar.working_time(now, referral.clock))  # noqa: FBT003
