"""What goes into the pack of a board, and what its cover says is missing. Board-safe, T0."""

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum

from board.agenda import Agenda
from board.focus import FocusReport
from board.meeting_steps import Pack
from board.meetings import Meeting, MeetingState
from board.subgroup_update import SubgroupUpdate

_WRITTEN = frozenset(
    {MeetingState.MINUTES_DRAFT, MeetingState.MINUTES_APPROVED, MeetingState.ARCHIVED}
)


class Part(StrEnum):
    """A part that the pack goes out without, where it has not come in."""

    MINUTES = "minutes"
    FOCUS_REPORT = "focus_report"
    SUBGROUP_UPDATE = "subgroup_update"


@dataclass(frozen=True, slots=True)
class Gap:
    """A part that is missing: of which meeting, agency or forum."""

    part: Part
    of: str


def pack_of(agenda: Agenda, *, has_tracker: bool) -> Pack:
    """What the guard of the pack asks: required items, and the snapshot of the tracker."""
    return Pack(missing_items=agenda.missing, has_tracker=has_tracker)


def gaps_of(
    *,
    previous: Meeting | None,
    has_minutes: bool,
    focus: Iterable[str],
    reports: Iterable[FocusReport],
    subgroups: Iterable[str],
    updates: Iterable[SubgroupUpdate],
) -> tuple[Gap, ...]:
    """What the cover says is missing; nothing of it holds the pack back.

    `focus` are agencies, `subgroups` codes of forums; `has_minutes`: the previous meeting's have
    been written. An update counts once its chair has approved it.
    """
    came = {each.agency for each in reports if each.is_in}
    approved = {each.forum for each in updates if each.is_approved}
    minutes = _minutes(previous, has_minutes=has_minutes)
    return (
        *minutes,
        *_without(Part.FOCUS_REPORT, focus, came),
        *_without(Part.SUBGROUP_UPDATE, subgroups, approved),
    )


def _minutes(previous: Meeting | None, *, has_minutes: bool) -> Iterator[Gap]:
    if previous is not None and not (has_minutes and previous.state in _WRITTEN):
        yield Gap(Part.MINUTES, previous.ref)


def _without(part: Part, wanted: Iterable[str], there: Collection[str]) -> Iterator[Gap]:
    return (Gap(part, each) for each in wanted if each not in there)
