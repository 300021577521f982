"""What is written in a meeting: summaries of items, and decisions."""

import secrets
from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from board.cycle import fact_of
from board.errors import BoardError, Forbidden
from board.forums import demand_quorum, record_of
from board.interests import demand_part
from board.meeting_record import (
    DECISION_LONGEST,
    DISSENT_LONGEST,
    RATIONALE_LONGEST,
    SUMMARY_LONGEST,
    Decision,
    DecisionKind,
    ItemRecord,
    MeetingRecord,
)
from board.meeting_steps import demand_correctable, demand_leader, demand_session
from board.meetings import Meeting, MeetingState
from board.referral_form import Fault
from bot.handlers.guarding import caution, guarded
from bot.handlers.minutes import shown_of
from bot.handlers.refusals import tried
from bot.handlers.sitting_pages import Scene, led, meeting_of, scene_of, thing_of
from bot.handlers.sittings import LEAD, sitting_reply
from bot.handlers.tracker_views import may_override
from bot.handlers.triage_page import text_of
from bot.minute_values import renew_draft
from bot.router import Router
from bot.turn import Reply, Turn
from cards.payloads import Payload
from cards.sitting_payloads import AskDecision, AskSummary, RecordDecision, WriteSummary
from cards.sitting_views import DecisionEntry, SummaryForm
from storage.outbox import redraw
from storage.unit import Snapshot, Unit

router = Router()

_FORM_LENGTH = 24
_LONGEST = {
    "summary": SUMMARY_LONGEST,
    "text": DECISION_LONGEST,
    "rationale": RATIONALE_LONGEST,
    "dissent": DISSENT_LONGEST,
}
_TEXTS = ("text", "rationale", "dissent")


@router.view(AskSummary, needs=LEAD)
def ask_summary(turn: Turn, asked: AskSummary, snapshot: Snapshot) -> Reply:
    """The summary of an item as it stands, to write in."""
    scene = _writing(turn, asked.ref, snapshot)
    item = scene.to_write(asked.item)
    form = _summary_form(turn, scene.meeting, item)
    return Reply(view=replace(form, inputs={"summary": item.summary}))


@router.deed(WriteSummary, needs=LEAD)
def write_summary(turn: Turn, pressed: WriteSummary, unit: Unit) -> Reply:
    """Keep it; where somebody was quicker (V30) both texts are shown, and both can be kept."""
    meeting = led(pressed.ref, turn, unit)
    item = scene_of(turn, meeting, unit).to_write(pressed.item)
    inputs = _typed(pressed, ("summary",))
    mine = inputs["summary"].strip()
    form = replace(_summary_form(turn, meeting, item), inputs=inputs)
    _, refused = tried(partial(demand_session, meeting))
    if refused:
        return Reply(view=replace(form, note=refused))
    if item.version != pressed.version and mine != item.summary:
        told = BoardError("V30").sentence
        return Reply(view=replace(form, theirs=item.summary, note=told))
    text = f"{item.summary}\n{mine}".strip() if pressed.below else mine
    faults = _too_long({**inputs, "summary": text}, ("summary",))
    faults |= guarded(turn, {"summary": mine}, inputs, unit, of=meeting.ref)
    if faults:
        theirs = item.summary if pressed.below else ""
        return Reply(view=replace(form, faults=faults, theirs=theirs))
    if text != item.summary:
        kept = replace(item, summary=text, override=inputs["override"].strip() or item.override)
        unit.sittings.save_summary(meeting.ref, kept)
        fact = fact_of("SummaryWritten", meeting, turn.person, turn.now, item=item.key)
        unit.record(fact, tell=[redraw(thing_of(meeting.ref))])
    note = f"Kept. {caution({'summary': mine})}".strip()
    return sitting_reply(turn, meeting, unit, note=note)


@router.view(AskDecision, needs=LEAD)
def ask_decision(turn: Turn, asked: AskDecision, snapshot: Snapshot) -> Reply:
    """The form of a decision, where the meeting has a quorum (V28)."""
    meeting = meeting_of(turn, asked.ref, snapshot)
    demand_leader(meeting, turn.person)
    scene = scene_of(turn, meeting, snapshot)
    form = _decision_form(turn, scene, asked, secrets.token_urlsafe(_FORM_LENGTH))
    _demand_decidable(turn, scene, asked)
    if form.replaces is not None:
        form = replace(form, inputs=_as_typed(form.replaces))
    return Reply(view=form)


def _decided_before(turn: Turn, ref: str, snapshot: Snapshot) -> Reply:
    meeting = meeting_of(turn, ref.partition("/")[0], snapshot)
    return _recorded(turn, meeting, snapshot, f"{ref} is kept.")


def _recorded(turn: Turn, meeting: Meeting, snapshot: Snapshot, note: str) -> Reply:
    """The meeting as it stands; once it is closed its minutes, where they can be shown here."""
    shown = None
    if meeting.state is MeetingState.MINUTES_DRAFT:
        shown, _ = tried(lambda: shown_of(turn, meeting.ref, snapshot, note=note))
    return Reply(view=shown) if shown else sitting_reply(turn, meeting, snapshot, note=note)


