"""Who is at a meeting: by the facilitator's tap, and by each person's own word."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from board.attendance import here, noted, observing, statuses
from board.cycle import fact_of
from board.errors import Forbidden
from board.forums import IN_THE_ROOM, Attended, record_of
from board.meeting_record import Attendance
from board.meeting_steps import adjourn, demand_attender, demand_correctable, demand_leader
from board.meetings import Meeting, MeetingState
from board.people import Agency
from board.referral_form import Fault
from board.sittings import finished
from bot.handlers.sitting_pages import led, locked, meeting_of, quorum_of_record, thing_of
from bot.handlers.sittings import LEAD, VIEW, keep_times, sitting_reply
from bot.handlers.tracker_views import names_of
from bot.handlers.triage_page import text_of
from bot.minute_values import renew_draft
from bot.router import Router
from bot.turn import Reply, Turn
from cards.sitting_payloads import (
    AcceptStatement,
    AdjournSitting,
    AskAttendance,
    MarkAttendance,
    SaveAttendance,
    ShowAttendance,
    ShowStatement,
)
from cards.sitting_views import AgencyLine, AttendanceEntry, AttendanceList, StatementShown
from storage.outbox import redraw
from storage.unit import Snapshot, Unit

router = Router()

ROWS = 5
_GONE = frozenset({Attended.ABSENT, Attended.APOLOGIES})


@router.view(ShowAttendance, needs=LEAD)
def show_attendance(turn: Turn, asked: ShowAttendance, snapshot: Snapshot) -> Reply:
    """A page of agencies."""
    meeting = meeting_of(turn, asked.ref, snapshot)
    demand_leader(meeting, turn.person)
    return Reply(view=_list(turn, meeting, snapshot, page=asked.page))


@router.deed(MarkAttendance, needs=LEAD)
def mark_attendance(turn: Turn, pressed: MarkAttendance, unit: Unit) -> Reply:
    """Note how an agency is there; the same tap again changes nothing."""
    meeting = _correctable(pressed.ref, turn, unit)
    agency = _agency(pressed.agency, unit)
    known = unit.sittings.record(meeting.ref).attendance
    row = noted(agency, pressed.how, known, _as_of(turn, meeting, unit))
    _note(turn, meeting, row, unit)
    return Reply(view=_list(turn, meeting, unit, page=pressed.page))


@router.view(AskAttendance, needs=LEAD)
def ask_attendance(turn: Turn, asked: AskAttendance, snapshot: Snapshot) -> Reply:
    """One agency in full."""
    meeting = meeting_of(turn, asked.ref, snapshot)
    demand_leader(meeting, turn.person)
    return Reply(view=_entry(meeting, asked.agency, asked.page, snapshot))


@router.deed(SaveAttendance, needs=LEAD)
def save_attendance(turn: Turn, pressed: SaveAttendance, unit: Unit) -> Reply:
    """Note who of an agency came, sent apologies, or watches."""
    meeting = _correctable(pressed.ref, turn, unit)
    at = _as_of(turn, meeting, unit)
    agency = _agency(pressed.agency, unit)
    names = ("how", "member", "information_sent", "observer")
    inputs = {name: text_of(pressed, name) for name in names}
    member = unit.people.member(inputs["member"]) if inputs["member"] else None
    faults: dict[str, Fault] = {}
    if inputs["how"] not in set(Attended):
        faults["how"] = Fault("V41")
    watches = inputs["observer"] == "true"
    is_stranger = member is None or member.agency != agency.key
    if (inputs["member"] or watches) and is_stranger:
        faults["member"] = Fault("attendance_who")
    if faults:
        entry = _entry(meeting, agency.key, pressed.page, unit)
        return Reply(view=replace(entry, inputs=inputs, faults=faults))
    if watches and member is not None:
        row = observing(member, at)
    else:
        row = noted(
            agency,
            Attended(inputs["how"]),
            unit.sittings.record(meeting.ref).attendance,
            at,
            member=member.key if member else "",
            information_sent=inputs["information_sent"] == "true",
        )
    _note(turn, meeting, row, unit)
    return Reply(view=_list(turn, meeting, unit, page=pressed.page))


@router.view(ShowStatement, needs=VIEW)
def show_statement(turn: Turn, asked: ShowStatement, snapshot: Snapshot) -> Reply:
    """The confidentiality statement of a meeting, for whoever belongs to it."""
    meeting = meeting_of(turn, asked.ref, snapshot)
    demand_attender(meeting, turn.person)
    return Reply(view=_statement(turn, meeting, snapshot))


@router.deed(AcceptStatement, needs=VIEW)
def accept_statement(turn: Turn, pressed: AcceptStatement, unit: Unit) -> Reply:
    """Accept the statement; in a meeting in session, be noted as there by one's own word."""
    meeting = meeting_of(turn, pressed.ref, unit, for_change=True)
    member, agency = turn.person.member, turn.person.agency
    if member is None or agency is None:
        raise Forbidden
    demand_attender(meeting, turn.person)
    is_new = unit.sittings.accept(meeting.ref, member.key, turn.now)
    if is_new:
        unit.record(fact_of("StatementAccepted", meeting, turn.person, turn.now))
    note = "Accepted."
    if meeting.state is MeetingState.IN_SESSION:
        known = unit.sittings.record(meeting.ref).attendance
        _note(turn, meeting, here(member, agency, known, turn.now), unit, by_self=True)
        note = "Accepted, and you are noted as here."
    if is_new:
        unit.people.note_accepted(member.key, turn.now)
    return Reply(view=replace(_statement(turn, meeting, unit), note=note))


