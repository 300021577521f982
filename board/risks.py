"""Risks of the partnership: how they are scored, and which of them a board looks at. T0."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

EXTREME = 15
"""A net score from which a risk is on the agenda whatever its review. Source: domain 2.10."""
JUMP = 5
"""An increase of the net score that puts a risk on the agenda. Source: domain 2.10."""
_BANDS = ((15, "extreme"), (8, "high"), (4, "moderate"), (1, "low"))
"""From which score each band runs. Source: domain 2.10."""


class RiskState(StrEnum):
    """Where a risk stands. Source: domain 2.10."""

    PROPOSED = "proposed"
    OPEN = "open"
    TREATING = "treating"
    TOLERATED = "tolerated"
    ESCALATED = "escalated"
    MATERIALISED = "materialised"
    CLOSED = "closed"
    REJECTED = "rejected"
    MERGED = "merged"


ENDED = frozenset({RiskState.CLOSED, RiskState.REJECTED, RiskState.MERGED})


@dataclass(frozen=True, slots=True)
class Score:
    """Likelihood and impact, each from 1 to 5."""

    likelihood: int
    impact: int

    @property
    def value(self) -> int:
        """From 1 to 25."""
        return self.likelihood * self.impact

    @property
    def band(self) -> str:
        """The word for it."""
        return next(word for least, word in _BANDS if self.value >= least)


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk, known by its reference (`RSK-014`); `source` is what it came of. Board-safe, T0.

    `net_before` is the net score before the present one, 0 where there was none.
    """

    ref: str
    version: int = 1
    title: str
    state: RiskState = RiskState.PROPOSED
    source: str = ""
    reason: str = ""
    owner_agency: str
    raised_on: date
    raised_by: str = ""
    owner: str = ""
    category: str = ""
    gross: Score | None = None
    net: Score | None = None
    target: Score | None = None
    target_by: date | None = None
    net_before: int = 0
    proximity: str = ""
    treatment: str = ""
    next_review: date | None = None

    @property
    def is_open(self) -> bool:
        """It is still on the register."""
        return self.state not in ENDED

    @property
    def score(self) -> int:
        """The net score; 0 where nobody has scored it yet."""
        return self.net.value if self.net else 0

    @property
    def trend(self) -> str:
        """Up, down or same since the score before; empty where there was none."""
        if not self.net_before:
            return ""
        if self.score == self.net_before:
            return "same"
        return "up" if self.score > self.net_before else "down"

    @property
    def has_jumped(self) -> bool:
        """Its net score has gone up by much."""
        return bool(self.net_before) and self.score - self.net_before >= JUMP


def is_review_due(risk: Risk, by: date) -> bool:
    """An open risk whose review falls on that day or before."""
    return risk.is_open and risk.next_review is not None and risk.next_review <= by


def is_for_agenda(risk: Risk, by: date) -> bool:
    """Whether a board held on that day looks at it: review due, extreme, or gone up by much."""
    return risk.is_open and (is_review_due(risk, by) or risk.score >= EXTREME or risk.has_jumped)


def by_score(risks: Iterable[Risk]) -> list[Risk]:
    """The highest net score first."""
    return sorted(risks, key=lambda each: (-each.score, each.ref))


def score_in_words(risk: Risk) -> str:
    """The net score, its band, and where it goes: '16, extreme, down from 20'."""
    if risk.net is None:
        return "not scored"
    words = f"{risk.score}, {risk.net.band}"
    if risk.trend in {"up", "down"}:
        return f"{words}, {risk.trend} from {risk.net_before}"
    return words
