"""Escalations: the ladder's questions, their answers, and what is shown of them."""

from collections.abc import Mapping
from dataclasses import replace
from statistics import median
from typing import Any

from board.action_form import read_day, too_long
from board.action_steps import Told, ask_for, cancel_for_risk, complete_for, demand_due, direct
from board.actions import Action, Asked, Deed, key_of, today_of, working_days
from board.errors import BoardError, Forbidden
from board.escalation import (
    CHAIRS,
    CHOICES,
    HEADS,
    SENIOR,
    Answer,
    Ladder,
    Result,
    Said,
    Step,
    acknowledged,
    answer,
    begin,
    jump,
    passed_to,
)
from board.facts import Fact
from board.facts import Result as Outcome
from board.people import Permission, Person, Role
from board.referral_form import Fault
from board.risks import Risk, RiskState
from board.tiers import Tier
from bot.handlers.action_steps import follow_up, redrawn, told_of
from bot.handlers.escalation_notices import (
    ask_view,
    notices_of_step,
    on_an_agenda,
    post_view,
)
from bot.handlers.guarding import guarded
from bot.handlers.tracker_views import may_override, names_of, owners_of, shown_of
from bot.handlers.triage_page import text_of
from bot.handlers.withholding import demand_shown, hidden_actions
from bot.router import Router
from bot.turn import Reply, Turn
from cards.action_payloads import (
    AcknowledgeEscalation,
    AnswerEscalation,
    JumpEscalation,
    PassEscalation,
    ShowEscalation,
    ShowEscalations,
)
from cards.action_views import EscalationForm, EscalationList, EscalationRow
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router(topic="Actions")

VIEW = Permission.ACTION_VIEW
ROWS = 8
_BOXES = ("text", "due", "owner", "override")
_DATED = frozenset({Answer.PLAN, Answer.RESOLUTION, Answer.DIRECTION})
_NEEDS_TEXT = frozenset(Answer) - {Answer.ESCALATE, Answer.REASSIGN}
_AS_STEP = {
    Answer.DONE: Deed.COMPLETE,
    Answer.ACCEPT_RISK: Deed.CANCEL,
}
"""Which step of the action an answer amounts to; the others are about its date or owner."""
_ROLES = {CHAIRS: Role.CO_CHAIR, SENIOR: Role.SENIOR_BOARD}


