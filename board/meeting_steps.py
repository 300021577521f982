"""The steps of a meeting, each with its guards: values in, the changed meeting and a fact out."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime

from board.calendar import Calendar
from board.cycle import at_time, fact_of, in_words
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.forums import BOARD, CO_CHAIRS, RUNNERS, may_run
from board.meetings import Meeting, MeetingState
from board.people import PERMITS, Permission, Person, Role

M = MeetingState
LEADS_TO: dict[M, frozenset[M]] = {
    M.PLANNED: frozenset({M.AGENDA_OPEN, M.IN_SESSION, M.POSTPONED, M.CANCELLED}),
    M.AGENDA_OPEN: frozenset({M.PACK_ISSUED, M.IN_SESSION, M.POSTPONED, M.CANCELLED}),
    M.PACK_ISSUED: frozenset({M.IN_SESSION, M.POSTPONED, M.CANCELLED}),
    M.POSTPONED: frozenset({M.PLANNED, M.CANCELLED}),
    M.IN_SESSION: frozenset({M.MINUTES_DRAFT, M.ADJOURNED_INQUORATE}),
    M.ADJOURNED_INQUORATE: frozenset({M.PLANNED, M.MINUTES_DRAFT}),
    M.MINUTES_DRAFT: frozenset({M.MINUTES_APPROVED}),
    M.MINUTES_APPROVED: frozenset({M.ARCHIVED}),
    M.ARCHIVED: frozenset(),
    M.CANCELLED: frozenset(),
}
"""Which state may follow which. Source: domain 2.3.

A subgroup has no pack, and nobody is locked out of a board whose pack is held or late: both
begin from wherever they stand, and a board begun without its pack is noted as such.
"""
_BEFORE = frozenset({M.PLANNED, M.AGENDA_OPEN})
OUT_OF_COMMITTEE = "out_of_committee"
_OF_SUBGROUPS = RUNNERS | {Role.SUBGROUP_CHAIR, Role.SUBGROUP_MEMBER, Role.CO_CHAIR}
"""Who may know what a subgroup speaks of, by reference. Source: domain 4.2, T1."""
Stepped = tuple[Meeting, Fact]


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What a pack is made from: required items not on the agenda, and whether the tracker is.

    Missing minutes or a missing report hold nothing back: the cover says what is missing.
    """

    missing_items: tuple[str, ...] = ()
    has_tracker: bool = True


def open_agenda(meeting: Meeting, *, by: Person | None, now: datetime) -> Stepped:
    """Begin to gather the agenda; `by` is None for the clock."""
    _demand_runner(by)
    return _to(meeting, M.AGENDA_OPEN), fact_of("AgendaOpened", meeting, by, now)


def issue_pack(meeting: Meeting, pack: Pack, *, by: Person | None, now: datetime) -> Stepped:
    """Send out the pack; the clock (`by` None) leaves alone what the facilitator holds.

    Raises BoardError while the board has no lead or focus agency, required items are missing,
    or there is no snapshot of the tracker.
    """
    _demand_runner(by)
    issued = _to(meeting, M.PACK_ISSUED)
    if by is None and meeting.pack_held:
        raise BoardError("pack_held")
    if _is_of_board(meeting):
        _demand_lead_and_focus(meeting)
    if pack.missing_items:
        raise BoardError("pack_items", items="; ".join(pack.missing_items))
    if _is_of_board(meeting) and not pack.has_tracker:
        raise BoardError("pack_tracker")
    issued = replace(issued, pack_issued_at=now, pack_held=False)
    return issued, fact_of("PackIssued", meeting, by, now)


def hold_pack(meeting: Meeting, reason: str, *, by: Person, now: datetime) -> Stepped:
    """Keep the clock from issuing the pack; a reason is required."""
    _demand_runner(by)
    _demand_state(meeting, {M.PLANNED, M.AGENDA_OPEN})
    held = replace(meeting, pack_held=True, reason=_reason(reason))
    return held, fact_of("PackHeld", meeting, by, now)


