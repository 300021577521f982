"""Referrals that have been sent: one's own, and opening one whole."""

import secrets
from dataclasses import replace
from datetime import datetime

from board.disclosure import reduce_to
from board.facts import Notice, Result
from board.places import MH_TEAM
from board.referral_form import Fault, check_account
from board.referrals import Referral, ReferralState, add_information, withdraw
from board.tiers import Tier
from board.triage import answered
from bot.handlers.referral_views import receipt, sent_to_own_chat, shown, waiting_drafts
from bot.handlers.referring import COMPLETED, RECEIVED, opener_update, own_draft
from bot.router import IN_PRIVATE, Loader, Router
from bot.turn import Office, Reply, Turn
from cards.payloads import AddInformation, OpenReferral, ShowMine, WithdrawReferral
from cards.views import (
    AskInformation,
    AskWithdraw,
    DraftGone,
    MyReferrals,
    ReferralNotice,
    ReferralOpener,
    ReferralShown,
    View,
)
from storage.unit import Snapshot, Unit

router = Router(topic="Referrals")

ADDED = "referral_added"
ANSWERED = "referral_answered"
WITHDRAWN = "referral_withdrawn"
TO_OPEN = "referral_to_open"
_SHOWN = 8
_FORM_LENGTH = 24


@router.command(
    "my referrals", says="See the referrals you have sent, and your drafts", places=IN_PRIVATE
)
@router.view(ShowMine, places=IN_PRIVATE)
def my_referrals(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """A person's own referrals with their states, newest first."""
    own = snapshot.referrals.of_referrer(turn.person.id)
    view = MyReferrals(
        referrals=tuple(reduce_to(each, Tier.T1) for each in own[:_SHOWN]),
        drafts=waiting_drafts(snapshot, turn.person.id, turn.now),
        more=max(0, len(own) - _SHOWN),
    )
    fact = turn.fact("OwnReferralsViewed", "referrals", Tier.T1, Result.VIEWED)
    return Reply(view=view, fact=fact)


@router.view(OpenReferral)
def open_referral(turn: Turn, pressed: OpenReferral, snapshot: Snapshot) -> Reply:
    """One referral: whole in private, and in a channel sent to the person's own chat."""
    referral = shown(turn, snapshot.referrals.get(pressed.ref))
    if turn.is_for_all:
        return sent_to_own_chat(turn, snapshot, TO_OPEN, referral.ref)
    is_own = referral.referrer == turn.person.id
    view = ReferralShown(
        referral=referral,
        is_own=is_own,
        is_overdue=referral.is_overdue(turn.now),
        page=pressed.page,
    )
    fact = turn.fact("ReferralViewed", referral.ref, view.tier, Result.VIEWED)
    return Reply(view=view, fact=fact)


def _deleted_before(_turn: Turn, _form: str, _snapshot: Snapshot) -> Reply:
    return Reply(view=DraftGone(expired=False))


@router.deed(WithdrawReferral, again=_deleted_before)
def withdraw_referral(turn: Turn, pressed: WithdrawReferral, unit: Unit) -> Reply:
    """Ask first; then take a referral back, or delete a draft."""
    if pressed.form:
        return _delete_draft(turn, pressed.form, unit)
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if referral.referrer == turn.person.id and referral.withdrawn_at is not None:
        return Reply(view=receipt(turn, referral))
    gone, fact = withdraw(referral, by=turn.person, now=turn.now)
    if not pressed.sure:
        return Reply(view=AskWithdraw(ref=referral.ref))
    gone = unit.referrals.save(gone)
    tell = [Notice(WITHDRAWN, f"forum:{MH_TEAM}", gone.ref)]
    if sent := unit.drafts.sent_as(gone.ref):
        tell += opener_update(sent)
    unit.record(fact, tell=tell)
    return Reply(view=receipt(turn, gone))


def _added_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    return Reply(view=receipt(turn, snapshot.referrals.get(ref)))


@router.deed(AddInformation, again=_added_before)
def add(turn: Turn, pressed: AddInformation, unit: Unit) -> Reply:
    """Ask what to add; then keep it beside the referral and tell the team."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    typed = pressed.inputs.get("account")
    text = typed if isinstance(typed, str) else ""
    form = pressed.form or secrets.token_urlsafe(_FORM_LENGTH)
    more, fact = add_information(referral, text, by=turn.person, now=turn.now)
    ask = AskInformation(ref=referral.ref, form=form, text=text, question=_question(referral))
    if typed is None and not pressed.form:
        return Reply(view=ask)
    if fault := _fault_of(text):
        return Reply(view=replace(ask, fault=fault))
    kind = ANSWERED if referral.state is ReferralState.INFO_REQUESTED else ADDED
    more = unit.referrals.save(answered(more, turn.now))
    key = f"{kind}:{more.ref}:{form}"
    unit.record(fact, tell=[Notice(kind, f"forum:{MH_TEAM}", more.ref, key)])
    return Reply(view=receipt(turn, more), ref=more.ref)


def _question(referral: Referral) -> str:
    """What the team has asked and not been answered yet."""
    requests = referral.triage.requests if referral.triage else ()
    return next((each.question for each in reversed(requests) if not each.answered_at), "")


def _fault_of(text: str) -> Fault | None:
    if not text.strip():
        return Fault("V45")
    fault = check_account(text)
    return fault if fault and fault.code == "V05" else None


def _delete_draft(turn: Turn, form: str, unit: Unit) -> Reply:
    draft = own_draft(turn, form, unit)
    if draft.ref:
        return Reply(view=receipt(turn, unit.referrals.get(draft.ref)))
    unit.drafts.delete(draft.form)
    fact = turn.fact("DraftDeleted", f"form:{draft.form}", Tier.T1)
    unit.record(fact, tell=opener_update(draft))
    return Reply(view=DraftGone(expired=False), ref=draft.form)


def _notice(happened: str) -> Loader:
    def load(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View:
        referral = reduce_to(snapshot.referrals.get(about), Tier.T1)
        return ReferralNotice(referral=referral, happened=happened)

    return load


router.notice(RECEIVED)(_notice("received"))
router.notice(COMPLETED)(_notice("completed"))
router.notice(ADDED)(_notice("added"))
router.notice(ANSWERED)(_notice("answered"))
router.notice(WITHDRAWN)(_notice("withdrawn"))


@router.notice(TO_OPEN)
def to_open(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View:
    """A posted way to a referral that is read in private."""
    return ReferralOpener(referral=reduce_to(snapshot.referrals.get(about), Tier.T1))
