"""The clocks around a meeting: how long before or after it each thing is due."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from board.calendar import Calendar, at_london
from board.meetings import Meeting


@dataclass(frozen=True, slots=True, kw_only=True)
class Clocks:
    """Settings, in working days before or after the meeting's day (not counting it).

    Only `focus_told` counts calendar days. Times are London's: what the bot tells goes at
    `told_at`, what people owe is due at `due_at`. Source: domain 5.1, 5.3.
    """

    focus_told: int = 28
    focus_report: int = 8
    lead_accepted: int = 10
    papers: int = 8
    updates_requested: int = 8
    updates_due: int = 6
    pack: int = 5
    late_papers: int = 2
    aob: int = 3
    referral_cut_off: int = 2
    research: int = 1
    action_list: int = 2
    minutes_to_chair: int = 5
    minutes_to_members: int = 10
    outcome_notice: int = 2
    told_at: time = time(9)
    due_at: time = time(17)
    pack_at: time = time(17)
    cut_off_at: time = time(12)


USUAL = Clocks()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingClocks:
    """The instants (UTC) of one meeting's clocks."""

    focus_told: datetime
    focus_report_due: datetime
    lead_accepted_by: datetime
    papers_asked: datetime
    papers_due: datetime
    updates_requested: datetime
    updates_due: datetime
    pack: datetime
    aob_asked: datetime
    aob_due: datetime
    late_papers_until: datetime
    referral_cut_off: datetime
    research_due: datetime
    action_list_sent: datetime
    action_list_due: datetime
    minutes_to_chair: datetime
    minutes_to_members: datetime
    outcome_notices: datetime


def clocks_of(meeting: Meeting, clocks: Clocks, calendar: Calendar) -> MeetingClocks:
    """When everything around a meeting is due, worked out from the day it is held."""
    day = meeting.day

    def before(days: int, clock: time) -> datetime:
        return at_london(calendar.add_working_days(day, -days), clock)

    def after(days: int, clock: time = clocks.due_at) -> datetime:
        return at_london(calendar.add_working_days(day, days), clock)

    return MeetingClocks(
        focus_told=at_london(_focus_told(day, clocks, calendar), clocks.told_at),
        focus_report_due=before(clocks.focus_report, clocks.due_at),
        lead_accepted_by=before(clocks.lead_accepted, clocks.due_at),
        papers_asked=before(clocks.papers, clocks.told_at),
        papers_due=before(clocks.papers, clocks.due_at),
        updates_requested=before(clocks.updates_requested, clocks.told_at),
        updates_due=before(clocks.updates_due, clocks.due_at),
        pack=before(clocks.pack, clocks.pack_at),
        aob_asked=before(clocks.aob, clocks.told_at),
        aob_due=before(clocks.aob, clocks.due_at),
        late_papers_until=before(clocks.late_papers, clocks.due_at),
        referral_cut_off=before(clocks.referral_cut_off, clocks.cut_off_at),
        research_due=before(clocks.research, clocks.cut_off_at),
        action_list_sent=after(1, clocks.told_at),
        action_list_due=after(clocks.action_list),
        minutes_to_chair=after(clocks.minutes_to_chair),
        minutes_to_members=after(clocks.minutes_to_members),
        outcome_notices=after(clocks.outcome_notice),
    )


def _focus_told(day: date, clocks: Clocks, calendar: Calendar) -> date:
    """So many calendar days before, and on a working day: never later than that."""
    told = day - timedelta(days=clocks.focus_told)
    return told if calendar.is_working_day(told) else calendar.add_working_days(told, -1)
