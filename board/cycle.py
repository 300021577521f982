"""The cycle: which meeting follows which, worked out from the last one known."""

import re
from collections.abc import Collection, Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from board.calendar import LONDON, Calendar, at_london
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.forums import ForumRecord, ForumType, may_run
from board.meetings import Meeting, MeetingState
from board.people import Person
from board.tiers import Tier

MOVABLE = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN})
CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})
_BEGINS_ON_ITS_DAY = frozenset({ForumType.SUBGROUP, ForumType.TASK_FINISH, ForumType.SENIOR})
"""Forums that are added with their first day; the others follow a first meeting."""
_HALF_A_WEEK = 3
_NUMBER = re.compile(r"BRD-(\d{3,})")


def next_meeting(
    forum: ForumRecord,
    known: Collection[Meeting],
    calendar: Calendar,
    *,
    first_on: date | None = None,
) -> Meeting:
    """The meeting after the last one known, by the forum's cadence.

    `known` may hold other forums' meetings too. What was cancelled or postponed counts as well:
    it keeps its number, and the rhythm goes on. Raises BoardError where the forum has no cadence,
    or nothing is known and no first day is given.
    """
    cadence = forum.cadence_days
    if cadence is None:
        raise BoardError("cadence_missing")
    own = [each for each in known if each.forum.casefold() == forum.code.casefold()]
    if own:
        nominal = max(nominal_day(each, forum) for each in own) + timedelta(days=cadence)
    elif first_on is not None:
        nominal = first_on
    else:
        raise BoardError("cycle_no_start")
    taken = [each.ref for each in own]
    facilitator = max(own, key=lambda each: each.starts_at).facilitator if own else None
    return replace(planned(forum, nominal, taken, calendar), facilitator=facilitator)


def planned(
    forum: ForumRecord, nominal: date, taken: Collection[str], calendar: Calendar
) -> Meeting:
    """A meeting on a day of the cycle, or the working day before where that is none."""
    day = working_day(nominal, calendar)
    starts_at = at_london(day, forum.starts)
    ref = _next_number(taken) if forum.type is ForumType.BOARD else forum.ref(day)
    return Meeting(
        ref=ref,
        forum=forum.code,
        starts_at=starts_at,
        ends_at=starts_at + forum.length,
        state=MeetingState.PLANNED,
        planned_day=nominal,
    )


def working_day(nominal: date, calendar: Calendar) -> date:
    """The day that the cycle means, or the working day before where that is none."""
    if calendar.is_working_day(nominal):
        return nominal
    return calendar.add_working_days(nominal, -1)


def meetings_until(
    forum: ForumRecord, known: Collection[Meeting], until: datetime, calendar: Calendar
) -> Iterator[Meeting]:
    """The meetings that are still to be planned so that the cycle reaches up to an instant."""
    all_known = list(known)
    while True:
        following = next_meeting(forum, all_known, calendar)
        if following.starts_at >= until:
            return
        yield following
        all_known.append(following)


def to_plan(
    forum: ForumRecord,
    known: Collection[Meeting],
    now: datetime,
    calendar: Calendar,
    *,
    ahead: int,
) -> tuple[Meeting, ...]:
    """The meetings to be planned so that so many are to come; the cycle is kept without a press.

    `known` is every meeting of the forum. What nobody planned in its time is passed over, and
    nothing is planned for a forum that has not begun, has no cadence or has ended. A forum that
    was added begins on its first day. Each keeps the facilitator of the last, and but for the
    board its chair.
    """
    begins = forum.type in _BEGINS_ON_ITS_DAY and forum.since is not None
    if forum.cadence_days is None or not (known or begins):
        return ()
    to_come = sum(each.starts_at > now and each.state not in CALLED_OFF for each in known)
    all_known, found = list(known), list[Meeting]()
    while to_come + len(found) < ahead:
        following = next_meeting(forum, all_known, calendar, first_on=forum.since)
        if forum.until is not None and following.day > forum.until:
            break
        is_past = following.starts_at <= now
        all_known.append(replace(following, ref="") if is_past else following)
        if not is_past:
            found.append(replace(following, chair=_chair(forum, known)))
    return tuple(found)


