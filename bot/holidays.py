"""Bank holidays of England and Wales: those listed here, and for later years the package's.

The list spares each start the `holidays` package, which loads every country of the world (14 MB
and a sixth of the start). A test compares the two; `tools/bank_holidays.py` writes the list anew.
"""

from collections.abc import Container
from datetime import date
from functools import cache
from pathlib import Path

from board.calendar import DayChanges

LISTED = Path(__file__).with_suffix(".txt")


class BankHolidays(Container[date]):
    """The bank holidays of any year."""

    def __init__(self) -> None:
        lines = LISTED.read_text("ascii").splitlines()
        self._listed = frozenset(date.fromisoformat(line) for line in lines)
        self._first, self._last = min(self._listed).year, max(self._listed).year

    def __contains__(self, day: object) -> bool:
        """Whether it is one."""
        if not isinstance(day, date):
            return False
        if self._first <= day.year <= self._last:
            return day in self._listed
        return day in worked_out()


def bank_holidays() -> Container[date]:
    """The bank holidays of any year."""
    return BankHolidays()


class DaysOff(Container[date]):
    """The bank holidays with what is different here; a setting changes them for all who ask."""

    def __init__(self) -> None:
        self._usual = BankHolidays()
        self._changes = DayChanges()

    def change(self, changes: DayChanges) -> None:
        """Take these changes instead of those before."""
        self._changes = changes

    def __contains__(self, day: object) -> bool:
        """Whether nobody works on it."""
        changes = self._changes
        if day in changes.added:
            return True
        return day in self._usual and day not in changes.removed


@cache
def worked_out() -> Container[date]:
    """What the package says, worked out as years are asked for."""
    import holidays  # noqa: PLC0415 - only for years beyond the list

    return holidays.country_holidays("GB", subdiv="ENG")
