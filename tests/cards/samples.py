"""The views every promise about cards is held against: one for each card and notable state."""

from cards.views import Surface, View
from tests.cards.challenge_samples import OF_CHALLENGES
from tests.cards.referral_samples import OF_REFERRALS
from tests.cards.triage_samples import OF_TRIAGE

SAMPLES: dict[str, tuple[View, tuple[Surface, ...]]] = {
    **OF_REFERRALS,
    **OF_TRIAGE,
    **OF_CHALLENGES,
}