def _chair(forum: ForumRecord, known: Collection[Meeting]) -> str | None:
    if forum.type is ForumType.BOARD:
        return None
    if forum.chairs:
        return forum.chairs[0]
    last = max(known, key=lambda each: each.starts_at, default=None)
    return last.chair if last else None


def nominal_day(meeting: Meeting, forum: ForumRecord) -> date:
    """The day the cycle meant: as kept, otherwise the forum's weekday nearest to the meeting."""
    if meeting.planned_day is not None or forum.weekday is None:
        return meeting.planned_day or meeting.day
    off = (meeting.day.weekday() - forum.weekday + _HALF_A_WEEK) % 7 - _HALF_A_WEEK
    return meeting.day - timedelta(days=off)


def move(
    meeting: Meeting,
    to: datetime,
    reason: str,
    *,
    by: Person,
    now: datetime,
    calendar: Calendar,
    rest_follows: bool = False,
) -> tuple[Meeting, Fact]:
    """The meeting at another time, of the same length; later ones keep their days.

    With `rest_follows` the cycle is counted from the new day. Raises BoardError without a reason,
    outside working days, or once the pack has gone out: then it is postponed.
    """
    if not may_run(by):
        raise Forbidden
    if meeting.state not in MOVABLE:
        raise BoardError("meeting_state", state=in_words(meeting.state))
    if not reason.strip():
        raise BoardError("V57")
    moved = replace(at_time(meeting, to, now, calendar), reason=reason.strip())
    if rest_follows:
        moved = replace(moved, planned_day=moved.day)
    days = {"from": meeting.day.isoformat(), "to": moved.day.isoformat()}
    return moved, fact_of("MeetingMoved", meeting, by, now, **days)


def moved_after(
    first: Meeting,
    later: Collection[Meeting],
    forum: ForumRecord,
    *,
    by: Person,
    now: datetime,
    calendar: Calendar,
) -> list[tuple[Meeting, Fact]]:
    """The meetings of a forum that are only planned, counted from the new day of the first."""
    if forum.cadence_days is None:
        return []
    nominal, found = first.planned_day or first.day, []
    for each in sorted(later, key=lambda one: one.starts_at):
        if each.state is not MeetingState.PLANNED or each.starts_at <= first.starts_at:
            continue
        nominal += timedelta(days=forum.cadence_days)
        to = at_london(working_day(nominal, calendar), each.starts_at.astimezone(LONDON).time())
        moved = at_time(each, to, now, calendar)
        moved = replace(moved, planned_day=nominal, reason=first.reason)
        days = {"from": each.day.isoformat(), "to": moved.day.isoformat()}
        found.append((moved, fact_of("MeetingMoved", each, by, now, **days)))
    return found


def at_time(meeting: Meeting, to: datetime, now: datetime, calendar: Calendar) -> Meeting:
    """The meeting at another time; what the cycle meant stays known."""
    day = to.astimezone(LONDON).date()
    if to <= now or not calendar.is_working_day(day):
        raise BoardError("meeting_day")
    length = meeting.ends_at - meeting.starts_at
    meant = meeting.planned_day or meeting.day
    return replace(meeting, starts_at=to, ends_at=to + length, planned_day=meant)


def in_words(state: MeetingState) -> str:
    """A state as it stands in a sentence."""
    return str(state).replace("_", " ")


def fact_of(name: str, meeting: Meeting, by: Person | None, now: datetime, **details: str) -> Fact:
    """What happened to a meeting; None is the clock."""
    who = by.id if by else "ticker"
    return Fact(name=name, about=meeting.ref, by=who, at=now, tier=Tier.T0, details=details)


def _next_number(taken: Collection[str]) -> str:
    numbers = [int(found[1]) for ref in taken if (found := _NUMBER.fullmatch(ref))]
    return f"BRD-{max(numbers, default=0) + 1:03d}"
