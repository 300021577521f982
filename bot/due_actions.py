"""What the tracker owes now: reminders, lists, rungs; worked out afresh on each tick."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial

import structlog

from board.action_lists import OWN_LIST, ListDue, lists_due
from board.action_reminders import DAYS_BEFORE, LOOK_AHEAD, Reminder, notices_of, reminder_due
from board.actions import Action, Priority, today_of
from board.calendar import Calendar, at_london
from board.escalation import (
    MOVES_AT,
    Ladder,
    begin,
    is_moving_time,
    next_move,
    wants_ladder,
)
from board.facts import Fact, Notice
from board.meetings import is_board
from board.places import MH_TEAM
from board.standing import Standing
from board.tiers import Tier
from bot.handlers.action_lists import kind_of, row_of_log
from bot.handlers.action_notices import TOGETHER
from bot.handlers.action_steps import redrawn
from bot.handlers.escalation_notices import alert_of, notices_of_step, on_an_agenda
from bot.handlers.schedule import KINDS, SUMMARY
from bot.handlers.tracker_views import account_of
from bot.teams.adapter import places
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.standing import standing_of
from storage.unit import Origin, Snapshot, Unit

log = structlog.get_logger()

_ORIGIN = Origin(place="ticker", trace="")
REMINDERS_AT_ONCE = 4
"""Reminders one reader gets one by one; more come together on one card."""
_TOGETHER = 40
"""Intents that one unit writes at most: a unit takes less than 20 ms."""
_SUMMARY_WAITS = timedelta(minutes=15)


@dataclass(slots=True)
class _Owed:
    """What one look has found."""

    reminders: list[Reminder] = field(default_factory=list)
    crowded: dict[str, list[Reminder]] = field(default_factory=dict)
    missed: list[Reminder] = field(default_factory=list)
    lists: list[ListDue] = field(default_factory=list)
    late_lists: list[ListDue] = field(default_factory=list)
    moves: list[str] = field(default_factory=list)
    wants_summary: bool = False


async def do_what_the_tracker_owes(database: Database, now: datetime, calendar: Calendar) -> int:
    """Have everything sent that is due, each thing once; how much was new."""
    look = partial(_look, now=now, calendar=calendar)
    owed = await database.read(look, name="look at the tracker")
    return sum([await _write(database, work) for work in _works(owed, now, calendar)])


def _works(owed: _Owed, now: datetime, calendar: Calendar) -> Iterator[partial[int]]:
    """Everything that is to be written, in units that are short."""
    for start in range(0, len(owed.reminders), _TOGETHER):
        yield partial(_remind, due=owed.reminders[start : start + _TOGETHER], now=now)
    for reader in owed.crowded:
        yield partial(_remind_together, due=owed.crowded[reader], now=now)
    for start in range(0, len(owed.missed), _TOGETHER):
        yield partial(_miss, missed=owed.missed[start : start + _TOGETHER], now=now)
    for ref in owed.moves:
        yield partial(_move, ref=ref, now=now, calendar=calendar)
    if owed.lists or owed.late_lists:
        yield partial(_send_lists, owed=owed, now=now)
    if owed.wants_summary:
        yield partial(_sum_up, now=now)


async def _write(database: Database, work: partial[int]) -> int:
    """One unit; a fault in it is logged, and must not keep the others from being done."""
    name = work.func.__name__
    try:
        return await database.write(work, origin=_ORIGIN, name=name)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one bad action must not stop the others
        fault, at = type(error).__name__, places(error)
        log.error("tracker failed", during=name, error=fault, at=at)  # noqa: TRY400
        return 0


def _look(snapshot: Snapshot, *, now: datetime, calendar: Calendar) -> _Owed:
    owed = _Owed()
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
    by_reader: dict[str, list[Reminder]] = {}
    for reminder in owed.reminders:
        by_reader.setdefault(reminder.ask.recipient, []).append(reminder)
    owed.crowded = {who: due for who, due in by_reader.items() if len(due) > REMINDERS_AT_ONCE}
    owed.reminders = [each for each in owed.reminders if each.ask.recipient not in owed.crowded]


def _look_for_lists(
    owed: _Owed, snapshot: Snapshot, standing: Standing, now: datetime, calendar: Calendar
) -> None:
    meetings = [
        each for each in snapshot.meetings.starting(now, now + LOOK_AHEAD) if is_board(each)
    ]
    if not meetings:
        return
    owners, clocks = snapshot.actions.live_owners(), snapshot.settings.clocks
    for meeting in meetings:
        due, late = lists_due(meeting, owners, standing, now, calendar, clocks)
        owed.lists += due
        owed.late_lists += late
    owed.lists = [each for each in owed.lists if not _has_arrived(each, snapshot)]
    known = snapshot.outbox.known([each.key for each in (*owed.lists, *owed.late_lists)])
    owed.lists = [each for each in owed.lists if each.key not in known]
    owed.late_lists = [each for each in owed.late_lists if each.key not in known]


def _has_arrived(due: ListDue, snapshot: Snapshot) -> bool:
    """The agency, or the owner, has it already for that day; a stand-in only where not."""
    sent = snapshot.dissemination.of_meeting(due.meeting)
    return any(
        each.what == due.what
        and each.agency == due.agency
        and each.is_for(due.on)
        and each.delivered_at is not None
        and (due.what != OWN_LIST or each.member == due.ask.recipient)
        for each in sent
    )


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


def _wants_summary(snapshot: Snapshot, owed: _Owed, now: datetime) -> bool:
    """Once a day: when the morning's reminders have gone, or after a quarter of an hour."""
    key = f"{SUMMARY}:{today_of(now)}"
    if owed.reminders or owed.moves or snapshot.outbox.known([key]):
        return False
    waits = snapshot.outbox.tally(KINDS, now - timedelta(hours=12), now + _SUMMARY_WAITS)
    return not waits.get("pending") or now >= at_london(today_of(now), MOVES_AT) + _SUMMARY_WAITS


