"""What the cycle owes now: meetings, turns, agendas, packs, notices; worked out on each tick."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

import structlog

from board.calendar import Calendar, at_london
from board.clocks import Clocks, clocks_of
from board.cycle import fact_of, to_plan
from board.cycle_due import (
    ACTION_LIST,
    HELD,
    LEAD_FALLS,
    PACK_DUE,
    TEAM,
    Progress,
    due_after,
    due_before,
    is_agenda_due,
    is_pack_due,
    missed_weeks,
)
from board.errors import BoardError
from board.facts import Fact, Notice
from board.forums import ForumRecord, ForumType
from board.meeting_steps import Pack, issue_pack, open_agenda
from board.meetings import Meeting, MeetingState
from board.packs import pack_of
from board.turns import Rota, Turns, adopted, ahead, had, settled, without_left
from bot.cycle_knows import progress_of
from bot.handlers.cycle_notices import PACK_STUCK
from bot.pack_values import agenda_of
from bot.papers import schedule
from bot.teams.adapter import places
from bot.turning import BOARD, all_filled, keep_turns, rota_of
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import GRAPH
from storage.standing import standing_of
from storage.unit import Origin, Snapshot, Unit

log = structlog.get_logger()

_ORIGIN = Origin(place="ticker", trace="")
_BACK, _FORTH = timedelta(days=45), timedelta(days=200)
"""The meetings looked at: those something is still owed for, and those to come."""
_AHEAD = {ForumType.BOARD: 2, ForumType.SUBGROUP: 2}
"""Meetings kept to come; one of any other forum."""
_UNISSUED = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN})
_OVER = frozenset({MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED})
_UNSETTLED = Progress(is_lead_settled=False)


@dataclass(slots=True)
class _Owed:
    """What one look has found."""

    plans: list[str] = field(default_factory=list)
    wants_turns: bool = False
    opens: list[str] = field(default_factory=list)
    issues: list[str] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)


async def do_what_the_cycle_owes(database: Database, now: datetime, calendar: Calendar) -> int:
    """Keep the cycle going, then have everything said that is due; how much was new."""
    look = partial(_look, now=now, calendar=calendar)
    owed, done = await database.read(look, name="look at the cycle"), 0
    for code in owed.plans:
        done += await _write(database, partial(_plan, code=code, now=now, calendar=calendar))
    if owed.plans or owed.wants_turns:
        done += await _write(database, partial(_turn, now=now, calendar=calendar))
        again = partial(look, is_settled=True)
        owed = await database.read(again, name="look at the cycle")
    for ref in owed.opens:
        done += await _write(database, partial(_open, ref=ref, now=now, calendar=calendar))
    for ref in owed.issues:
        done += await _write(database, partial(_issue, ref=ref, now=now, calendar=calendar))
    if owed.notices:
        done += await _write(database, partial(_tell, notices=owed.notices, now=now))
    return done


async def _write(database: Database, work: partial[int]) -> int:
    """One unit; a fault in it is logged, and must not keep the others from being done."""
    name = work.func.__name__
    try:
        return await database.write(work, origin=_ORIGIN, name=name)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one bad meeting must not stop the others
        fault, at = type(error).__name__, places(error)
        log.error("cycle failed", during=name, error=fault, at=at)  # noqa: TRY400
        return 0


# --- the meetings there are to be ---------------------------------------------------------------


def _planned_of(
    forum: ForumRecord, snapshot: Snapshot, now: datetime, calendar: Calendar
) -> tuple[Meeting, ...]:
    known = snapshot.meetings.of_forum(forum.code)
    return to_plan(forum, known, now, calendar, ahead=_AHEAD.get(forum.type, 1))


def _plan(unit: Unit, *, code: str, now: datetime, calendar: Calendar) -> int:
    """The next meetings of a forum; a board's goes into the calendar too."""
    planned = _planned_of(unit.forums.get(code), unit, now, calendar)
    for each in planned:
        unit.meetings.put(each)
        unit.record(fact_of("MeetingPlanned", each, None, now))
        if each.forum == BOARD:
            unit.tell([schedule(each, now)], now, lane=GRAPH)
    return len(planned)


