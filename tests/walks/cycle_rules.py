"""The rules that what the cycle sends on a walk is held to; each finding is one line.

Worked out from the meetings there came to be and the calendar alone. Nobody answers, so that no
subgroup is held, nobody accepts a lead and no report comes in. Source: domain 5.1 to 5.3.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise

from board import cycle_due as due
from board.calendar import LONDON, Calendar
from board.meetings import Meeting
from board.updates_due import UPDATE_DUE
from tests.walks.ground import Board
from tests.walks.messages import Message

DAY = timedelta(days=1)
SIX_WEEKS = timedelta(days=42)
A_CYCLE = 12
"""Agencies that take turns in focus, on the sample board."""
OF_CYCLE = (
    due.FOCUS_TOLD, due.FOCUS_REPORT_DUE, due.LEAD_ASKED, due.LEAD_FALLS, due.PAPERS_DUE,
    due.AOB_ASKED, due.PACK_DUE,
)  # fmt: skip
_TEAM, _BOARD = "forum:mental_health_team", "forum:board"
On = Callable[[date], date]


@dataclass(frozen=True, slots=True)
class _Expected:
    """What is sent on which day before a board, at which hour; to a forum, or to an agency."""

    on: On
    hour: int
    to: str = ""
    may_be_next_morning: bool = False
    """It is due from the end of that hour on: out of hours nobody is written to."""

    def is_in_time(self, meeting: date, sent: datetime, calendar: Calendar) -> bool:
        """Whether it was sent when it was due."""
        on, clock = self.on(meeting), sent.astimezone(LONDON)
        next_morning = (calendar.add_working_days(on, 1), calendar.opens.hour)
        when = (clock.date(), clock.hour)
        return when == (on, self.hour) or (self.may_be_next_morning and when == next_morning)


def of_cycle(
    messages: Sequence[Message],
    board: Board,
    has: Callable[[date], bool],
    calendar: Calendar,
) -> Iterator[str]:
    """Everything of the cycle that was sent on another day or to others, or not at all."""
    sent = [each for each in messages if each.kind in {*OF_CYCLE, due.SUBGROUP_MISSED}]
    boards = sorted(board.meetings, key=lambda each: each.starts_at)
    for meeting in boards:
        yield from _of_board(sent, meeting, board, has, calendar)
    yield from _of_updates(messages, boards, has, calendar)
    yield from _of_rota(boards)
    yield from _of_leads(boards, board)
    yield from _of_weeks(sent, board, has, calendar)


def _of_board(
    sent: list[Message],
    meeting: Meeting,
    board: Board,
    has: Callable[[date], bool],
    calendar: Calendar,
) -> Iterator[str]:
    is_out = meeting.state == "pack_issued" and not meeting.is_pack_ours
    for kind, expected in _expected(calendar).items():
        if is_out and kind != due.AOB_ASKED:
            continue  # its pack had gone out before the walk began
        here = [each for each in sent if each.kind == kind and each.parts[0] == meeting.ref]
        on = expected.on(meeting.day)
        for each in here:
            if has(on) and not expected.is_in_time(meeting.day, each.at, calendar):
                yield f"at {each.at}, not on {on} at {expected.hour}: {each.what}"
            to = expected.to or _speaker(each, board)
            if each.to != to:
                yield f"not to {to}: {each.what}"
        latest = calendar.add_working_days(on, 1) if expected.may_be_next_morning else on
        if has(on) and has(latest) and len(here) != 1:
            yield f"{kind} of {meeting.ref} is sent {len(here)} times on {on}"
        focus = [each for each in here if kind == due.FOCUS_TOLD]
        if any(each.parts[1] != meeting.focus_agency for each in focus):
            yield f"{meeting.ref} has {meeting.focus_agency} in focus: {focus[0].what}"


def _expected(calendar: Calendar) -> dict[str, _Expected]:
    def before(days: int) -> On:
        return lambda day: calendar.add_working_days(day, -days)

    def told(day: date) -> date:
        on = day - 28 * DAY
        return on if calendar.is_working_day(on) else calendar.add_working_days(on, -1)

    return {
        due.FOCUS_TOLD: _Expected(told, 9),
        due.LEAD_ASKED: _Expected(told, 9),
        due.FOCUS_REPORT_DUE: _Expected(before(8), 9),
        due.LEAD_FALLS: _Expected(before(10), 17, _TEAM, may_be_next_morning=True),
        due.PAPERS_DUE: _Expected(before(8), 9, _BOARD),
        due.PACK_DUE: _Expected(before(5), 17, _BOARD),
        due.AOB_ASKED: _Expected(before(3), 9, _BOARD),
    }


def _speaker(message: Message, board: Board) -> str:
    """Who represents the agency that the message is about."""
    return str(board.standing.agencies[message.parts[1]].representative)


def _of_updates(
    messages: Iterable[Message],
    boards: list[Meeting],
    has: Callable[[date], bool],
    calendar: Calendar,
) -> Iterator[str]:
    """Nobody approves one: each subgroup's chair is asked at nine on papers day and pack day."""
    asked = [each for each in messages if each.kind == UPDATE_DUE]
    for meeting in boards:
        here = [each for each in asked if each.parts[0] == meeting.ref]
        days = {calendar.add_working_days(meeting.day, -each) for each in (8, 5)}
        for each in here:
            clock = each.at.astimezone(LONDON)
            is_late = any(day < each.day and not has(day) for day in days)
            if not is_late and (each.day not in days or clock.hour != 9):
                yield f"at {each.at}: {each.what}"
        if meeting.is_pack_ours:
            for day in sorted(each for each in days if has(each)):
                if not any(each.day == day for each in here):
                    yield f"no update is asked for {meeting.ref} on {day}"


