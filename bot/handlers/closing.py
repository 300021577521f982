"""A meeting is closed: what is unfinished, what it came to, and who stays away."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from board.attendance import (
    AgencyAttendance,
    agency_attendance,
    at_the_end,
    informed,
    statuses,
)
from board.errors import BoardError
from board.facts import Notice, Result
from board.forums import Attended, ForumType, record_of
from board.meeting_record import MeetingRecord
from board.meeting_steps import demand_leader, finish
from board.meetings import HELD, Meeting, MeetingState
from board.sittings import Sitting, finished, not_reached
from board.tiers import Tier
from bot.handlers.minutes_notices import begin_draft
from bot.handlers.sitting_pages import (
    following_meeting,
    meeting_of,
    quorum_of_record,
    thing_of,
)
from bot.handlers.sittings import (
    LEAD,
    VIEW,
    adjourned_meeting,
    keep_times,
    wanted_meeting,
)
from bot.handlers.tracker_views import account_of, names_of
from bot.router import Router, Said
from bot.turn import Office, Reply, Turn
from cards.sitting_payloads import AskClose, CloseSitting, ShowAttendanceReport
from cards.sitting_views import (
    AgencyMissed,
    AttendanceReport,
    CloseForm,
    MeetingSummary,
)
from cards.views import View
from storage.outbox import redraw
from storage.standing import standing_of
from storage.unit import Snapshot, Unit

router = Router()

M = MeetingState
SUMMARY = "meeting_summary"
MISSED = "agency_missed"
BOARDS = 6
"""Boards that count for attendance by agency: about nine months."""
CLOSABLE = frozenset({M.IN_SESSION, M.ADJOURNED_INQUORATE})
AfterClose = Callable[[Meeting, Unit, datetime], Iterable[Notice]]
"""What follows from a closed meeting, in the same unit; the notices it wants told."""


@router.command(
    "close meeting",
    says="Close the meeting that is in session",
    takes="(MEETING)",
    needs=LEAD,
    make=lambda words: Said(words.strip().upper()[:40]),
)
def close_meeting(turn: Turn, asked: Said, snapshot: Snapshot) -> Reply:
    """What is unfinished, before it is closed."""
    meeting = wanted_meeting(turn, asked.words, snapshot)
    if not asked.words and (meeting is None or meeting.state not in CLOSABLE):
        meeting = adjourned_meeting(turn, snapshot)
    if meeting is None or meeting.state not in CLOSABLE:
        raise BoardError("no_sitting")
    return _before_close(turn, meeting, snapshot)


@router.view(AskClose, needs=LEAD)
def ask_close(turn: Turn, asked: AskClose, snapshot: Snapshot) -> Reply:
    """The same, for the meeting of a card."""
    meeting = meeting_of(turn, asked.ref, snapshot)
    demand_leader(meeting, turn.person)
    if meeting.state not in CLOSABLE:
        raise BoardError("not_in_session")
    return _before_close(turn, meeting, snapshot)


@router.deed(CloseSitting, needs=LEAD)
def close_sitting(turn: Turn, pressed: CloseSitting, unit: Unit) -> Reply:
    """Close it; whoever presses second sees what it came to."""
    meeting = meeting_of(turn, pressed.ref, unit, for_change=True)
    demand_leader(meeting, turn.person)
    if meeting.state in HELD:
        return Reply(view=summary_of(meeting, unit))
    if meeting.state not in CLOSABLE:
        raise BoardError("not_in_session")
    meeting = _noted_at_the_end(turn, meeting, unit)
    closed, fact = finish(meeting, by=turn.person, now=turn.now)
    closed = unit.meetings.save(closed)
    record = unit.sittings.record(meeting.ref)
    sitting = unit.sittings.get(meeting.ref) or Sitting(meeting=meeting.ref)
    if sitting.ended_at is None:
        keep_times(meeting.ref, finished(sitting, record.items, turn.now), unit)
    told = [Notice(SUMMARY, record_of(closed.forum).channel, closed.ref)]
    for follow in AFTER_CLOSE:
        told += follow(closed, unit, turn.now)
    details = {"decisions": str(len(record.decisions)), "carried": str(len(not_reached(record)))}
    unit.record(
        replace(fact, details={**fact.details, **details}),
        tell=[*told, redraw(thing_of(closed.ref))],
    )
    note = "Closed. The minutes are drafted from here."
    return Reply(view=replace(summary_of(closed, unit), note=note))


@router.command("attendance", says="See attendance by agency over the last boards", needs=VIEW)
@router.view(ShowAttendanceReport, needs=VIEW)
def attendance(turn: Turn, _asked: object, snapshot: Snapshot) -> Reply:
    """Present or by deputy out of the boards held; who stays away comes first."""
    boards = _held(snapshot)
    view = AttendanceReport(
        rows=_attendance(boards, snapshot),
        boards=tuple(each.ref for each in boards),
        names=names_of(snapshot),
        at=turn.now,
    )
    return Reply(view=view, fact=turn.fact("AttendanceViewed", "boards", Tier.T0, Result.VIEWED))


def nudge_co_chairs(meeting: Meeting, unit: Unit, now: datetime) -> list[Notice]:
    """Co-chairs hear privately, once, of each agency that has now stayed away from two boards."""
    if record_of(meeting.forum).type is not ForumType.BOARD:
        return []
    chairs = standing_of(unit, now).co_chairs
    return [
        Notice(
            MISSED,
            f"person:{account_of(unit, chair)}",
            f"{meeting.ref}:{each.agency}",
            f"{MISSED}:{each.agency}:{each.away[0]}:{chair}",
        )
        for each in _missed(unit)
        for chair in chairs
    ]


def have_minutes(meeting: Meeting, unit: Unit, now: datetime) -> list[Notice]:
    """The draft is there at once: whoever closes a meeting goes on to its minutes."""
    begin_draft(meeting, unit, now)
    return []


AFTER_CLOSE: tuple[AfterClose, ...] = (nudge_co_chairs, have_minutes)
"""What follows when a meeting is closed. That turns have been had, the ticker notes."""


def summary_of(meeting: Meeting, snapshot: Snapshot) -> MeetingSummary:
    """What a meeting came to: counts and references that everybody may read.

    Actions that somebody must not see are counted and not named.
    """
    record = snapshot.sittings.record(meeting.ref)
    withheld = snapshot.sittings.withheld_from_anybody()
    names = names_of(snapshot)
    how = statuses(record.attendance)
    return MeetingSummary(
        meeting=meeting,
        decisions=len(record.decisions) - len(record.struck),
        actions=len(record.actions),
        refs=tuple(ref for _, ref in record.actions if ref not in withheld.refs),
        attendance=tuple((names.get(key, key), Attended(each)) for key, each in how.items()),
        not_reached=tuple(each.title for each in not_reached(record)),
        following=following_meeting(meeting, snapshot),
        tier=record_of(meeting.forum).ceiling,
    )


def _before_close(turn: Turn, meeting: Meeting, snapshot: Snapshot) -> Reply:
    demand_leader(meeting, turn.person)
    record = snapshot.sittings.record(meeting.ref)
    agencies = {each.key: each for each in snapshot.people.agencies()}
    absent = at_the_end(record.attendance, _expected(meeting, snapshot))
    view = CloseForm(
        meeting=meeting,
        not_reached=tuple(each.title for each in not_reached(record)),
        without_words=_without_words(record),
        not_noted=tuple(agencies[each.agency].short_name for each in absent),
        decisions=len(record.decisions) - len(record.struck),
        actions=len(record.actions),
        following=following_meeting(meeting, snapshot),
        quorum=quorum_of_record(meeting, record, snapshot, turn.now),
        tier=record_of(meeting.forum).ceiling,
    )
    fact = turn.fact("MeetingViewed", meeting.ref, Tier.T0, Result.VIEWED)
    return Reply(view=view, fact=fact)


def _without_words(record: MeetingRecord) -> tuple[str, ...]:
    """Items that were discussed and have nothing under them."""
    has = {each.item for each in record.decisions} | {item for item, _ in record.actions}
    return tuple(
        each.title
        for each in record.items
        if each.started_at and not each.summary and each.key not in has
    )


def _noted_at_the_end(turn: Turn, meeting: Meeting, unit: Unit) -> Meeting:
    """Core agencies of which nobody was noted were absent."""
    record = unit.sittings.record(meeting.ref)
    for each in at_the_end(record.attendance, _expected(meeting, unit)):
        unit.sittings.put_attendance(meeting.ref, each, turn.now)
    noted = statuses(unit.sittings.record(meeting.ref).attendance)
    return replace(meeting, attendance=noted)


def _expected(meeting: Meeting, snapshot: Snapshot) -> list[str]:
    """Core agencies, at the board; a subgroup asks whom it needs."""
    if record_of(meeting.forum).type is not ForumType.BOARD:
        return []
    return [each.key for each in snapshot.people.agencies() if each.core and each.active]


def _held(snapshot: Snapshot) -> tuple[Meeting, ...]:
    """The last boards that were held, the earliest first."""
    held = [each for each in snapshot.meetings.of_forum("BOARD") if each.state in HELD]
    return tuple(held[-BOARDS:])


def _missed(snapshot: Snapshot) -> list[AgencyAttendance]:
    return [each for each in _attendance(_held(snapshot), snapshot) if each.is_missed]


def _attendance(boards: Sequence[Meeting], snapshot: Snapshot) -> tuple[AgencyAttendance, ...]:
    heard = {each.ref: informed(snapshot.sittings.record(each.ref).attendance) for each in boards}
    return agency_attendance(boards, snapshot.people.agencies(), heard)


@router.notice(SUMMARY)
def _summed_up(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
    """What everybody reads in the forum's channel once the meeting is closed."""
    meeting = snapshot.meetings.get(about)
    return summary_of(meeting, snapshot) if meeting and meeting.state in HELD else None


@router.notice(MISSED, in_hours=True)
def _missing(snapshot: Snapshot, about: str, _now: datetime, _office: Office) -> View | None:
    """While it still stays away."""
    key = about.partition(":")[2]
    row = next((each for each in _missed(snapshot) if each.agency == key), None)
    agency = snapshot.people.agency(key)
    if row is None or agency is None:
        return None
    speaks = snapshot.people.member(agency.representative or "")
    return AgencyMissed(
        agency=agency.name, away=row.away, representative=speaks.name if speaks else ""
    )
