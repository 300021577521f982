"""Triage: taking a referral, answering its gates, deciding, checking, and what came back."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta

from board.calendar import LONDON, Calendar
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.gates import answer_gate, demand_acceptable, open_decisions
from board.lifecycle import ROUTED, move
from board.meetings import next_subgroup
from board.people import Permission, Person
from board.referral_form import Answer, Fault
from board.referrals import (
    Change,
    Referral,
    Urgency,
    answers_of,
    state_in_words,
    triage_due,
)
from board.referrals import ReferralState as State
from board.tiers import Tier
from board.triage_file import (
    Decided,
    Decision,
    Gate,
    Note,
    Outcome,
    Request,
    TriageFile,
    Verdict,
)

ROUTE_ANSWER = 5
"""Working days a receiving body has to answer. Source: safety net, domain 3.4."""
REPLY_WITHIN = 10
"""Working days a referrer has to answer a question. Source: lifecycle, domain 2.6."""
CLOSES_AFTER = 20
"""Working days after which a signposted referral closes: the time to challenge it."""
REPEAT_WITHIN = timedelta(days=365)
"""Time in which another referral of the same person makes a repeat. Source: domain 2.6."""
REASON_SHORTEST, REASON_LONGEST = 30, 1000
_EQUALITY = frozenset({"ethnicity"})
_LINE = 200
_TEXT = 500
_TO_STATE = {
    Decision.ACCEPT: State.ACCEPTED_SUBGROUP,
    Decision.ROUTE_MAPPA: State.ROUTE_MAPPA,
    Decision.ROUTE_PDP: State.ROUTE_PDP,
    Decision.SIGNPOST: State.SIGNPOSTED,
    Decision.MERGE: State.MERGED,
    Decision.WITHDRAW: State.WITHDRAWN,
}
_CHECKED = frozenset({Decision.SIGNPOST, Decision.ROUTE_MAPPA, Decision.ROUTE_PDP})
DEMANDED: Mapping[Decision, Mapping[str, tuple[str, int]]] = {
    Decision.ACCEPT: {},
    Decision.ROUTE_MAPPA: {"sent_to": ("V10", _LINE), "sent_on": ("V10", 10)},
    Decision.ROUTE_PDP: {"sent_to": ("V10", _LINE), "sent_on": ("V10", 10)},
    Decision.SIGNPOST: {
        "service": ("V46", _LINE),
        "told": ("V47", _LINE),
        "advice": ("V48", _TEXT),
    },
    Decision.ASK: {"question": ("V49", _TEXT)},
    Decision.MERGE: {"into": ("V50", 20)},
    Decision.WITHDRAW: {},
}
"""What each decision needs beside its reason: input id, code where missing, limit."""


def take(referral: Referral, *, by: Person, now: datetime) -> tuple[Referral, Fact]:
    """Take it for triage; taking it from a colleague is done by hand-over only."""
    if referral.holder == by.id:
        raise BoardError("yours_already")
    if referral.holder is not None:
        raise BoardError("taken", name=referral.holder_name or "A colleague")
    if referral.state is not State.IN_TRIAGE:
        if referral.state is not State.ACKNOWLEDGED:
            raise BoardError("closed_already", state=state_in_words(referral.state))
        referral = move(referral, State.IN_TRIAGE)
    return _held(referral, by, now, "taken"), _fact("ReferralTaken", referral, by, now)


def hand_over(
    referral: Referral, to: Person, note: str, *, by: Person, now: datetime
) -> tuple[Referral, Fact]:
    """Give it to a colleague of the team, with a note that stays in its file."""
    if not to.may(Permission.REFERRAL_TRIAGE):
        raise BoardError("not_in_team")
    _demand_triage(referral)
    line = Note(now, by.name, "handed_over", note.strip())
    handed = _filed(referral, notes=(*_file(referral).notes, line))
    handed = replace(handed, holder=to.id, holder_name=to.name)
    return _changed(handed, by, now, "handed_over"), _fact("ReferralHandedOver", handed, by, now)


def answer(
    referral: Referral, gate: Gate, given: Answer, *, by: Person, now: datetime
) -> tuple[Referral, Fact]:
    """Answer one gate; whoever answers has it from then on."""
    _demand_triage(referral)
    gates = answer_gate(_file(referral).gates, gate, given)
    answered = _held(_filed(referral, gates=gates), by, now, "gate_answered")
    return answered, _fact("GateAnswered", answered, by, now, gate=gate)


def judge_match(
    referral: Referral, other: Referral, verdict: Verdict, *, by: Person, now: datetime
) -> tuple[Referral, Fact]:
    """Say whether another referral is about the same person; a repeat is counted."""
    _demand_triage(referral)
    matches = {**_file(referral).matches, other.ref: str(verdict)}
    judged = _filed(referral, matches=matches)
    judged = replace(judged, is_repeat=Verdict.REPEAT in matches.values())
    judged = _held(judged, by, now, "match_judged")
    return judged, _fact("MatchJudged", judged, by, now, other=other.ref, verdict=verdict)


def is_repeat_of(referral: Referral, other: Referral) -> bool:
    """Whether the other came in the twelve months before this one."""
    earlier = referral.submitted_at - other.submitted_at
    return timedelta() <= earlier <= REPEAT_WITHIN


def keep_draft(
    referral: Referral, inputs: Mapping[str, Answer], *, by: Person, now: datetime
) -> Referral:
    """Keep what was typed of a decision that is not taken yet."""
    return _changed(_filed(referral, draft=dict(inputs)), by, now, "draft_kept")


def check_decision(kind: Decision, inputs: Mapping[str, Answer], now: datetime) -> dict[str, Fault]:
    """What is wrong with the inputs of a decision, by input id."""
    faults = check_reason(inputs)
    for name, (code, limit) in DEMANDED[kind].items():
        value = str(inputs.get(name, "")).strip()
        if not value:
            faults[name] = Fault(code)
        elif len(value) > limit:
            faults[name] = Fault("V38", limit)
        elif name == "sent_on" and not _is_past_day(value, now):
            faults[name] = Fault("V51")
    return faults


def check_reason(inputs: Mapping[str, Answer], name: str = "rationale") -> dict[str, Fault]:
    """Whether a reason says enough and not too much (V11)."""
    length = len(str(inputs.get(name, "")).strip())
    if length < REASON_SHORTEST:
        return {name: Fault("V11")}
    return {name: Fault("V38", REASON_LONGEST)} if length > REASON_LONGEST else {}


def needs_check(referral: Referral, kind: Decision) -> bool:
    """Whether a second person must agree before anything is sent."""
    urgent = referral.urgency is Urgency.URGENT
    return kind in _CHECKED or (urgent and kind in {Decision.ACCEPT, Decision.MERGE})


def decide(
    referral: Referral,
    kind: Decision,
    inputs: Mapping[str, Answer],
    *,
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> tuple[Referral, Fact]:
    """Take a decision whose inputs are sound; some wait for a colleague's check.

    Raises BoardError where the gates do not lead there, and V09 for somebody under MAPPA.
    """
    _demand_triage(referral)
    file = _file(referral)
    if kind is Decision.ACCEPT:
        demand_acceptable(referral, file.gates)
    if kind not in open_decisions(file.gates, file.matches):
        raise BoardError("not_open")
    decided = _decided(referral, kind, inputs, by, now, calendar)
    if kind is Decision.ASK:
        return _ask(referral, decided, inputs, by, now, calendar)
    written = _filed(referral, decided=(*file.decided, decided), draft={})
    if needs_check(referral, kind):
        waiting = move(written, State.AWAITING_CHECK)
        waiting = _held(waiting, by, now, "decided")
        return waiting, _fact("DecisionAwaitsCheck", waiting, by, now, decision=kind)
    done = _settle(written, decided, now, calendar)
    return _held(done, by, now, "decided"), _fact("ReferralTriaged", done, by, now, decision=kind)


def may_check(person: Person) -> bool:
    """The team and its supervisors; a subgroup chair where one person is on duty."""
    return person.may(Permission.REFERRAL_CHECK)


def check(
    referral: Referral, *, agrees: bool, note: str, by: Person, now: datetime, calendar: Calendar
) -> tuple[Referral, Fact]:
    """A colleague agrees, and it is sent; or disagrees, and it goes back. Raises V12."""
    if not may_check(by):
        raise Forbidden
    decision = _file(referral).decision
    if referral.state is not State.AWAITING_CHECK or decision is None:
        raise BoardError("not_waiting")
    if decision.by == by.id:
        raise BoardError("V12")
    if not agrees:
        return _disagree(referral, note, by, now)
    checked = replace(decision, checked_by=by.id, checked_by_name=by.name, checked_at=now)
    written = _with_decision(referral, checked)
    done = _changed(_settle(written, checked, now, calendar), by, now, "checked")
    return done, _fact("ReferralTriaged", done, by, now, decision=checked.kind, checked="yes")


def _disagree(referral: Referral, note: str, by: Person, now: datetime) -> tuple[Referral, Fact]:
    if faults := check_reason({"note": note}, "note"):
        raise BoardError(faults["note"].code, n=faults["note"].n)
    file = _file(referral)
    line = Note(now, by.name, "disagreed", note.strip())
    back = move(referral, State.IN_TRIAGE)
    back = _filed(back, decided=file.decided[:-1], notes=(*file.notes, line))
    back = _filed(back, draft=_inputs_of(file.decided[-1]))
    return _changed(back, by, now, "disagreed"), _fact("DecisionNotAgreed", back, by, now)


def accepted_elsewhere(
    referral: Referral, contact: str, *, by: Person, now: datetime
) -> tuple[Referral, Fact]:
    """The receiving body has it now, and the referral ends here."""
    decision = _routed(referral)
    answered = replace(
        decision,
        outcome=Outcome.ACCEPTED,
        outcome_by=contact.strip(),
        outcome_on=now.astimezone(LONDON).date(),
    )
    done = move(_with_decision(referral, answered), State.ROUTE_ACCEPTED, State.CLOSED)
    done = replace(done, answer_due=None, closed_on=now.astimezone(LONDON).date())
    return _changed(done, by, now, "accepted_elsewhere"), _fact("RouteAccepted", done, by, now)


def declined_elsewhere(
    referral: Referral, reason: str, *, by: Person, now: datetime, calendar: Calendar
) -> tuple[Referral, Fact]:
    """The receiving body will not take it: back to triage, due the next working day."""
    decision = _routed(referral)
    answered = replace(
        decision,
        outcome=Outcome.DECLINED,
        outcome_on=now.astimezone(LONDON).date(),
        outcome_reason=reason.strip(),
    )
    back = move(_with_decision(referral, answered), State.ROUTE_DECLINED, State.IN_TRIAGE)
    today = now.astimezone(LONDON).date()
    due = calendar.end_of_working_day(calendar.add_working_days(today, 1))
    back = replace(_without_end(back), triage_due=due, answer_due=None)
    return _changed(back, by, now, "declined_elsewhere"), _fact("RouteDeclined", back, by, now)


def fill_equality(
    referral: Referral, answers: Mapping[str, Answer], *, by: Person, now: datetime
) -> tuple[Referral, Fact]:
    """Equality information that the team has found out, beside what was sent."""
    kept = {key: each for key, each in (referral.health or {}).items() if key not in answers}
    health = kept | answers_of(answers, Tier.T4)
    filled = _changed(replace(referral, health=health), by, now, "equality_filled")
    return filled, _fact("EqualityFilled", filled, by, now)


def reopen(
    referral: Referral, reason: str, *, by: Person, now: datetime, calendar: Calendar
) -> tuple[Referral, Fact]:
    """New information about a referral that was closed: triage and its clock begin again."""
    line = Note(now, by.name, "reopened", reason.strip())
    file = _file(referral)
    again = move(referral, State.REOPENED, State.IN_TRIAGE)
    again = _filed(again, notes=(*file.notes, line), gates={}, draft={})
    due = triage_due(now, again.urgency, calendar)
    again = replace(
        again, closed_on=None, holder=by.id, holder_name=by.name, triage_due=due, answer_due=None
    )
    return _changed(again, by, now, "reopened"), _fact("ReferralReopened", again, by, now)


def close_signposted(referral: Referral, now: datetime) -> tuple[Referral, Fact]:
    """The time to challenge a signpost has passed, and the referral closes by itself."""
    done = replace(move(referral, State.CLOSED), closed_on=now.astimezone(LONDON).date())
    fact = Fact(name="ReferralClosed", about=done.ref, by="system", at=now, tier=Tier.T1)
    return done, fact


def answered(referral: Referral, now: datetime) -> Referral:
    """What came in answers the open question, if there is one: triage goes on."""
    if referral.state is not State.INFO_REQUESTED:
        return referral
    file = _file(referral)
    requests = tuple(
        each if each.answered_at else replace(each, answered_at=now) for each in file.requests
    )
    back = move(_filed(referral, requests=requests), State.IN_TRIAGE)
    return replace(back, answer_due=None)


def go_on_without(referral: Referral, *, by: Person, now: datetime) -> tuple[Referral, Fact]:
    """Decide on what is known: nobody waits for an answer for ever."""
    on = replace(move(referral, State.IN_TRIAGE), answer_due=None)
    return _held(on, by, now, "went_on"), _fact("WentOnWithoutAnswer", on, by, now)


def as_its_referrer_sees(referral: Referral) -> Referral:
    """Without the team's reasons, notes and gates; outside the agreement the outcome alone."""
    file = referral.triage
    if file is None:
        return referral
    decision = None if referral.state is State.AWAITING_CHECK else file.decision
    told: tuple[Decided, ...] = ()
    if decision is not None:
        bare = Decided(kind=decision.kind, rationale="", by="", by_name="", at=decision.at)
        if referral.is_in_agreement:
            bare = replace(
                bare, service=decision.service, advice=decision.advice, meeting=decision.meeting
            )
        told = (bare,)
    return replace(referral, triage=TriageFile(decided=told, requests=file.requests))


