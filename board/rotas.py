"""What both rotas share: agencies that take turns, their turns, and the meetings to be filled."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from typing import TypeVar

from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.forums import may_run
from board.people import Agency, Person
from board.tiers import Tier


class SlotStatus(StrEnum):
    """What became of a turn; `withdrawn` is a meeting called off, or an agency that left."""

    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    DEFERRED = "deferred"
    SWAPPED = "swapped"
    DONE = "done"
    WITHDRAWN = "withdrawn"


HOLDING = frozenset({SlotStatus.OFFERED, SlotStatus.ACCEPTED, SlotStatus.DONE})
"""Turns that count: the agency has it, or has had it."""
AHEAD = frozenset({SlotStatus.OFFERED, SlotStatus.ACCEPTED})


@dataclass(frozen=True, slots=True, kw_only=True)
class RotaPolicy:
    """Settings of the rotas: agencies in focus at one meeting, and whether associates are too."""

    seats: int = 1
    with_associates: bool = False


USUAL = RotaPolicy()


@dataclass(frozen=True, slots=True, kw_only=True)
class FocusSlot:
    """A turn in focus: `on` is the day of the meeting, `since` when the agency was given it."""

    meeting: str
    on: date
    agency: str
    status: SlotStatus
    since: datetime
    cycle: int

    @property
    def is_held(self) -> bool:
        """The agency has this turn, or has had it."""
        return self.status in HOLDING


@dataclass(frozen=True, slots=True, kw_only=True)
class LeadSlot:
    """A turn to lead; `deputy` is the member who stood in, `as_co_chair` by default."""

    meeting: str
    on: date
    agency: str
    status: SlotStatus
    since: datetime
    volunteered: bool = False
    as_co_chair: bool = False
    deputy: str = ""

    @property
    def is_held(self) -> bool:
        """The agency is asked to lead, leads, or has led."""
        return self.status in HOLDING


@dataclass(frozen=True, slots=True, kw_only=True)
class TurnTaker:
    """An agency that takes turns; `joined` is when it came to the board, None for long ago."""

    key: str
    name: str
    joined: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opening:
    """A meeting whose turns are to be filled, with the meetings next to it."""

    meeting: str
    on: date
    previous: str = ""
    following: str = ""
    lead: str = ""
    focus: tuple[str, ...] = ()
    co_chairs: tuple[str, ...] = ()
    """The co-chairs' agencies: one of them stays out of focus, so that it can lead."""


@dataclass(frozen=True, slots=True)
class Swap:
    """Two turns to be exchanged, with the meetings they are at."""

    first: FocusSlot
    first_at: Opening
    second: FocusSlot
    second_at: Opening


def focus_agencies(
    agencies: Iterable[Agency], *, with_associates: bool = False
) -> tuple[TurnTaker, ...]:
    """Who takes turns in focus: active core agencies that are eligible. Source: domain 5.2.

    `with_associates` lets in associate agencies that are marked eligible.
    """
    return tuple(
        _turn_taker(each)
        for each in agencies
        if each.active and each.focus_eligible and (each.core or with_associates)
    )


def lead_agencies(agencies: Iterable[Agency]) -> tuple[TurnTaker, ...]:
    """Who may be asked to lead: any active agency. Source: row 5."""
    return tuple(_turn_taker(each) for each in agencies if each.active)


def openings_of(
    meetings: Iterable[tuple[str, date]], co_chairs: tuple[str, ...] = ()
) -> tuple[Opening, ...]:
    """Openings of a run of meetings (reference and day), each knowing its neighbours."""
    run = sorted(meetings, key=lambda each: each[1])
    refs = ["", *(ref for ref, _ in run), ""]
    return tuple(
        Opening(meeting=ref, on=on, previous=refs[at], following=refs[at + 2], co_chairs=co_chairs)
        for at, (ref, on) in enumerate(run)
    )


def speaks_for(by: Person, agency: str) -> bool:
    """Whether this person is the agency's representative or deputy."""
    own = by.agency
    key = by.member.key if by.member else by.id
    return own is not None and own.key == agency and key in {own.representative, own.deputy}


def demand_speaker(by: Person, agency: str) -> None:
    """Raise Forbidden unless this person speaks for the agency, or notes what it has said."""
    if not (speaks_for(by, agency) or may_run(by)):
        raise Forbidden


def demand_ahead(slot: FocusSlot | LeadSlot, slots: Collection[FocusSlot | LeadSlot]) -> None:
    """Refuse a turn that is over, or that is not as it was shown."""
    if slot not in slots or slot.status not in AHEAD:
        raise BoardError("slot_gone")


_Slot = TypeVar("_Slot", FocusSlot, LeadSlot)


def moved(slots: tuple[_Slot, ...], meeting: str, on: date) -> tuple[_Slot, ...]:
    """The turns of a meeting that is held on another day."""
    return tuple(replace(each, on=on) if each.meeting == meeting else each for each in slots)


def slot_fact(
    name: str, slot: FocusSlot | LeadSlot, by: Person | None, now: datetime, **details: str
) -> Fact:
    """What happened to a turn; None is the clock."""
    who = by.id if by else "ticker"
    told = {"agency": slot.agency, **details}
    return Fact(name=name, about=slot.meeting, by=who, at=now, tier=Tier.T0, details=told)


def _turn_taker(agency: Agency) -> TurnTaker:
    """When it was added; where that is not known, when it signed the sharing agreement."""
    day = agency.joined_on or agency.isa_signed_on
    return TurnTaker(key=agency.key, name=agency.name, joined=day)