def _remind(unit: Unit, *, due: list[Reminder], now: datetime) -> int:
    return unit.tell(notices_of(due, standing_of(unit, now)), now)


def _remind_together(unit: Unit, *, due: list[Reminder], now: datetime) -> int:
    """One card with all of them, which takes the place of each."""
    notices = notices_of(due, standing_of(unit, now))
    reader, day = due[0].ask.recipient, today_of(now)
    if not unit.burn(notices, now, error="together"):
        return 0
    refs = ",".join(f"{each.action}.{each.days}" for each in due)
    key = f"{TOGETHER}:{reader}:{day}:{refs}"
    return unit.tell([Notice(TOGETHER, notices[0].to, f"{reader}:{day}", key)], now)


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
    moved = _kept(on_an_agenda(moved, unit, now), unit, now)
    tell = notices_of_step(moved, action, unit) if moved.is_running else []
    is_day_off = not calendar.is_working_day(today_of(now))
    if tell and is_day_off and moved.priority is Priority.CRITICAL:
        tell += alert_of(moved, unit)
    unit.record(_fact_of(moved, now), tell=[*tell, *redrawn(moved)])
    return 1


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


def _sum_up(unit: Unit, *, now: datetime) -> int:
    day = today_of(now).isoformat()
    return unit.tell([Notice(SUMMARY, f"forum:{MH_TEAM}", day, f"{SUMMARY}:{day}")], now)


def _fact_of(ladder: Ladder, now: datetime) -> Fact:
    name = "EscalationMoved" if ladder.is_running else "EscalationWithdrawn"
    return _fact(name, ladder.ref, now, action=ladder.action, rung=str(ladder.rung))


def _fact(name: str, about: str, now: datetime, **details: str) -> Fact:
    return Fact(name=name, about=about, by="ticker", at=now, tier=Tier.T0, details=details)