def as_a_checker_sees(referral: Referral) -> Referral:
    """Without equality information: from outside the team it is seen in totals only."""
    health = {key: each for key, each in (referral.health or {}).items() if key not in _EQUALITY}
    return replace(referral, health=health if referral.health is not None else None)


def _settle(referral: Referral, decided: Decided, now: datetime, calendar: Calendar) -> Referral:
    """The state a decision leads to, with the clocks that begin there."""
    to = _TO_STATE[decided.kind]
    today = now.astimezone(LONDON).date()
    if decided.kind is Decision.ACCEPT:
        listed = move(referral, to, State.SCHEDULED)
        return replace(listed, meeting=decided.meeting, answer_due=None)
    if decided.kind in {Decision.ROUTE_MAPPA, Decision.ROUTE_PDP}:
        due = calendar.end_of_working_day(calendar.add_working_days(today, ROUTE_ANSWER))
        return replace(move(referral, to), answer_due=due)
    if decided.kind is Decision.SIGNPOST:
        ends = calendar.end_of_working_day(calendar.add_working_days(today, CLOSES_AFTER))
        return replace(move(referral, to), answer_due=ends)
    if decided.kind is Decision.MERGE:
        joined = move(referral, to, State.CLOSED)
        return replace(joined, closed_on=today, merged_into=decided.into)
    return replace(move(referral, to), withdrawn_at=now)


