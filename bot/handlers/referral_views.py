"""Views of referrals and drafts that several rooms of the house show."""

from datetime import datetime

from board.disclosure import reduce_to, show
from board.drafts import Draft
from board.referrals import Referral
from board.tiers import Tier
from bot.turn import Turn
from cards.views import DraftGone, Hours, Opener, Receipt, WaitingDraft
from storage.unit import Snapshot


def shown(turn: Turn, referral: Referral) -> Referral:
    """The referral cut to this turn's audience. Raises Forbidden where it may not be seen."""
    return show(referral, turn.audience)


def receipt(turn: Turn, referral: Referral) -> Receipt:
    """What the referrer keeps; it holds nothing above T1, so it may stay in the chat."""
    return receipt_of(referral, turn.hours, turn.office.calendar.next_opening(turn.now))


def receipt_of(referral: Referral, hours: Hours, opening: datetime) -> Receipt:
    """The receipt as it stands: read from the next opening after it was sent."""
    read_from = max(referral.submitted_at, min(opening, referral.triage_due))
    return Receipt(referral=reduce_to(referral, Tier.T1), hours=hours, read_from=read_from)


def waiting_draft(snapshot: Snapshot, person: str, now: datetime) -> WaitingDraft | None:
    """A person's latest unfinished draft, where something has been begun."""
    draft = snapshot.drafts.latest(person, now)
    if draft is None or draft.screen is None:
        return None
    return WaitingDraft(draft.form, draft.created_at, draft.expires_at, draft.screen)


def opener_of(draft: Draft, snapshot: Snapshot, now: datetime, hours: Hours) -> Opener | DraftGone:
    """The opener of a draft as it stands, with the person's other unfinished drafts."""
    if not draft.is_open(now):
        return DraftGone(expired=now >= draft.expires_at)
    other = waiting_draft(snapshot, draft.person, now)
    return Opener(
        form=draft.form,
        hours=hours,
        screen=draft.screen,
        expires_at=draft.expires_at if draft.screen else None,
        others=(other,) if other and other.form != draft.form else (),
    )
