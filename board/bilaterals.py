"""Meetings of the team's inspector with a trust counterpart, and what became of each concern.

Concerns are about how services work together, never about a person: T0.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType

from board.actions import key_of
from board.errors import BoardError, Forbidden
from board.facts import Fact
from board.focus import filled_action
from board.forums import may_run
from board.people import Person
from board.referral_form import Fault
from board.tiers import Tier

CONCERN_LONGEST = 300
CONCERNS_MOST = 10
UNIT_LONGEST = 80
_TWO = 2
_UNIT = re.compile(r"(.+?) ?\(([^()]+)\)")


class ConcernStatus(StrEnum):
    """What became of a concern."""

    OPEN = "open"
    RESOLVED_EARLY = "resolved_early"
    ACTION = "action"
    ESCALATED = "escalated"


_FACTS = MappingProxyType(
    {
        ConcernStatus.RESOLVED_EARLY: "ConcernResolved",
        ConcernStatus.ACTION: "ConcernBecameAction",
        ConcernStatus.ESCALATED: "ConcernEscalated",
    }
)


@dataclass(frozen=True, slots=True)
class Concern:
    """An operational concern; `became` is the reference of its action or escalation."""

    text: str
    unit: str = ""
    status: ConcernStatus = ConcernStatus.OPEN
    became: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bilateral:
    """One meeting (`BIL-20261110`), its attendees by members' keys."""

    ref: str
    on: date
    attendees: tuple[str, ...]
    concerns: tuple[Concern, ...] = ()
    next_on: date | None = None
    version: int = 1


Logged = tuple[Bilateral, Fact]


def log(bilateral: Bilateral, *, by: Person, now: datetime) -> Logged:
    """Put down a meeting. Raises BoardError without two people, or for an empty concern."""
    demand_taking_part(bilateral, by)
    if len(set(bilateral.attendees)) < _TWO:
        raise BoardError("bilateral_two")
    concerns = tuple(_sound(each) for each in bilateral.concerns)
    count = str(len(concerns))
    sound = replace(bilateral, concerns=concerns)
    return sound, _fact("BilateralLogged", bilateral, by, now, concerns=count)


def raise_concern(
    bilateral: Bilateral, text: str, unit: str = "", *, by: Person, now: datetime
) -> Logged:
    """Add a concern to a meeting that was put down."""
    demand_taking_part(bilateral, by)
    concerns = (*bilateral.concerns, _sound(Concern(text, unit)))
    return replace(bilateral, concerns=concerns), _fact("ConcernRaised", bilateral, by, now)


def settle_concern(
    bilateral: Bilateral,
    number: int,
    status: ConcernStatus,
    became: str = "",
    *,
    by: Person,
    now: datetime,
) -> Logged:
    """Say what became of a concern (from 0), once; an action or escalation by its reference.

    What was made an action can still be escalated. Raises BoardError for anything else.
    """
    demand_taking_part(bilateral, by)
    concern = concern_of(bilateral, number)
    goes_up = (concern.status, status) == (ConcernStatus.ACTION, ConcernStatus.ESCALATED)
    if concern.status is not ConcernStatus.OPEN and not goes_up:
        raise BoardError("concern_settled", status=str(concern.status).replace("_", " "))
    needs_ref = status is not ConcernStatus.RESOLVED_EARLY
    if status is ConcernStatus.OPEN or needs_ref != bool(became):
        raise BoardError("V50" if needs_ref else "V41")
    concerns = list(bilateral.concerns)
    concerns[number] = replace(concern, status=status, became=became)
    settled = replace(bilateral, concerns=tuple(concerns))
    details = {"became": became} if became else {}
    return settled, _fact(_FACTS[status], bilateral, by, now, **details)


def action_of_concern(bilateral: Bilateral, number: int, agency: str) -> Mapping[str, str]:
    """The form of a new action, filled from a concern that waits, for this agency.

    Raises BoardError where it is settled already.
    """
    concern = concern_of(bilateral, number)
    if concern.became:
        raise BoardError("ask_is_action", ref=concern.became)
    if concern.status is not ConcernStatus.OPEN:
        raise BoardError("concern_settled", status=str(concern.status).replace("_", " "))
    text = f"{concern.text} ({concern.unit})" if concern.unit else concern.text
    return filled_action(text, bilateral.ref, agency)


def concern_of(bilateral: Bilateral, number: int) -> Concern:
    """A concern by its number (from 0). Raises BoardError where there is none."""
    if not 0 <= number < len(bilateral.concerns):
        raise BoardError("out_of_date_card")
    return bilateral.concerns[number]


def demand_taking_part(bilateral: Bilateral, by: Person) -> None:
    """Raise Forbidden unless this person was there, or runs meetings."""
    if not may_take_part(bilateral, by):
        raise Forbidden


def may_take_part(bilateral: Bilateral, by: Person) -> bool:
    """Whether this person was there, or runs meetings."""
    return may_run(by) or key_of(by) in bilateral.attendees


def read_concerns(text: str) -> tuple[Concern, ...]:
    """Concerns as they are typed, one on each line, a unit in brackets at its end."""
    return tuple(_read(each) for each in text.splitlines() if each.strip())


def check_concerns(concerns: tuple[Concern, ...]) -> dict[str, Fault]:
    """What is wrong with concerns that were typed."""
    if len(concerns) > CONCERNS_MOST:
        return {"concerns": Fault("lines_most", n=CONCERNS_MOST)}
    if any(not each.text or len(each.text) > CONCERN_LONGEST for each in concerns):
        return {"concerns": Fault("concern_empty")}
    if any(len(each.unit) > UNIT_LONGEST for each in concerns):
        return {"concerns": Fault("unit_long", n=UNIT_LONGEST)}
    return {}


def _read(line: str) -> Concern:
    found = _UNIT.fullmatch(" ".join(line.split()))
    return Concern(found[1], found[2].strip()) if found else Concern(" ".join(line.split()))


def open_concerns(bilateral: Bilateral) -> tuple[tuple[int, Concern], ...]:
    """Concerns that still wait, with their numbers (from 0): they are carried to the next."""
    return tuple(
        (number, each)
        for number, each in enumerate(bilateral.concerns)
        if each.status is ConcernStatus.OPEN
    )


def _sound(concern: Concern) -> Concern:
    text, unit = " ".join(concern.text.split()), " ".join(concern.unit.split())
    if not text or len(text) > CONCERN_LONGEST:
        raise BoardError("concern_empty")
    if len(unit) > UNIT_LONGEST:
        raise BoardError("V38", n=UNIT_LONGEST)
    return replace(concern, text=text, unit=unit)


def _fact(name: str, bilateral: Bilateral, by: Person, now: datetime, **details: str) -> Fact:
    return Fact(name=name, about=bilateral.ref, by=by.id, at=now, tier=Tier.T0, details=details)