def _ask(
    referral: Referral,
    decided: Decided,
    inputs: Mapping[str, Answer],
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> tuple[Referral, Fact]:
    day = calendar.add_working_days(now.astimezone(LONDON).date(), REPLY_WITHIN)
    due = calendar.end_of_working_day(day)
    question = str(inputs["question"]).strip()
    request = Request(at=now, by=by.name, question=question, due=due)
    file = _file(referral)
    asked = _filed(referral, requests=(*file.requests, request), draft={})
    asked = replace(move(asked, State.INFO_REQUESTED), answer_due=due)
    return _held(asked, by, now, "asked"), _fact("InformationRequested", asked, by, decided.at)


def _decided(
    referral: Referral,
    kind: Decision,
    inputs: Mapping[str, Answer],
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> Decided:
    def text(name: str) -> str:
        return str(inputs.get(name, "")).strip() if name in DEMANDED[kind] else ""

    meets = kind is Decision.ACCEPT
    return Decided(
        kind=kind,
        rationale=str(inputs.get("rationale", "")).strip(),
        by=by.id,
        by_name=by.name,
        at=now,
        sent_to=text("sent_to"),
        sent_on=date.fromisoformat(text("sent_on")) if text("sent_on") else None,
        service=text("service"),
        told=text("told"),
        advice=text("advice"),
        into=text("into"),
        forum="subgroup" if meets else "",
        meeting=next_subgroup(referral.submitted_at, now, calendar).ref if meets else "",
    )


def _inputs_of(decided: Decided) -> dict[str, Answer]:
    """A decision's inputs as they were typed, to begin again from."""
    inputs = {name: str(getattr(decided, name) or "") for name in DEMANDED[decided.kind]}
    return {"decision": str(decided.kind), "rationale": decided.rationale, **inputs}


def _demand_triage(referral: Referral) -> None:
    if referral.state is not State.IN_TRIAGE:
        raise BoardError("take_first")


def _routed(referral: Referral) -> Decided:
    decision = _file(referral).decision
    if referral.state not in ROUTED or decision is None:
        raise BoardError("not_routed")
    return decision


def _is_past_day(value: str, now: datetime) -> bool:
    try:
        return date.fromisoformat(value) <= now.astimezone(LONDON).date()
    except ValueError:
        return False


def _file(referral: Referral) -> TriageFile:
    return referral.triage or TriageFile()


def _filed(referral: Referral, **changes: object) -> Referral:
    return replace(referral, triage=replace(_file(referral), **changes))  # type: ignore[arg-type]


def _with_decision(referral: Referral, decision: Decided) -> Referral:
    return _filed(referral, decided=(*_file(referral).decided[:-1], decision))


def _without_end(referral: Referral) -> Referral:
    """Back in triage, what led out of it is asked again: the way goes on from there."""
    file = _file(referral)
    if referral.triage is None or file.decision is None:
        return referral
    ended_at = Gate.PDP if file.decision.kind is Decision.ROUTE_PDP else Gate.MAPPA
    return _filed(referral, gates={k: v for k, v in file.gates.items() if k < ended_at})


def _held(referral: Referral, by: Person, now: datetime, what: str) -> Referral:
    held = replace(referral, holder=by.id, holder_name=by.name)
    return _changed(held, by, now, what)


def _changed(referral: Referral, by: Person, now: datetime, what: str) -> Referral:
    return replace(referral, change=Change(by.name, now, what))


def _fact(name: str, referral: Referral, by: Person, now: datetime, **details: str) -> Fact:
    told = {key: str(value) for key, value in details.items()}
    return Fact(name=name, about=referral.ref, by=by.id, at=now, tier=Tier.T4, details=told)
