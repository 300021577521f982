"""What minutes owe now: drafts to be begun, reminders, looks at files and for recordings."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import partial

import structlog

from board.actions import today_of
from board.calendar import LONDON, Calendar, at_london
from board.facts import Notice
from board.meetings import Meeting, MeetingState
from board.minutes import Minutes, MinutesState, is_subgroup
from board.places import MH_TEAM
from board.recordings import delete_on, is_recorded
from bot.handlers.minutes_notices import (
    APPROVAL_REMINDED,
    CHAIR_REMINDED,
    RECORDING_DUE,
    begin_draft,
)
from bot.handlers.minutes_steps import asked_again, notice_to
from bot.minute_values import approvers_of, chairs_of
from bot.teams.adapter import places
from storage.database import Database
from storage.errors import DatabaseUnavailable
from storage.outbox import GRAPH
from storage.standing import standing_of
from storage.unit import Origin, Snapshot, Unit

log = structlog.get_logger()

_ORIGIN = Origin(place="ticker", trace="")
LOOK_AT_FILE = "file_look"
LOOK_FOR_RECORDING = "recording_look"
CHAIR_WAITS = 3
"""Working days after which a chair who has the draft is reminded, once."""
APPROVAL_WAITS = 5
"""Working days after which co-chairs are reminded who have not approved, once."""
_LOOKED_AT_DAILY = timedelta(days=90)
"""How long after it was filed a file is looked at every day; then once a month."""
_RECORDING_COMES = timedelta(days=10)
"""How long after a meeting its recording is looked for."""
_WORTH_IT = timedelta(days=21)
"""How long after a step its reminder is still sent: after an outage of weeks it says nothing."""
_TEAM = f"forum:{MH_TEAM}"


@dataclass(slots=True)
class _Owed:
    """What one look has found."""

    to_begin: list[str] = field(default_factory=list)
    tell: list[Notice] = field(default_factory=list)
    look: list[Notice] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Look:
    """The instant of one look, and by what it is told whether a thing is due."""

    now: datetime
    calendar: Calendar
    told_at: time

    def is_past(self, day: date) -> bool:
        """The hour has come at which the board's people are told on that day."""
        return self.now >= at_london(day, self.told_at)

    def is_late(self, since: datetime | None, days: int) -> bool:
        """So many working days are over, and it is still worth saying so."""
        if since is None or self.now > since + _WORTH_IT:
            return False
        return self.is_past(self.calendar.add_working_days(today_of(since), days))


async def do_what_minutes_owe(database: Database, now: datetime, calendar: Calendar) -> int:
    """Have everything done that is due, each thing once; how much was new."""
    owed = await database.read(
        partial(_look, now=now, calendar=calendar), name="look at the minutes"
    )
    return sum([await _write(database, work) for work in _works(owed, now)])


def _works(owed: _Owed, now: datetime) -> Iterator[partial[int]]:
    for ref in owed.to_begin:
        yield partial(_begin, ref=ref, now=now)
    if owed.tell:
        yield partial(_tell, notices=owed.tell, now=now)
    if owed.look:
        yield partial(_tell_graph, notices=owed.look, now=now)


async def _write(database: Database, work: partial[int]) -> int:
    """One unit; a fault in it is logged, and must not keep the others from being done."""
    name = work.func.__name__
    try:
        return await database.write(work, origin=_ORIGIN, name=name)
    except DatabaseUnavailable:
        raise
    except Exception as error:  # noqa: BLE001 - one bad meeting must not stop the others
        fault, at = type(error).__name__, places(error)
        log.error("minutes failed", during=name, error=fault, at=at)  # noqa: TRY400
        return 0


