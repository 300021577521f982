"""The mental health team at work: the queue, the gates, the decision and its check."""

from collections.abc import Mapping
from dataclasses import replace

from board.disclosure import reduce_to
from board.errors import BoardError, Stale
from board.facts import Fact, Notice, Result
from board.gates import (
    duties_suggested,
    mappa_suggested,
    next_gate,
    open_decisions,
)
from board.meetings import next_subgroup
from board.people import Permission, Person
from board.places import MH_TEAM
from board.queue import cut, fill
from board.referral_form import Answer, Fault, Screen, check_screen, read_answers
from board.referrals import Referral, demand_version
from board.referrals import ReferralState as State
from board.refs import read_referral_ref
from board.tiers import Tier
from board.triage import (
    accepted_elsewhere,
    answer,
    check,
    check_decision,
    check_reason,
    decide,
    declined_elsewhere,
    fill_equality,
    go_on_without,
    hand_over,
    judge_match,
    keep_draft,
    may_check,
    needs_check,
    reopen,
    take,
)
from board.triage_file import Decision, Gate, TriageFile
from bot.handlers.referral_views import shown
from bot.handlers.triage_notices import CHECK_WANTED, HANDED_OVER, OUTCOME, REQUEST
from bot.router import IN_PRIVATE, Router, Said
from bot.turn import Reply, Turn
from cards.payloads import (
    AcceptedElsewhere,
    AnswerGate,
    CheckDecision,
    DecideTriage,
    DeclinedElsewhere,
    FillEquality,
    GoOnWithout,
    HandOver,
    JudgeMatch,
    KeepDecision,
    Payload,
    ReopenReferral,
    ShowQueue,
    TakeReferral,
    WorkOnReferral,
)
from cards.views import (
    CheckForm,
    DecisionForm,
    EqualityForm,
    HandOverForm,
    Match,
    Queue,
    ReasonForm,
    ReferralOpener,
    Sentence,
    TriagePage,
)
from storage.unit import Snapshot, Unit

router = Router()

_TEAM = Permission.REFERRAL_TRIAGE
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
_LONGEST_TYPED = 4000
_LINE_LONGEST = 200


def _page_said(words: str) -> ShowQueue:
    return ShowQueue(page=int(words) if words.isdecimal() and words.isascii() else 1)


@router.command(
    "triage",
    says="See the referrals that wait for the team, urgent first",
    takes="(PAGE)",
    needs=_TEAM,
    make=_page_said,
)
@router.view(ShowQueue, needs=_TEAM)
def show_queue(turn: Turn, asked: ShowQueue, snapshot: Snapshot) -> Reply:
    """One page of what waits for the team, without anything of the person referred."""
    place = cut(snapshot.referrals.lines(), asked.page, now=turn.now)
    rows = (reduce_to(each, Tier.T1) for each in snapshot.referrals.of_refs(place.refs))
    page = fill(place, rows, turn.office.calendar)
    duty = snapshot.duty.now()
    view = Queue(
        page=page,
        on_duty=duty.on_duty_name,
        cover=duty.cover_name,
        ethnicity_known=(page.ethnicity_known, page.total),
    )
    fact = turn.fact("QueueViewed", "triage", Tier.T1, Result.VIEWED, page=str(page.page))
    return Reply(view=view, fact=fact)


@router.command(
    "referral",
    says="Find one referral by its reference",
    takes="REFERENCE",
    places=IN_PRIVATE,
)
def find_referral(turn: Turn, said: Said, snapshot: Snapshot) -> Reply:
    """A way to one referral: what it holds is shown on pressing only."""
    ref = read_referral_ref(said.words)
    if ref is None:
        raise BoardError("V50")
    referral = reduce_to(shown(turn, snapshot.referrals.get(ref)), Tier.T1)
    fact = turn.fact("ReferralFound", ref, Tier.T1, Result.VIEWED)
    return Reply(view=ReferralOpener(referral=referral), fact=fact)


@router.view(WorkOnReferral, needs=Permission.REFERRAL_CHECK)
def work_on(turn: Turn, asked: WorkOnReferral, snapshot: Snapshot) -> Reply:
    """Where the triage of one referral stands."""
    referral = snapshot.referrals.get(asked.ref)
    fact = turn.fact("TriageViewed", referral.ref, Tier.T4, Result.VIEWED)
    return Reply(view=page_of(turn, referral, snapshot), fact=fact)


