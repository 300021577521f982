"""Deciding a referral, and a colleague who checks the decision."""

from collections.abc import Mapping
from dataclasses import replace

from board.errors import BoardError
from board.facts import Notice
from board.meetings import next_subgroup
from board.people import Permission
from board.places import MH_TEAM
from board.referral_form import Answer, Fault
from board.referrals import Referral
from board.referrals import ReferralState as State
from board.refs import read_referral_ref
from board.tiers import Tier
from board.triage import (
    check,
    check_decision,
    check_reason,
    decide,
    keep_draft,
    needs_check,
)
from board.triage_file import Decision, TriageFile
from bot.handlers.referral_views import shown
from bot.handlers.triage_notices import CHECK_WANTED, OUTCOME, REQUEST
from bot.handlers.triage_page import (
    TEAM,
    form_reply,
    page_reply,
    stale,
    text_of,
)
from bot.router import Router
from bot.turn import Reply, Turn
from cards.payloads import (
    CheckDecision,
    DecideTriage,
    KeepDecision,
    Payload,
)
from cards.views import (
    CheckForm,
    DecisionForm,
)
from storage.unit import Unit

router = Router()

_TYPED = (
    "decision",
    "rationale",
    "sent_to",
    "sent_on",
    "service",
    "told",
    "advice",
    "question",
    "into",
)


@router.deed(DecideTriage, needs=TEAM)
def decide_triage(turn: Turn, pressed: DecideTriage, unit: Unit) -> Reply:
    """The form of a decision; then the decision, and the referrer is told."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    inputs = _decision_inputs(pressed)
    if pressed.asks(*_TYPED):
        return form_reply(
            turn, _form(turn, referral, pressed.decision, _kept(referral, pressed)), unit
        )
    form = _form(turn, referral, pressed.decision, inputs)
    faults = check_decision(pressed.decision, inputs, turn.now)
    faults |= _fault_of_merge(pressed.decision, inputs, referral, unit)
    if faults:
        return form_reply(turn, replace(form, faults=faults), unit)
    if note := stale(referral, pressed.version):
        return form_reply(turn, replace(form, note=note), unit)
    if pressed.decision is Decision.MERGE:
        inputs = {**inputs, "into": read_referral_ref(str(inputs["into"])) or ""}
    try:
        decided, fact = decide(
            referral,
            pressed.decision,
            inputs,
            by=turn.person,
            now=turn.now,
            calendar=turn.office.calendar,
        )
    except BoardError as refusal:
        return form_reply(turn, replace(form, note=refusal.sentence), unit)
    decided = unit.referrals.save(decided)
    unit.record(fact, tell=_told_of(decided, unit))
    return page_reply(turn, decided, unit)


@router.deed(KeepDecision, needs=TEAM)
def keep_decision(turn: Turn, pressed: KeepDecision, unit: Unit) -> Reply:
    """Keep what was typed of a decision for later."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    inputs = {**_decision_inputs(pressed), "decision": str(pressed.decision)}
    if note := stale(referral, pressed.version):
        form = _form(turn, referral, pressed.decision, inputs)
        return form_reply(turn, replace(form, note=note), unit)
    kept = unit.referrals.save(keep_draft(referral, inputs, by=turn.person, now=turn.now))
    unit.record(turn.fact("DecisionDraftKept", kept.ref, Tier.T4))
    return page_reply(turn, kept, unit)


@router.deed(CheckDecision, needs=Permission.REFERRAL_CHECK)
def check_triage(turn: Turn, pressed: CheckDecision, unit: Unit) -> Reply:
    """A colleague's decision: agree and it is sent, or disagree and it goes back."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    seen = shown(turn, referral)
    decided = referral.triage.decision if referral.triage else None
    if referral.state is not State.AWAITING_CHECK or decided is None:
        raise BoardError("not_waiting")
    inputs = {"note": text_of(pressed, "note")}
    form = CheckForm(referral=seen, decided=decided, inputs=inputs, is_team=turn.person.may(TEAM))
    if pressed.agrees is None:
        return form_reply(turn, form, unit)
    if note := stale(referral, pressed.version):
        return form_reply(turn, replace(form, note=note), unit)
    if not pressed.agrees and (faults := check_reason(inputs, "note")):
        return form_reply(turn, replace(form, faults=faults), unit)
    checked, fact = check(
        referral,
        agrees=pressed.agrees,
        note=inputs["note"],
        by=turn.person,
        now=turn.now,
        calendar=turn.office.calendar,
    )
    checked = unit.referrals.save(checked)
    unit.record(fact, tell=_told_of(checked, unit))
    return page_reply(turn, checked, unit)


def _form(
    turn: Turn, referral: Referral, decision: Decision, inputs: Mapping[str, Answer]
) -> DecisionForm:
    meets = decision is Decision.ACCEPT
    calendar = turn.office.calendar
    meeting = next_subgroup(referral.submitted_at, turn.now, calendar) if meets else None
    return DecisionForm(
        referral=shown(turn, referral),
        decision=decision,
        inputs=inputs,
        needs_check=needs_check(referral, decision),
        meeting_at=meeting.starts_at if meeting else None,
    )


def _fault_of_merge(
    decision: Decision, inputs: Mapping[str, Answer], referral: Referral, unit: Unit
) -> dict[str, Fault]:
    """Joining needs another referral that exists and is not this one."""
    if decision is not Decision.MERGE:
        return {}
    into = read_referral_ref(str(inputs.get("into", "")))
    if into == referral.ref:
        return {"into": Fault("merge_itself")}
    if into is None or unit.referrals.find(into) is None:
        return {"into": Fault("V50")}
    return {}


def _told_of(referral: Referral, unit: Unit) -> list[Notice]:
    """Whom a decision is told to: nobody but the checker while it waits for the check."""
    key = f"{referral.ref}:{referral.version}"
    if referral.state is State.AWAITING_CHECK:
        return [Notice(CHECK_WANTED, f"forum:{MH_TEAM}", referral.ref, f"{CHECK_WANTED}:{key}")]
    kind = {State.INFO_REQUESTED: REQUEST, State.IN_TRIAGE: ""}.get(referral.state, OUTCOME)
    if not kind:
        return []
    own = [(referral.referrer, referral.ref)]
    joined = [(each.referrer, each.ref) for each in unit.referrals.merged_into(referral.ref)]
    told = own if kind is REQUEST else own + joined
    return [Notice(kind, f"person:{who}", ref, f"{kind}:{key}:{who}") for who, ref in told]


def _kept(referral: Referral, pressed: DecideTriage) -> Mapping[str, Answer]:
    """What was kept for this decision; of another one only the reason, which may still hold."""
    draft = (referral.triage or TriageFile()).draft
    if draft.get("decision") == pressed.decision:
        return draft
    return {"rationale": draft["rationale"]} if "rationale" in draft else {}


def _decision_inputs(pressed: Payload) -> dict[str, Answer]:
    typed = {name: text_of(pressed, name) for name in _TYPED if name in pressed.inputs}
    return {name: value for name, value in typed.items() if value}
