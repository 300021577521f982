"""What the tracker owes now: reminders, lists, rungs; worked out afresh on each tick."""

from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

from board.action_lists import ListDue, lists_due
from board.action_reminders import DAYS_BEFORE, LOOK_AHEAD, Reminder, notices_of, reminder_due
from board.actions import Action, Priority, today_of
from board.calendar import Calendar, at_london
from board.escalation import (
    CHAIRS,
    MOVES_AT,
    SENIOR,
    Ladder,
    begin,
    is_moving_time,
    next_move,
    wants_ladder,
)
from board.facts import Fact, Notice
from board.meetings import is_board, next_board
from board.places import MH_TEAM
from board.standing import Standing
from board.tiers import Tier
from bot.handlers.action_lists import kind_of, row_of_log
from bot.handlers.action_steps import redrawn
from bot.handlers.escalation_notices import alert_of, notices_of_step
from bot.handlers.schedule import KINDS, SUMMARY
from bot.handlers.tracker_views import account_of
from bot.papers import schedule as schedule_meeting
from storage.database import Database
from storage.outbox import GRAPH
from storage.standing import standing_of
from storage.unit import Origin, Snapshot, Unit

_ORIGIN = Origin(place="ticker", trace="")
_TOGETHER = 40
"""Intents that one unit writes at most: a unit takes less than 20 ms."""
_SUMMARY_WAITS = timedelta(minutes=15)


@dataclass(slots=True)
class _Owed:
    """What one look has found."""

    reminders: list[Reminder] = field(default_factory=list)
    missed: list[Reminder] = field(default_factory=list)
    lists: list[ListDue] = field(default_factory=list)
    late_lists: list[ListDue] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    wants_board: bool = False
    wants_summary: bool = False


async def do_what_the_tracker_owes(database: Database, now: datetime, calendar: Calendar) -> int:
    """Have everything sent that is due, each thing once; how much was new."""
    look = partial(_look, now=now, calendar=calendar)
    owed = await database.read(look, name="look at the tracker")
    done = 0
    for start in range(0, len(owed.reminders), _TOGETHER):
        due = owed.reminders[start : start + _TOGETHER]
        done += await _write(database, partial(_remind, due=due, now=now))
    for start in range(0, len(owed.missed), _TOGETHER):
        missed = owed.missed[start : start + _TOGETHER]
        await _write(database, partial(_miss, missed=missed, now=now))
    for ref in owed.moves:
        done += await _write(database, partial(_move, ref=ref, now=now, calendar=calendar))
    if owed.lists or owed.late_lists:
        done += await _write(database, partial(_send_lists, owed=owed, now=now))
    if owed.wants_board:
        done += await _write(database, partial(_plan_board, now=now))
    if owed.wants_summary:
        done += await _write(database, partial(_sum_up, now=now))
    return done


async def _write(database: Database, work: partial[int]) -> int:
    return await database.write(work, origin=_ORIGIN, name=work.func.__name__)


def _look(snapshot: Snapshot, *, now: datetime, calendar: Calendar) -> _Owed:
    owed = _Owed(wants_board=_wants_board(snapshot, now))
    if not is_moving_time(now, Priority.CRITICAL, calendar):
        return owed
    standing = standing_of(snapshot, now)
    first = calendar.add_working_days(today_of(now), max(DAYS_BEFORE))
    actions = snapshot.actions.due_until(first)
    owed.moves = _moves(snapshot, actions, standing, now, calendar)
    if is_moving_time(now, Priority.STANDARD, calendar):
        _look_for_reminders(owed, snapshot, actions, standing, now, calendar)
        _look_for_lists(owed, snapshot, standing, now, calendar)
        owed.wants_summary = _wants_summary(snapshot, owed, now)
    return owed


def _look_for_reminders(
    owed: _Owed,
    snapshot: Snapshot,
    actions: tuple[Action, ...],
    standing: Standing,
    now: datetime,
    calendar: Calendar,
) -> None:
    for each in actions:
        due, missed = reminder_due(each, standing, now, calendar)
        owed.reminders += [due] if due else []
        owed.missed += missed
    known = snapshot.outbox.known([each.key for each in (*owed.reminders, *owed.missed)])
    owed.reminders = [each for each in owed.reminders if each.key not in known]
    owed.missed = [each for each in owed.missed if each.key not in known]


def _look_for_lists(
    owed: _Owed, snapshot: Snapshot, standing: Standing, now: datetime, calendar: Calendar
) -> None:
    meetings = [
        each for each in snapshot.meetings.starting(now, now + LOOK_AHEAD) if is_board(each)
    ]
    if not meetings:
        return
    owners = snapshot.actions.live_owners()
    for meeting in meetings:
        due, late = lists_due(meeting, owners, standing, now, calendar)
        owed.lists += due
        owed.late_lists += late
    known = snapshot.outbox.known([each.key for each in (*owed.lists, *owed.late_lists)])
    owed.lists = [each for each in owed.lists if each.key not in known]
    owed.late_lists = [each for each in owed.late_lists if each.key not in known]


def _moves(
    snapshot: Snapshot,
    actions: tuple[Action, ...],
    standing: Standing,
    now: datetime,
    calendar: Calendar,
) -> list[str]:
    policy = snapshot.settings.policy
    ladders = {each.action: each for each in snapshot.escalations.active()}
    known = {each.ref: each for each in actions}
    missing = [ref for ref in ladders if ref not in known]
    known |= {each.ref: each for each in snapshot.actions.of_refs(missing)}
    moving = [
        ref
        for ref, ladder in ladders.items()
        if next_move(known[ref], ladder, standing, now, calendar, policy) is not None
    ]
    starting = [
        each.ref
        for each in actions
        if each.ref not in ladders and wants_ladder(each, standing, now, calendar)
    ]
    return [*moving, *starting]


