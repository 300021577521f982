"""The lead rota: which agency leads a meeting, and which co-chair where none does.

Source: domain 5.3. The co-chairs are given by their agencies, which are two different ones.
"""

from collections.abc import Collection
from dataclasses import replace
from datetime import date, datetime, timedelta

from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.forums import may_run
from board.meetings import Meeting
from board.people import Person, Role
from board.rotas import (
    FocusSlot,
    LeadSlot,
    Opening,
    SlotStatus,
    TurnTaker,
    demand_ahead,
    demand_speaker,
    slot_fact,
)

COUNTED = timedelta(days=365)
"""Leads of the last 12 months are counted. Source: domain 5.3."""
Slots = tuple[LeadSlot, ...]
Changed = tuple[Slots, Fact]
_LEADS = frozenset({SlotStatus.ACCEPTED, SlotStatus.DONE})


def choose_lead(
    opening: Opening, slots: Slots, agencies: Collection[TurnTaker]
) -> TurnTaker | None:
    """Who leads, or is asked to: of those who volunteered, otherwise of all.

    Fewest leads in 12 months, then longest since; never a focus agency, nor one that has
    declined this meeting.
    """
    here = [each for each in slots if each.meeting == opening.meeting]
    refused = {each.agency for each in here if not each.is_held}
    able = [each for each in agencies if each.key not in refused.union(opening.focus)]
    offered = {each.agency for each in here if each.volunteered and each.is_held}
    willing = [each for each in able if each.key in offered]
    return min(willing or able, key=lambda each: _rank(each, opening, slots), default=None)


def ask_lead(
    opening: Opening, slots: Slots, agencies: Collection[TurnTaker], now: datetime
) -> Slots:
    """The turns once the meeting has somebody who leads or is asked; the same where it has.

    A volunteer leads at once, other agencies are offered it.
    """
    here = [each for each in slots if each.meeting == opening.meeting]
    if any(each.is_held and (each.status in _LEADS or not each.volunteered) for each in here):
        return slots
    chosen = choose_lead(opening, slots, agencies)
    if chosen is None:
        return slots
    own = next((each for each in here if each.agency == chosen.key and each.is_held), None)
    if own is not None:
        return _with(slots, own, SlotStatus.ACCEPTED)
    asked = LeadSlot(
        meeting=opening.meeting,
        on=opening.on,
        agency=chosen.key,
        status=SlotStatus.OFFERED,
        since=now,
    )
    return (*slots, asked)


def volunteer(
    opening: Opening, slots: Slots, agency: str, *, by: Person, now: datetime, deadline: datetime
) -> Changed:
    """An agency would lead; among several, the rota chooses. Raises BoardError when too late."""
    demand_speaker(by, agency)
    _demand_in_time(now, deadline)
    if agency in opening.focus:
        raise BoardError("V29")
    here = [each for each in slots if (each.meeting, each.agency) == (opening.meeting, agency)]
    if any(each.is_held for each in here):
        raise BoardError("slot_gone")
    own = LeadSlot(
        meeting=opening.meeting,
        on=opening.on,
        agency=agency,
        status=SlotStatus.OFFERED,
        since=now,
        volunteered=True,
    )
    rest = tuple(each for each in slots if each not in here)
    return (*rest, own), slot_fact("LeadVolunteered", own, by, now)


def prefer_volunteers(
    opening: Opening, slots: Slots, agencies: Collection[TurnTaker], now: datetime
) -> Slots:
    """The turns once a volunteer leads where whoever was asked has not answered yet.

    Otherwise the offer would come to nothing: without an acceptance a co-chair leads.
    """
    here = [each for each in slots if each.meeting == opening.meeting and each.is_held]
    if any(each.status in _LEADS for each in here):
        return slots
    for each in here:
        if not each.volunteered:
            slots = _with(slots, each, SlotStatus.WITHDRAWN)
    return ask_lead(opening, slots, agencies, now)


def accept(
    slot: LeadSlot, slots: Slots, opening: Opening, *, by: Person, now: datetime, deadline: datetime
) -> Changed:
    """The agency will lead. Raises BoardError after the deadline, or where it is in focus."""
    demand_ahead(slot, slots)
    demand_speaker(by, slot.agency)
    _demand_in_time(now, deadline)
    if slot.agency in opening.focus:
        raise BoardError("V29")
    return _with(slots, slot, SlotStatus.ACCEPTED), slot_fact("LeadAccepted", slot, by, now)


