"""The rules that everything sent on a walk is held to; each finding is one line.

They are worked out from the register, the due days and the calendar alone, by other code than
the tracker's own. Nobody answers on these walks, so that what is not sent is a finding too,
but for what falls due while nobody ticks. Source: domain 2.8, 2.9, 5.1.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import pairwise

from board.action_reminders import DAYS_BEFORE
from board.actions import Action, Priority, working_days
from board.calendar import LONDON, Calendar
from board.escalation import Ladder, LadderState
from board.meetings import Meeting
from board.standing import MAILBOX
from board.updates_due import UPDATE_DUE
from tests.walks.cycle_rules import of_cycle
from tests.walks.ground import Board
from tests.walks.messages import (
    ALERT,
    ASK,
    COPY,
    LISTS,
    OF_LADDERS,
    POST,
    REMINDER,
    RUNGS,
    SUMMARY,
    Message,
)
from tests.walks.walker import CALENDAR

TEAM, BOARD, SENIOR = "forum:mental_health_team", "forum:board", "forum:senior_board"
OF_TRACKER = {*OF_LADDERS, REMINDER, SUMMARY, *LISTS}
DAY = timedelta(days=1)


@dataclass(frozen=True, kw_only=True)
class Span:
    """The days of a walk; those of `silent` had no tick; `cut` sends may have arrived twice."""

    first: date
    last: date
    silent: tuple[tuple[date, date], ...] = ()
    cut: int = 0
    calendar: Calendar = field(default=CALENDAR)

    def is_silent(self, day: date) -> bool:
        """Nobody ticked on that day."""
        return any(start <= day <= end for start, end in self.silent)

    def has(self, day: date) -> bool:
        """What falls due on that day is sent on that day."""
        return self.first <= day <= self.last and not self.is_silent(day)

    def next_tick(self, day: date, *, every_day: bool = False) -> date:
        """That day, or the first after it on which ladders move and somebody ticks."""
        while self.is_silent(day) or not (every_day or self.calendar.is_working_day(day)):
            day += DAY
        return day

    def working_days(self) -> Iterator[date]:
        """Those on which the ticker ran."""
        for number in range((self.last - self.first).days + 1):
            day = self.first + number * DAY
            if self.calendar.is_working_day(day) and self.has(day):
                yield day


def findings(messages: list[Message], board: Board, span: Span) -> list[str]:
    """Everything in this list of messages that breaks a rule."""
    return [
        *_out_of_hours(messages, board, span),
        *_twice(messages, span),
        *_unnamed(messages, board),
        *_of_reminders(messages, board, span),
        *_of_recipients(messages, board),
        *_of_rungs(messages, board, span),
        *_of_copies(messages),
        *_of_lists(messages, board, span),
        *_of_summaries(messages, span),
        *of_cycle(messages, board, span.has, span.calendar),
    ]


def _out_of_hours(messages: Iterable[Message], board: Board, span: Span) -> Iterator[str]:
    critical = _critical(board)
    for each in messages:
        clock = each.at.astimezone(LONDON)
        any_day = each.kind in OF_LADDERS and each.ladder in critical
        if each.kind in OF_TRACKER and not (any_day or span.calendar.is_open(each.at)):
            yield f"outside working hours: {clock} {each.what}"
        if each.kind in OF_TRACKER and clock.hour < 9:
            yield f"before nine: {clock} {each.what}"
        if each.kind == ALERT and span.calendar.is_working_day(each.day):
            yield f"alert on a working day: {clock} {each.what}"


def _twice(messages: Iterable[Message], span: Span) -> Iterator[str]:
    # A subgroup's chair is asked on two days.
    counted = Counter(
        f"{each.what} on {each.day}" if each.kind == UPDATE_DUE else each.what for each in messages
    )
    again = {what: number for what, number in counted.items() if number > 1}
    if sum(number - 1 for number in again.values()) > span.cut:
        yield from (f"sent {number} times: {what}" for what, number in again.items())


def _unnamed(messages: Iterable[Message], board: Board) -> Iterator[str]:
    """An action is named by its reference; both co-chairs by their names, but for the owner."""
    for each in messages:
        ref = _action_of(each, board)
        if ref and ref not in each.names:
            yield f"does not name {ref}: {each.what}"
        if each.kind == POST:
            owner = board.actions[ref].owner
            chairs = {board.names[who] for who in board.standing.co_chairs if who != owner}
            if not chairs <= each.mentions or board.names[owner] in each.mentions:
                yield f"mentions {sorted(each.mentions)}: {each.what}"


def _of_reminders(messages: list[Message], board: Board, span: Span) -> Iterator[str]:
    """Each at nine on its own day, to the owner; the due day's also after a silence."""
    sent = {(each.parts[0], each.days): each for each in messages if each.kind == REMINDER}
    for each in sent.values():
        action = board.actions[each.parts[0]]
        if each.to != action.owner:
            yield f"a reminder to {each.to}: {each.what}"
        left = working_days(each.day, action.due, span.calendar)
        if each.days and left > 1 and not each.says.endswith(f"due in {left} working days"):
            yield f"says {each.says!r} on {each.day}: {each.what}"
    escalated = {each.action for each in board.ladders if each.steps}
    for action in (one for one in board.actions.values() if one.is_live):
        for days in DAYS_BEFORE:
            on = span.calendar.add_working_days(action.due, -days) if days else action.due
            since = action.assigned_on or action.raised_on
            found = sent.get((action.ref, days))
            told = f"{action.ref}, {days} days before {action.due}"
            if found and found.day != on and not _may_be_late(on, days, found.day, action, span):
                yield f"a reminder on {found.day}: {told}"
            if not found and span.has(on) and on > since and action.ref not in escalated:
                yield f"no reminder on {on}: {told}"


