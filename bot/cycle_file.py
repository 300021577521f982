"""The cycle as a file has it: turns in focus and to lead, the senior board, groups."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from board.calendar import at_london
from board.forums import BOARD, SENIOR, ForumRecord, Milestone, record_of
from board.meetings import Meeting, MeetingState
from board.people import Member, Role
from board.rotas import FocusSlot, LeadSlot, RotaPolicy, SlotStatus
from board.turns import Turns, adopted
from bot.records import Record as _Read
from storage.unit import Unit

_Key = Annotated[str, StringConstraints(min_length=1, max_length=40)]
_Line = Annotated[str, StringConstraints(min_length=1, max_length=200)]
_BOARD_REF = r"^BRD-\d{3,}$"


class FocusTurnRecord(_Read):
    """Who was in focus at a board, by its number."""

    board_number: Annotated[int, Field(ge=1, le=9999)]
    agency_id: _Key


class FocusRotaRecord(_Read):
    """The turns in focus of a cycle, in order."""

    cycle: Annotated[int, Field(ge=1)] = 1
    history: tuple[FocusTurnRecord, ...] = ()


class LeadTurnRecord(_Read):
    """Who led a board."""

    meeting: Annotated[str, StringConstraints(pattern=_BOARD_REF)]
    lead: _Key


class ChairRotaRecord(_Read):
    """The turns to lead, in order."""

    history: tuple[LeadTurnRecord, ...] = ()


class SeniorRecord(_Read):
    """The senior board's next meeting, and who sits on it."""

    id: Annotated[str, StringConstraints(pattern=r"^SEN-\d{8}$")]
    date: date
    start: time = SENIOR.starts
    chair_id: _Key | None = None
    members: tuple[_Key, ...] = ()
    state: MeetingState = MeetingState.PLANNED


class MilestoneRecord(_Read):
    """What a group is to have done by a day."""

    text: _Line
    due: date
    done: bool = False


class GroupRecord(_Read):
    """A task and finish group."""

    id: Annotated[str, StringConstraints(pattern=r"^TFG-\d{3,}$")]
    title: _Line
    lead: _Key | None = None
    members: tuple[_Key, ...] = ()
    start: date
    end: date | None = None
    cadence_days: Annotated[int, Field(ge=1, le=366)] | None = None
    milestones: tuple[MilestoneRecord, ...] = ()


SINGLE: dict[str, type[_Read]] = {
    "focus_rota": FocusRotaRecord,
    "chair_rota": ChairRotaRecord,
    "senior_board": SeniorRecord,
}
"""Parts of a file that are one record each."""


def loose_cycle(records: Mapping[str, tuple[Any, ...]], single: Mapping[str, Any]) -> Iterator[str]:
    """Agencies and people that the cycle names and the file does not have."""
    agencies = {each.id for each in records["agencies"]}
    people = {each.id for each in (*records["members"], *records["frontline_referrers"])}
    focus, lead = single.get("focus_rota"), single.get("chair_rota")
    named = [("focus_rota", each.agency_id) for each in (focus.history if focus else ())]
    named += [("chair_rota", each.lead) for each in (lead.history if lead else ())]
    for where, key in named:
        if key not in agencies:
            yield f"{where}: {key} is no agency of this file"
    groups = [(f"task_finish_groups {each.id}", each) for each in records["task_finish_groups"]]
    senior = single.get("senior_board")
    asked = [(where, each.lead) for where, each in groups]
    asked += [(where, one) for where, each in groups for one in each.members]
    if senior is not None:
        asked += [("senior_board", one) for one in (senior.chair_id, *senior.members)]
    for where, key in asked:
        if key and key not in people:
            yield f"{where}: {key} is no person of this file"


def put_rotas(single: Mapping[str, Any], unit: Unit, now: datetime) -> list[bool]:
    """Keep the turns of a file where none are kept yet; for each whether it is new.

    An associate agency that was in focus shows that this rota lets associates in.
    """
    focus, lead = single.get("focus_rota"), single.get("chair_rota")
    boards = {each.ref: each for each in unit.meetings.of_forum(BOARD.code)}
    count = len(focus.history if focus else ()) + len(lead.history if lead else ())
    kept = unit.rotas.turns(for_change=True)
    if not count or kept.focus or kept.lead:
        return [False] * count
    turns = Turns(
        tuple(_focus_turns(focus, boards, now)) if focus else (),
        tuple(_lead_turns(lead, boards, unit, now)) if lead else (),
    )
    unit.rotas.keep(adopted(turns, boards.values(), now))
    _let_associates_in(turns, unit)
    return [True] * count


