"""Moving, postponing, cancelling and planning meetings again; holding and releasing packs."""

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time

from board import meeting_steps as steps
from board.action_form import read_day, too_long
from board.calendar import LONDON, at_london
from board.cycle import in_words, move, moved_after
from board.errors import BoardError, Forbidden
from board.facts import Fact, Notice
from board.forums import BOARD, may_run
from board.meeting_deeds import MeetingDeed, deeds_of
from board.meetings import Meeting
from board.referral_form import Fault
from board.turns import OPEN_TO_TURNS, assigned, moved_to, withdrawn
from bot.agendas import reopen_agenda
from bot.handlers.guarding import caution, guarded
from bot.handlers.meeting_views import demand_seen, row_of_meeting, shown_of_meeting
from bot.handlers.sitting_pages import thing_of
from bot.handlers.triage_page import text_of
from bot.papers import schedule
from bot.router import Handler, Router
from bot.turn import Reply, Turn
from bot.turning import keep_turns, turns_of
from cards.cycle_payloads import MEETING_STEPS
from cards.cycle_views import MeetingStepForm
from cards.payloads import Payload
from storage.outbox import GRAPH, redraw
from storage.unit import Unit

router = Router()

CHANGED = "meeting_changed"
Inputs = Mapping[str, str]
Changed = list[tuple[Meeting, Meeting, Fact]]
"""A meeting before and after, and what happened to it."""
_BOXES = ("date", "time", "reason", "rest_follows")
_NEEDS_REASON = frozenset(
    {MeetingDeed.MOVE, MeetingDeed.HOLD, MeetingDeed.POSTPONE, MeetingDeed.CANCEL}
)
_NEEDS_DATE = frozenset({MeetingDeed.MOVE, MeetingDeed.REPLAN})
_CLOCK = re.compile(r"([01]?\d|2[0-3])[:.]([0-5]\d)")
TOLD = {
    MeetingDeed.MOVE: "moved",
    MeetingDeed.POSTPONE: "postponed",
    MeetingDeed.CANCEL: "cancelled",
    MeetingDeed.REPLAN: "planned",
}
_SAID = {
    MeetingDeed.MOVE: "Moved. Its channel is told, and the calendar follows.",
    MeetingDeed.POSTPONE: "Postponed. Its channel is told.",
    MeetingDeed.CANCEL: "Cancelled. Its channel is told.",
    MeetingDeed.REPLAN: "Planned again. Its channel is told.",
    MeetingDeed.HOLD: "The pack is held back until it is released.",
    MeetingDeed.RELEASE: "Released. The pack goes out when it is due.",
}


def _deed(deed: MeetingDeed) -> Handler:
    def step(turn: Turn, pressed: Payload, unit: Unit) -> Reply:
        """Ask for what the step needs; then take it."""
        # The turns are locked before the meeting, in the same order everywhere.
        turns_of(unit, turn.now, for_change=True)
        found = unit.meetings.get(getattr(pressed, "ref", ""), for_change=True)
        meeting = demand_seen(turn, found, unit)
        _demand_offered(turn, meeting, deed)
        inputs = {name: text_of(pressed, name) for name in _BOXES}
        form = MeetingStepForm(row=row_of_meeting(meeting, unit), deed=deed, inputs=inputs)
        if pressed.asks(*_BOXES):  # type: ignore[attr-defined]
            return Reply(view=replace(form, inputs=_as_it_is(meeting, deed)))
        if faults := _faults(turn, deed, inputs, unit):
            return Reply(view=replace(form, faults=faults))
        version = getattr(pressed, "version", 0)
        if version and version != meeting.version:
            return Reply(view=replace(form, note=BoardError("V30").sentence))
        try:
            changes = _by_rule(turn, meeting, deed, inputs, unit)
        except Forbidden:
            raise
        except BoardError as refusal:
            return Reply(view=_refused(form, refusal))
        saved = _keep(turn, deed, changes, unit)
        note = f"{_SAID[deed]} {caution({'reason': inputs['reason']})}".strip()
        return Reply(view=shown_of_meeting(turn, saved, unit, note=note))

    return step


def _demand_offered(turn: Turn, meeting: Meeting, deed: MeetingDeed) -> None:
    """Raise what the rule would say where this step is not open to this person now."""
    if deed in deeds_of(meeting, turn.person):
        return
    if deed in {MeetingDeed.POSTPONE, MeetingDeed.CANCEL}:
        allowed = steps.may_lead(meeting, turn.person)
    else:
        allowed = may_run(turn.person)
    if not allowed:
        raise Forbidden
    raise BoardError("meeting_state", state=in_words(meeting.state))


def _by_rule(
    turn: Turn, meeting: Meeting, deed: MeetingDeed, inputs: Inputs, unit: Unit
) -> Changed:
    """The meeting as the step leaves it, and those that follow it."""
    by, now, calendar, reason = turn.person, turn.now, turn.office.calendar, inputs["reason"]
    if deed is MeetingDeed.MOVE:
        return _moved(turn, meeting, inputs, unit)
    simple: dict[MeetingDeed, Callable[[], steps.Stepped]] = {
        MeetingDeed.POSTPONE: lambda: steps.postpone(meeting, reason, by=by, now=now),
        MeetingDeed.CANCEL: lambda: steps.cancel(meeting, reason, by=by, now=now),
        MeetingDeed.HOLD: lambda: steps.hold_pack(meeting, reason, by=by, now=now),
        MeetingDeed.RELEASE: lambda: steps.release_pack(meeting, by=by, now=now),
        MeetingDeed.REPLAN: lambda: steps.replan(
            meeting, _when(inputs), by=by, now=now, calendar=calendar
        ),
    }
    return [(meeting, *simple[deed]())]