@router.deed(TakeReferral, needs=_TEAM)
def take_referral(turn: Turn, pressed: TakeReferral, unit: Unit) -> Reply:
    """Take a referral from the queue and begin."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if referral.holder == turn.person.id:
        return _page(turn, referral, unit)
    taken, fact = take(referral, by=turn.person, now=turn.now)
    return _saved(turn, taken, fact, unit)


@router.deed(HandOver, needs=_TEAM)
def hand_over_referral(turn: Turn, pressed: HandOver, unit: Unit) -> Reply:
    """Ask to whom; then hand it over, and tell the colleague."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    inputs = {name: _text(pressed, name) for name in ("to", "note")}
    form = HandOverForm(
        referral=shown(turn, referral), colleagues=_colleagues(turn, unit, referral), inputs=inputs
    )
    if "to" not in pressed.inputs:
        return Reply(view=form)
    faults = {}
    if inputs["to"] not in {each for each, _ in form.colleagues}:
        faults["to"] = Fault("not_in_team")
    if len(inputs["note"]) > _LINE_LONGEST:
        faults["note"] = Fault("V38", _LINE_LONGEST)
    if faults:
        return Reply(view=replace(form, faults=faults))
    if note := _stale(referral, pressed.version):
        return Reply(view=replace(form, note=note))
    to = _colleague(unit, inputs["to"], turn)
    handed, fact = hand_over(referral, to, inputs["note"], by=turn.person, now=turn.now)
    handed = unit.referrals.save(handed)
    key = f"{HANDED_OVER}:{handed.ref}:{handed.version}"
    unit.record(fact, tell=[Notice(HANDED_OVER, f"person:{to.id}", handed.ref, key)])
    return _page(turn, handed, unit)


@router.deed(AnswerGate, needs=_TEAM)
def answer_gate(turn: Turn, pressed: AnswerGate, unit: Unit) -> Reply:
    """Answer one question of the way; the next one follows."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if note := _stale(referral, pressed.version):
        return _page(turn, referral, unit, note=note)
    given: Answer = pressed.answer
    if pressed.gate is Gate.DUTIES:
        given = tuple(each for each in str(pressed.inputs.get("duties", "")).split(",") if each)
    answered, fact = answer(referral, pressed.gate, given, by=turn.person, now=turn.now)
    return _saved(turn, answered, fact, unit)


@router.deed(JudgeMatch, needs=_TEAM)
def judge(turn: Turn, pressed: JudgeMatch, unit: Unit) -> Reply:
    """Say whether another referral is about the same person."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    other = unit.referrals.get(pressed.other)
    if note := _stale(referral, pressed.version):
        return _page(turn, referral, unit, note=note)
    judged, fact = judge_match(referral, other, pressed.verdict, by=turn.person, now=turn.now)
    return _saved(turn, judged, fact, unit)


@router.deed(DecideTriage, needs=_TEAM)
def decide_triage(turn: Turn, pressed: DecideTriage, unit: Unit) -> Reply:
    """The form of a decision; then the decision, and the referrer is told."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    inputs = _decision_inputs(pressed)
    if "rationale" not in pressed.inputs:
        return Reply(view=_form(turn, referral, pressed.decision, _kept(referral, pressed)))
    form = _form(turn, referral, pressed.decision, inputs)
    faults = check_decision(pressed.decision, inputs, turn.now)
    faults |= _fault_of_merge(pressed.decision, inputs, referral, unit)
    if faults:
        return Reply(view=replace(form, faults=faults))
    if note := _stale(referral, pressed.version):
        return Reply(view=replace(form, note=note))
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
        return Reply(view=replace(form, note=refusal.sentence))
    decided = unit.referrals.save(decided)
    unit.record(fact, tell=_told_of(decided, unit))
    return _page(turn, decided, unit)


@router.deed(KeepDecision, needs=_TEAM)
def keep_decision(turn: Turn, pressed: KeepDecision, unit: Unit) -> Reply:
    """Keep what was typed of a decision for later."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    inputs = {**_decision_inputs(pressed), "decision": str(pressed.decision)}
    if note := _stale(referral, pressed.version):
        form = _form(turn, referral, pressed.decision, inputs)
        return Reply(view=replace(form, note=note))
    kept = unit.referrals.save(keep_draft(referral, inputs, by=turn.person, now=turn.now))
    unit.record(turn.fact("DecisionDraftKept", kept.ref, Tier.T4))
    return _page(turn, kept, unit)