def release_pack(meeting: Meeting, *, by: Person, now: datetime) -> Stepped:
    """Let the clock issue the pack again; at once, where its time has passed."""
    _demand_runner(by)
    _demand_state(meeting, {M.PLANNED, M.AGENDA_OPEN})
    return replace(meeting, pack_held=False), fact_of("PackReleased", meeting, by, now)


def start(
    meeting: Meeting, *, is_statement_read: bool, interests_asked: bool, by: Person, now: datetime
) -> Stepped:
    """Begin the meeting, once the statement is read and interests have been asked for.

    A board whose pack was held or is late may begin: the fact says that it was `without` it.
    """
    demand_leader(meeting, by)
    begun = _to(meeting, M.IN_SESSION)
    if not is_statement_read:
        raise BoardError("statement_first")
    if not interests_asked:
        raise BoardError("interests_first")
    begun = replace(begun, is_statement_read=True, interests_asked=True)
    lacks = {"without": "pack"} if lacks_pack(meeting) else {}
    return begun, fact_of("MeetingStarted", meeting, by, now, **lacks)


def lacks_pack(meeting: Meeting) -> bool:
    """A board that would begin without its pack having gone out."""
    return _is_of_board(meeting) and meeting.pack_issued_at is None and meeting.state in _BEFORE


def finish(meeting: Meeting, *, by: Person, now: datetime) -> Stepped:
    """End the meeting, or write up what an inquorate one discussed: minutes are drafted now."""
    demand_leader(meeting, by)
    return _to(meeting, M.MINUTES_DRAFT), fact_of("MeetingFinished", meeting, by, now)


def adjourn(meeting: Meeting, *, by: Person, now: datetime) -> Stepped:
    """Break off a meeting that has no quorum; nothing was decided."""
    demand_leader(meeting, by)
    adjourned = _to(meeting, M.ADJOURNED_INQUORATE)
    if meeting.quorate is not False:
        raise BoardError("has_quorum")
    return adjourned, fact_of("MeetingAdjourned", meeting, by, now)


def postpone(meeting: Meeting, reason: str, *, by: Person, now: datetime) -> Stepped:
    """Put the meeting off, to a day that is not known yet."""
    demand_leader(meeting, by)
    put_off = replace(_to(meeting, M.POSTPONED), reason=_reason(reason))
    return put_off, fact_of("MeetingPostponed", meeting, by, now)


def cancel(meeting: Meeting, reason: str, *, by: Person, now: datetime) -> Stepped:
    """Call the meeting off for good, before it has begun."""
    demand_leader(meeting, by)
    called_off = replace(_to(meeting, M.CANCELLED), reason=_reason(reason))
    return called_off, fact_of("MeetingCancelled", meeting, by, now)


def replan(
    meeting: Meeting, to: datetime, *, by: Person, now: datetime, calendar: Calendar
) -> Stepped:
    """Plan a postponed or adjourned meeting afresh, under its own reference.

    Its agenda opens and its pack goes out again; its clocks run from the new day, on which
    nobody is there yet.
    """
    _demand_runner(by)
    again = at_time(_to(meeting, M.PLANNED), to, now, calendar)
    again = replace(
        again,
        pack_issued_at=None,
        pack_held=False,
        is_statement_read=False,
        interests_asked=False,
        quorate=None,
        attendance={},
    )
    return again, fact_of("MeetingPlanned", meeting, by, now, to=again.day.isoformat())


def approve_minutes(meeting: Meeting, at: Meeting, *, by: Person, now: datetime) -> Stepped:
    """Approve the minutes at a later meeting of the same forum, which is in session."""
    demand_leader(at, by)
    approved = _to(meeting, M.MINUTES_APPROVED)
    is_later = at.forum == meeting.forum and at.starts_at > meeting.starts_at
    if not is_later or at.state is not M.IN_SESSION or at.quorate is False:
        raise BoardError("minutes_later")
    approved = replace(approved, minutes_approved_at=at.ref)
    return approved, fact_of("MinutesApproved", meeting, by, now, at=at.ref)


