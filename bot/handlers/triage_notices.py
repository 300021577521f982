"""What triage has told: to the referrer, to colleagues, to the team and the co-chairs."""

from datetime import datetime

from board.disclosure import reduce_to
from board.lifecycle import ROUTED
from board.people import Permission
from board.referrals import IN_QUEUE, Referral
from board.referrals import ReferralState as State
from board.reminders import (
    LATE,
    LATE_FOR_CHAIRS,
    REPLY_LATE,
    ROUTE_LATE,
    URGENT_NOW,
)
from board.tiers import Tier
from board.triage_file import Decision
from bot.router import Loader, Router
from bot.turn import Office
from cards.views import LateNotice, OutcomeNotice, ReferralNotice, RequestNotice, View
from storage.unit import Snapshot

router = Router()

OUTCOME = "referral_outcome"
REQUEST = "referral_request"
CHECK_WANTED = "check_wanted"
HANDED_OVER = "referral_handed_over"


@router.notice(OUTCOME)
def outcome(snapshot: Snapshot, about: str, _now: datetime, office: Office) -> View | None:
    """What became of a referral; of one joined with another, what became of that."""
    own = snapshot.referrals.get(about)
    decided = own
    if own.merged_into and (other := snapshot.referrals.find(own.merged_into)):
        decided = other if _kind_of(other) else own
    kind = _kind_of(decided) or _kind_of(own)
    if kind is None:
        return None
    del office
    meeting = snapshot.meetings.get(decided.meeting) if decided.meeting else None
    return OutcomeNotice(
        referral=reduce_to(own, Tier.T1),
        outcome=kind,
        meeting_at=meeting.starts_at if meeting and own.is_in_agreement else None,
        may_challenge=kind is not Decision.WITHDRAW,
    )


@router.notice(REQUEST)
def request(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
    """The team's question, while it waits for an answer."""
    referral = snapshot.referrals.get(about)
    if referral.state is not State.INFO_REQUESTED:
        return None
    return RequestNotice(referral=reduce_to(referral, Tier.T1))


@router.notice(LATE_FOR_CHAIRS)
def late_for_chairs(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
    """For the co-chairs, in the board's channel: T0, so without any reference."""
    referral = snapshot.referrals.get(about)
    if referral.state not in IN_QUEUE or referral.state in ROUTED:
        return None
    return LateNotice(due=referral.triage_due, urgent=referral.urgency == "urgent")


@router.notice(HANDED_OVER)
def handed_over(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
    """For the colleague, as long as they still have it and are of the team."""
    referral = snapshot.referrals.get(about)
    holder = snapshot.people.person(referral.holder or "", name="", now=now)
    if not holder.may(Permission.REFERRAL_TRIAGE):
        return None
    return ReferralNotice(referral=reduce_to(referral, Tier.T1), happened="handed_over")


def _while_in(happened: str, *states: State) -> Loader:
    def load(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
        referral = snapshot.referrals.get(about)
        if referral.state not in states:
            return None
        return ReferralNotice(referral=reduce_to(referral, Tier.T1), happened=happened)

    return load


_UNTRIAGED = (State.ACKNOWLEDGED, State.IN_TRIAGE, State.AWAITING_CHECK)
router.notice(LATE)(_while_in("late", *_UNTRIAGED))
router.notice(ROUTE_LATE)(_while_in("route_late", *ROUTED))
router.notice(REPLY_LATE)(_while_in("reply_late", State.INFO_REQUESTED))
router.notice(CHECK_WANTED)(_while_in("check_wanted", State.AWAITING_CHECK))
router.notice(URGENT_NOW)(_while_in("urgent_now", *_UNTRIAGED))


def _kind_of(referral: Referral) -> Decision | None:
    """The decision that was sent, if there is one: none while it waits for its check."""
    if referral.state in {State.AWAITING_CHECK, State.IN_TRIAGE} or referral.triage is None:
        return None
    decision = referral.triage.decision
    return decision.kind if decision else None
