"""Tactical plans as the board oversees them: by reference, without what stands in them."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class PlanState(StrEnum):
    """Where a plan stands. Source: domain 2.7."""

    DRAFT = "draft"
    CONTRIBUTIONS_REQUESTED = "contributions_requested"
    AGREED = "agreed"
    ACTIVE = "active"
    UNDER_REVIEW = "under_review"
    TRIGGERED = "triggered"
    CLOSED = "closed"
    ABANDONED = "abandoned"


_ENDED = frozenset({PlanState.CLOSED, PlanState.ABANDONED})


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """A plan (`PLN-2026-004`) of a case; `agency` leads it. Board-safe, T0.

    `outstanding` are contributions that partners were asked for and have not given.
    """

    ref: str
    case: str
    state: PlanState
    agency: str
    review_due: date | None = None
    outstanding: int = 0

    @property
    def is_open(self) -> bool:
        """It is neither closed nor given up."""
        return self.state not in _ENDED

    def is_review_due(self, by: date) -> bool:
        """Its review falls on that day or before."""
        return self.is_open and self.review_due is not None and self.review_due <= by

    def is_overdue(self, today: date) -> bool:
        """Its review should have been before today."""
        return self.is_open and self.review_due is not None and self.review_due < today