def put_forums(
    single: Mapping[str, Any], groups: Iterable[GroupRecord], unit: Unit
) -> tuple[list[bool], list[bool]]:
    """Keep the senior board with its meeting, and the groups; for each whether it is new."""
    senior: SeniorRecord | None = single.get("senior_board")
    told = []
    if senior is not None:
        told.append(_put_new(_senior(senior), unit) | _put_meeting(senior, unit))
    return told, [_put_new(_group(each), unit) for each in groups]


def _put_new(record: ForumRecord, unit: Unit) -> bool:
    """What was changed here since stays as it is."""
    is_new = all(each.code != record.code for each in unit.forums.kept())
    return is_new and unit.forums.put(record)


def _senior(record: SeniorRecord) -> ForumRecord:
    chairs = (record.chair_id,) if record.chair_id else ()
    return replace(SENIOR, chairs=chairs, members=record.members)


def _put_meeting(record: SeniorRecord, unit: Unit) -> bool:
    if unit.meetings.get(record.id) is not None:
        return False
    starts_at = at_london(record.date, record.start)
    return unit.meetings.put(
        Meeting(
            ref=record.id,
            forum=SENIOR.code,
            starts_at=starts_at,
            ends_at=starts_at + SENIOR.length,
            state=record.state,
            chair=record.chair_id,
            planned_day=record.date,
        )
    )


def _group(record: GroupRecord) -> ForumRecord:
    return replace(
        record_of(f"TASK_FINISH-{record.id.removeprefix('TFG-')}"),
        title=record.title,
        cadence_days=record.cadence_days,
        chairs=(record.lead,) if record.lead else (),
        members=record.members,
        since=record.start,
        until=record.end,
        milestones=tuple(Milestone(each.text, each.due, each.done) for each in record.milestones),
    )


def _focus_turns(
    record: FocusRotaRecord, boards: Mapping[str, Meeting], now: datetime
) -> Iterator[FocusSlot]:
    """Each with its day: as its meeting has it, otherwise counted by the cadence."""
    days = {int(ref.partition("-")[2]): each.day for ref, each in boards.items()}
    for each in record.history:
        on = _day_of(each.board_number, days)
        if on is None:
            continue
        meeting = boards.get(f"BRD-{each.board_number:03d}")
        yield FocusSlot(
            meeting=f"BRD-{each.board_number:03d}",
            on=on,
            agency=each.agency_id,
            status=_status(meeting, on, now),
            since=at_london(on, BOARD.starts),
            cycle=record.cycle,
        )


def _day_of(number: int, days: Mapping[int, date]) -> date | None:
    """When a board was held: as known, otherwise counted from the nearest that is."""
    nearest = min(days, key=lambda one: abs(one - number), default=None)
    if nearest is None:
        return None
    return days[nearest] + (number - nearest) * timedelta(days=BOARD.cadence_days or 0)


def _lead_turns(
    record: ChairRotaRecord, boards: Mapping[str, Meeting], unit: Unit, now: datetime
) -> Iterator[LeadSlot]:
    """Each as its meeting has it; one of the chair's own agency was led by default."""
    for each in record.history:
        meeting = boards.get(each.meeting)
        if meeting is None:
            continue
        chair = unit.people.member(meeting.chair or "")
        co_chairs = {one.agency for one in unit.people.members() if _is_co_chair(one)}
        yield LeadSlot(
            meeting=meeting.ref,
            on=meeting.day,
            agency=each.lead,
            status=_status(meeting, meeting.day, now),
            since=meeting.starts_at,
            as_co_chair=each.lead in co_chairs and chair is not None and _is_co_chair(chair),
        )


def _is_co_chair(member: Member) -> bool:
    return any(each.role is Role.CO_CHAIR for each in member.grants)


def _status(meeting: Meeting | None, on: date, now: datetime) -> SlotStatus:
    ends_at = meeting.ends_at if meeting else at_london(on, BOARD.starts)
    return SlotStatus.DONE if ends_at < now else SlotStatus.ACCEPTED


def _let_associates_in(turns: Turns, unit: Unit) -> None:
    core = {each.key for each in unit.people.agencies() if each.core}
    if not unit.settings.has_rota and any(each.agency not in core for each in turns.focus):
        unit.settings.set_rota(RotaPolicy(with_associates=True))
