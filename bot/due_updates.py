"""What subgroups' chairs owe the board now: their updates; worked out afresh on each tick."""

from datetime import datetime, timedelta
from functools import partial

from board.calendar import Calendar
from board.cycle_due import TEAM
from board.facts import Notice
from board.meetings import is_board
from board.updates_due import updates_due
from bot.handlers.tracker_views import account_of
from bot.subgroups import Subgroup, subgroups_at
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit

_ORIGIN = Origin(place="ticker", trace="")
_AHEAD = timedelta(days=28)


async def do_what_updates_owe(database: Database, now: datetime, calendar: Calendar) -> int:
    """Have the chairs asked for what is due, each once and in working hours; how much was new."""
    if not calendar.is_open(now):
        return 0
    look = partial(_look, now=now, calendar=calendar)
    notices = await database.read(look, name="look for updates")
    if not notices:
        return 0
    tell = partial(_tell, notices=notices, now=now)
    return await database.write(tell, origin=_ORIGIN, name="ask for updates")


def _look(snapshot: Snapshot, *, now: datetime, calendar: Calendar) -> list[Notice]:
    boards = [each for each in snapshot.meetings.starting(now, now + _AHEAD) if is_board(each)]
    subgroups = subgroups_at(snapshot, now) if boards else ()
    due: list[Notice] = []
    for board in boards:
        kept = snapshot.subgroup_updates.of_board(board.ref)
        approved = {each.forum for each in kept if each.is_approved}
        for each in subgroups:
            due += updates_due(
                board,
                each.code,
                _to(each, snapshot),
                is_approved=each.code in approved,
                now=now,
                calendar=calendar,
                clocks=snapshot.settings.clocks,
            )
    known = snapshot.outbox.known([each.key for each in due if each.key])
    return [each for each in due if each.key not in known]


def _to(subgroup: Subgroup, snapshot: Snapshot) -> str:
    """The chair's own chat; the mental health team where there is no chair to be told."""
    member = snapshot.people.member(subgroup.chair)
    if member is None or not member.active:
        return TEAM
    return f"person:{account_of(snapshot, subgroup.chair)}"


def _tell(unit: Unit, *, notices: list[Notice], now: datetime) -> int:
    return unit.tell(notices, now)
