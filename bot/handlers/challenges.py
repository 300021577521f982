"""Challenging a decision, and deciding a challenge."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from board.challenges import (
    Challenge,
    Finding,
    accept_ruling,
    demand_challengeable,
    may_rule,
    open_challenge,
    rule,
    take_further,
)
from board.disclosure import reduce_to, show
from board.errors import BoardError, Forbidden
from board.facts import Fact, Notice, Result
from board.people import Permission
from board.places import MH_TEAM
from board.referral_form import Fault
from board.referrals import Referral
from board.reminders import CHALLENGE_LATE
from board.tiers import Tier
from board.triage import check_reason
from bot.handlers.referral_views import sent_to_own_chat
from bot.handlers.triage_page import text_of
from bot.router import IN_PRIVATE, Loader, Router
from bot.turn import Office, Reply, Turn
from cards.payloads import (
    AcceptRuling,
    OpenChallenge,
    Payload,
    RuleChallenge,
    ShowChallenge,
    ShowChallenges,
    TakeFurther,
)
from cards.views import (
    ChallengeForm,
    ChallengeList,
    ChallengeNotice,
    ChallengeShown,
    View,
)
from storage.unit import Snapshot, Unit

router = Router(topic="Referrals")

OPENED = "challenge_opened"
RULED = "challenge_ruled"
FURTHER = "challenge_further"
TO_OPEN = "challenge_to_open"
_WANTED_LONGEST = 300
_FORM_LENGTH = 24


@router.command("challenges", says="See the challenges that concern you", places=IN_PRIVATE)
@router.view(ShowChallenges, places=IN_PRIVATE)
def challenges(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """One's own; for the team all; for those who decide, the ones at their step."""
    mine = tuple(
        reduce_to(each, Tier.T1)
        for each in snapshot.challenges.all()
        if each.tier_for(turn.person, turn.now) is not None
    )
    fact = turn.fact("ChallengesViewed", "challenges", Tier.T1, Result.VIEWED)
    return Reply(view=ChallengeList(challenges=mine, at=turn.now), fact=fact)


@router.view(ShowChallenge)
def show_challenge(turn: Turn, asked: ShowChallenge, snapshot: Snapshot) -> Reply:
    """One challenge, cut to whoever asks; in a channel sent to the person's own chat."""
    challenge = snapshot.challenges.get(asked.ref)
    if turn.is_for_all:
        show(challenge, turn.audience)
        return sent_to_own_chat(turn, snapshot, TO_OPEN, challenge.ref)
    fact = turn.fact("ChallengeViewed", challenge.ref, Tier.T3, Result.VIEWED)
    return Reply(view=_shown(turn, challenge), fact=fact)


def _opened_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    return Reply(view=_shown(turn, snapshot.challenges.get(ref)))


