"""Working on a referral: the questions of triage, answers from elsewhere, what is chased."""

from dataclasses import replace

from board.facts import Notice, Result
from board.people import Permission
from board.referral_form import Answer, Fault, Screen, check_screen, read_answers
from board.referrals import Referral
from board.tiers import Tier
from board.triage import (
    accepted_elsewhere,
    answer,
    check_reason,
    declined_elsewhere,
    fill_equality,
    go_on_without,
    judge_match,
    reopen,
)
from board.triage_file import Gate
from bot.handlers.triage_notices import OUTCOME
from bot.handlers.triage_page import (
    LINE_LONGEST,
    TEAM,
    form_reply,
    page_of,
    page_reply,
    saved_reply,
    stale,
    text_of,
)
from bot.router import Router
from bot.turn import Reply, Turn
from cards.payloads import (
    AcceptedElsewhere,
    AnswerGate,
    DeclinedElsewhere,
    FillEquality,
    GoOnWithout,
    JudgeMatch,
    ReopenReferral,
    WorkOnReferral,
)
from cards.views import (
    EqualityForm,
    ReasonForm,
)
from storage.unit import Snapshot, Unit

router = Router()

_Asking = AcceptedElsewhere | DeclinedElsewhere | ReopenReferral


@router.view(WorkOnReferral, needs=Permission.REFERRAL_CHECK)
def work_on(turn: Turn, asked: WorkOnReferral, snapshot: Snapshot) -> Reply:
    """Where the triage of one referral stands."""
    referral = snapshot.referrals.get(asked.ref)
    fact = turn.fact("TriageViewed", referral.ref, Tier.T4, Result.VIEWED)
    return Reply(view=page_of(turn, referral, snapshot), fact=fact)


@router.deed(AnswerGate, needs=TEAM)
def answer_gate(turn: Turn, pressed: AnswerGate, unit: Unit) -> Reply:
    """Answer one question of the way; the next one follows."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if note := stale(referral, pressed.version):
        return page_reply(turn, referral, unit, note=note)
    given: Answer = pressed.answer
    if pressed.gate is Gate.DUTIES:
        given = tuple(each for each in str(pressed.inputs.get("duties", "")).split(",") if each)
    answered, fact = answer(referral, pressed.gate, given, by=turn.person, now=turn.now)
    return saved_reply(turn, answered, fact, unit)


@router.deed(JudgeMatch, needs=TEAM)
def judge(turn: Turn, pressed: JudgeMatch, unit: Unit) -> Reply:
    """Say whether another referral is about the same person."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    other = unit.referrals.get(pressed.other)
    if note := stale(referral, pressed.version):
        return page_reply(turn, referral, unit, note=note)
    judged, fact = judge_match(referral, other, pressed.verdict, by=turn.person, now=turn.now)
    return saved_reply(turn, judged, fact, unit)


@router.deed(AcceptedElsewhere, needs=TEAM)
def accept_elsewhere(turn: Turn, pressed: AcceptedElsewhere, unit: Unit) -> Reply:
    """Ask who accepted; then the referral ends, and the referrer is told."""
    return _from_elsewhere(turn, pressed, unit, "contact")


@router.deed(DeclinedElsewhere, needs=TEAM)
def decline_elsewhere(turn: Turn, pressed: DeclinedElsewhere, unit: Unit) -> Reply:
    """Ask why they declined; then the referral is back in triage."""
    return _from_elsewhere(turn, pressed, unit, "reason")


@router.deed(GoOnWithout, needs=TEAM)
def go_on(turn: Turn, pressed: GoOnWithout, unit: Unit) -> Reply:
    """Decide on what is known, without the answer that was asked for."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if note := stale(referral, pressed.version):
        return page_reply(turn, referral, unit, note=note)
    on, fact = go_on_without(referral, by=turn.person, now=turn.now)
    return saved_reply(turn, on, fact, unit)


@router.deed(ReopenReferral, needs=TEAM)
def reopen_referral(turn: Turn, pressed: ReopenReferral, unit: Unit) -> Reply:
    """Ask what is new; then triage begins again."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    asked = _ask_reason(pressed, referral, "reason")
    if isinstance(asked, ReasonForm):
        return form_reply(turn, asked, unit)
    again, fact = reopen(
        referral, asked, by=turn.person, now=turn.now, calendar=turn.office.calendar
    )
    return saved_reply(turn, again, fact, unit)


@router.deed(FillEquality, needs=TEAM)
def keep_equality(turn: Turn, pressed: FillEquality, unit: Unit) -> Reply:
    """Equality information the team has found out, beside what was sent."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    names = ("ethnicity", "support_needs")
    arrived = read_answers(Screen.MORE, {name: pressed.inputs.get(name) for name in names})
    typed = {name: arrived.get(name, "") for name in names} if not pressed.asks(*names) else {}
    sent = {name: (referral.health or {}).get(name, "") for name in names}
    form = EqualityForm(ref=referral.ref, version=referral.version, answers={**sent, **typed})
    if pressed.asks(*names):
        return form_reply(turn, form, unit)
    if faults := check_screen(Screen.MORE, typed, turn.now):
        return form_reply(turn, replace(form, faults=faults), unit)
    if note := stale(referral, pressed.version):
        return form_reply(turn, replace(form, note=note), unit)
    filled, fact = fill_equality(referral, typed, by=turn.person, now=turn.now)
    return saved_reply(turn, filled, fact, unit)


def _from_elsewhere(
    turn: Turn, pressed: AcceptedElsewhere | DeclinedElsewhere, unit: Unit, name: str
) -> Reply:
    ref, version = pressed.ref, pressed.version
    referral = unit.referrals.get(ref, for_change=True)
    typed = _ask_reason(pressed, referral, name)
    if isinstance(typed, ReasonForm):
        return form_reply(turn, typed, unit)
    if note := stale(referral, version):
        form = ReasonForm(
            ref=ref, version=referral.version, asks=pressed.verb, inputs={name: typed}, note=note
        )
        return form_reply(turn, form, unit)
    if name == "contact":
        done, fact = accepted_elsewhere(referral, typed, by=turn.person, now=turn.now)
    else:
        done, fact = declined_elsewhere(
            referral, typed, by=turn.person, now=turn.now, calendar=turn.office.calendar
        )
    done = unit.referrals.save(done)
    key = f"{OUTCOME}:{done.ref}:{done.version}"
    tell = [Notice(OUTCOME, f"person:{done.referrer}", done.ref, key)] if name == "contact" else []
    unit.record(fact, tell=tell)
    return page_reply(turn, done, unit)


def _ask_reason(pressed: _Asking, referral: Referral, name: str) -> str | ReasonForm:
    typed = text_of(pressed, name)
    form = ReasonForm(
        ref=referral.ref, version=referral.version, asks=pressed.verb, inputs={name: typed}
    )
    if pressed.asks(name):
        return form
    if name == "reason":
        faults = check_reason({name: typed}, name)
    else:
        faults = {} if typed.strip() else {name: Fault("V53")}
        if len(typed.strip()) > LINE_LONGEST:
            faults = {name: Fault("V38", LINE_LONGEST)}
    return replace(form, faults=faults) if faults else typed
