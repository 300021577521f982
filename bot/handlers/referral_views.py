"""Views of referrals and drafts that several rooms of the house show."""

from datetime import datetime

from board.disclosure import reduce_to, show
from board.drafts import Draft
from board.facts import Notice
from board.people import Permission
from board.referrals import Referral
from board.tiers import Tier
from board.triage import as_a_checker_sees, as_its_referrer_sees
from bot.turn import Reply, Turn
from cards.views import DraftGone, Hours, Opener, Receipt, Sentence, WaitingDraft
from storage.unit import Snapshot

ADD_THE_APP = (
    "I cannot write to you yet. In Teams choose Apps, search for this app's name and choose Add."
)


def shown(turn: Turn, referral: Referral) -> Referral:
    """The referral cut to this turn's audience. Raises Forbidden where it may not be seen.

    What is shown is never saved: the parts that were cut away would be lost.
    """
    seen = show(referral, turn.audience)
    if turn.person.may(Permission.REFERRAL_TRIAGE):
        return seen
    if turn.person.id == referral.referrer:
        return as_its_referrer_sees(seen)
    return as_a_checker_sees(seen)


def receipt(turn: Turn, referral: Referral) -> Receipt:
    """What the referrer keeps; it holds nothing above T1, so it may stay in the chat."""
    return receipt_of(referral, turn.hours, turn.office.calendar.next_opening(turn.now))


def receipt_of(referral: Referral, hours: Hours, opening: datetime) -> Receipt:
    """The receipt as it stands: read from the next opening after it was sent."""
    read_from = max(referral.submitted_at, min(opening, referral.triage_due))
    return Receipt(referral=reduce_to(referral, Tier.T1), hours=hours, read_from=read_from)


def waiting_drafts(snapshot: Snapshot, person: str, now: datetime) -> tuple[WaitingDraft, ...]:
    """What a person has begun to write and not sent, the latest first."""
    return tuple(
        WaitingDraft(each.form, each.created_at, each.expires_at, each.screen)
        for each in snapshot.drafts.begun(person, now)
    )


def opener_of(draft: Draft, snapshot: Snapshot, now: datetime, hours: Hours) -> Opener | DraftGone:
    """The opener of a draft as it stands, with the person's other unfinished drafts."""
    if not draft.is_open(now):
        return DraftGone(expired=now >= draft.expires_at)
    others = waiting_drafts(snapshot, draft.person, now)
    return Opener(
        form=draft.form,
        hours=hours,
        screen=draft.screen,
        expires_at=draft.expires_at if draft.screen else None,
        others=tuple(each for each in others if each.form != draft.form),
    )


def sent_to_own_chat(turn: Turn, snapshot: Snapshot, notice_kind: str, ref: str) -> Reply:
    """Asked for in a channel, where all could read it: an opener goes to the person's own chat.

    It waits there for somebody who has not added the app yet, and the answer says how to.
    """
    to = f"person:{turn.person.id}"
    notice = Notice(notice_kind, to, ref, f"{notice_kind}:{ref}:{turn.delivery}")
    words = "I have sent it to your own chat with me, where you can open it."
    if not snapshot.places.reference(to):
        words = f"{ADD_THE_APP} It is waiting for you there."
    fact = turn.fact("OpenerAsked", ref, Tier.T1)
    return Reply(view=Sentence(words), fact=fact, tell=(notice,))
