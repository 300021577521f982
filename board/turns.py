"""The next board with its focus and lead, chosen from the meetings there were."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from board.calendar import Calendar
from board.cycle import next_meeting
from board.focus_rota import choose_focus
from board.forums import BOARD
from board.lead_rota import choose_lead
from board.meetings import Meeting, MeetingState
from board.people import Agency
from board.rotas import (
    FocusSlot,
    LeadSlot,
    Opening,
    SlotStatus,
    focus_agencies,
    lead_agencies,
)

_CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})


def plan_next_board(
    known: Sequence[Meeting],
    agencies: Collection[Agency],
    co_chairs: tuple[str, ...],
    now: datetime,
    calendar: Calendar,
) -> Meeting:
    """The board after the last one known: its day by the cycle, its turns by the rotas.

    `co_chairs` are the agencies of the co-chairs. Source: domain 5.1 to 5.3.
    """
    meeting = next_meeting(BOARD, known, calendar)
    last = max(known, key=lambda each: each.starts_at)
    opening = Opening(meeting=meeting.ref, on=meeting.day, previous=last.ref, co_chairs=co_chairs)
    taken = choose_focus(opening, _in_focus(known, now), focus_agencies(agencies, {}), now)
    focus = taken[0].agency if taken else None
    opening = replace(opening, focus=(focus,) if focus else ())
    lead = choose_lead(opening, _led(known, now), lead_agencies(agencies, {}))
    return replace(meeting, focus_agency=focus, lead_agency=lead.key if lead else None)


def wants_board(known: Iterable[Meeting], now: datetime) -> bool:
    """Fewer than two boards are still to come: the cycle is kept without a press."""
    ahead = [each for each in known if each.starts_at > now and each.state not in _CALLED_OFF]
    return len(ahead) < 2  # noqa: PLR2004 - the next one, and the one after it


def _in_focus(known: Sequence[Meeting], now: datetime) -> tuple[FocusSlot, ...]:
    """Turns in focus by the meetings; a cycle ends where an agency comes again."""
    slots: list[FocusSlot] = []
    cycle, seen = 1, set[str]()
    for each in sorted(known, key=lambda one: one.starts_at):
        agency = each.focus_agency
        if agency is None or each.state in _CALLED_OFF:
            continue
        if agency in seen:
            cycle, seen = cycle + 1, set()
        seen.add(agency)
        status = SlotStatus.DONE if each.ends_at < now else SlotStatus.ACCEPTED
        slots.append(
            FocusSlot(
                meeting=each.ref,
                on=each.day,
                agency=agency,
                status=status,
                since=each.starts_at,
                cycle=cycle,
            )
        )
    return tuple(slots)


def _led(known: Iterable[Meeting], now: datetime) -> tuple[LeadSlot, ...]:
    return tuple(
        LeadSlot(
            meeting=each.ref,
            on=each.day,
            agency=each.lead_agency,
            status=SlotStatus.DONE if each.ends_at < now else SlotStatus.ACCEPTED,
            since=each.starts_at,
        )
        for each in known
        if each.lead_agency is not None and each.state not in _CALLED_OFF
    )
