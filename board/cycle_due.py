"""What is due to be said or done around a meeting now: worked out afresh, never stored."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from board.calendar import LONDON, Calendar, at_london
from board.clocks import USUAL, Clocks, MeetingClocks, clocks_of
from board.cycle import nominal_day
from board.facts import Notice
from board.forums import ForumRecord, ForumType
from board.meetings import Meeting, MeetingState
from board.places import MH_TEAM

FOCUS_TOLD = "focus_told"
FOCUS_REPORT_DUE = "focus_report_due"
LEAD_ASKED = "lead_asked"
LEAD_FALLS = "lead_falls_to_co_chair"
PAPERS_DUE = "papers_due"
AOB_ASKED = "aob_asked"
PACK_DUE = "pack_due"
PACK_HELD = "pack_held"
ACTION_LIST = "action_list"
MINUTES_TO_CHAIR = "minutes_to_chair"
MINUTES_TO_MEMBERS = "minutes_to_members"
OUTCOMES_DUE = "outcomes_due"
SUBGROUP_MISSED = "subgroup_missed"
TEAM = f"forum:{MH_TEAM}"

M = MeetingState
_TO_COME = frozenset({M.PLANNED, M.AGENDA_OPEN, M.PACK_ISSUED})
_UNISSUED = frozenset({M.PLANNED, M.AGENDA_OPEN})
HELD = frozenset({M.IN_SESSION, M.MINUTES_DRAFT, M.MINUTES_APPROVED, M.ARCHIVED})
NOT_WRITTEN_UP = frozenset({M.IN_SESSION, M.ADJOURNED_INQUORATE, M.MINUTES_DRAFT})
"""A meeting that has begun and whose minutes are not approved."""
_LOOK_BACK = timedelta(days=21)
"""How long after a meeting its reminders are still worth sending, and a missed week too."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """What is known beside the meeting: who is in focus and leads, and what has come in.

    `to` is where an agency is spoken to (`person:<object id>`); without an entry the mental
    health team hears instead.
    """

    focus: tuple[str, ...] = ()
    reports_in: Collection[str] = frozenset()
    lead_asked: str = ""
    """The agency that is asked to lead and has not said whether it will."""
    is_lead_settled: bool = True
    are_minutes_with_chair: bool = False
    are_minutes_with_members: bool = False
    are_outcomes_told: bool = True
    to: Mapping[str, str] = field(default_factory=dict)


def due_before(
    meeting: Meeting,
    forum: ForumRecord,
    progress: Progress,
    now: datetime,
    calendar: Calendar,
    clocks: Clocks = USUAL,
) -> Iterator[Notice]:
    """What is to be said before a meeting of the board; each clock speaks once for each day.

    What an outage has overtaken is left out: papers are not asked for once the pack is due.
    """
    if meeting.state not in _TO_COME or now >= meeting.starts_at:
        return
    if forum.type is not ForumType.BOARD:
        return
    at = clocks_of(meeting, clocks, calendar)
    yield from _of_focus(meeting, progress, at, now)
    if progress.lead_asked and at.focus_told <= now <= at.lead_accepted_by:
        agency = progress.lead_asked
        to = progress.to.get(agency, TEAM)
        yield _once(LEAD_ASKED, to, meeting, at.lead_accepted_by, agency)
    if not progress.is_lead_settled and now >= at.lead_accepted_by:
        yield _once(LEAD_FALLS, TEAM, meeting, at.lead_accepted_by)
    if at.papers_asked <= now < at.papers_due:
        yield _once(PAPERS_DUE, forum.channel, meeting, at.papers_due)
    if at.aob_asked <= now < at.aob_due:
        yield _once(AOB_ASKED, forum.channel, meeting, at.aob_due)
    if meeting.state in _UNISSUED and now >= at.pack:
        kind = PACK_HELD if meeting.pack_held else PACK_DUE
        to = TEAM if meeting.pack_held else forum.channel
        key = f"{kind}:{meeting.ref}:{at.pack.isoformat()}:{meeting.starts_at.isoformat()}"
        yield Notice(kind, to, meeting.ref, key)


def is_agenda_due(
    meeting: Meeting, now: datetime, calendar: Calendar, clocks: Clocks = USUAL
) -> bool:
    """Time to open its agenda: when the focus agency is told."""
    opens_at = clocks_of(meeting, clocks, calendar).focus_told
    return meeting.state is M.PLANNED and opens_at <= now < meeting.starts_at


def is_pack_due(
    meeting: Meeting, now: datetime, calendar: Calendar, clocks: Clocks = USUAL
) -> bool:
    """Whether the clock is to issue its pack: due, not issued, and not held back."""
    pack_at = clocks_of(meeting, clocks, calendar).pack
    is_time = pack_at <= now < meeting.starts_at
    return meeting.state in _UNISSUED and is_time and not meeting.pack_held


def due_after(
    meeting: Meeting,
    forum: ForumRecord,
    progress: Progress,
    now: datetime,
    calendar: Calendar,
    clocks: Clocks = USUAL,
) -> Iterator[Notice]:
    """What is to be done after a meeting that was held; the team is reminded on the due day.

    One that was adjourned owes its minutes too, until it is planned again.
    """
    if not meeting.ends_at <= now < meeting.ends_at + _LOOK_BACK:
        return
    at, owed = clocks_of(meeting, clocks, calendar), list[tuple[str, datetime]]()
    if meeting.state in HELD:
        if now >= at.action_list_sent:
            yield _once(ACTION_LIST, forum.channel, meeting, at.action_list_due)
        if not progress.are_outcomes_told:
            owed.append((OUTCOMES_DUE, at.outcome_notices))
    if meeting.state in NOT_WRITTEN_UP:
        if not progress.are_minutes_with_chair:
            owed.append((MINUTES_TO_CHAIR, at.minutes_to_chair))
        if not progress.are_minutes_with_members:
            owed.append((MINUTES_TO_MEMBERS, at.minutes_to_members))
    for kind, due in owed:
        if now >= morning_of(due, clocks):
            yield _once(kind, TEAM, meeting, due)


def missed_weeks(
    forum: ForumRecord,
    known: Collection[Meeting],
    now: datetime,
    calendar: Calendar,
    clocks: Clocks = USUAL,
) -> Iterator[Notice]:
    """The weeks of a weekly subgroup in which it was not held: an alert on the next working day.

    A week is not missed yet while a meeting of it is still to come before its Sunday; one that
    was moved beyond is late all the same.
    """
    if forum.type is not ForumType.SUBGROUP:
        return
    weeks: dict[date, list[Meeting]] = {}
    for each in known:
        if each.forum.casefold() == forum.code.casefold():
            weeks.setdefault(_sunday(each, forum), []).append(each)
    for sunday, meant in sorted(weeks.items()):
        of_week = [each for each in meant if each.day <= sunday]
        still = [each for each in of_week if each.state not in {M.CANCELLED, M.POSTPONED}]
        last = max((each.day for each in still or of_week), default=sunday)
        alert = at_london(calendar.add_working_days(last, 1), clocks.told_at)
        is_held = any(each.state in HELD for each in of_week)
        if not is_held and alert <= now < alert + _LOOK_BACK:
            yield _once(SUBGROUP_MISSED, TEAM, min(meant, key=lambda each: each.ref), alert)


def _of_focus(
    meeting: Meeting, progress: Progress, at: MeetingClocks, now: datetime
) -> Iterator[Notice]:
    """The focus agency hears of its turn, and is asked for its report on the day it is due."""
    for agency in progress.focus:
        to = progress.to.get(agency, TEAM)
        if at.focus_told <= now and meeting.state in _UNISSUED:
            yield _once(FOCUS_TOLD, to, meeting, at.focus_report_due, agency)
        is_asked = at.papers_asked <= now < at.pack
        if is_asked and agency not in progress.reports_in:
            yield _once(FOCUS_REPORT_DUE, to, meeting, at.focus_report_due, agency)


def _sunday(meeting: Meeting, forum: ForumRecord) -> date:
    """The last day of the week that the meeting was meant for."""
    day = nominal_day(meeting, forum)
    return day + timedelta(days=6 - day.weekday())


def morning_of(due: datetime, clocks: Clocks) -> datetime:
    """When the bot speaks on the day that something is due."""
    return at_london(due.astimezone(LONDON).date(), clocks.told_at)


def _once(kind: str, to: str, meeting: Meeting, due: datetime, agency: str = "") -> Notice:
    """A notice under one key for each meeting, clock and due time, so that a move speaks again."""
    about = f"{meeting.ref}:{agency}" if agency else meeting.ref
    return Notice(kind, to, about, f"{kind}:{about}:{due.isoformat()}")