@router.deed(RecordDecision, needs=LEAD, again=_decided_before)
def record_decision(turn: Turn, pressed: RecordDecision, unit: Unit) -> Reply:
    """Keep a decision, or the one in the place of another, which stays and is struck."""
    meeting = led(pressed.ref, turn, unit)
    scene = scene_of(turn, meeting, unit)
    inputs = _typed(pressed, ("kind", *_TEXTS))
    form = replace(_decision_form(turn, scene, pressed, pressed.form), inputs=inputs)
    _, refused = tried(partial(_demand_decidable, turn, scene, pressed))
    if refused:
        return Reply(view=replace(form, note=refused))
    faults = _wrong(inputs)
    faults |= guarded(turn, {name: inputs[name] for name in _TEXTS}, inputs, unit, of=meeting.ref)
    if faults:
        return Reply(view=replace(form, faults=faults))
    kept = unit.sittings.add_decision(_decision(turn, pressed, inputs), pressed.form)
    fact = fact_of("DecisionRecorded", meeting, turn.person, turn.now, decision=kept.ref)
    unit.record(fact, tell=[redraw(thing_of(meeting.ref))])
    renew_draft(meeting, unit)
    said = caution({name: inputs[name] for name in _TEXTS})
    note = f"{kept.ref} is kept. {said}".strip()
    return replace(_recorded(turn, meeting, unit, note), ref=kept.ref)


def _writing(turn: Turn, ref: str, snapshot: Snapshot) -> Scene:
    """A meeting in session, for whoever writes in it."""
    meeting = meeting_of(turn, ref, snapshot)
    demand_leader(meeting, turn.person)
    demand_session(meeting)
    return scene_of(turn, meeting, snapshot)


def _decision_form(
    turn: Turn, scene: Scene, pressed: AskDecision | RecordDecision, form: str
) -> DecisionEntry:
    """The form of a decision; where the one to be corrected is struck, of the one in its place."""
    return DecisionEntry(
        meeting=scene.meeting,
        item=scene.item(pressed.item),
        form=form,
        replaces=_standing(pressed.replaces, scene.shown, pressed.item),
        may_override=may_override(turn.person),
        tier=scene.tier,
    )


def _demand_decidable(turn: Turn, scene: Scene, pressed: AskDecision | RecordDecision) -> None:
    """Raise BoardError unless a decision of this item can be kept now.

    Until the minutes are final a decision can be put right; that needs no quorum once it is over.
    """
    if pressed.replaces:
        demand_correctable(scene.meeting)
    else:
        demand_session(scene.meeting)
    if scene.meeting.state is MeetingState.IN_SESSION:
        demand_quorum(scene.quorum)
    member = turn.person.member
    demand_part(scene.record, pressed.item, member.key if member else "")
    if pressed.replaces in scene.record.struck:
        raise BoardError("decision_struck")


def _summary_form(turn: Turn, meeting: Meeting, item: ItemRecord) -> SummaryForm:
    tier = record_of(meeting.forum).ceiling
    may = may_override(turn.person)
    return SummaryForm(meeting=meeting, item=item, may_override=may, tier=tier)


def _typed(pressed: Payload, names: tuple[str, ...]) -> dict[str, str]:
    return {name: text_of(pressed, name) for name in (*names, "override")}


def _decision(turn: Turn, pressed: RecordDecision, inputs: Mapping[str, str]) -> Decision:
    return Decision(
        ref="",
        meeting=pressed.ref,
        item=pressed.item,
        kind=DecisionKind(inputs["kind"]),
        text=inputs["text"].strip(),
        rationale=inputs["rationale"].strip(),
        dissent=inputs["dissent"].strip(),
        by=turn.person.member.key if turn.person.member else turn.person.id,
        at=turn.now,
        replaces=pressed.replaces,
        override=inputs["override"].strip(),
    )


def _as_typed(decision: Decision) -> dict[str, str]:
    """A decision as it stands in the form that corrects it."""
    texts = {name: str(getattr(decision, name)) for name in _TEXTS}
    return {"kind": str(decision.kind), **texts}


def _standing(ref: str, record: MeetingRecord, item: str) -> Decision | None:
    """The decision to be corrected, or the latest in its place. Raises Forbidden for a stranger."""
    if not ref:
        return None
    found = next((each for each in record.decisions_of(item) if each.ref == ref), None)
    if found is None:
        raise Forbidden
    later = next((each.ref for each in record.decisions_of(item) if each.replaces == ref), "")
    return _standing(later, record, item) or found


def _wrong(inputs: Mapping[str, str]) -> dict[str, Fault]:
    faults = {} if inputs["text"].strip() else {"text": Fault("decision_empty")}
    if inputs["kind"] not in set(DecisionKind):
        faults["kind"] = Fault("V41")
    return faults | _too_long(inputs, _TEXTS)


def _too_long(inputs: Mapping[str, str], names: tuple[str, ...]) -> dict[str, Fault]:
    return {
        name: Fault("V38", _LONGEST[name])
        for name in names
        if len(inputs[name].strip()) > _LONGEST[name]
    }
