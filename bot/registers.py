"""The registers that go out with a pack: every action, every risk, as they stand."""

from datetime import date, datetime, timedelta

from board.action_lists import overdue_first
from board.actions import Action, Brag, brag, today_of
from board.calendar import Calendar
from board.meetings import Meeting
from cards.action_words import RUNGS, STATES
from graph.documents.values import RegisterRow, RegisterSheet, TrackerRow, TrackerSheet
from storage.unit import Snapshot

_HOLIDAYS_AHEAD = timedelta(days=800)


def tracker_sheet(
    meeting: Meeting, at: datetime, snapshot: Snapshot, calendar: Calendar
) -> TrackerSheet:
    """Every action that all may read of, open ones first."""
    hidden = snapshot.sittings.withheld_from_anybody().refs
    names = {each.key: each.name for each in snapshot.people.members()}
    agencies = {each.key: each.short_name for each in snapshot.people.agencies()}
    today = today_of(at)
    rungs = {each.action: RUNGS[each.rung] for each in snapshot.escalations.running()}
    listed = overdue_first(snapshot.actions.all(), today)
    return TrackerSheet(
        name=meeting.ref,
        rows=tuple(
            _row(each, names, agencies, rungs.get(each.ref, ""), brag(each, today, calendar))
            for each in listed
            if each.ref not in hidden
        ),
        holidays=_holidays(at, calendar),
        made_at=at,
    )


def risk_sheet(
    meeting: Meeting, at: datetime, snapshot: Snapshot, _calendar: Calendar
) -> RegisterSheet:
    """The risk register: every risk that all may read of, whatever became of it."""
    hidden = snapshot.sittings.withheld_from_anybody().refs
    names = {each.key: each.name for each in snapshot.people.members()}
    agencies = {each.key: each.short_name for each in snapshot.people.agencies()}
    rows = (
        RegisterRow(
            ref=each.ref,
            title=each.title,
            owner=names.get(each.owner, ""),
            agency=agencies.get(each.owner_agency, each.owner_agency),
            state=as_read(each.state),
            gross=each.gross.value if each.gross else None,
            net=each.net.value if each.net else None,
            band=each.net.band.capitalize() if each.net else "",
            trend=as_read(each.trend),
            target=each.target.value if each.target else None,
            target_by=each.target_by,
            review=each.next_review,
            treatment=as_read(each.treatment),
            proximity=as_read(each.proximity),
            category=as_read(each.category),
            raised_on=each.raised_on,
        )
        for each in snapshot.risks.all()
        if each.ref not in hidden
    )
    return RegisterSheet(name=meeting.ref, rows=tuple(rows), made_at=at)


def as_read(code: str) -> str:
    """A code as people read it."""
    return str(code).replace("_", " ").capitalize()


def _row(
    action: Action, names: dict[str, str], agencies: dict[str, str], rung: str, colour: Brag
) -> TrackerRow:
    last = max(action.updates, key=lambda each: each.on, default=None)
    return TrackerRow(
        ref=action.ref,
        title=action.title,
        owner=names.get(action.owner, action.owner),
        agency=agencies.get(action.owner_agency, action.owner_agency),
        due=action.due,
        brag=str(colour),
        state=STATES[action.state],
        is_open=action.is_open,
        escalated_to=rung,
        priority=str(action.priority).capitalize(),
        measure=action.success_measure,
        updated_on=last.on if last else None,
        update=last.text if last else "",
        source=action.source,
        raised_on=action.raised_on,
        original_due=action.original_due,
        extensions=action.extensions,
        risk=action.risk or "",
        supporting=", ".join(agencies.get(each, each) for each in action.supporting),
        closed_on=action.closed_on,
    )


def _holidays(at: datetime, calendar: Calendar) -> tuple[date, ...]:
    first = today_of(at) - _HOLIDAYS_AHEAD
    days = (first + timedelta(days=number) for number in range(2 * _HOLIDAYS_AHEAD.days))
    return tuple(each for each in days if each in calendar.holidays)