@router.deed(CheckDecision, needs=Permission.REFERRAL_CHECK)
def check_triage(turn: Turn, pressed: CheckDecision, unit: Unit) -> Reply:
    """A colleague's decision: agree and it is sent, or disagree and it goes back."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    seen = shown(turn, referral)
    decided = referral.triage.decision if referral.triage else None
    if referral.state is not State.AWAITING_CHECK or decided is None:
        raise BoardError("not_waiting")
    inputs = {"note": _text(pressed, "note")}
    form = CheckForm(referral=seen, decided=decided, inputs=inputs, is_team=turn.person.may(_TEAM))
    if pressed.agrees is None:
        return Reply(view=form)
    if note := _stale(referral, pressed.version):
        return Reply(view=replace(form, note=note))
    if not pressed.agrees and (faults := check_reason(inputs, "note")):
        return Reply(view=replace(form, faults=faults))
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
    return _page(turn, checked, unit)


@router.deed(AcceptedElsewhere, needs=_TEAM)
def accept_elsewhere(turn: Turn, pressed: AcceptedElsewhere, unit: Unit) -> Reply:
    """Ask who accepted; then the referral ends, and the referrer is told."""
    return _from_elsewhere(turn, pressed, unit, "contact")


@router.deed(DeclinedElsewhere, needs=_TEAM)
def decline_elsewhere(turn: Turn, pressed: DeclinedElsewhere, unit: Unit) -> Reply:
    """Ask why they declined; then the referral is back in triage."""
    return _from_elsewhere(turn, pressed, unit, "reason")


@router.deed(GoOnWithout, needs=_TEAM)
def go_on(turn: Turn, pressed: GoOnWithout, unit: Unit) -> Reply:
    """Decide on what is known, without the answer that was asked for."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    if note := _stale(referral, pressed.version):
        return _page(turn, referral, unit, note=note)
    on, fact = go_on_without(referral, by=turn.person, now=turn.now)
    return _saved(turn, on, fact, unit)


