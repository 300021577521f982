"""Rows of ladders, absences, what was sent out before meetings, and risks; all board-safe."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, text
from sqlmodel import Field

from storage.tables.base import (
    Row,
    instant,
    json_column,
    later_words,
    maybe_day,
    maybe_instant,
    maybe_json,
    table_of,
    words,
)


class EscalationRow(Row, table=True):
    """A ladder with all its rungs."""

    __tablename__ = "escalations"
    __table_args__ = (
        Index("ix_escalations_action", "action"),
        Index("ix_escalations_state", "state"),
    )
    ref: str = words(key=True)
    version: int
    action: str = words()
    priority: str = words()
    owner_agency: str = words()
    source_agency: str = words()
    due: date = Field(sa_type=Date)
    opened_at: datetime = instant()
    state: str = words()
    steps: list[Any] = json_column()
    board_item: str = words()


class AbsenceRow(Row, table=True):
    """From when until when a member is away."""

    __tablename__ = "absences"
    member: str = words(key=True)
    since: date = Field(sa_type=Date)
    until: date = Field(sa_type=Date)


class DeliveryRow(Row, table=True):
    """What an agency was sent before a meeting, and what became of it."""

    __tablename__ = "dissemination"
    __table_args__ = (Index("ix_dissemination_meeting", "meeting"),)
    key: str = words(key=True)
    meeting: str = words()
    what: str = words()
    agency: str = words()
    member: str = words()
    held_on: date | None = maybe_day()
    instead: str = words()
    told_at: datetime = instant()
    delivered_at: datetime | None = maybe_instant()
    opened_at: datetime | None = maybe_instant()
    answered_at: datetime | None = maybe_instant()


class RiskRow(Row, table=True):
    """A risk."""

    __tablename__ = "risks"
    ref: str = words(key=True)
    version: int
    title: str = words()
    state: str = words()
    source: str = words()
    reason: str = words()
    owner_agency: str = words()
    raised_on: date = Field(sa_type=Date)
    raised_by: str = words()
    owner: str = later_words()
    category: str = later_words()
    scores: dict[str, Any] | None = maybe_json()
    target_by: date | None = maybe_day()
    net_before: int = Field(sa_column_kwargs={"server_default": text("0")})
    proximity: str = later_words()
    treatment: str = later_words()
    next_review: date | None = maybe_day()


ESCALATIONS = table_of(EscalationRow)
ABSENCES = table_of(AbsenceRow)
DISSEMINATION = table_of(DeliveryRow)
RISKS = table_of(RiskRow)
