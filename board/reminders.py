"""What is due to be said now: worked out afresh from how things stand, never stored."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from board.calendar import LONDON, Calendar
from board.challenges import Challenge
from board.facts import Notice
from board.lifecycle import ROUTED
from board.places import MH_TEAM, ForumKind
from board.referrals import Referral, Urgency
from board.referrals import ReferralState as State

LATE = "triage_late"
LATE_FOR_CHAIRS = "triage_late_for_chairs"
ROUTE_LATE = "route_late"
REPLY_LATE = "reply_late"
CHALLENGE_LATE = "challenge_late"
URGENT_NOW = "urgent_now"
_CHAIRS_AFTER = 1
"""Working days after the team was told that the co-chairs are."""
_LEFT_IN_DAY = timedelta(hours=4)
_UNTRIAGED = frozenset({State.ACKNOWLEDGED, State.IN_TRIAGE, State.AWAITING_CHECK})


def due_of_referrals(
    waiting: Iterable[Referral], now: datetime, calendar: Calendar
) -> Iterator[Notice]:
    """What is to be said of referrals that wait; each clock speaks once for each due time."""
    team = f"forum:{MH_TEAM}"
    for each in waiting:
        if each.state in _UNTRIAGED and now > each.triage_due:
            yield _once(LATE, team, each.ref, each.triage_due)
            if now > chairs_told_after(each.triage_due, calendar):
                board = f"forum:{ForumKind.BOARD}"
                yield _once(LATE_FOR_CHAIRS, board, each.ref, each.triage_due)
        elif each.answer_due is not None and now > each.answer_due:
            if each.state in ROUTED:
                yield _once(ROUTE_LATE, team, each.ref, each.answer_due)
            elif each.state is State.INFO_REQUESTED:
                yield _once(REPLY_LATE, team, each.ref, each.answer_due)


def due_of_challenges(challenges: Iterable[Challenge], now: datetime) -> Iterator[Notice]:
    """Steps that are late: the team hears of it, and the challenger, who may go further."""
    for each in challenges:
        if each.is_overdue(now):
            for to in (f"forum:{MH_TEAM}", f"person:{each.challenger}"):
                yield _once(CHALLENGE_LATE, to, each.ref, each.due)


def chairs_told_after(due: datetime, calendar: Calendar) -> datetime:
    """When a referral past this due time goes to the co-chairs."""
    day = calendar.add_working_days(due.astimezone(LONDON).date(), _CHAIRS_AFTER)
    return calendar.end_of_working_day(day)


def is_to_close(referral: Referral, now: datetime) -> bool:
    """A signpost nobody has challenged in time."""
    ends = referral.answer_due
    return referral.state is State.SIGNPOSTED and ends is not None and now > ends


def wants_duty(referral: Referral, calendar: Calendar) -> bool:
    """Urgent, with less than four working hours left that day: whoever is on duty hears now."""
    at = referral.submitted_at
    today = at.astimezone(LONDON).date()
    left = calendar.working_time(at, calendar.end_of_working_day(today))
    return referral.urgency is Urgency.URGENT and left < _LEFT_IN_DAY


def _once(kind: str, to: str, ref: str, due: datetime) -> Notice:
    return Notice(kind, to, ref, f"{kind}:{ref}:{due.isoformat()}:{to}")