def _wants_board(snapshot: Snapshot, now: datetime) -> bool:
    """Less than one board is planned beyond the next: the cycle is kept without a press."""
    last = snapshot.meetings.last_of("BOARD")
    following = snapshot.meetings.next_of("BOARD", now)
    return last is not None and (following is None or following.ref == last.ref)


def _wants_summary(snapshot: Snapshot, owed: _Owed, now: datetime) -> bool:
    """Once a day: when the morning's reminders have gone, or after a quarter of an hour."""
    key = f"{SUMMARY}:{today_of(now)}"
    if owed.reminders or owed.moves or snapshot.outbox.known([key]):
        return False
    waits = snapshot.outbox.tally(KINDS, now - timedelta(hours=12), now + _SUMMARY_WAITS)
    return not waits.get("pending") or now >= at_london(today_of(now), MOVES_AT) + _SUMMARY_WAITS


def _remind(unit: Unit, *, due: list[Reminder], now: datetime) -> int:
    return unit.tell(notices_of(due, standing_of(unit, now)), now)


def _miss(unit: Unit, *, missed: list[Reminder], now: datetime) -> int:
    """A reminder whose successor is due is dropped, and written down as missed."""
    notices = notices_of(missed, standing_of(unit, now))
    for each in missed:
        if unit.burn([n for n in notices if n.about == each.about], now, error="missed"):
            unit.record(_fact("ReminderMissed", each.action, now, days=str(each.days)))
    return 0


def _move(unit: Unit, *, ref: str, now: datetime, calendar: Calendar) -> int:
    """One move of one ladder, looked at again within the unit."""
    action = unit.actions.get(ref, for_change=True)
    standing = standing_of(unit, now)
    latest = unit.escalations.latest_of(ref, for_change=True)
    ladder = latest if latest is not None and latest.is_active else None
    if ladder is None:
        if not wants_ladder(action, standing, now, calendar):
            return 0
        ladder = begin("", action, now)
    moved = next_move(action, ladder, standing, now, calendar, unit.settings.policy)
    if moved is None:
        return 0
    moved = _kept(_on_an_agenda(moved, unit, now), unit, now)
    tell = notices_of_step(moved, action, unit) if moved.is_running else []
    is_day_off = not calendar.is_working_day(today_of(now))
    if tell and is_day_off and moved.priority is Priority.CRITICAL:
        tell += alert_of(moved, unit)
    unit.record(_fact_of(moved, now), tell=[*tell, *redrawn(moved)])
    return 1


def _on_an_agenda(ladder: Ladder, unit: Unit, now: datetime) -> Ladder:
    """From rung 4 on it is an item of the next board, on rung 5 of the next senior board."""
    if ladder.rung < CHAIRS:
        return ladder
    senior = unit.meetings.next_of("SENIOR", now) if ladder.rung == SENIOR else None
    meeting = senior or unit.meetings.next_of("BOARD", now)
    return replace(ladder, board_item=meeting.ref) if meeting else ladder


def _kept(ladder: Ladder, unit: Unit, now: datetime) -> Ladder:
    if ladder.ref:
        return unit.escalations.save(ladder)
    named = replace(ladder, ref=unit.escalations.next_ref(now))
    unit.escalations.insert(named)
    return named


def _send_lists(unit: Unit, *, owed: _Owed, now: datetime) -> int:
    notices = []
    for each in owed.lists:
        to = f"person:{account_of(unit, each.ask.recipient)}"
        notices.append(Notice(kind_of(each.what), to, each.about, each.key))
        unit.dissemination.add([row_of_log(each.about, now, each.ask.instead)])
    late = [Notice(kind_of(each.what), "person:", each.about, each.key) for each in owed.late_lists]
    if unit.burn(late, now, error="missed"):
        unit.record(_fact("RequestsMissed", owed.late_lists[0].meeting, now, count=str(len(late))))
    told = unit.tell(notices, now)
    if told:
        unit.record(_fact("ActionsDisseminated", owed.lists[0].meeting, now, count=str(told)))
    return told


def _plan_board(unit: Unit, *, now: datetime) -> int:
    if not _wants_board(unit, now):
        return 0
    last = unit.meetings.last_of("BOARD")
    if last is None:
        return 0
    following = next_board(last)
    unit.meetings.put(following)
    unit.record(_fact("MeetingPlanned", following.ref, now))
    unit.tell([schedule_meeting(following, now)], now, lane=GRAPH)
    return 1


def _sum_up(unit: Unit, *, now: datetime) -> int:
    day = today_of(now).isoformat()
    return unit.tell([Notice(SUMMARY, f"forum:{MH_TEAM}", day, f"{SUMMARY}:{day}")], now)


def _fact_of(ladder: Ladder, now: datetime) -> Fact:
    name = "EscalationMoved" if ladder.is_running else "EscalationWithdrawn"
    return _fact(name, ladder.ref, now, action=ladder.action, rung=str(ladder.rung))


def _fact(name: str, about: str, now: datetime, **details: str) -> Fact:
    return Fact(name=name, about=about, by="ticker", at=now, tier=Tier.T0, details=details)