def _may_be_late(on: date, days: int, sent: date, action: Action, span: Span) -> bool:
    """What fell into a silence, or before the walk, comes with the first tick after it.

    But for what the next one has overtaken: that is never sent.
    """
    if span.has(on) or sent != span.next_tick(max(on, span.first)):
        return False
    after = [each for each in DAYS_BEFORE if each < days]
    overtaken = [span.calendar.add_working_days(action.due, -each) for each in after]
    return all(sent < each for each in overtaken)


def _of_recipients(messages: Iterable[Message], board: Board) -> Iterator[str]:
    """Never the owner, nobody junior; the upper rungs in the channels."""
    for each in messages:
        if each.kind not in RUNGS:
            continue
        action = board.actions[_action_of(each, board)]
        if each.kind == ASK and each.rung <= 3:
            level = board.standing.level
            if each.to == action.owner or level(each.to) < level(action.owner):
                yield f"the owner or somebody junior: {each.what}"
            if each.to not in set(_may_be_asked(action, each.rung, board)):
                yield f"somebody of another rung or agency: {each.what}"
        elif each.to not in ({BOARD, SENIOR} if each.rung == 5 else {BOARD}):
            yield f"not where it belongs: {each.what}"


def _may_be_asked(action: Action, rung: int, board: Board) -> Iterator[str]:
    """Holders of this rung or the ones above it, and who speaks for the agency's mailboxes."""
    agencies = {action.owner_agency, *([action.source_agency] if rung > 1 else [])}
    for agency in (board.standing.agencies[each] for each in agencies):
        held = [who for each in agency.rungs[rung - 1 : 3] for who in each]
        yield from held
        if any(each.startswith(MAILBOX) for each in held):
            yield from filter(None, (agency.representative, agency.deputy))


def _of_rungs(messages: list[Message], board: Board, span: Span) -> Iterator[str]:
    """Upward one at a time, each when the time of the one before has run from its delivery."""
    for ladder in board.ladders:
        action = board.actions[ladder.action]
        days = _days_of_rungs(messages, ladder)
        yield from (
            f"{ladder.ref} rung {rung} on {sorted(on)}" for rung, on in days.items() if len(on) > 1
        )
        if list(days) != sorted(days):
            yield f"{ladder.ref} goes {list(days)}"
        on = {rung: min(each) for rung, each in days.items()}
        yield from _too_soon_or_late(ladder, action, on, board, span)
    yield from _not_begun(messages, board, span)


def _days_of_rungs(messages: Iterable[Message], ladder: Ladder) -> dict[int, set[date]]:
    days: dict[int, set[date]] = {}
    for each in messages:
        if each.kind in RUNGS and each.ladder == ladder.ref:
            days.setdefault(each.rung, set()).add(each.day)
    return days


def _too_soon_or_late(
    ladder: Ladder, action: Action, on: Mapping[int, date], board: Board, span: Span
) -> Iterator[str]:
    respond_by = {rung: _respond_by(action, rung, day, board, span) for rung, day in on.items()}
    if ladder.state is LadderState.OPEN and ladder.steps and ladder.last.respond_by:
        respond_by = {ladder.rung: ladder.last.respond_by, **respond_by}
    every_day = action.priority is Priority.CRITICAL
    rungs = list(respond_by)
    for before, after in pairwise(rungs):
        expected = span.next_tick(max(respond_by[before] + DAY, span.first), every_day=every_day)
        if on[after] != expected:
            yield f"{ladder.ref} rung {after} on {on[after]}, not on {expected}"
        if after != before + 1:
            yield f"{ladder.ref} goes from rung {before} to rung {after}"
    top = rungs[-1] if rungs else 5
    expected = span.next_tick(max(respond_by.get(top, span.last) + DAY, span.first))
    if top < 5 and expected <= span.last:
        yield f"{ladder.ref} stays on rung {top}, and should have moved on {expected}"


