"""What an administrator types into the settings, read into values."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, replace
from datetime import date, time

from board.action_form import read_day
from board.calendar import DayChanges
from board.clocks import Clocks
from board.errors import BoardError
from board.escalation import SENIOR, Policy
from board.forums import Rhythm
from board.people import AgencyType

NAME_LONGEST, SHORT_LONGEST, JOB_LONGEST = 80, 20, 80
_MOST_DAYS = 90
_MOST_CADENCE = 366
_SHORTEST_MEETING, _LONGEST_MEETING = 15, 480


@dataclass(frozen=True, slots=True)
class NamedAgency:
    """An agency as it was typed: `Coastshire Police (Police)`."""

    name: str
    short_name: str


def read_agency(text: str, usual: str) -> NamedAgency:
    """A full name, and in brackets at its end a short one. Raises BoardError (V38)."""
    said = " ".join(text.split())
    name, bracket, short = said.rpartition("(")
    if not (bracket and short.endswith(")") and name.strip()):
        name, short = said, usual
    named = NamedAgency(name.strip(), short.removesuffix(")").strip() or usual)
    demand_length(named.name, NAME_LONGEST)
    demand_length(named.short_name, SHORT_LONGEST)
    return named


def demand_length(text: str, longest: int) -> None:
    """Raise BoardError (V38) where a text is too long."""
    if len(text) > longest:
        raise BoardError("V38", n=longest)


def read_type(text: str) -> AgencyType:
    """A kind of agency. Raises BoardError (V41)."""
    try:
        return AgencyType(text)
    except ValueError:
        raise BoardError("V41") from None


def read_clock(text: str) -> time:
    """A time of day such as 10:00. Raises BoardError."""
    try:
        return time.fromisoformat(text.strip().zfill(5)).replace(second=0, microsecond=0)
    except ValueError:
        raise BoardError("time_unreadable") from None


def read_steps(text: str) -> tuple[int, ...]:
    """Working days of rungs 0 to 5. Raises BoardError."""
    parts = [each.strip() for each in text.split(",")]
    if len(parts) != SENIOR + 1 or not all(each.isdecimal() for each in parts):
        raise BoardError("ladder_days")
    days = tuple(int(each) for each in parts)
    if max(days) > _MOST_DAYS:
        raise BoardError("ladder_days")
    return days


def read_policy(inputs: Mapping[str, str], before: Policy) -> Policy:
    """Both rows of the ladder's times; what is blank stays. Raises BoardError."""
    given = {name: read_steps(text) for name, text in inputs.items() if text.strip()}
    return replace(before, **given)


def read_clocks(inputs: Mapping[str, str], before: Clocks) -> tuple[Clocks, dict[str, str]]:
    """The clocks with what was typed; what is blank stays. Beside it the code at each fault."""
    changed: dict[str, int | time] = {}
    faults: dict[str, str] = {}
    for each in fields(Clocks):
        text = inputs.get(each.name, "").strip()
        if not text:
            continue
        try:
            is_time = isinstance(getattr(before, each.name), time)
            changed[each.name] = read_clock(text) if is_time else _days(text)
        except BoardError as refusal:
            faults[each.name] = refusal.code
    return (before, faults) if faults else (replace(before, **changed), faults)  # type: ignore[arg-type]


def read_rhythm(cadence: str, starts: str, minutes: str, before: Rhythm) -> Rhythm:
    """How often a forum meets, when and for how long; what is blank stays. Raises BoardError."""
    return Rhythm(
        cadence_days=_within(cadence, before.cadence_days, 1, _MOST_CADENCE, "cadence_days"),
        starts=read_clock(starts) if starts.strip() else before.starts,
        minutes=_within(
            minutes, before.minutes, _SHORTEST_MEETING, _LONGEST_MEETING, "meeting_minutes"
        ),
    )


def read_days_off(added: str, removed: str) -> DayChanges:
    """Days that are no working days here, and bank holidays that are. Raises BoardError."""
    return DayChanges(added=_days_in(added), removed=_days_in(removed))


def days_in_words(days: Iterable[date]) -> str:
    """Days as they are typed, one on a line."""
    return "\n".join(each.isoformat() for each in days)


def _days_in(text: str) -> tuple[date, ...]:
    days = [read_day(each) for each in text.replace(",", " ").split()]
    known = {each for each in days if each is not None}
    if None in days or len(known) > _MOST_DAYS:
        raise BoardError("days_unreadable")
    return tuple(sorted(known))


def _days(text: str) -> int:
    if not (text.isdecimal() and int(text) <= _MOST_DAYS):
        raise BoardError("days_number")
    return int(text)


def _within(text: str, before: int, least: int, most: int, code: str) -> int:
    if not text.strip():
        return before
    if not (text.strip().isdecimal() and least <= int(text) <= most):
        raise BoardError(code)
    return int(text)
