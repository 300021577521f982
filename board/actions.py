"""Actions that the board has agreed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class ActionState(StrEnum):
    """Where an action stands."""

    PROPOSED = "proposed"
    ASSIGNED = "assigned"
    ACCEPTED = "accepted"
    IN_PROGRESS = "in_progress"
    BLOCKED = "blocked"
    COMPLETED = "completed"
    VERIFIED = "verified"
    DECLINED = "declined"
    REOPENED = "reopened"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    """How fast an unanswered action goes up the ladder."""

    STANDARD = "standard"
    URGENT = "urgent"
    CRITICAL = "critical"


@dataclass(frozen=True, slots=True, kw_only=True)
class Update:
    """What was reported on one day; board-safe."""

    on: date
    by: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Action:
    """An action, known by its reference (`ACT-2026-0012`). Board-safe, T0."""

    ref: str
    version: int = 1
    title: str
    source: str
    risk: str | None
    owner: str
    owner_agency: str
    supporting: tuple[str, ...]
    raised_on: date
    original_due: date
    due: date
    extensions: int
    priority: Priority
    state: ActionState
    type: str
    success_measure: str
    completed_on: date | None = None
    closed_on: date | None = None
    verified_by: str | None = None
    evidence: str = ""
    blocker: str = ""
    reason: str = ""
    updates: tuple[Update, ...] = ()
