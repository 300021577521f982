"""What governance owes now: reminders of reviews and roles, worked out afresh on each tick."""

from datetime import datetime
from functools import partial

from board.actions import today_of
from board.calendar import Calendar
from board.cycle_due import TEAM
from board.facts import Notice
from board.governance import in_force
from board.governance_due import ROLES_END, ends_soon, reviews_due
from board.people import Role
from storage.database import Database
from storage.governance import AGREEMENT, TERMS
from storage.unit import Origin, Snapshot, Unit

_ORIGIN = Origin(place="ticker", trace="")


async def do_what_governance_owes(database: Database, now: datetime, calendar: Calendar) -> int:
    """Have those told who see to reviews and roles, once and in hours; how much was new."""
    if not calendar.is_open(now):
        return 0
    look = partial(_look, now=now)
    notices = await database.read(look, name="look at governance")
    if not notices:
        return 0
    tell = partial(_tell, notices=notices, now=now)
    return await database.write(tell, origin=_ORIGIN, name="tell of reviews")


def _look(snapshot: Snapshot, *, now: datetime) -> list[Notice]:
    stored = snapshot.governance
    live = ((TERMS, in_force(stored.terms())), (AGREEMENT, in_force(stored.agreements())))
    documents = [(kind, document) for kind, document in live if document is not None]
    due = list(reviews_due(documents, _facilitators(snapshot, now), now))
    if any(ends_soon(each, now) for each in snapshot.people.members()):
        year, week, _ = today_of(now).isocalendar()
        due.append(Notice(ROLES_END, TEAM, "roles", f"{ROLES_END}:{year}-{week:02}"))
    known = snapshot.outbox.known([each.unique_key for each in due])
    return [each for each in due if each.unique_key not in known]


def _facilitators(snapshot: Snapshot, now: datetime) -> tuple[str, ...]:
    """Where those are spoken to who arrange the meetings; the team's channel where nobody is."""
    accounts = [
        each.account
        for each in snapshot.people.members()
        if each.active
        and each.account
        and any(grant.role is Role.FACILITATOR and grant.holds(now) for grant in each.grants)
    ]
    return tuple(f"person:{each}" for each in accounts) or (TEAM,)


def _tell(unit: Unit, *, notices: list[Notice], now: datetime) -> int:
    return unit.tell(notices, now)
