"""What is due: worked out from how things stand on each tick, and said once for each clock."""

from datetime import datetime
from functools import partial

from board.calendar import Calendar
from board.facts import Notice
from board.reminders import due_of_challenges, due_of_referrals, is_to_close
from board.triage import close_signposted
from storage.database import Database
from storage.unit import Origin, Snapshot, Unit

_ORIGIN = Origin(place="ticker", trace="")


async def do_what_is_due(database: Database, now: datetime, calendar: Calendar) -> int:
    """Have everything told that is due, and close what closes by itself; how much was new."""
    look = partial(_look, now=now, calendar=calendar)
    notices, to_close = await database.read(look, name="look for what is due")
    done = 0
    if notices:
        tell = partial(_tell, notices=notices, now=now)
        done += await database.write(tell, origin=_ORIGIN, name="tell what is due")
    for ref in to_close:
        close = partial(_close, ref=ref, now=now)
        done += await database.write(close, origin=_ORIGIN, name="close a signpost")
    return done


def _look(
    snapshot: Snapshot, *, now: datetime, calendar: Calendar
) -> tuple[list[Notice], list[str]]:
    notices = [
        *due_of_referrals(snapshot.referrals.waiting(), now, calendar),
        *due_of_challenges(snapshot.challenges.open_ones(), now),
    ]
    return notices, [each.ref for each in snapshot.referrals.signposted() if is_to_close(each, now)]


def _tell(unit: Unit, *, notices: list[Notice], now: datetime) -> int:
    return unit.tell(notices, now)


def _close(unit: Unit, *, ref: str, now: datetime) -> int:
    referral = unit.referrals.get(ref, for_change=True)
    if not is_to_close(referral, now):
        return 0
    closed, fact = close_signposted(referral, now)
    unit.referrals.save(closed)
    unit.record(fact)
    return 1
