"""Rows of the cycle: forums that differ from the usual ones, turns, and swaps asked for."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, text
from sqlmodel import Field

from storage.tables.base import (
    KEYED,
    Row,
    big_id,
    instant,
    json_column,
    maybe_day,
    table_of,
    words,
)

# One agency has one turn at a meeting, whatever came before it.
TURN_IS_HELD = "status IN ('accepted', 'done', 'offered')"
_HELD: Any = {"sqlite_where": text(TURN_IS_HELD), "postgresql_where": text(TURN_IS_HELD)}


class ForumRow(Row, table=True):
    """A forum that was added, or is not as usual; board-safe."""

    __tablename__ = "forums"
    __table_args__ = KEYED
    code: str = words(key=True)
    title: str = words()
    cadence_days: int | None
    weekday: int | None
    starts: str = words()
    minutes: int
    chairs: list[str] = json_column()
    members: list[str] = json_column()
    purpose: str = words()
    since: date | None = maybe_day()
    until: date | None = maybe_day()
    milestones: list[Any] = json_column()


class FocusTurnRow(Row, table=True):
    """A turn in focus; board-safe."""

    __tablename__ = "focus_turns"
    __table_args__ = (Index("ix_focus_turns_held", "meeting", "agency", unique=True, **_HELD),)
    id: int | None = big_id()
    meeting: str = words()
    on: date = Field(sa_type=Date)
    agency: str = words()
    status: str = words()
    since: datetime = instant()
    cycle: int


class LeadTurnRow(Row, table=True):
    """A turn to lead; board-safe."""

    __tablename__ = "lead_turns"
    __table_args__ = (Index("ix_lead_turns_held", "meeting", "agency", unique=True, **_HELD),)
    id: int | None = big_id()
    meeting: str = words()
    on: date = Field(sa_type=Date)
    agency: str = words()
    status: str = words()
    since: datetime = instant()
    volunteered: bool
    as_co_chair: bool
    deputy: str = words()


class SwapRow(Row, table=True):
    """A swap of two turns that was asked for; board-safe."""

    __tablename__ = "focus_swaps"
    __table_args__ = KEYED
    ref: str = words(key=True)
    first_meeting: str = words()
    first_agency: str = words()
    second_meeting: str = words()
    second_agency: str = words()
    asked_at: datetime = instant()
    state: str = words()


FORUMS = table_of(ForumRow)
FOCUS_TURNS = table_of(FocusTurnRow)
LEAD_TURNS = table_of(LeadTurnRow)
SWAPS = table_of(SwapRow)