@router.command("escalations", says="See what has been escalated, and to whom", needs=VIEW)
@router.view(ShowEscalations, needs=VIEW)
def escalations(turn: Turn, asked: Any, snapshot: Snapshot) -> Reply:  # noqa: ANN401 - words or a press
    """Running ladders by rung and pair of agencies, and how long answers take."""
    wanted = asked.page if isinstance(asked, ShowEscalations) else 1
    hidden = hidden_actions(turn, snapshot)
    every = snapshot.escalations.running()
    found = (each for each in every if not hidden & {each.ref, each.action})
    running = sorted(found, key=lambda each: (-each.rung, each.ref))
    pages = max(1, -(-len(running) // ROWS))
    page = min(max(1, wanted), pages)
    shown = running[(page - 1) * ROWS : page * ROWS]
    titles = {each.ref: each.title for each in snapshot.actions.of_refs([x.action for x in shown])}
    view = EscalationList(
        rows=tuple(EscalationRow(ladder=each, title=titles.get(each.action, "")) for each in shown),
        total=len(running),
        page=page,
        pages=pages,
        by_rung=_counted(each.rung for each in running),
        pairs=tuple(_counted((each.owner_agency, each.source_agency) for each in running).items()),
        answered_in=_answer_times(turn, snapshot.escalations.all()),
        names=names_of(snapshot),
        at=turn.now,
    )
    return Reply(view=view, fact=_looked(turn, "escalations"))


@router.view(ShowEscalation, needs=VIEW)
def show_escalation(turn: Turn, asked: ShowEscalation, snapshot: Snapshot) -> Reply:
    """A ladder as it stands, for whoever is asked, and for all others to read."""
    ladder = snapshot.escalations.get(asked.ref)
    _demand_shown(turn, ladder, snapshot.actions.get(ladder.action), snapshot)
    return _shown(turn, ladder, snapshot, fact=_looked(turn, ladder.ref))


@router.deed(AnswerEscalation)
def answer_escalation(turn: Turn, pressed: AnswerEscalation, unit: Unit) -> Reply:
    """Ask for the boxes of this answer; then put it down and do what it means."""
    # The action is locked first everywhere, so that no two wait for one another.
    action = unit.actions.get(unit.escalations.get(pressed.ref).action, for_change=True)
    ladder = unit.escalations.get(pressed.ref, for_change=True)
    step = _step(ladder, pressed.rung)
    demand_asked(turn.person, step, action, unit)
    _demand_shown(turn, ladder, action, unit)
    if step.said is not None or not ladder.is_running:
        return _shown(turn, ladder, unit, note=BoardError("answered_already").sentence)
    inputs = {name: text_of(pressed, name) for name in _BOXES}
    form = EscalationForm(
        ladder=ladder,
        action=action,
        rung=step.rung,
        answer=pressed.answer,
        owners=owners_of(unit) if pressed.answer is Answer.REASSIGN else (),
        inputs=inputs,
        names=names_of(unit),
    )
    if not pressed.sent:
        return Reply(view=form)
    faults = _faults(turn, pressed.answer, inputs, unit)
    if faults:
        return Reply(view=replace(form, faults=faults, may_override=may_override(turn.person)))
    said = Said(
        kind=pressed.answer,
        by=key_of(turn.person),
        at=turn.now,
        text=inputs["text"].strip(),
        due=read_day(inputs["due"]),
        owner=inputs["owner"],
    )
    saved = _put_down(turn, ladder, action, step.rung, said, unit)
    return _shown(turn, saved, unit, note="Kept. Thank you.")


@router.deed(AcknowledgeEscalation)
def acknowledge(turn: Turn, pressed: AcknowledgeEscalation, unit: Unit) -> Reply:
    """A co-chair (or the senior board) has read it; the time runs on."""
    ladder = unit.escalations.get(pressed.ref, for_change=True)
    action = unit.actions.get(ladder.action)
    step = _step(ladder, pressed.rung)
    demand_asked(turn.person, step, action, unit)
    _demand_shown(turn, ladder, action, unit)
    if step is not ladder.last or not ladder.is_running:
        return _shown(turn, ladder, unit, note=BoardError("answered_already").sentence)
    noted = acknowledged(ladder, key_of(turn.person), turn.now)
    if noted is not ladder:
        noted = unit.escalations.save(noted)
        unit.record(_fact(turn, "EscalationAcknowledged", noted), tell=redrawn(noted))
    return _shown(turn, noted, unit)


@router.deed(PassEscalation)
def pass_escalation(turn: Turn, pressed: PassEscalation, unit: Unit) -> Reply:
    """A representative notes to whom the question of a mailbox has been passed."""
    ladder = unit.escalations.get(pressed.ref, for_change=True)
    step = _step(ladder, pressed.rung)
    key = key_of(turn.person)
    if key not in step.recipients:
        raise Forbidden
    _demand_shown(turn, ladder, unit.actions.get(ladder.action), unit)
    whom = text_of(pressed, "whom").strip()[:80]
    if not whom:
        return _shown(turn, ladder, unit, note="Enter who you passed it to")
    if faults := guarded(turn, {"whom": whom}, {}, unit):
        note = BoardError("V23", type=faults["whom"].kind).sentence
        return _shown(turn, ladder, unit, note=f"{note} Enter a role, or a member of the board.")
    noted = unit.escalations.save(passed_to(ladder, step.rung, key, whom))
    unit.record(_fact(turn, "EscalationPassedOn", noted))
    return _shown(turn, noted, unit, note="Kept. You are reminded no more than they are.")


@router.deed(JumpEscalation, needs=Permission.TEAM_SUPERVISE)
def jump_escalation(turn: Turn, pressed: JumpEscalation, unit: Unit) -> Reply:
    """Straight up, at once, with a reason: where someone may come to harm."""
    action = unit.actions.get(pressed.ref, for_change=True)
    found = unit.escalations.latest_of(action.ref, for_change=True)
    active = found if found is not None and found.is_active else None
    inputs = {name: text_of(pressed, name) for name in ("rung", "reason", "override")}
    ladder = active or begin("", action, turn.now)
    _demand_shown(turn, ladder, action, unit)
    form = EscalationForm(
        ladder=ladder,
        action=action,
        rung=ladder.rung,
        answer=None,
        inputs=inputs,
        names=names_of(unit),
    )
    if not pressed.sent:
        return Reply(view=form)
    faults: dict[str, Fault] = {}
    if inputs["rung"] not in {str(each) for each in range(ladder.rung + 1, SENIOR + 1)}:
        faults["rung"] = Fault("not_upward")
    if len(inputs["reason"].strip()) < 30:  # noqa: PLR2004 - V11
        faults["reason"] = Fault("V11")
    faults |= too_long(inputs, ("reason",))
    faults |= guarded(turn, {"reason": inputs["reason"]}, inputs, unit)
    if faults:
        return Reply(view=replace(form, faults=faults))
    standing = standing_of(unit, turn.now)
    if active is None:
        ladder = replace(ladder, ref=unit.escalations.next_ref(turn.now))
    up = jump(action, ladder, int(inputs["rung"]), inputs["reason"].strip(), standing, turn.now)
    up = on_an_agenda(up, unit, turn.now)
    if active is None:
        unit.escalations.insert(up)
    else:
        up = unit.escalations.save(up)
    fact = _fact(turn, "EscalationJumped", up)
    unit.record(fact, tell=[*notices_of_step(up, action, unit), *redrawn(up)])
    return Reply(view=shown_of(turn, action, unit, note=f"Escalated to rung {up.rung} now."))


def _demand_shown(turn: Turn, ladder: Ladder, action: Action, snapshot: Snapshot) -> None:
    """Raise where the escalation or its action is withheld from whoever reads the answer."""
    for ref in (ladder.ref, action.ref):
        demand_shown(turn, ref, action.owner, snapshot)


def demand_asked(person: Person, step: Step, action: Action, snapshot: Snapshot) -> None:
    """Raise Forbidden unless this rung may be answered by this person.

    The holders, whoever was asked in their place, and the representative or deputy of an agency
    that was asked; at the top rungs the co-chairs or the senior board, never the owner. The team
    keys in what it was told by phone for the rungs below.
    """
    key = key_of(person)
    if key == action.owner:
        raise Forbidden
    if step.rung >= CHAIRS:
        if _ROLES[step.rung] not in person.roles:
            raise Forbidden
        return
    asked = step.recipients | {who for each in step.asks for who in each.ask.to}
    if key in asked or person.may(Permission.ACTION_RUN):
        return
    agencies = {
        member.agency for who in asked if (member := snapshot.people.member(who)) is not None
    }
    speaks = person.agency is not None and key in {
        person.agency.representative,
        person.agency.deputy,
    }
    if not (speaks and person.agency is not None and person.agency.key in agencies):
        raise Forbidden


def _put_down(
    turn: Turn, ladder: Ladder, action: Action, rung: int, said: Said, unit: Unit
) -> Ladder:
    """The answer on the ladder, and what it means for the action."""
    answered = unit.escalations.save(answer(ladder, rung, said))
    fact = _fact(turn, "EscalationAnswered", answered, answer=str(said.kind), rung=str(rung))
    changed = _meaning(turn, action, rung, said, unit)
    if changed is None:
        unit.record(fact, tell=redrawn(answered))
        return answered
    after, action_fact = changed
    saved = unit.actions.save(after)
    unit.record(fact)
    told = told_of(_AS_STEP.get(said.kind or Answer.PLAN, Deed.EXTEND), action, saved, unit)
    unit.record(action_fact, tell=[*told, *follow_up(answered, action, saved, unit, turn)])
    return unit.escalations.get(answered.ref)


def _meaning(
    turn: Turn, action: Action, rung: int, said: Said, unit: Unit
) -> tuple[Action, Fact] | None:
    by, now = turn.person, turn.now
    told = Told(text=said.text, due=said.due, owner=unit.people.member(said.owner))
    match said.kind:
        case Answer.DONE:
            return complete_for(action, told, by=by, now=now)
        case Answer.PLAN | Answer.RESOLUTION:
            return ask_for(action, Asked.DATE, told, by=by, now=now)
        case Answer.REASSIGN:
            return ask_for(action, Asked.OWNER, told, by=by, now=now)
        case Answer.DIRECTION:
            return direct(action, told, by=by, now=now)
        case Answer.ACCEPT_RISK:
            return cancel_for_risk(action, _risk(turn, action, said, unit), told, by=by, now=now)
        case _:
            del rung
            return None


def _risk(turn: Turn, action: Action, said: Said, unit: Unit) -> str:
    risk = Risk(
        ref=unit.risks.next_ref(),
        title=f"Not done: {action.title}"[:100],
        state=RiskState.PROPOSED,
        source=action.ref,
        reason=said.text,
        owner_agency=action.owner_agency,
        raised_on=today_of(turn.now),
        raised_by=said.by,
    )
    unit.risks.insert(risk)
    unit.record(turn.fact("RiskProposed", risk.ref, Tier.T0, source=action.ref))
    return risk.ref


def _faults(turn: Turn, kind: Answer, inputs: Mapping[str, str], unit: Unit) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if kind in _NEEDS_TEXT and not inputs["text"].strip():
        faults["text"] = Fault("V55" if kind is Answer.DONE else "V57")
    member = unit.people.member(inputs["owner"])
    if kind is Answer.REASSIGN and (member is None or not member.active):
        faults["owner"] = Fault("V15")
    due = read_day(inputs["due"])
    if kind in _DATED | {Answer.REASSIGN}:
        try:
            demand_due(due or today_of(turn.now), today_of(turn.now), turn.office.calendar)
        except BoardError as refusal:
            faults["due"] = Fault(refusal.code)
    faults |= too_long(inputs, ("text",))
    return faults | guarded(turn, {"text": inputs["text"]}, inputs, unit)


def _step(ladder: Ladder, rung: int) -> Step:
    found = next((each for each in reversed(ladder.steps) if each.rung == rung), None)
    if found is None:
        raise Forbidden
    return found


def _shown(
    turn: Turn, ladder: Ladder, snapshot: Snapshot, *, note: str = "", fact: Fact | None = None
) -> Reply:
    """The rung it stands on, as a post where it is a top rung, else as a question."""
    action = snapshot.actions.get(ladder.action)
    calendar = turn.office.calendar
    if ladder.rung > HEADS:
        post = post_view(ladder, action, ladder.rung, snapshot, turn.now, calendar)
        return Reply(view=replace(post, note=note, mentions=()), fact=fact)
    key = key_of(turn.person)
    view = ask_view(ladder, action, ladder.rung, key, snapshot, turn.now, calendar)
    try:
        demand_asked(turn.person, ladder.last, action, snapshot)
        is_asked = True
    except Forbidden:
        is_asked = False
    choices = view.choices
    if is_asked and ladder.is_running and ladder.last.said is None:
        choices = CHOICES[ladder.rung]
    return Reply(view=replace(view, note=note, choices=choices if is_asked else ()), fact=fact)


def _answer_times(turn: Turn, ladders: tuple[Ladder, ...]) -> dict[int, tuple[float, int, int]]:
    """By rung: the median of working days to an answer, how many answered, how many did not."""
    days: dict[int, list[int]] = {}
    late: dict[int, int] = {}
    for step in (each for ladder in ladders for each in ladder.steps):
        if step.result is Result.TIMED_OUT:
            late[step.rung] = late.get(step.rung, 0) + 1
        if step.said is not None and step.sent_at is not None:
            took = working_days(
                today_of(step.sent_at), today_of(step.said.at), turn.office.calendar
            )
            days.setdefault(step.rung, []).append(took)
    return {
        rung: (float(median(days.get(rung) or [0])), len(days.get(rung, [])), late.get(rung, 0))
        for rung in sorted({*days, *late})
    }


def _counted(values: Any) -> dict[Any, int]:  # noqa: ANN401 - whatever is counted
    counts: dict[Any, int] = {}
    for each in values:
        counts[each] = counts.get(each, 0) + 1
    return dict(sorted(counts.items()))


def _looked(turn: Turn, about: str) -> Fact:
    return turn.fact("EscalationsViewed", about, Tier.T0, Outcome.VIEWED)


def _fact(turn: Turn, name: str, ladder: Ladder, **details: str) -> Fact:
    told = {"action": ladder.action, "on": str(ladder.rung), **details}
    return replace(turn.fact(name, ladder.ref, Tier.T0), details=told)
