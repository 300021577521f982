"""From a view to a card: the one door of this folder."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any

from board.calendar import in_words
from board.tiers import Tier
from cards import views
from cards.challenge import HAPPENED as CHALLENGE_HAPPENED
from cards.challenge import (
    challenge_card,
    challenge_form_card,
    challenge_list_card,
    challenge_notice_card,
)
from cards.decision import (
    check_card,
    decision_card,
    equality_card,
    hand_over_card,
    reason_card,
)
from cards.elements import AdaptiveCard, Element, TextBlock
from cards.form import form_page
from cards.home import help_card, home_card
from cards.notice import HAPPENED, referral_notice_card, sentence_card
from cards.opener import danger_card, draft_gone_card, opener_card
from cards.outcome import late_card, outcome_card, request_card
from cards.queue import duty_card, queue_card
from cards.referral import (
    ask_information_card,
    ask_withdraw_card,
    my_referrals_card,
    receipt_card,
    referral_opener_card,
)
from cards.referral_shown import referral_card
from cards.size import LIMIT, CardTooLarge, size
from cards.triage import triage_card
from cards.typed import fit
from cards.views import ChallengeNotice, ReferralNotice, Sentence, Surface, View


@dataclass(frozen=True, slots=True)
class Card:
    """A card as Teams takes it, and what a notification may say of it (T0 always)."""

    content: dict[str, Any]
    summary: str


@dataclass(frozen=True, slots=True)
class _Drawn:
    by: Callable[[Any, Surface], list[Element]]
    summary: str


DRAWN: Mapping[type, _Drawn] = MappingProxyType(
    {
        views.Opener: _Drawn(opener_card, "Your referral form"),
        views.DraftGone: _Drawn(draft_gone_card, "Your referral form"),
        views.Danger: _Drawn(danger_card, "What to do when someone is in danger"),
        views.FormPage: _Drawn(form_page, "Your referral form"),
        views.Receipt: _Drawn(receipt_card, "Your referral has been received"),
        views.MyReferrals: _Drawn(my_referrals_card, "Your referrals"),
        views.ReferralShown: _Drawn(referral_card, "A referral"),
        views.AskWithdraw: _Drawn(ask_withdraw_card, "Withdraw a referral"),
        views.AskInformation: _Drawn(ask_information_card, "Add information to a referral"),
        views.Queue: _Drawn(queue_card, "Referrals that wait for the Mental Health Team"),
        views.ReferralNotice: _Drawn(
            referral_notice_card, "A referral is waiting for the Mental Health Team"
        ),
        views.ReferralOpener: _Drawn(referral_opener_card, "A referral for you to open"),
        views.Home: _Drawn(home_card, "What I can do"),
        views.Help: _Drawn(help_card, "What I can do"),
        views.Sentence: _Drawn(sentence_card, "A message for you"),
        views.TriagePage: _Drawn(triage_card, "A referral in triage"),
        views.DecisionForm: _Drawn(decision_card, "A decision of triage"),
        views.HandOverForm: _Drawn(hand_over_card, "Hand over a referral"),
        views.CheckForm: _Drawn(check_card, "A decision to check"),
        views.ReasonForm: _Drawn(reason_card, "A referral in triage"),
        views.EqualityForm: _Drawn(equality_card, "Equality information"),
        views.OutcomeNotice: _Drawn(outcome_card, "What became of your referral"),
        views.RequestNotice: _Drawn(request_card, "A question about your referral"),
        views.LateNotice: _Drawn(late_card, "A referral waits past its time"),
        views.DutyCard: _Drawn(duty_card, "Who is on duty"),
        views.ChallengeForm: _Drawn(challenge_form_card, "Challenge a decision"),
        views.ChallengeShown: _Drawn(challenge_card, "A challenge"),
        views.ChallengeList: _Drawn(challenge_list_card, "Challenges"),
        views.ChallengeNotice: _Drawn(challenge_notice_card, "A challenge"),
    }
)
"""What draws each view, and the summary of its card."""
_SUMMARY_LONGEST = 120


def render(view: View, *, surface: Surface, now: datetime, rehearsal: bool) -> Card:
    """The card of a view, marked with its tier, and in rehearsal with the board's time.

    Raises CardTooLarge where Teams might refuse it.
    """
    drawn = DRAWN[type(view)]
    summary = _summary(view, drawn.summary)
    body = [*_marking(view.tier, now, rehearsal=rehearsal), *drawn.by(view, surface)]
    content = AdaptiveCard(fallback_text=summary, lang="en", body=body).render()
    if (taken := size(content)) > LIMIT:
        raise CardTooLarge(f"{type(view).__name__}: {taken} characters")
    return Card(content, summary)


def _summary(view: View, usual: str) -> str:
    if isinstance(view, Sentence) and view.tier is Tier.T0:
        return fit(view.text[:_SUMMARY_LONGEST]) or usual
    if isinstance(view, ReferralNotice) and view.happened != "received":
        return HAPPENED[view.happened]
    if isinstance(view, ChallengeNotice):
        return CHALLENGE_HAPPENED[view.happened]
    return usual


def _marking(tier: Tier, now: datetime, *, rehearsal: bool) -> list[Element]:
    marking = TextBlock(text=tier.marking, size="small", is_subtle=True, wrap=True)
    if not rehearsal:
        return [marking]
    said = f"REHEARSAL. Board time: {in_words(now)}"
    return [marking, TextBlock(text=said, size="small", weight="bolder", wrap=True, spacing="none")]
