"""Swaps of turns in focus: one agency asks, the other agrees or refuses; both are noted."""

from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from board import focus_rota
from board.errors import BoardError
from board.facts import Fact
from board.people import Person
from board.rotas import FocusSlot, Swap, demand_speaker, slot_fact


class SwapState(StrEnum):
    """What became of the question."""

    ASKED = "asked"
    AGREED = "agreed"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True, kw_only=True)
class SwapAsked:
    """The `first` agency would give its turn for that of the `second`. Board-safe, T0."""

    ref: str
    first_meeting: str
    first_agency: str
    second_meeting: str
    second_agency: str
    asked_at: datetime
    state: SwapState = SwapState.ASKED


Slots = tuple[FocusSlot, ...]


def ask_swap(
    ref: str, wanted: Swap, slots: Slots, *, by: Person, now: datetime
) -> tuple[SwapAsked, Fact]:
    """Ask the other agency. Raises BoardError where it could not be done even if it agreed."""
    first, second = wanted.first, wanted.second
    demand_speaker(by, first.agency)
    focus_rota.swap(wanted, slots, consents={first.agency, second.agency}, by=by, now=now)
    asked = SwapAsked(
        ref=ref,
        first_meeting=first.meeting,
        first_agency=first.agency,
        second_meeting=second.meeting,
        second_agency=second.agency,
        asked_at=now,
    )
    return asked, slot_fact("FocusSwapAsked", first, by, now, other=second.agency, swap=ref)


def agree(
    asked: SwapAsked, wanted: Swap, slots: Slots, *, by: Person, now: datetime
) -> tuple[SwapAsked, Slots, Fact]:
    """The other agency agrees, and the turns are exchanged."""
    _demand_open(asked)
    demand_speaker(by, asked.second_agency)
    both = {asked.first_agency, asked.second_agency}
    exchanged, fact = focus_rota.swap(wanted, slots, consents=both, by=by, now=now)
    return replace(asked, state=SwapState.AGREED), exchanged, fact


def refuse(
    asked: SwapAsked, *, by: Person, now: datetime, slot: FocusSlot
) -> tuple[SwapAsked, Fact]:
    """The other agency keeps its turn, which is `slot`."""
    _demand_open(asked)
    demand_speaker(by, asked.second_agency)
    fact = slot_fact("FocusSwapRefused", slot, by, now, other=asked.first_agency, swap=asked.ref)
    return replace(asked, state=SwapState.REFUSED), fact


def _demand_open(asked: SwapAsked) -> None:
    if asked.state is not SwapState.ASKED:
        raise BoardError("answered_already")
