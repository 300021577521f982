"""The focus rota: which agency is looked at, at which meeting. Source: domain 5.2.

Everything follows from the history of turns: the cycle it has reached, who still waits, and
who was promised the next turn.
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import replace
from datetime import date, datetime

from board.errors import BoardError
from board.facts import Fact
from board.people import Person
from board.rotas import (
    FocusSlot,
    Opening,
    SlotStatus,
    Swap,
    TurnTaker,
    demand_ahead,
    demand_speaker,
    slot_fact,
)

Slots = tuple[FocusSlot, ...]
Changed = tuple[Slots, Fact]


def choose_focus(
    opening: Opening,
    slots: Slots,
    agencies: Collection[TurnTaker],
    now: datetime,
    *,
    seats: int = 1,
) -> Slots:
    """Turns for the seats of a meeting that are still free, offered now.

    Longest since the last focus comes first, each once in a cycle before any repeats. Fewer than
    the seats, or none, where nobody can take one: then the lead has to give way (see
    `focus_before_lead`), or everybody else was in focus at the meeting before.
    """
    found: list[FocusSlot] = []
    while sum(_is_at(opening, each) for each in (*slots, *found)) < seats:
        chosen = _next(opening, (*slots, *found), agencies)
        if chosen is None:
            break
        cycle, agency = chosen
        found.append(
            FocusSlot(
                meeting=opening.meeting,
                on=opening.on,
                agency=agency,
                status=SlotStatus.OFFERED,
                since=now,
                cycle=cycle,
            )
        )
    return tuple(found)


def focus_before_lead(
    opening: Opening,
    slots: Slots,
    agencies: Collection[TurnTaker],
    now: datetime,
    *,
    seats: int = 1,
) -> tuple[Slots, bool]:
    """The turns of a meeting, and whether its lead must give way for them.

    Where the only agency whose turn it can be was to lead, it is in focus, and somebody else
    leads: otherwise the cycle would stand still.
    """
    found = choose_focus(opening, slots, agencies, now, seats=seats)
    if found or not opening.lead or any(_is_at(opening, each) for each in slots):
        return found, False
    found = choose_focus(replace(opening, lead=""), slots, agencies, now, seats=seats)
    return found, any(each.agency == opening.lead for each in found)


def forecast(
    openings: Iterable[Opening],
    slots: Slots,
    agencies: Collection[TurnTaker],
    now: datetime,
    *,
    seats: int = 1,
) -> Slots:
    """The turns of a run of meetings as they would be if nothing changed."""
    ahead: Slots = ()
    for opening in openings:
        found, _ = focus_before_lead(opening, slots + ahead, agencies, now, seats=seats)
        ahead += found
    return ahead


def accept(slot: FocusSlot, slots: Slots, *, by: Person, now: datetime) -> Changed:
    """The agency takes its turn."""
    demand_ahead(slot, slots)
    demand_speaker(by, slot.agency)
    return _with(slots, slot, SlotStatus.ACCEPTED), slot_fact("FocusAccepted", slot, by, now)


def defer(
    slot: FocusSlot,
    slots: Slots,
    opening: Opening,
    agencies: Collection[TurnTaker],
    *,
    by: Person,
    now: datetime,
) -> Changed:
    """The agency puts its turn off, once in a cycle, and takes the next that is free.

    Another agency that waits in this cycle is offered the meeting. Raises BoardError where there
    is none: then only a swap helps.
    """
    demand_ahead(slot, slots)
    demand_speaker(by, slot.agency)
    if any(each.agency == slot.agency for each in _deferred(slots, slot.cycle)):
        raise BoardError("deferred_already")
    put_off = _with(slots, slot, SlotStatus.DEFERRED)
    instead = _next(opening, put_off, agencies)
    is_next_cycle_begun = any(each.cycle > slot.cycle for each in put_off if each.is_held)
    if instead is None or is_next_cycle_begun:
        raise BoardError("nobody_instead")
    cycle, agency = instead
    taken = replace(slot, agency=agency, status=SlotStatus.OFFERED, since=now, cycle=cycle)
    return (*put_off, taken), slot_fact("FocusDeferred", slot, by, now, instead=agency)


def swap(
    wanted: Swap, slots: Slots, *, consents: Collection[str], by: Person, now: datetime
) -> Changed:
    """Exchange two turns of one cycle; `consents` are the agencies that have agreed.

    Raises BoardError without both, across cycles, or where an agency would then be in focus at
    two meetings running or at a meeting it leads.
    """
    first, second = wanted.first, wanted.second
    for each in (first, second):
        demand_ahead(each, slots)
    if not {first.agency, second.agency} <= set(consents):
        raise BoardError("swap_consent")
    if first.cycle != second.cycle or first.meeting == second.meeting:
        raise BoardError("swap_cycle")
    rest = _with(_with(slots, first, SlotStatus.SWAPPED), second, SlotStatus.SWAPPED)
    for opening, agency in ((wanted.first_at, second.agency), (wanted.second_at, first.agency)):
        if agency == opening.lead:
            raise BoardError("V29")
        if _is_running(opening, agency, rest) or _leaves_no_chair(opening, agency, rest):
            raise BoardError("swap_running")
    first_now = replace(first, agency=second.agency, status=SlotStatus.ACCEPTED, since=now)
    second_now = replace(second, agency=first.agency, status=SlotStatus.ACCEPTED, since=now)
    fact = slot_fact("FocusSwapped", first, by, now, other=second.agency, meeting=second.meeting)
    return (*rest, first_now, second_now), fact


def withdraw(slot: FocusSlot, slots: Slots, *, by: Person | None, now: datetime) -> Changed:
    """Take a turn back: the meeting is called off, or the agency has left. It was not had."""
    demand_ahead(slot, slots)
    changed = _with(slots, slot, SlotStatus.WITHDRAWN)
    return changed, slot_fact("FocusWithdrawn", slot, by, now)


def done(slot: FocusSlot, slots: Slots, *, by: Person | None, now: datetime) -> Changed:
    """The meeting was held and the agency was in focus."""
    demand_ahead(slot, slots)
    return _with(slots, slot, SlotStatus.DONE), slot_fact("FocusDone", slot, by, now)


def _next(
    opening: Opening, slots: Slots, agencies: Collection[TurnTaker]
) -> tuple[int, str] | None:
    """The cycle and agency of the next turn at this meeting, or None."""
    held = [each for each in slots if each.is_held]
    reached = max((each.cycle for each in held if each.on <= opening.on), default=1)
    for cycle in (reached, reached + 1):
        served = {each.agency for each in held if each.cycle == cycle}
        waiting = [each for each in agencies if each.key not in served]
        if waiting:
            waiting.sort(key=_rank(cycle, slots))
            able = (each.key for each in waiting if _is_able(opening, each.key, slots))
            found = next(able, None)
            return (cycle, found) if found else None
    return None


_Rank = tuple[date, bool, date, date, str, str]


def _rank(cycle: int, slots: Slots) -> Callable[[TurnTaker], _Rank]:
    """Deferred first, who is new in this cycle last; then longest since, joined, name."""
    put_off = {each.agency: each.on for each in _deferred(slots, cycle)}
    began = min((each.since.date() for each in slots if each.cycle == cycle), default=date.max)
    last: dict[str, date] = {}
    for each in slots:
        if each.is_held:
            last[each.agency] = max(last.get(each.agency, date.min), each.on)

    def rank(agency: TurnTaker) -> _Rank:
        joined = agency.joined or date.min
        return (
            put_off.get(agency.key, date.max),
            agency.key not in last and joined > began,
            last.get(agency.key, date.min),
            agency.joined or date.max,
            agency.name,
            agency.key,
        )

    return rank


def _is_able(opening: Opening, agency: str, slots: Slots) -> bool:
    """Whether an agency can be offered a meeting: not there or put off, leading, or running."""
    was_asked = any(
        each.meeting == opening.meeting
        and each.agency == agency
        and (each.is_held or each.status is SlotStatus.DEFERRED)
        for each in slots
    )
    is_lead = agency == opening.lead
    if was_asked or is_lead or _is_running(opening, agency, slots):
        return False
    return not _leaves_no_chair(opening, agency, slots)


def _leaves_no_chair(opening: Opening, agency: str, slots: Slots) -> bool:
    """Both co-chairs' agencies would be in focus, and neither could lead."""
    there = {each.agency for each in slots if _is_at(opening, each)} | {agency}
    return bool(opening.co_chairs) and set(opening.co_chairs) <= there


def _is_running(opening: Opening, agency: str, slots: Slots) -> bool:
    beside = {opening.previous, opening.following} - {""}
    return any(each.is_held and each.agency == agency and each.meeting in beside for each in slots)


def _is_at(opening: Opening, slot: FocusSlot) -> bool:
    return slot.is_held and slot.meeting == opening.meeting


def _deferred(slots: Slots, cycle: int) -> list[FocusSlot]:
    return [each for each in slots if each.cycle == cycle and each.status is SlotStatus.DEFERRED]


def _with(slots: Slots, slot: FocusSlot, status: SlotStatus) -> Slots:
    return tuple(replace(each, status=status) if each == slot else each for each in slots)
