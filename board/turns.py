"""The turns of the boards: who is in focus and who leads, as kept and as the rotas fill them."""

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from board import focus_rota, lead_rota
from board.calendar import Calendar
from board.clocks import Clocks, clocks_of
from board.facts import Fact
from board.meetings import Meeting, MeetingState, is_board
from board.people import Agency, Person
from board.rotas import (
    AHEAD,
    FocusSlot,
    LeadSlot,
    Opening,
    RotaPolicy,
    SlotStatus,
    focus_agencies,
    lead_agencies,
    moved,
    openings_of,
)

CALLED_OFF = frozenset({MeetingState.CANCELLED, MeetingState.POSTPONED})
OPEN_TO_TURNS = frozenset({MeetingState.PLANNED, MeetingState.AGENDA_OPEN})
"""Once the pack has gone out, its cover says who leads and who is in focus."""


@dataclass(frozen=True, slots=True)
class Turns:
    """Every turn there was or is to be; what has been given back or refused is among them."""

    focus: tuple[FocusSlot, ...] = ()
    lead: tuple[LeadSlot, ...] = ()

    def focus_at(self, meeting: str) -> tuple[FocusSlot, ...]:
        """The turns in focus that a meeting has."""
        return tuple(each for each in self.focus if each.meeting == meeting and each.is_held)

    def lead_at(self, meeting: str) -> LeadSlot | None:
        """Who leads a meeting, or is asked to: a mere volunteer stands behind both."""
        held = [each for each in self.lead if each.meeting == meeting and each.is_held]
        return min(held, key=_lead_rank, default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rota:
    """What turns are filled from: agencies, the co-chairs' agencies, the settings."""

    agencies: tuple[Agency, ...]
    co_chairs: tuple[str, ...]
    policy: RotaPolicy
    clocks: Clocks
    calendar: Calendar


def adopted(turns: Turns, meetings: Iterable[Meeting], now: datetime) -> Turns:
    """The turns, with those of meetings that only the meetings themselves tell of.

    A cycle ends where an agency comes again.
    """
    focus, lead = list(turns.focus), list(turns.lead)
    kept = {each.meeting for each in focus} | {each.meeting for each in lead}
    for each in sorted(meetings, key=lambda one: one.starts_at):
        if each.ref in kept or not is_board(each):
            continue
        status = SlotStatus.DONE if each.ends_at < now else SlotStatus.ACCEPTED
        had = {"meeting": each.ref, "on": each.day, "status": status, "since": each.starts_at}
        if each.focus_agency:
            cycle = _cycle_of(each.focus_agency, focus)
            focus.append(FocusSlot(agency=each.focus_agency, cycle=cycle, **had))  # type: ignore[arg-type]
        if each.lead_agency:
            lead.append(LeadSlot(agency=each.lead_agency, **had))  # type: ignore[arg-type]
    return Turns(tuple(focus), tuple(lead))


def opening_of(
    meeting: Meeting, boards: Iterable[Meeting], turns: Turns, co_chairs: tuple[str, ...] = ()
) -> Opening:
    """A board as the rotas see it: its neighbours, who leads it and who is in focus.

    Who is only asked to lead does not yet: their turn in focus comes before that.
    """
    run = [(each.ref, each.day) for each in boards if is_board(each) and each.ref != meeting.ref]
    run.append((meeting.ref, meeting.day))
    found = next(each for each in openings_of(run, co_chairs) if each.meeting == meeting.ref)
    lead = turns.lead_at(meeting.ref)
    return replace(
        found,
        lead=lead.agency if lead and lead.status is not SlotStatus.OFFERED else "",
        focus=tuple(each.agency for each in turns.focus_at(meeting.ref)),
    )


def filled(
    meeting: Meeting, boards: Collection[Meeting], turns: Turns, rota: Rota, now: datetime
) -> Turns:
    """The turns once the free seats of a board are offered and somebody is asked to lead it.

    The same turns where it has them all, or nobody can take one.
    """
    if meeting.state not in OPEN_TO_TURNS or now >= meeting.starts_at:
        return turns
    policy = rota.policy
    takers = focus_agencies(rota.agencies, with_associates=policy.with_associates)
    opening = opening_of(meeting, boards, turns, rota.co_chairs)
    found, _ = focus_rota.focus_before_lead(opening, turns.focus, takers, now, seats=policy.seats)
    turns = _without_focused_leads(replace(turns, focus=(*turns.focus, *found)), meeting.ref, now)
    if now > clocks_of(meeting, rota.clocks, rota.calendar).lead_accepted_by:
        return turns
    opening = opening_of(meeting, boards, turns, rota.co_chairs)
    asked = lead_rota.ask_lead(opening, turns.lead, lead_agencies(rota.agencies), now)
    return replace(turns, lead=asked)


def _without_focused_leads(turns: Turns, meeting: str, now: datetime) -> Turns:
    """Who is in focus neither leads nor is asked to: the lead gives way."""
    focused = {each.agency for each in turns.focus_at(meeting)}
    lead = turns.lead
    for each in turns.lead:
        if each.meeting == meeting and each.status in AHEAD and each.agency in focused:
            lead, _ = lead_rota.release(each, lead, by=None, now=now)
    return replace(turns, lead=lead)


def settled(
    meeting: Meeting, boards: Collection[Meeting], turns: Turns, rota: Rota, now: datetime
) -> Turns:
    """The turns once a co-chair leads what nobody has accepted in time; the same before."""
    if meeting.state not in OPEN_TO_TURNS or now >= meeting.starts_at or not rota.co_chairs:
        return turns
    opening = opening_of(meeting, boards, turns, rota.co_chairs)
    free = [each for each in rota.co_chairs if each not in opening.focus]
    if not free:
        return turns
    deadline = clocks_of(meeting, rota.clocks, rota.calendar).lead_accepted_by
    first, second = rota.co_chairs[0], rota.co_chairs[-1]
    lead = lead_rota.settle(opening, turns.lead, (first, second), now=now, deadline=deadline)
    return replace(turns, lead=lead)


def withdrawn(
    turns: Turns, meeting: str, *, by: Person | None, now: datetime
) -> tuple[Turns, tuple[Fact, ...]]:
    """The turns of a meeting that is called off, given back; and what happened to each."""
    return _given_back(turns, lambda each: each.meeting == meeting, by, now)


def without_left(
    turns: Turns, boards: Iterable[Meeting], agencies: Iterable[Agency], now: datetime
) -> tuple[Turns, tuple[Fact, ...]]:
    """The turns once an agency that has left the board has none ahead; and what happened to each.

    A co-chair leads for itself; and what has gone out with a pack stays as its cover says.
    """
    gone = {each.key for each in agencies if not each.active}
    to_come = {each.ref for each in boards if each.state in OPEN_TO_TURNS and each.starts_at > now}

    def is_free(slot: FocusSlot | LeadSlot) -> bool:
        leads_itself = isinstance(slot, LeadSlot) and slot.as_co_chair
        return slot.agency in gone and slot.meeting in to_come and not leads_itself

    return _given_back(turns, is_free, None, now)


def _given_back(
    turns: Turns, is_free: Callable[[FocusSlot | LeadSlot], bool], by: Person | None, now: datetime
) -> tuple[Turns, tuple[Fact, ...]]:
    focus, lead, facts = turns.focus, turns.lead, []
    for each in (one for one in turns.focus if one.status in AHEAD and is_free(one)):
        focus, fact = focus_rota.withdraw(each, focus, by=by, now=now)
        facts.append(fact)
    for own in (one for one in turns.lead if one.status in AHEAD and is_free(one)):
        lead, fact = lead_rota.release(own, lead, by=by, now=now)
        facts.append(fact)
    return Turns(focus, lead), tuple(facts)


def had(turns: Turns, meeting: str, now: datetime) -> tuple[Turns, tuple[Fact, ...]]:
    """The turns of a meeting that was held: they have been had; nobody led who only offered to."""
    focus, lead, facts = turns.focus, turns.lead, []
    for each in (one for one in turns.focus if one.meeting == meeting and one.status in AHEAD):
        focus, fact = focus_rota.done(each, focus, by=None, now=now)
        facts.append(fact)
    for own in (one for one in turns.lead if one.meeting == meeting and one.status in AHEAD):
        end = lead_rota.done if own.status is SlotStatus.ACCEPTED else lead_rota.release
        lead, fact = end(own, lead, by=None, now=now)
        facts.append(fact)
    return Turns(focus, lead), tuple(facts)


def moved_to(turns: Turns, meeting: Meeting) -> Turns:
    """The turns of a meeting, on the day on which it is held now."""
    focus = moved(turns.focus, meeting.ref, meeting.day)
    return Turns(focus, moved(turns.lead, meeting.ref, meeting.day))


def assigned(meeting: Meeting, turns: Turns) -> Meeting:
    """The meeting with its first focus agency, and with its lead once it has accepted."""
    lead = turns.lead_at(meeting.ref)
    return lead_rota.assigned(meeting, turns.focus_at(meeting.ref), lead)


def swap_partners(slot: FocusSlot, turns: Turns, boards: Iterable[Meeting]) -> list[FocusSlot]:
    """The turns of the same cycle, at other boards still to come, that it may be swapped with."""
    open_ones = {each.ref for each in boards if each.state in OPEN_TO_TURNS}
    return [
        each
        for each in turns.focus
        if each.status in AHEAD
        and each.cycle == slot.cycle
        and each.meeting != slot.meeting
        and each.meeting in open_ones
    ]


def ahead(known: Iterable[Meeting], now: datetime) -> list[Meeting]:
    """The meetings still to come that were not called off, in order."""
    to_come = [each for each in known if each.starts_at > now and each.state not in CALLED_OFF]
    return sorted(to_come, key=lambda each: each.starts_at)


def _cycle_of(agency: str, focus: Sequence[FocusSlot]) -> int:
    held = [each for each in focus if each.is_held]
    reached = max((each.cycle for each in held), default=1)
    again = any(each.agency == agency and each.cycle == reached for each in held)
    return reached + again


def _only_offers(slot: LeadSlot) -> bool:
    return slot.volunteered and slot.status is SlotStatus.OFFERED


def _lead_rank(slot: LeadSlot) -> tuple[bool, bool]:
    return (slot.status is SlotStatus.OFFERED, _only_offers(slot))