# --- the turns of the boards --------------------------------------------------------------------


def _turned(
    kept: Turns, boards: tuple[Meeting, ...], rota: Rota, now: datetime
) -> tuple[Turns, tuple[Fact, ...]]:
    """The turns as they are to be now, and what happened to those that were had.

    That a co-chair leads is settled within working hours: it is told at once.
    """
    turns = adopted(kept, boards, now)
    turns, facts = without_left(turns, boards, rota.agencies, now)
    for each in boards:
        if each.state in HELD and each.ends_at <= now:
            turns, more = had(turns, each.ref, now)
            facts += more
    if rota.calendar.is_open(now):
        for each in ahead(boards, now):
            turns = settled(each, boards, turns, rota, now)
    return all_filled(turns, boards, rota, now), facts


def _turn(unit: Unit, *, now: datetime, calendar: Calendar) -> int:
    """Offer what is free, note what was had, and say where a co-chair leads."""
    kept, boards = unit.rotas.turns(for_change=True), unit.meetings.of_forum(BOARD)
    turns, facts = _turned(kept, boards, rota_of(unit, now, calendar), now)
    if turns == kept:
        return 0
    fell = {each.meeting for each in turns.lead if each.as_co_chair and each.since == now}
    keep_turns(unit, turns, now, calendar, facts=facts)
    for each in unit.meetings.of_forum(BOARD):
        if each.ref in fell:
            forum, clocks = unit.forums.get(BOARD), unit.settings.clocks
            due = due_before(each, forum, _UNSETTLED, now, calendar, clocks)
            unit.tell([one for one in due if one.kind == LEAD_FALLS], now)
    return 1


# --- what is due around each meeting ------------------------------------------------------------


def _look(
    snapshot: Snapshot, *, now: datetime, calendar: Calendar, is_settled: bool = False
) -> _Owed:
    """Everything at once; where something is to be planned or turned, that alone comes first."""
    clocks, owed = snapshot.settings.clocks, _Owed()
    forums = {each.code: each for each in snapshot.forums.all()}
    meetings = snapshot.meetings.starting(now - _BACK, now + _FORTH)
    to_come = Counter(each.forum.upper() for each in ahead(meetings, now))
    for forum in forums.values():
        is_short = to_come[forum.code] < _AHEAD.get(forum.type, 1)
        if is_short and _planned_of(forum, snapshot, now, calendar):
            owed.plans.append(forum.code)
    standing, kept = standing_of(snapshot, now), snapshot.rotas.turns()
    rota = rota_of(snapshot, now, calendar, standing)
    turns, _ = _turned(kept, snapshot.meetings.of_forum(BOARD), rota, now)
    owed.wants_turns = turns != kept
    if not is_settled and (owed.plans or owed.wants_turns):
        return owed
    for each in meetings:
        forum = forums[each.forum.upper()]
        progress = progress_of(each, forum, turns, standing, snapshot)
        owed.notices += due_before(each, forum, progress, now, calendar, clocks)
        owed.notices += _after(each, forum, progress, snapshot, now, calendar)
        if each.state not in _UNISSUED:
            continue
        if is_agenda_due(each, now, calendar, clocks):
            owed.opens.append(each.ref)
        if _is_to_be_issued(each, forum, now, calendar, clocks):
            refusal = _refusal(each, snapshot, now, calendar)
            owed.notices += [refusal] if refusal else []
            owed.issues += [] if refusal else [each.ref]
    for forum in forums.values():
        owed.notices += missed_weeks(forum, meetings, now, calendar, clocks)
    # The pack is announced with what issues it; and nobody is written to out of hours.
    is_open = calendar.is_open(now)
    owed.notices = [each for each in owed.notices if is_open and each.kind != PACK_DUE]
    known = snapshot.outbox.known([each.unique_key for each in owed.notices])
    owed.notices = [each for each in owed.notices if each.unique_key not in known]
    return owed


