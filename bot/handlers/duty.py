"""Who of the mental health team is on duty, and who covers."""

from board.facts import Result
from board.people import Permission
from board.tiers import Tier
from bot.router import Router
from bot.turn import Reply, Turn
from cards.payloads import CoverDuty, TakeDuty
from cards.views import DutyCard
from storage.unit import Snapshot, Unit

router = Router(topic="Referrals")

_TEAM = Permission.REFERRAL_TRIAGE


@router.command("on duty", says="See who is on duty for the team, or take over", needs=_TEAM)
def on_duty(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """Who is on duty now."""
    fact = turn.fact("DutyViewed", "duty", Tier.T1, Result.VIEWED)
    return Reply(view=_card(turn, snapshot), fact=fact)


@router.deed(TakeDuty, needs=_TEAM)
def take_duty(turn: Turn, _pressed: TakeDuty, unit: Unit) -> Reply:
    """Be on duty from now on; urgent referrals late in the day come to this person."""
    unit.duty.take(turn.person.id, turn.person.name, turn.now)
    unit.record(turn.fact("DutyTaken", "duty", Tier.T1))
    return Reply(view=_card(turn, unit))


@router.deed(CoverDuty, needs=_TEAM)
def cover_duty(turn: Turn, _pressed: CoverDuty, unit: Unit) -> Reply:
    """Cover from now on for whoever is on duty."""
    unit.duty.cover(turn.person.id, turn.person.name, turn.now)
    unit.record(turn.fact("DutyCovered", "duty", Tier.T1))
    return Reply(view=_card(turn, unit))


def _card(turn: Turn, snapshot: Snapshot) -> DutyCard:
    duty = snapshot.duty.now()
    return DutyCard(
        on_duty=duty.on_duty_name, cover=duty.cover_name, is_me=duty.on_duty == turn.person.id
    )