def _look(snapshot: Snapshot, *, now: datetime, calendar: Calendar) -> _Owed:
    look = _Look(now, calendar, snapshot.settings.clocks.told_at)
    owed = _Owed(to_begin=list(snapshot.minutes.missing(str(MeetingState.MINUTES_DRAFT))))
    # Out of hours nobody is written to; files are looked at all the same.
    for minutes in snapshot.minutes.running() if calendar.is_open(now) else ():
        meeting = snapshot.meetings.get(minutes.meeting)
        if meeting is not None:
            owed.tell += _reminders(meeting, minutes, snapshot, look)
            owed.tell += asked_again(meeting, minutes, snapshot, now)
    owed.tell += _recordings_to_go(snapshot, look) if calendar.is_open(now) else ()
    owed.look = [*_files(snapshot, now), *_recordings_to_come(snapshot, now)]
    known = snapshot.outbox.known([each.unique_key for each in (*owed.tell, *owed.look)])
    owed.tell = [each for each in owed.tell if each.unique_key not in known]
    owed.look = [each for each in owed.look if each.unique_key not in known]
    return owed


def _reminders(
    meeting: Meeting, minutes: Minutes, snapshot: Snapshot, look: _Look
) -> Iterator[Notice]:
    """Whoever has the draft too long is reminded, once for each step."""
    for each in _late(meeting, minutes, snapshot, look):
        kind = CHAIR_REMINDED if minutes.state is MinutesState.WITH_CHAIR else APPROVAL_REMINDED
        yield notice_to(each, kind, meeting.ref, snapshot)


def _late(meeting: Meeting, minutes: Minutes, snapshot: Snapshot, look: _Look) -> tuple[str, ...]:
    """Who has had the minutes for longer than they should."""
    if minutes.state is MinutesState.WITH_CHAIR:
        is_late = look.is_late(minutes.with_chair_at, CHAIR_WAITS)
        return chairs_of(meeting, snapshot, look.now) if is_late else ()
    if not look.is_late(minutes.with_members_at, APPROVAL_WAITS) or is_subgroup(meeting):
        return ()
    chairs = standing_of(snapshot, look.now).co_chairs
    approvers = approvers_of(meeting, minutes, snapshot)
    return tuple(each for each in chairs if each not in approvers)


def _recordings_to_go(snapshot: Snapshot, look: _Look) -> Iterator[Notice]:
    """The day on which a recording has to be deleted: the team is told once."""
    for ref in sorted({each.meeting for each in snapshot.recordings.all()}):
        day = delete_on(snapshot.minutes.find(ref), look.calendar)
        if day is not None and look.is_past(day):
            yield Notice(RECORDING_DUE, _TEAM, ref, f"{RECORDING_DUE}:{ref}:{day}")


def _files(snapshot: Snapshot, now: datetime) -> Iterator[Notice]:
    """Final minutes whose file is to be looked at today."""
    today = today_of(now)
    for each in snapshot.documents.kept():
        filed = today_of(each.filed_at or each.made_at)
        is_young = now - (each.filed_at or each.made_at) <= _LOOKED_AT_DAILY
        if filed < today and (is_young or filed.day == today.day):
            key = f"{LOOK_AT_FILE}:{each.key}:{today}"
            yield Notice(LOOK_AT_FILE, f"files:{each.forum}", each.key, key)


def _recordings_to_come(snapshot: Snapshot, now: datetime) -> Iterator[Notice]:
    """Board meetings that were held: another recording, or the transcript, may still come."""
    today = now.astimezone(LONDON).date()
    for each in snapshot.meetings.starting(now - _RECORDING_COMES, now):
        is_over = each.ends_at < now and is_recorded(each)
        has_link = is_over and bool(snapshot.bookings.of(each.ref).join_url)
        if has_link and not snapshot.recordings.has_been_deleted(each.ref):
            key = f"{LOOK_FOR_RECORDING}:{each.ref}:{today}"
            yield Notice(LOOK_FOR_RECORDING, f"calendar:{each.ref}", each.ref, key)


def _begin(unit: Unit, *, ref: str, now: datetime) -> int:
    """Begin the minutes of a meeting that has ended, from what was recorded in it."""
    meeting = unit.meetings.get(ref, for_change=True)
    return int(meeting is not None and begin_draft(meeting, unit, now))


def _tell(unit: Unit, *, notices: list[Notice], now: datetime) -> int:
    return unit.tell(notices, now)


def _tell_graph(unit: Unit, *, notices: list[Notice], now: datetime) -> int:
    return unit.tell(notices, now, lane=GRAPH)
