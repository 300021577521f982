"""Rows of agendas, what is asked of them, subgroups' updates, and what an agenda is built from.

All of it is board-safe: references, counts, titles. Nothing said of a person is kept here.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index
from sqlmodel import Field

from storage.tables.base import (
    Row,
    instant,
    json_column,
    maybe_day,
    maybe_instant,
    table_of,
    words,
)


class AgendaRow(Row, table=True):
    """The agenda of a meeting as people have changed it, or as its pack went out."""

    __tablename__ = "agendas"
    meeting: str = words(key=True)
    version: int
    forum: str = words()
    minutes: int
    items: list[Any] = json_column()
    issued_for: datetime | None = maybe_instant()


class AgendaAskRow(Row, table=True):
    """Something asked of an agenda."""

    __tablename__ = "agenda_asks"
    __table_args__ = (Index("ix_agenda_asks_meeting", "meeting"),)
    ref: str = words(key=True)
    meeting: str = words()
    kind: str = words()
    item: str = words()
    title: str = words()
    link: str = words()
    by: str = words()
    asked_at: datetime = instant()
    state: str = words()
    settled_by: str = words()
    settled_at: datetime | None = maybe_instant()


class SubgroupUpdateRow(Row, table=True):
    """A subgroup chair's update for a board."""

    __tablename__ = "subgroup_updates"
    board: str = words(key=True)
    forum: str = words(key=True)
    version: int
    chair: str = words()
    since: date = Field(sa_type=Date)
    until: date = Field(sa_type=Date)
    counts: dict[str, Any] = json_column()
    state: str = words()
    results: list[str] = json_column()
    themes: list[str] = json_column()
    blockers: str = words()
    approved_by: str = words()
    approved_at: datetime | None = maybe_instant()


class HearingRow(Row, table=True):
    """A hearing, to be counted."""

    __tablename__ = "hearings"
    __table_args__ = (
        Index("ix_hearings_forum", "forum", "held_on"),
        Index("ix_hearings_meeting", "meeting"),
    )
    ref: str = words(key=True)
    case_ref: str = words()
    held_on: date = Field(sa_type=Date)
    kind: str = words()
    is_held: bool
    forum: str = words()
    meeting: str = words()
    decision: str = words()


class PlanRow(Row, table=True):
    """A tactical plan by reference."""

    __tablename__ = "plans"
    ref: str = words(key=True)
    case_ref: str = words()
    state: str = words()
    agency: str = words()
    review_due: date | None = maybe_day()
    outstanding: int


class FiguresRow(Row, table=True):
    """The figures of a month, by its first day."""

    __tablename__ = "figures"
    month: date = Field(sa_type=Date, primary_key=True)
    figures: dict[str, Any] = json_column()


class ServiceLevelRow(Row, table=True):
    """A service level with its latest month."""

    __tablename__ = "service_levels"
    ref: str = words(key=True)
    name: str = words()
    measure: str = words()
    target: float
    month: date | None = maybe_day()
    met: int
    measured: int
    reason: str = words()
    parties: list[str] = json_column()


class LearningRow(Row, table=True):
    """A learning item by its title."""

    __tablename__ = "learning"
    ref: str = words(key=True)
    title: str = words()
    state: str = words()
    strand: str = words()
    published_on: date | None = maybe_day()


class MessageRow(Row, table=True):
    """A month's communication of a strand."""

    __tablename__ = "communications"
    month: date = Field(sa_type=Date, primary_key=True)
    strand: str = words(key=True)
    status: str = words()


class PolicyRow(Row, table=True):
    """A policy and its review."""

    __tablename__ = "policies"
    ref: str = words(key=True)
    title: str = words()
    status: str = words()
    owner_agency: str = words()
    version: str = words()
    review_due: date | None = maybe_day()


AGENDAS = table_of(AgendaRow)
AGENDA_ASKS = table_of(AgendaAskRow)
SUBGROUP_UPDATES = table_of(SubgroupUpdateRow)
HEARINGS = table_of(HearingRow)
PLANS = table_of(PlanRow)
FIGURES = table_of(FiguresRow)
SERVICE_LEVELS = table_of(ServiceLevelRow)
LEARNING = table_of(LearningRow)
COMMUNICATIONS = table_of(MessageRow)
POLICIES = table_of(PolicyRow)
