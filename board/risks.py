"""Risks of the partnership, as far as an escalation that is accepted as a risk makes one."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Risk:
    """A risk, known by its reference (`RSK-014`); `source` is what it came of. Board-safe, T0."""

    ref: str
    version: int = 1
    title: str
    state: RiskState = RiskState.PROPOSED
    source: str = ""
    reason: str = ""
    owner_agency: str
    raised_on: date
    raised_by: str = ""