def decline(slot: LeadSlot, slots: Slots, *, by: Person, now: datetime) -> Changed:
    """The agency will not lead this meeting; the next one can be asked."""
    demand_ahead(slot, slots)
    demand_speaker(by, slot.agency)
    return _with(slots, slot, SlotStatus.DECLINED), slot_fact("LeadDeclined", slot, by, now)


def settle(
    opening: Opening,
    slots: Slots,
    co_chairs: tuple[str, str],
    *,
    now: datetime,
    deadline: datetime,
) -> Slots:
    """The turns once the deadline has passed: without an acceptance, a co-chair leads.

    Also where the agency that accepted has come into focus since. The same turns while there is
    time, or where somebody leads.
    """
    here = [each for each in slots if each.meeting == opening.meeting and each.is_held]
    leads = [each for each in here if each.status in _LEADS and each.agency not in opening.focus]
    if leads or now <= deadline:
        return slots
    for each in here:
        slots = _with(slots, each, SlotStatus.WITHDRAWN)
    turn = LeadSlot(
        meeting=opening.meeting,
        on=opening.on,
        agency=whose_turn(opening, slots, co_chairs),
        status=SlotStatus.ACCEPTED,
        since=now,
        as_co_chair=True,
    )
    return (*slots, turn)


def whose_turn(opening: Opening, slots: Slots, co_chairs: tuple[str, str]) -> str:
    """The co-chair's agency that leads by default: they alternate; who is in focus does not.

    Before the first such turn, the co-chair whose agency led longest ago begins. Raises
    BoardError where both are in focus.
    """
    free = [each for each in co_chairs if each not in opening.focus]
    if not free:
        raise BoardError("no_lead")
    led = [each for each in slots if each.status in _LEADS and each.on < opening.on]
    by_default = [each for each in led if each.as_co_chair and each.agency in co_chairs]
    counted = by_default or led

    def last(agency: str) -> date:
        return max((each.on for each in counted if each.agency == agency), default=date.min)

    return min(free, key=lambda each: (last(each), co_chairs.index(each)))


def release(slot: LeadSlot, slots: Slots, *, by: Person | None, now: datetime) -> Changed:
    """The agency does not lead after all: it is in focus, has left, or the meeting is off."""
    demand_ahead(slot, slots)
    return _with(slots, slot, SlotStatus.WITHDRAWN), slot_fact("LeadReleased", slot, by, now)


def deputise(slot: LeadSlot, slots: Slots, member: str, *, by: Person, now: datetime) -> Changed:
    """Record who led in the place of the agency's own; the turn stays the agency's."""
    if slot not in slots or slot.status not in _LEADS:
        raise BoardError("slot_gone")
    if not (may_run(by) or Role.CO_CHAIR in by.roles):
        raise Forbidden
    changed = tuple(replace(each, deputy=member) if each == slot else each for each in slots)
    return changed, slot_fact("LeadDeputised", slot, by, now, deputy=member)


def done(slot: LeadSlot, slots: Slots, *, by: Person | None, now: datetime) -> Changed:
    """The meeting was held under its lead."""
    demand_ahead(slot, slots)
    return _with(slots, slot, SlotStatus.DONE), slot_fact("LeadDone", slot, by, now)


def assigned(meeting: Meeting, focus: Collection[FocusSlot], lead: LeadSlot | None) -> Meeting:
    """The meeting with its first focus agency and its lead. Raises BoardError (V29)."""
    in_focus = [each.agency for each in focus if each.is_held and each.meeting == meeting.ref]
    leads = lead.agency if lead is not None and lead.status in _LEADS else None
    if leads is not None and leads in in_focus:
        raise BoardError("V29")
    return replace(meeting, lead_agency=leads, focus_agency=next(iter(in_focus), None))


def _rank(agency: TurnTaker, opening: Opening, slots: Slots) -> tuple[int, date, date, str, str]:
    """Fewest leads in the year before the meeting, then longest since, joined, name."""
    had = [
        each.on
        for each in slots
        if each.agency == agency.key
        and each.on < opening.on
        and (each.status in _LEADS or (each.is_held and not each.volunteered))
    ]
    lately = sum(each >= opening.on - COUNTED for each in had)
    since = max(had, default=date.min)
    return lately, since, agency.joined or date.max, agency.name, agency.key


def _demand_in_time(now: datetime, deadline: datetime) -> None:
    if now > deadline:
        raise BoardError("lead_late")


def _with(slots: Slots, slot: LeadSlot, status: SlotStatus) -> Slots:
    return tuple(replace(each, status=status) if each == slot else each for each in slots)