@router.deed(ReopenReferral, needs=_TEAM)
def reopen_referral(turn: Turn, pressed: ReopenReferral, unit: Unit) -> Reply:
    """Ask what is new; then triage begins again."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    asked = _ask_reason(pressed, referral, "reason")
    if isinstance(asked, ReasonForm):
        return Reply(view=asked)
    again, fact = reopen(referral, asked, by=turn.person, now=turn.now)
    return _saved(turn, again, fact, unit)


@router.deed(FillEquality, needs=_TEAM)
def keep_equality(turn: Turn, pressed: FillEquality, unit: Unit) -> Reply:
    """Equality information the team has found out, beside what was sent."""
    referral = unit.referrals.get(pressed.ref, for_change=True)
    names = ("ethnicity", "support_needs")
    arrived = read_answers(Screen.MORE, {name: pressed.inputs.get(name) for name in names})
    typed = {name: value for name, value in arrived.items() if name in names}
    sent = {name: (referral.health or {}).get(name, "") for name in names}
    form = EqualityForm(ref=referral.ref, version=referral.version, answers={**sent, **typed})
    if not typed:
        return Reply(view=form)
    if faults := check_screen(Screen.MORE, typed, turn.now):
        return Reply(view=replace(form, faults=faults))
    if note := _stale(referral, pressed.version):
        return Reply(view=replace(form, note=note))
    filled, fact = fill_equality(referral, typed, by=turn.person, now=turn.now)
    return _saved(turn, filled, fact, unit)


def page_of(turn: Turn, referral: Referral, snapshot: Snapshot, *, note: str = "") -> TriagePage:
    """The triage page of a referral for whoever asks, with its matches where G1 waits."""
    seen = shown(turn, referral)
    file = seen.triage or TriageFile()
    may_work = turn.person.may(_TEAM)
    return TriagePage(
        referral=seen,
        gate=next_gate(file.gates) if may_work and seen.state is State.IN_TRIAGE else None,
        matches=_matches(seen, snapshot) if may_work else (),
        duties=duties_suggested(seen),
        mappa_told=mappa_suggested(seen),
        decisions=_decisions(seen, file) if may_work else (),
        may_check=_may_check(turn.person, seen, file),
        is_mine=seen.holder == turn.person.id,
        is_team=may_work,
        note=note,
    )


def _decisions(referral: Referral, file: TriageFile) -> tuple[Decision, ...]:
    if referral.state is not State.IN_TRIAGE:
        return ()
    allowed = open_decisions(file.gates, file.matches)
    return tuple(each for each in Decision if each in allowed)


def _may_check(person: Person, referral: Referral, file: TriageFile) -> bool:
    waits = referral.state is State.AWAITING_CHECK and file.decision is not None
    return (
        waits
        and may_check(person)
        and file.decision is not None
        and (file.decision.by != person.id)
    )


def _matches(referral: Referral, snapshot: Snapshot) -> tuple[Match, ...]:
    judged = (referral.triage or TriageFile()).matches
    found = snapshot.referrals.alike(referral)
    return tuple(
        Match(each.referral, each.why, judged.get(each.referral.ref, "")) for each in found
    )


def _page(turn: Turn, referral: Referral, unit: Unit, *, note: str = "") -> Reply:
    if turn.audience.ceiling < Tier.T4:
        return Reply(view=Sentence("Done. Go on with it in your own chat with me."))
    if turn.person.may(_TEAM):
        return Reply(view=page_of(turn, referral, unit, note=note))
    return Reply(view=Sentence("Done. The Mental Health Team goes on with it."))


def _saved(turn: Turn, referral: Referral, fact: Fact, unit: Unit) -> Reply:
    saved = unit.referrals.save(referral)
    unit.record(fact)
    return _page(turn, saved, unit)


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


def _from_elsewhere(turn: Turn, pressed: Payload, unit: Unit, name: str) -> Reply:
    ref, version = str(getattr(pressed, "ref", "")), int(getattr(pressed, "version", 0))
    referral = unit.referrals.get(ref, for_change=True)
    typed = _ask_reason(pressed, referral, name)
    if isinstance(typed, ReasonForm):
        return Reply(view=typed)
    if note := _stale(referral, version):
        form = ReasonForm(
            ref=ref, version=referral.version, asks=pressed.verb, inputs={name: typed}, note=note
        )
        return Reply(view=form)
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
    return _page(turn, done, unit)


def _ask_reason(pressed: Payload, referral: Referral, name: str) -> str | ReasonForm:
    typed = _text(pressed, name)
    form = ReasonForm(
        ref=referral.ref, version=referral.version, asks=pressed.verb, inputs={name: typed}
    )
    if name not in pressed.inputs:
        return form
    if name == "reason":
        faults = check_reason({name: typed}, name)
    else:
        faults = {} if typed.strip() else {name: Fault("V53")}
        if len(typed.strip()) > _LINE_LONGEST:
            faults = {name: Fault("V38", _LINE_LONGEST)}
    return replace(form, faults=faults) if faults else typed


def _stale(referral: Referral, version: int) -> str:
    """The sentence for somebody whose card shows an older state, with the other's change."""
    try:
        demand_version(referral, version)
    except Stale as stale:
        change = referral.change
        return f"{stale.sentence}. Last change: {change.by}." if change else stale.sentence
    return ""


def _kept(referral: Referral, pressed: DecideTriage) -> Mapping[str, Answer]:
    """What was kept for this decision; of another one only the reason, which may still hold."""
    draft = (referral.triage or TriageFile()).draft
    if draft.get("decision") == pressed.decision:
        return draft
    return {"rationale": draft["rationale"]} if "rationale" in draft else {}


def _decision_inputs(pressed: Payload) -> dict[str, Answer]:
    typed = {name: _text(pressed, name) for name in _TYPED if name in pressed.inputs}
    return {name: value for name, value in typed.items() if value}


def _text(pressed: Payload, name: str) -> str:
    given = pressed.inputs.get(name)
    return given[:_LONGEST_TYPED] if isinstance(given, str) else ""


def _colleagues(turn: Turn, unit: Unit, referral: Referral) -> tuple[tuple[str, str], ...]:
    found = []
    for each in unit.people.members():
        person = unit.people.person_by_key(each.key, turn.now)
        if person and person.may(_TEAM) and person.id != referral.holder:
            found.append((person.id, person.name))
    return tuple(sorted(found, key=lambda pair: pair[1]))


def _colleague(unit: Unit, account: str, turn: Turn) -> Person:
    return unit.people.person(account, name="", now=turn.now)