def _of_rota(boards: list[Meeting]) -> Iterator[str]:
    """Six weeks apart; nobody in focus twice in a cycle, nor at two boards running."""
    for one, next_one in pairwise(boards):
        if next_one.day - one.day != SIX_WEEKS:
            yield f"{next_one.ref} is {next_one.day - one.day} after {one.ref}"
    in_focus = [each.focus_agency for each in boards if each.focus_agency]
    for start in range(len(in_focus) - A_CYCLE + 1):
        if len(set(in_focus[start : start + A_CYCLE])) < A_CYCLE:
            yield f"not each once in a cycle: {in_focus[start : start + A_CYCLE]}"
    for agency, after_it in pairwise(in_focus):
        if agency == after_it:
            yield f"{agency} is in focus at two boards running"


def _of_leads(boards: list[Meeting], board: Board) -> Iterator[str]:
    """Never the focus agency; nobody accepts, so that the co-chairs lead in turn.

    But for a co-chair whose agency is in focus: then the other leads again.
    """
    for each in boards:
        if each.lead_agency is not None and each.lead_agency == each.focus_agency:
            yield f"{each.ref} is led by its focus agency"
    members = board.standing.members
    chairs = {members[each].agency for each in board.standing.co_chairs}
    for one, next_one in pairwise([each for each in boards if each.is_pack_ours]):
        others = chairs - {one.lead_agency}
        if one.lead_agency == next_one.lead_agency and next_one.focus_agency not in others:
            yield f"{one.lead_agency} leads {one.ref} and {next_one.ref} by default"


def _of_weeks(
    sent: list[Message], board: Board, has: Callable[[date], bool], calendar: Calendar
) -> Iterator[str]:
    """No subgroup is held on a walk: the team hears of each the next working day, once."""
    told = {each.parts[0]: each for each in sent if each.kind == due.SUBGROUP_MISSED}
    for meeting in board.weekly:
        on = calendar.add_working_days(meeting.day, 1)
        found = told.get(meeting.ref)
        if has(on) and (found is None or found.day != on or found.to != _TEAM):
            yield f"{meeting.ref} was not told as missed on {on}"
    for one, next_one in pairwise(board.weekly):
        is_silent = not has(one.day + 7 * DAY)  # nobody planned that week
        if next_one.day - one.day not in {6 * DAY, 7 * DAY, 8 * DAY} and not is_silent:
            yield f"{next_one.ref} is {next_one.day - one.day} after {one.ref}"
