"""The monthly figures of standing scrutiny and of service levels, in board-safe sentences."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from board.subgroup_update import SMALL, Share

S135 = "s135_outstanding_end"
BEDS = "mean_beds_available_am"
FIREARMS = "firearms_reviews_outstanding"
"""The three figures that every board looks at. Source: row 44, domain 2.11."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Where a figure is one to talk about: above `limit`, or below it."""

    limit: float
    is_least: bool = False

    def is_passed(self, value: float) -> bool:
        """The figure is on the wrong side."""
        return value < self.limit if self.is_least else value > self.limit

    def mark(self, value: float) -> str:
        """Which side it is on, in words."""
        if not self.is_passed(value):
            return f"within the threshold of {number(self.limit)}"
        side = "BELOW" if self.is_least else "ABOVE"
        return f"{side} the threshold of {number(self.limit)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Thresholds:
    """Settings: from when each of the three is one to talk about."""

    s135: float = 20
    beds: float = 3
    firearms: float = 30

    def of(self, figure: str) -> Threshold:
        """The threshold of a figure."""
        return {
            S135: Threshold(self.s135),
            BEDS: Threshold(self.beds, is_least=True),
            FIREARMS: Threshold(self.firearms),
        }[figure]


USUAL = Thresholds()


@dataclass(frozen=True, slots=True)
class Month:
    """The figures of one month (its first day) by name; those that are not known are not there."""

    on: date
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def words(self) -> str:
        """'October 2026'."""
        return f"{self.on:%B %Y}"


@dataclass(frozen=True, slots=True, kw_only=True)
class ServiceLevel:
    """What agencies have promised one another, and how the latest month went; `target` in %."""

    ref: str
    name: str
    measure: str
    target: float
    month: date | None = None
    met: int = 0
    measured: int = 0
    reason: str = ""
    parties: tuple[str, ...] = ()

    @property
    def is_breached(self) -> bool:
        """Fewer than promised were met."""
        return self.measured > 0 and 100 * self.met < self.target * self.measured


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """One figure of standing scrutiny, as the pack shows it in a table."""

    title: str
    month: str
    figure: str
    before: str
    mark: str
    more: str = ""
    is_passed: bool = False


@dataclass(frozen=True, slots=True)
class _Asked:
    key: str
    title: str
    unit: str
    more: tuple[tuple[str, str], ...]
    """Names and sentences of what goes with it, where it is known."""


_STANDING = (
    _Asked(
        S135,
        "Section 135 backlog",
        "outstanding",
        (("s135_oldest_days", "oldest {} days"), ("s135_executed", "{} executed")),
    ),
    _Asked(
        BEDS,
        "Bed availability",
        "free at the morning call on average",
        (
            ("days_zero_beds", "{} days with none"),
            ("waiting_over_24h", "{} waited more than 24 hours"),
        ),
    ),
    _Asked(
        FIREARMS,
        "Firearms backlog",
        "licensing reviews outstanding",
        (("firearms_oldest_days", "oldest {} days"),),
    ),
)
_PEOPLE = frozenset(
    {"waiting_over_24h", "over_24h", "extended_to_36h", "police_station_used", S135, FIREARMS}
)
"""Counts of people, which are not told exactly where they are small."""


def standing_figures(months: Sequence[Month], thresholds: Thresholds = USUAL) -> list[Standing]:
    """The three of every board, from the latest month there is; each stands there without too."""
    latest = max(months, key=lambda each: each.on, default=None)
    before = max(
        (each for each in months if latest and each.on < latest.on),
        key=lambda each: each.on,
        default=None,
    )
    return [_standing(each, latest, before, thresholds) for each in _STANDING]


def standing_lines(figures: Sequence[Standing]) -> list[str]:
    """A sentence for each."""
    return [_sentence(each) for each in figures]


def performance_lines(months: Sequence[Month], levels: Sequence[ServiceLevel]) -> list[str]:
    """Detentions and service levels of the latest month: breaches first to be talked about."""
    latest = max(months, key=lambda each: each.on, default=None)
    lines = list(_detentions(latest)) if latest else ["Section 136: no figures yet"]
    breached = [each for each in levels if each.is_breached]
    lines += [_breach(each) for each in breached]
    kept = sum(each.measured > 0 for each in levels) - len(breached)
    if kept:
        lines.append(f"{kept} other service level{'s' * (kept != 1)} kept")
    return lines


def counted(value: float) -> str:
    """A count of people as the board may see it: 1 to 4 as 'fewer than 5'."""
    return f"fewer than {SMALL}" if 0 < value < SMALL else number(value)


def number(value: float) -> str:
    """A figure without a needless point: '17', '3.4'."""
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"


def _standing(
    asked: _Asked, latest: Month | None, before: Month | None, thresholds: Thresholds
) -> Standing:
    value = latest.figures.get(asked.key) if latest else None
    if latest is None or value is None:
        return Standing(title=asked.title, month="", figure="No figures yet", before="", mark="")
    earlier = before.figures.get(asked.key) if before else None
    more = (
        words.format(_told(name, latest.figures[name]))
        for name, words in asked.more
        if name in latest.figures
    )
    threshold = thresholds.of(asked.key)
    return Standing(
        title=asked.title,
        month=latest.words,
        figure=f"{_told(asked.key, value)} {asked.unit}",
        before=_told(asked.key, earlier) if earlier is not None else "",
        mark=threshold.mark(value),
        more=", ".join(more),
        is_passed=threshold.is_passed(value),
    )


def _sentence(each: Standing) -> str:
    if not each.month:
        return f"{each.title}: no figures yet"
    before = f" ({each.before} the month before)" if each.before else ""
    more = f"; {each.more}" if each.more else ""
    return f"{each.title}, {each.month}: {each.figure}{before}, {each.mark}{more}"


def _told(name: str, value: float) -> str:
    return counted(value) if name in _PEOPLE else number(value)


def _detentions(month: Month) -> Iterator[str]:
    given = month.figures
    if (volume := given.get("volume")) is not None:
        before = given.get("volume_prev_year")
        year = f" ({counted(before)} a year before)" if before is not None else ""
        yield f"Section 136, {month.words}: {counted(volume)} detentions{year}"
    if (hours := given.get("mean_hours")) is not None:
        before = given.get("mean_hours_prev_year")
        year = f" ({number(round(before, 1))} a year before)" if before is not None else ""
        yield f"Mean time: {number(round(hours, 1))} hours{year}"
    told = (
        ("over_24h", "over 24 hours"),
        ("extended_to_36h", "extended to 36 hours"),
        ("police_station_used", "held at a police station"),
    )
    if parts := [f"{words}: {counted(given[name])}" for name, words in told if name in given]:
        yield f"Of these {', '.join(parts)}"


def _breach(level: ServiceLevel) -> str:
    share = Share(of=level.measured, met=level.met).words
    month = f", {level.month:%B %Y}" if level.month else ""
    reason = f" ({level.reason})" if level.reason else ""
    return f"Breach: {level.name}{month}: {share}, target {number(level.target)}%{reason}"
