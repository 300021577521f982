"""Meetings of the board and its subgroups."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class MeetingState(StrEnum):
    """Where a meeting stands."""

    PLANNED = "planned"
    AGENDA_OPEN = "agenda_open"
    PACK_ISSUED = "pack_issued"
    IN_SESSION = "in_session"
    ADJOURNED_INQUORATE = "adjourned_inquorate"
    MINUTES_DRAFT = "minutes_draft"
    MINUTES_APPROVED = "minutes_approved"
    ARCHIVED = "archived"
    POSTPONED = "postponed"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting, known by its reference (`BRD-036`, `SUB-20261126`). Board-safe, T0."""

    ref: str
    forum: str
    starts_at: datetime
    ends_at: datetime
    state: MeetingState
    place: str = "Microsoft Teams"
    lead_agency: str | None = None
    focus_agency: str | None = None
    chair: str | None = None
    facilitator: str | None = None
    quorate: bool | None = None
    attendance: Mapping[str, str] = field(default_factory=dict)