@router.deed(AdjournSitting, needs=LEAD)
def adjourn_sitting(turn: Turn, pressed: AdjournSitting, unit: Unit) -> Reply:
    """Break off a meeting without a quorum; what was discussed stays."""
    meeting = locked(pressed.ref, turn, unit)
    record = unit.sittings.record(meeting.ref)
    is_met = quorum_of_record(meeting, record, unit, turn.now).is_met
    broken, fact = adjourn(replace(meeting, quorate=is_met), by=turn.person, now=turn.now)
    saved = unit.meetings.save(broken)
    if sitting := unit.sittings.get(meeting.ref):
        keep_times(meeting.ref, finished(sitting, record.items, turn.now), unit)
    unit.record(fact, tell=[redraw(thing_of(meeting.ref))])
    return sitting_reply(turn, saved, unit, note="Adjourned: there is no quorum.")


def _correctable(ref: str, turn: Turn, unit: Unit) -> Meeting:
    """A meeting in session, or a closed one whose minutes are not final; for who leads it."""
    meeting = led(ref, turn, unit)
    demand_correctable(meeting)
    return meeting


def _as_of(turn: Turn, meeting: Meeting, unit: Unit) -> datetime:
    """When somebody was there who is noted now: not after the end."""
    sitting = unit.sittings.get(meeting.ref)
    ended = sitting.ended_at if sitting else None
    return turn.now if ended is None or meeting.state is MeetingState.IN_SESSION else ended


def _note(
    turn: Turn, meeting: Meeting, row: Attendance, unit: Unit, *, by_self: bool = False
) -> None:
    """Keep one line, in the place of what was noted of the agency before.

    Whoever has said themselves that they are there stays, unless nobody of the agency is.
    """
    before = unit.sittings.record(meeting.ref)
    if by_self:
        ours = [each for each in before.attendance if each.agency == row.agency]
        if all(each.status in _GONE for each in ours if not each.is_observer):
            unit.sittings.drop_attendance(meeting.ref, row.agency)
    elif not row.is_observer:
        is_there = row.status not in _GONE
        unit.sittings.drop_attendance(meeting.ref, row.agency, keep_own_word=is_there)
    unit.sittings.put_attendance(meeting.ref, row, turn.now, by_self=by_self)
    after = unit.sittings.record(meeting.ref)
    if after == before:
        return
    quorum = quorum_of_record(meeting, after, unit, turn.now)
    unit.meetings.save(
        replace(meeting, attendance=statuses(after.attendance), quorate=quorum.is_met)
    )
    renew_draft(meeting, unit)
    was = quorum_of_record(meeting, before, unit, turn.now)
    tell = [redraw(thing_of(meeting.ref))] if was != quorum else []
    details = {"agency": row.agency, "how": str(row.status)}
    unit.record(fact_of("AttendanceNoted", meeting, turn.person, turn.now, **details), tell=tell)


def _agency(key: str, snapshot: Snapshot) -> Agency:
    found = snapshot.people.agency(key)
    if found is None or not found.active:
        raise Forbidden
    return found


def _list(turn: Turn, meeting: Meeting, snapshot: Snapshot, *, page: int) -> AttendanceList:
    """A page of the active agencies, core ones first."""
    record = snapshot.sittings.record(meeting.ref)
    accepted = snapshot.sittings.accepted(meeting.ref)
    agencies = [each for each in snapshot.people.agencies() if each.active]
    agencies.sort(key=lambda each: (not each.core, each.short_name.casefold()))
    how = statuses(record.attendance)
    pages = max(1, -(-len(agencies) // ROWS))
    page = min(max(1, page), pages)
    shown = agencies[(page - 1) * ROWS : page * ROWS]
    came = {each.member for each in record.attendance if each.status in IN_THE_ROOM}
    quorum = quorum_of_record(meeting, record, snapshot, turn.now)
    is_running = meeting.state is MeetingState.IN_SESSION
    return AttendanceList(
        meeting=meeting,
        lines=tuple(_line(each, record.attendance) for each in shown),
        page=page,
        pages=pages,
        left=sum(each.key not in how for each in agencies),
        not_accepted=len(came - {""} - set(accepted)),
        quorum=quorum,
        names=names_of(snapshot),
        may_adjourn=is_running and not quorum.is_met,
        tier=record_of(meeting.forum).ceiling,
    )


def _line(agency: Agency, attendance: Sequence[Attendance]) -> AgencyLine:
    people = tuple(each for each in attendance if each.agency == agency.key)
    how = statuses(people).get(agency.key)
    return AgencyLine(
        agency=agency.key,
        name=agency.short_name,
        how=Attended(how) if how else None,
        people=people,
        has_deputy=bool(agency.deputy),
    )


def _entry(meeting: Meeting, key: str, page: int, snapshot: Snapshot) -> AttendanceEntry:
    agency = _agency(key, snapshot)
    members = (x for x in snapshot.people.members() if x.active and x.agency == agency.key)
    choices = sorted(((each.key, each.name) for each in members), key=lambda one: one[1])
    return AttendanceEntry(
        meeting=meeting,
        line=_line(agency, snapshot.sittings.record(meeting.ref).attendance),
        members=tuple(choices),
        page=page,
        names=names_of(snapshot),
        tier=record_of(meeting.forum).ceiling,
    )


def _statement(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> StatementShown:
    key = turn.person.member.key if turn.person.member else ""
    there = snapshot.sittings.record(meeting.ref).attendance
    return StatementShown(
        meeting=meeting,
        accepted_at=snapshot.sittings.accepted(meeting.ref).get(key),
        is_noted=any(each.member == key and each.status in IN_THE_ROOM for each in there),
        tier=record_of(meeting.forum).ceiling,
    )