def approve_out_of_committee(
    meeting: Meeting, agreed: Collection[Person], *, by: Person, now: datetime
) -> Stepped:
    """Approve the minutes between meetings: both co-chairs have agreed, which is noted.

    Whatever the forum: who leads its meetings does not count, and a subgroup has no co-chairs.
    """
    if Role.CO_CHAIR not in by.roles or _is_of_subgroup(meeting):
        raise Forbidden
    approved = _to(meeting, M.MINUTES_APPROVED)
    chairs = {each.id for each in agreed if Role.CO_CHAIR in each.roles}
    if len(chairs) < CO_CHAIRS:
        raise BoardError("minutes_later")
    approved = replace(approved, minutes_approved_at=OUT_OF_COMMITTEE)
    return approved, fact_of("MinutesApproved", meeting, by, now, at=OUT_OF_COMMITTEE)


def archive(meeting: Meeting, *, by: Person, now: datetime) -> Stepped:
    """Put a meeting away whose minutes are approved."""
    _demand_runner(by)
    return _to(meeting, M.ARCHIVED), fact_of("MeetingArchived", meeting, by, now)


def _demand_lead_and_focus(meeting: Meeting) -> None:
    if not meeting.lead_agency:
        raise BoardError("pack_lead")
    if not meeting.focus_agency:
        raise BoardError("pack_focus")
    if meeting.lead_agency == meeting.focus_agency:
        raise BoardError("V29")


def _to(meeting: Meeting, state: M) -> Meeting:
    if state not in LEADS_TO[meeting.state]:
        raise BoardError("meeting_state", state=in_words(meeting.state))
    return replace(meeting, state=state)


def _demand_state(meeting: Meeting, states: Collection[M]) -> None:
    if meeting.state not in states:
        raise BoardError("meeting_state", state=in_words(meeting.state))


def _demand_runner(by: Person | None) -> None:
    if by is not None and not may_run(by):
        raise Forbidden


def demand_leader(meeting: Meeting, by: Person) -> None:
    """Raise Forbidden unless this person runs meetings or may chair this one."""
    if not may_lead(meeting, by):
        raise Forbidden


def demand_session(meeting: Meeting) -> None:
    """Raise BoardError unless the meeting is in session."""
    if meeting.state is not M.IN_SESSION:
        raise BoardError("not_in_session")


def demand_correctable(meeting: Meeting) -> None:
    """Raise BoardError unless what was recorded can be put right: until its minutes are final."""
    if meeting.state in {M.MINUTES_APPROVED, M.ARCHIVED}:
        raise BoardError("minutes_are_final")
    if meeting.state is not M.MINUTES_DRAFT:
        demand_session(meeting)


def may_lead(meeting: Meeting, by: Person) -> bool:
    """Whether this person runs meetings, or may chair this one: a subgroup's chairs deputise."""
    is_chair = by.member is not None and by.member.key == meeting.chair
    chairs = Role.CO_CHAIR if _is_of_board(meeting) else Role.SUBGROUP_CHAIR
    is_of_forum = _is_of_board(meeting) or _is_of_subgroup(meeting)
    return may_run(by) or is_chair or (is_of_forum and chairs in by.roles)


def demand_attender(meeting: Meeting, by: Person) -> None:
    """Raise Forbidden unless this person belongs to the meeting: a subgroup's is its own."""
    permitted = _OF_SUBGROUPS if _is_of_subgroup(meeting) else PERMITS[Permission.MEETING_VIEW]
    if not by.roles & permitted:
        raise Forbidden


def _is_of_board(meeting: Meeting) -> bool:
    """Whatever its state."""
    return meeting.forum.casefold() == BOARD.code.casefold()


def _is_of_subgroup(meeting: Meeting) -> bool:
    return meeting.forum.casefold().startswith("subgroup")


def _reason(reason: str) -> str:
    if not reason.strip():
        raise BoardError("V57")
    return reason.strip()
