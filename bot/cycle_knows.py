"""What the cycle asks of its neighbours: reports that have come in, and minutes on their way."""

from collections.abc import Iterator, Mapping
from dataclasses import astuple
from datetime import datetime, timedelta

from board.calendar import Calendar
from board.clocks import clocks_of
from board.cycle_due import ACTION_LIST, Progress, due_after, due_before, morning_of
from board.facts import Notice
from board.forums import ForumRecord, ForumType
from board.meetings import Meeting, MeetingState
from board.rotas import SlotStatus
from board.standing import Standing
from board.turns import Turns
from bot.minute_values import progress_of_minutes
from bot.turning import spoken_to, turns_of
from storage.unit import Snapshot

_BACK, _FORTH = timedelta(days=45), timedelta(days=60)
"""The meetings around which something is said in the next days."""
_APPROVED = frozenset({MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED})


def reports_in(snapshot: Snapshot, meeting: Meeting) -> frozenset[str]:
    """The agencies whose focus report for a meeting has come in."""
    reports = snapshot.focus_reports.of_meeting(meeting.ref)
    return frozenset(each.agency for each in reports if each.is_in)


def latest_reports(snapshot: Snapshot) -> Mapping[str, str]:
    """By agency, in a few words, where its latest focus report stands."""
    reports = snapshot.focus_reports.latest()
    return {agency: f"{each.status} for {each.meeting}" for agency, each in reports.items()}


def minutes_with(snapshot: Snapshot, meeting: Meeting) -> tuple[bool, bool]:
    """Whether the minutes of a meeting are with its chair, and with its members."""
    if meeting.state in _APPROVED:
        return True, True
    return progress_of_minutes(meeting.ref, snapshot)


def progress_of(
    meeting: Meeting,
    forum: ForumRecord,
    turns: Turns,
    standing: Standing,
    snapshot: Snapshot,
) -> Progress:
    """Who is in focus, who is asked to lead, where each is spoken to, and what has come in."""
    focus = tuple(each.agency for each in turns.focus_at(meeting.ref))
    lead = turns.lead_at(meeting.ref)
    asked = lead.agency if lead and lead.status is SlotStatus.OFFERED else ""
    with_chair, with_members = minutes_with(snapshot, meeting)
    return Progress(
        focus=focus,
        lead_asked=asked,
        reports_in=reports_in(snapshot, meeting) if focus else frozenset(),
        are_minutes_with_chair=with_chair,
        are_minutes_with_members=with_members,
        are_outcomes_told=forum.type is not ForumType.SUBGROUP,
        to={each: spoken_to(each, standing) for each in (*focus, asked)},
    )


def to_come(
    snapshot: Snapshot, standing: Standing, now: datetime, until: datetime, calendar: Calendar
) -> Iterator[tuple[datetime, Notice]]:
    """What the clocks around meetings will say until then if nothing changes, and when."""
    clocks, turns = snapshot.settings.clocks, turns_of(snapshot, now)
    forums = {each.code: each for each in snapshot.forums.all()}
    found: dict[str, tuple[datetime, Notice]] = {}
    for meeting in snapshot.meetings.starting(now - _BACK, now + _FORTH):
        forum = forums[meeting.forum.upper()]
        progress = progress_of(meeting, forum, turns, standing, snapshot)
        instants: set[datetime] = set(astuple(clocks_of(meeting, clocks, calendar)))
        instants |= {morning_of(each, clocks) for each in instants}
        for at in sorted(each for each in instants if now < each <= until):
            said = [
                *due_before(meeting, forum, progress, at, calendar, clocks),
                *due_after(meeting, forum, progress, at, calendar, clocks),
            ]
            for each in said:
                if each.kind != ACTION_LIST or snapshot.actions.are_from(meeting.ref):
                    found.setdefault(each.unique_key, (at, each))
    known = snapshot.outbox.known(list(found))
    yield from (each for key, each in found.items() if key not in known)