def _moved(turn: Turn, meeting: Meeting, inputs: Inputs, unit: Unit) -> Changed:
    by, now, calendar = turn.person, turn.now, turn.office.calendar
    follows = inputs["rest_follows"] == "true"
    changed, fact = move(
        meeting,
        _when(inputs),
        inputs["reason"],
        by=by,
        now=now,
        calendar=calendar,
        rest_follows=follows,
    )
    if not follows:
        return [(meeting, changed, fact)]
    all_of_it = unit.meetings.of_forum(meeting.forum)
    later = {each.ref: each for each in all_of_it if each.starts_at > meeting.starts_at}
    forum = unit.forums.get(meeting.forum)
    more = moved_after(changed, later.values(), forum, by=by, now=now, calendar=calendar)
    return [(meeting, changed, fact), *((later[each.ref], each, what) for each, what in more)]


def _keep(turn: Turn, deed: MeetingDeed, changes: Changed, unit: Unit) -> Meeting:
    """The meetings kept; their turns, their calendar events and their channel follow."""
    for _, after, _ in changes:
        unit.meetings.save(after)
        if deed is MeetingDeed.REPLAN:
            reopen_agenda(unit, after.ref)
    boards = [each for _, each, _ in changes if each.forum.upper() == BOARD.code]
    if boards and deed in TOLD:
        _turn_with(turn, boards, unit)
    for before, after, fact in changes:
        kept = unit.meetings.get(after.ref) or after
        unit.record(fact, tell=_announced(deed, before, kept, unit))
        if deed in TOLD and kept.forum.upper() == BOARD.code:
            unit.tell([schedule(kept, turn.now)], turn.now, lane=GRAPH)
    return unit.meetings.get(changes[0][1].ref) or changes[0][1]


def _turn_with(turn: Turn, boards: list[Meeting], unit: Unit) -> None:
    """The turns of boards move with them, or are given back with a board that is called off."""
    turns, facts = turns_of(unit, turn.now), list[Fact]()
    for each in boards:
        if each.state in OPEN_TO_TURNS:
            turns = moved_to(turns, each)
            continue
        turns, more = withdrawn(turns, each.ref, by=turn.person, now=turn.now)
        facts += more
        kept = unit.meetings.get(each.ref)
        if kept is not None:
            unit.meetings.save(assigned(kept, turns))
    keep_turns(unit, turns, turn.now, turn.office.calendar, facts=facts)


def _announced(deed: MeetingDeed, before: Meeting, after: Meeting, unit: Unit) -> list[Notice]:
    """What the forum's channel hears: a meeting is not moved behind anybody's back."""
    how = TOLD.get(deed)
    if how is None:
        return []
    about = f"{after.ref}|{how}|{before.starts_at.isoformat()}"
    channel = unit.forums.get(after.forum).channel
    told = Notice(CHANGED, channel, about, f"{CHANGED}:{after.ref}:{after.version}")
    is_again = deed is MeetingDeed.REPLAN
    return [told, *([redraw(thing_of(after.ref))] if is_again else [])]


def _faults(turn: Turn, deed: MeetingDeed, inputs: Inputs, unit: Unit) -> dict[str, Fault]:
    """What is wrong with the boxes, each at its field; the reason is read by everybody."""
    faults: dict[str, Fault] = {}
    if deed in _NEEDS_DATE:
        faults |= {} if read_day(inputs["date"]) else {"date": Fault("V44")}
        faults |= {} if _clock_of(inputs["time"]) else {"time": Fault("meeting_time")}
    if deed in _NEEDS_REASON:
        faults |= {} if inputs["reason"].strip() else {"reason": Fault("V57")}
        faults |= too_long(inputs, ("reason",))
        faults |= guarded(turn, {"reason": inputs["reason"]}, {}, unit)
    return faults


def _refused(form: MeetingStepForm, refusal: BoardError) -> MeetingStepForm:
    if refusal.code == "meeting_day":
        return replace(form, faults={"date": Fault(refusal.code)})
    return replace(form, note=refusal.sentence)


def _as_it_is(meeting: Meeting, deed: MeetingDeed) -> dict[str, str]:
    """What stands in the form when it is opened: the present day and time."""
    if deed not in _NEEDS_DATE:
        return {}
    here = meeting.starts_at.astimezone(LONDON)
    return {"date": here.date().isoformat(), "time": f"{here:%H:%M}"}


def _when(inputs: Inputs) -> datetime:
    day, clock = read_day(inputs["date"]), _clock_of(inputs["time"])
    if day is None or clock is None:
        raise BoardError("meeting_day")
    return at_london(day, clock)


def _clock_of(text: str) -> time | None:
    found = _CLOCK.fullmatch(text.strip())
    return time(int(found[1]), int(found[2])) if found else None


for _each, _payload in MEETING_STEPS.items():
    router.deed(_payload)(_deed(_each))
