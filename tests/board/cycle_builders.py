"""Meetings, agencies and people for the tests of the six-week cycle."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime, time
from typing import Any

from board.calendar import Calendar, at_london
from board.forums import BOARD
from board.meetings import Meeting, MeetingState
from board.people import Agency, AgencyType, Person, Role
from board.rotas import TurnTaker
from tests.board.builders import person

HOLIDAYS = frozenset(
    {
        date(2026, 1, 1), date(2026, 4, 3), date(2026, 4, 6), date(2026, 5, 4), date(2026, 5, 25),
        date(2026, 8, 31), date(2026, 12, 25), date(2026, 12, 28), date(2027, 1, 1),
        date(2027, 3, 26), date(2027, 3, 29), date(2027, 5, 3), date(2027, 5, 31),
        date(2027, 8, 30), date(2027, 12, 27), date(2027, 12, 28), date(2028, 1, 3),
    }
)  # fmt: skip
CALENDAR = Calendar(HOLIDAYS)
T = AgencyType
FACILITATOR = person("Fenn Facilitator", Role.FACILITATOR)
MEMBER = person("Mab Member", Role.BOARD_MEMBER)
POLICE_CHAIR = person("Poll Chair", Role.CO_CHAIR)
CARE_CHAIR = person("Cara Chair", Role.CO_CHAIR)


def at(day: date, hour: int = 9, minute: int = 0) -> datetime:
    """A time in London."""
    return at_london(day, time(hour, minute))


def board(day: date, ref: str = "BRD-036", **changes: Any) -> Meeting:
    """A board from 10:00 to 12:00."""
    usual = Meeting(
        ref=ref,
        forum=BOARD.code,
        starts_at=at(day, 10),
        ends_at=at(day, 12),
        state=MeetingState.PLANNED,
        planned_day=day,
    )
    return replace(usual, **changes)


def agency(key: str, kind: AgencyType = T.OTHER, **more: Any) -> Agency:
    """A core agency that can be in focus, spoken for by `rep-<key>`."""
    usual: dict[str, Any] = {
        "core": True,
        "focus_eligible": True,
        "representative": f"rep-{key}".casefold(),
    }
    return Agency(key=key, name=f"Agency {key}", short_name=key, type=kind, **(usual | more))


def speaker(key: str) -> Person:
    """Who represents an agency."""
    spoken_for = agency(key)
    named = person(f"rep {key}", Role.BOARD_MEMBER)
    assert named.member is not None
    member = replace(named.member, key=f"rep-{key}".casefold(), agency=key)
    return replace(named, agency=spoken_for, member=member)


def takers(keys: Iterable[str], joined: date | None = None) -> tuple[TurnTaker, ...]:
    """Agencies that take turns."""
    return tuple(TurnTaker(key=key, name=f"Agency {key}", joined=joined) for key in keys)