@router.deed(OpenChallenge, again=_opened_before)
def challenge(turn: Turn, pressed: OpenChallenge, unit: Unit) -> Reply:
    """Ask why and what should happen; then open the challenge and have it decided."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if referral.referrer != turn.person.id:
        raise Forbidden
    if open_one := unit.challenges.open_about(referral.ref):
        return Reply(view=_shown(turn, open_one))
    inputs = _inputs(pressed, "reason", "wanted")
    changed = str(pressed.inputs.get("risk_changed", "")).casefold() == "true"
    inputs["risk_changed"] = str(changed).lower()
    form = ChallengeForm(
        ref=referral.ref, form=pressed.form or secrets.token_urlsafe(_FORM_LENGTH), inputs=inputs
    )
    form = replace(form, is_late=_is_late(turn, referral))
    if not pressed.form and "reason" not in pressed.inputs:
        return Reply(view=form)
    if form.is_late and not changed:
        return Reply(view=replace(form, faults={"risk_changed": Fault("challenge_late")}))
    if faults := _faults_of(inputs):
        return Reply(view=replace(form, faults=faults))
    opened, suspended, fact = open_challenge(
        referral,
        unit.challenges.next_ref(turn.now),
        reason=inputs["reason"],
        wanted=inputs["wanted"],
        by=turn.person,
        now=turn.now,
        calendar=turn.office.calendar,
    )
    unit.challenges.insert(opened)
    unit.referrals.save(suspended)
    unit.record(fact, tell=[Notice(OPENED, f"forum:{MH_TEAM}", opened.ref)])
    return Reply(view=_shown(turn, opened), ref=opened.ref)


@router.deed(RuleChallenge, needs=Permission.CHALLENGE_DECIDE)
def rule_challenge(turn: Turn, pressed: RuleChallenge, unit: Unit) -> Reply:
    """Decide the step: upheld, changed or partly, with reasons."""
    found = unit.challenges.get(pressed.ref, for_change=True)
    if not may_rule(found, turn.person):
        raise Forbidden
    inputs = _inputs(pressed, "finding", "reasons")
    faults = check_reason(inputs, "reasons")
    if inputs["finding"] not in set(Finding):
        faults = {"finding": Fault("V41"), **faults}
    view = replace(_shown(turn, found), inputs=inputs)
    unit.record(turn.fact("ChallengeViewed", found.ref, Tier.T3, Result.VIEWED))
    if faults:
        return Reply(view=replace(view, faults=faults))
    if found.version != pressed.version:
        return Reply(view=replace(view, note=BoardError("V30").sentence))
    referral = unit.referrals.get(found.subject, for_change=True)
    try:
        ruled, changed, fact = rule(
            found,
            referral,
            Finding(inputs["finding"]),
            inputs["reasons"],
            by=turn.person,
            now=turn.now,
            calendar=turn.office.calendar,
        )
    except Forbidden:
        raise
    except BoardError as refusal:
        return Reply(view=replace(view, note=refusal.sentence))
    return _saved(turn, ruled, referral, changed, fact, unit, RULED)


@router.deed(TakeFurther)
def take_challenge_further(turn: Turn, pressed: TakeFurther, unit: Unit) -> Reply:
    """The challenger asks the next step."""
    found = unit.challenges.get(pressed.ref, for_change=True)
    further, fact = take_further(found, by=turn.person, now=turn.now, calendar=turn.office.calendar)
    referral = unit.referrals.get(found.subject)
    return _saved(turn, further, referral, referral, fact, unit, FURTHER)


@router.deed(AcceptRuling)
def accept_challenge_ruling(turn: Turn, pressed: AcceptRuling, unit: Unit) -> Reply:
    """The challenger accepts what was decided, or takes the challenge back."""
    found = unit.challenges.get(pressed.ref, for_change=True)
    referral = unit.referrals.get(found.subject, for_change=True)
    closed, changed, fact = accept_ruling(found, referral, by=turn.person, now=turn.now)
    return _saved(turn, closed, referral, changed, fact, unit, "")


def _saved(
    turn: Turn,
    challenge: Challenge,
    before: Referral,
    after: Referral,
    fact: Fact,
    unit: Unit,
    kind: str,
) -> Reply:
    saved = unit.challenges.save(challenge)
    if after is not before:
        unit.referrals.save(after)
    unit.record(fact, tell=_told(kind, saved))
    return Reply(view=_shown(turn, saved))


def _told(kind: str, challenge: Challenge) -> list[Notice]:
    if not kind:
        return []
    key = f"{kind}:{challenge.ref}:{challenge.version}"
    to_team = Notice(kind, f"forum:{MH_TEAM}", challenge.ref, f"{key}:team")
    to_challenger = Notice(kind, f"person:{challenge.challenger}", challenge.ref, f"{key}:own")
    return [to_team, to_challenger] if kind == RULED else [to_team]


def _shown(turn: Turn, challenge: Challenge) -> ChallengeShown:
    return ChallengeShown(
        challenge=show(challenge, turn.audience),
        at=turn.now,
        may_rule=may_rule(challenge, turn.person) and challenge.is_open and not challenge.is_ruled,
        is_challenger=challenge.challenger == turn.person.id,
        may_add=turn.person.may(Permission.ACTION_ADD),
    )


def _is_late(turn: Turn, referral: Referral) -> bool:
    calendar = turn.office.calendar
    demand_challengeable(referral, turn.person, turn.now, calendar, risk_changed=True)
    try:
        demand_challengeable(referral, turn.person, turn.now, calendar, risk_changed=False)
    except BoardError:
        return True
    return False


def _faults_of(inputs: Mapping[str, str]) -> dict[str, Fault]:
    faults = check_reason(inputs, "reason")
    wanted = inputs["wanted"].strip()
    if not wanted:
        faults["wanted"] = Fault("V52")
    elif len(wanted) > _WANTED_LONGEST:
        faults["wanted"] = Fault("V38", _WANTED_LONGEST)
    return faults


def _inputs(pressed: Payload, *names: str) -> dict[str, str]:
    return {name: text_of(pressed, name) for name in names}


def _notice(happened: str) -> Loader:
    def load(snapshot: Snapshot, about: str, now: datetime, _office: Office) -> View | None:
        challenge = snapshot.challenges.get(about)
        if happened == "late" and not challenge.is_overdue(now):
            return None
        return ChallengeNotice(challenge=reduce_to(challenge, Tier.T1), happened=happened)

    return load


router.notice(OPENED)(_notice("opened"))
router.notice(RULED)(_notice("ruled"))
router.notice(FURTHER)(_notice("further"))
router.notice(CHALLENGE_LATE)(_notice("late"))
router.notice(TO_OPEN)(_notice("asked"))
