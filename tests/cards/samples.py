"""The views every promise about cards is held against: one for each card and notable state."""

from cards.views import Surface, View
from tests.cards.action_samples import OF_ACTIONS
from tests.cards.agenda_samples import OF_AGENDAS
from tests.cards.challenge_samples import OF_CHALLENGES
from tests.cards.cycle_samples import OF_CYCLE
from tests.cards.delivery_samples import OF_DELIVERY
from tests.cards.escalation_samples import OF_ESCALATIONS
from tests.cards.filing_samples import OF_FILING
from tests.cards.focus_samples import OF_FOCUS
from tests.cards.governance_samples import OF_GOVERNANCE
from tests.cards.meeting_samples import OF_MEETINGS
from tests.cards.minutes_samples import OF_MINUTES
from tests.cards.referral_samples import OF_REFERRALS
from tests.cards.setup_samples import OF_SET_UP
from tests.cards.sitting_samples import OF_SITTINGS
from tests.cards.triage_samples import OF_TRIAGE

SAMPLES: dict[str, tuple[View, tuple[Surface, ...]]] = {
    **OF_REFERRALS,
    **OF_TRIAGE,
    **OF_CHALLENGES,
    **OF_DELIVERY,
    **OF_FILING,
    **OF_MEETINGS,
    **OF_FOCUS,
    **OF_GOVERNANCE,
    **OF_CYCLE,
    **OF_AGENDAS,
    **OF_MINUTES,
    **OF_SITTINGS,
    **OF_ACTIONS,
    **OF_ESCALATIONS,
    **OF_SET_UP,
}
