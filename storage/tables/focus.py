"""Rows of focus reports, of their drafts, and of the register of demand."""

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
    sealed,
    table_of,
    words,
)


class FocusReportRow(Row, table=True):
    """The report of an agency for a meeting; board-safe."""

    __tablename__ = "focus_reports"
    __table_args__ = (Index("ix_focus_reports_agency", "agency"),)
    meeting: str = words(key=True)
    agency: str = words(key=True)
    version: int
    status: str = words()
    demand: str = words()
    pressures: str = words()
    figures: list[Any] = json_column()
    blockers: list[str] = json_column()
    enablers: list[str] = json_column()
    asks: list[Any] = json_column()
    good_practice: str = words()
    submitted_by: str = words()
    submitted_at: datetime | None = maybe_instant()


class FocusDraftRow(Row, table=True):
    """What somebody has typed of a report and not sent: not guarded yet, so sealed."""

    __tablename__ = "focus_drafts"
    meeting: str = words(key=True)
    agency: str = words(key=True)
    person: str = words(key=True)
    updated_at: datetime = instant(index=True)
    sealed: bytes | None = sealed()


class DemandRow(Row, table=True):
    """An entry of the register of demand; board-safe."""

    __tablename__ = "demand_entries"
    __table_args__ = (
        Index("ix_demand_entries_agency", "agency"),
        Index("ix_demand_entries_meeting", "meeting"),
    )
    ref: str = words(key=True)
    version: int
    agency: str = words()
    type: str = words()
    text: str = words()
    since: date = Field(sa_type=Date)
    status: str = words()
    meeting: str = words()
    affects: list[str] = json_column()
    risk: str = words()
    action: str = words()
    settled_on: date | None = maybe_day()


FOCUS_REPORTS = table_of(FocusReportRow)
FOCUS_DRAFTS = table_of(FocusDraftRow)
DEMAND_ENTRIES = table_of(DemandRow)