def _after(
    meeting: Meeting,
    forum: ForumRecord,
    progress: Progress,
    snapshot: Snapshot,
    now: datetime,
    calendar: Calendar,
) -> Iterator[Notice]:
    """What is owed after a meeting until its minutes are approved."""
    if meeting.state in _OVER:
        return
    clocks = snapshot.settings.clocks
    for each in due_after(meeting, forum, progress, now, calendar, clocks):
        if each.kind != ACTION_LIST or snapshot.actions.are_from(meeting.ref):
            yield each


def _is_to_be_issued(
    meeting: Meeting, forum: ForumRecord, now: datetime, calendar: Calendar, clocks: Clocks
) -> bool:
    """The board's pack by its clock; every other agenda stands from the morning of its day."""
    if forum.type is ForumType.BOARD:
        return is_pack_due(meeting, now, calendar, clocks)
    morning = at_london(meeting.day, clocks.told_at)
    return meeting.state in _UNISSUED and morning <= now < meeting.starts_at


def _refusal(
    meeting: Meeting, snapshot: Snapshot, now: datetime, calendar: Calendar
) -> Notice | None:
    """Tell the team why a pack cannot go out; None where it can."""
    try:
        _issued(meeting, snapshot, now)
    except BoardError as refusal:
        pack_at = clocks_of(meeting, snapshot.settings.clocks, calendar).pack.isoformat()
        about, starts_at = f"{meeting.ref}:{refusal.code}", meeting.starts_at.isoformat()
        return Notice(PACK_STUCK, TEAM, about, f"{PACK_STUCK}:{about}:{pack_at}:{starts_at}")
    return None


def _issued(meeting: Meeting, snapshot: Snapshot, now: datetime) -> tuple[Meeting, list[Fact]]:
    """The meeting with its pack out, by the rules; an agenda that nobody opened is opened."""
    facts: list[Fact] = []
    if meeting.state is MeetingState.PLANNED:
        meeting, opened = open_agenda(meeting, by=None, now=now)
        facts.append(opened)
    is_board = meeting.forum.upper() == BOARD
    pack = pack_of(agenda_of(meeting, now, snapshot), has_tracker=True) if is_board else Pack()
    meeting, issued = issue_pack(meeting, pack, by=None, now=now)
    return meeting, [*facts, issued]


def _open(unit: Unit, *, ref: str, now: datetime, calendar: Calendar) -> int:
    meeting = unit.meetings.get(ref, for_change=True)
    if meeting is None or not is_agenda_due(meeting, now, calendar, unit.settings.clocks):
        return 0
    opened, fact = open_agenda(meeting, by=None, now=now)
    unit.meetings.save(opened)
    unit.record(fact)
    return 1


def _issue(unit: Unit, *, ref: str, now: datetime, calendar: Calendar) -> int:
    """Send the pack out, and say so in the forum's channel; its papers are made right after."""
    meeting = unit.meetings.get(ref, for_change=True)
    if meeting is None:
        return 0
    forum, clocks = unit.forums.get(meeting.forum), unit.settings.clocks
    if not _is_to_be_issued(meeting, forum, now, calendar, clocks):
        return 0
    due = due_before(meeting, forum, Progress(), now, calendar, clocks)
    tell = [each for each in due if each.kind == PACK_DUE]
    issued, facts = _issued(meeting, unit, now)
    unit.meetings.save(issued)
    for fact in facts:
        unit.record(fact)
    unit.tell(tell, now)
    return 1


def _tell(unit: Unit, *, notices: Iterable[Notice], now: datetime) -> int:
    return unit.tell(notices, now)
