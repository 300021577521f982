"""Actions counted for a chart: how many are blue, red, amber or green, and how late."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from board.actions import AMBER_WITHIN, QUIET_FOR, Brag
from board.calendar import Calendar

AGES = ("1-5", "6-10", "11-20", "over 20")
"""Working days past due, as they are reported. Source: domain 6."""
_UP_TO = (5, 10, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class Horizon:
    """The days that decide how an action stands on one day.

    Due by `soon` and silent since before `quiet_since` is amber; `aged` are the earliest due
    days of each age but the last.
    """

    today: date
    soon: date
    quiet_since: date
    aged: tuple[date, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ActionCounts:
    """How many actions stand how, and how many open ones are how late; every name is there."""

    brag: Mapping[Brag, int] = field(default_factory=dict)
    ageing: Mapping[str, int] = field(default_factory=dict)


def horizon_of(today: date, calendar: Calendar) -> Horizon:
    """The days that decide on this day."""
    tomorrow = today + timedelta(days=1)
    return Horizon(
        today=today,
        soon=calendar.add_working_days(today, AMBER_WITHIN),
        quiet_since=calendar.add_working_days(today, -QUIET_FOR),
        aged=tuple(calendar.add_working_days(tomorrow, -days - 1) for days in _UP_TO),
    )