def _respond_by(action: Action, rung: int, sent: date, board: Board, span: Span) -> date:
    table = board.policy.standard if action.priority is Priority.STANDARD else board.policy.urgent
    if action.priority is Priority.CRITICAL:
        return sent + table[rung] * DAY
    return span.calendar.add_working_days(sent, table[rung])


def _not_begun(messages: Iterable[Message], board: Board, span: Span) -> Iterator[str]:
    """The day after its owner was asked on the due day, an action's ladder has begun."""
    asked = {each.parts[0]: each.day for each in messages if each.days == 0}
    first: dict[str, date] = {}
    for each in messages:
        if each.kind in RUNGS:
            first.setdefault(_action_of(each, board), each.day)
    for ref, day in asked.items():
        every_day = board.actions[ref].priority is Priority.CRITICAL
        expected = span.next_tick(day + DAY, every_day=every_day)
        if expected <= span.last and first.get(ref) != expected:
            yield f"{ref} was asked for on {day}, and escalated on {first.get(ref)}"
    known = {each.action for each in board.ladders if each.steps}
    yield from (
        f"{ref} is escalated on {day}, its owner was not asked before"
        for ref, day in first.items()
        if ref not in known and asked.get(ref, day) >= day
    )


def _of_copies(messages: list[Message]) -> Iterator[str]:
    """With each rung the owner and the team hear of it."""
    copies = Counter((each.ladder, each.rung) for each in messages if each.kind == COPY)
    rungs = {(each.ladder, each.rung) for each in messages if each.kind in RUNGS}
    for ladder, rung in rungs | set(copies):
        if not copies[ladder, rung] >= 2 or (ladder, rung) not in rungs:
            yield f"{ladder} rung {rung} has {copies[ladder, rung]} copies"


def _of_lists(messages: list[Message], board: Board, span: Span) -> Iterator[str]:
    """Eight working days before a board at nine, and five before it at five, each once."""
    for meeting in board.meetings:
        day = meeting.starts_at.astimezone(LONDON).date()
        for what, before, hour in (("request", 8, 9), ("list", 5, 17), ("own_list", 5, 17)):
            on = span.calendar.add_working_days(day, -before)
            sent = [
                each for each in messages
                if each.kind == f"actions_{what}" and each.parts[0] == meeting.ref
            ]  # fmt: skip
            if span.is_silent(on) or _is_issued_elsewhere(meeting):
                continue
            if any(each.day != on or each.at.astimezone(LONDON).hour != hour for each in sent):
                yield f"{what} of {meeting.ref} not all on {on} at {hour}"
            if span.has(on):
                yield from _incomplete(sent, what, meeting.ref, on, board)


def _is_issued_elsewhere(meeting: Meeting) -> bool:
    """Its pack had gone out before the walk began."""
    return meeting.state == "pack_issued" and not meeting.is_pack_ours


def _incomplete(
    sent: list[Message], what: str, meeting: str, on: date, board: Board
) -> Iterator[str]:
    live = [
        each for each in board.actions.values()
        if each.is_live and (each.assigned_on or each.raised_on) <= on
    ]  # fmt: skip
    agencies = {each.owner_agency for each in live}
    speakers = {board.standing.agencies[each].representative for each in agencies}
    expected = {each.owner for each in live} - speakers if what == "own_list" else speakers
    if {each.to for each in sent} != expected:
        yield f"{what} of {meeting} to {sorted(each.to for each in sent)}"


def _of_summaries(messages: Iterable[Message], span: Span) -> Iterator[str]:
    """One each working day in the team's channel, soon after nine unless a silence ends later."""
    sent = {each.about: each for each in messages if each.kind == SUMMARY}
    for each in sent.values():
        here = each.at.astimezone(LONDON)
        is_late = (here.hour, here.minute) > (9, 15) and not span.is_silent(each.day - DAY)
        if each.to != TEAM or each.about != f"{each.day}" or is_late:
            yield f"a summary at {here}: {each.what}"
    for day in span.working_days():
        if f"{day}" not in sent:
            yield f"no summary on {day}"


def _action_of(each: Message, board: Board) -> str:
    if each.kind == REMINDER:
        return each.parts[0]
    return next((one.action for one in board.ladders if one.ref == each.ladder), "")


def _critical(board: Board) -> set[str]:
    return {
        each.ref for each in board.ladders
        if board.actions[each.action].priority is Priority.CRITICAL
    }  # fmt: skip
