"""Working days and hours in London, over the bank holidays it is given."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

LONDON = ZoneInfo("Europe/London")
_SATURDAY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class DayChanges:
    """Days that are no working days here, and bank holidays that are, beside the usual ones."""

    added: tuple[date, ...] = ()
    removed: tuple[date, ...] = ()


@dataclass(frozen=True, slots=True)
class Calendar:
    """When the team works: bank holidays of England and Wales, and the day's hours."""

    holidays: Container[date]
    opens: time = time(8)
    closes: time = time(18)

    def is_working_day(self, day: date) -> bool:
        """Monday to Friday and no bank holiday."""
        return day.weekday() < _SATURDAY and day not in self.holidays

    def is_open(self, now: datetime) -> bool:
        """Within working hours in London."""
        here = now.astimezone(LONDON)
        return self.is_working_day(here.date()) and self.opens <= here.time() < self.closes

    def next_opening(self, now: datetime) -> datetime:
        """`now` within working hours, otherwise the start of the next ones (UTC)."""
        if self.is_open(now):
            return now
        here = now.astimezone(LONDON)
        day = here.date()
        if not (self.is_working_day(day) and here.time() < self.opens):
            day = self.add_working_days(day, 1)
        return at_london(day, self.opens)

    def add_working_days(self, day: date, count: int) -> date:
        """The working day `count` after `day` (before it, where negative), not counting it."""
        step = timedelta(days=1 if count >= 0 else -1)
        left = abs(count)
        while left:
            day += step
            left -= self.is_working_day(day)
        return day

    def add_working_hours(self, start: datetime, hours: timedelta) -> datetime:
        """`start` moved on by so much time within working hours (UTC)."""
        at = self.next_opening(start)
        while True:
            close = at_london(at.astimezone(LONDON).date(), self.closes)
            if at + hours <= close:
                return (at + hours).astimezone(UTC)
            hours -= close - at
            at = self.next_opening(close)

    def working_time(self, start: datetime, end: datetime) -> timedelta:
        """How much working time lies between two instants; zero where `end` is earlier."""
        total = timedelta()
        at = self.next_opening(start)
        while at < end:
            close = at_london(at.astimezone(LONDON).date(), self.closes)
            total += min(close, end) - at
            at = self.next_opening(close)
        return total

    def end_of_working_day(self, day: date) -> datetime:
        """When the team closes on that day (UTC)."""
        return at_london(day, self.closes)


def at_london(day: date, clock: time) -> datetime:
    """The instant (UTC) when London's clocks show this time on this day."""
    return datetime.combine(day, clock, LONDON).astimezone(UTC)


def in_words(instant: datetime) -> str:
    """An instant in London as people write it: 'Saturday 21 November 2026 at 23:04'."""
    here = instant.astimezone(LONDON)
    return f"{here:%A} {here.day} {here:%B %Y} at {here:%H:%M}"


def short_words(instant: datetime) -> str:
    """An instant in London, short: 'Sat 21 Nov 23:04'."""
    here = instant.astimezone(LONDON)
    return f"{here:%a} {here.day} {here:%b %H:%M}"
