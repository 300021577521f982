"""Rows of meetings, actions, subjects, and of the settings that belong to a database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date
from sqlmodel import Field

from storage.tables.base import (
    KEYED,
    Row,
    instant,
    json_column,
    maybe_day,
    maybe_words,
    sealed,
    table_of,
    words,
)


class MeetingRow(Row, table=True):
    """A meeting; board-safe."""

    __tablename__ = "meetings"
    ref: str = words(key=True)
    forum: str = words()
    starts_at: datetime = instant(index=True)
    ends_at: datetime = instant()
    state: str = words()
    place: str = words()
    lead_agency: str | None = maybe_words()
    focus_agency: str | None = maybe_words()
    chair: str | None = maybe_words()
    facilitator: str | None = maybe_words()
    quorate: bool | None
    attendance: dict[str, Any] = json_column()


class ActionRow(Row, table=True):
    """An action; board-safe."""

    __tablename__ = "actions"
    ref: str = words(key=True)
    version: int
    title: str = words()
    source: str = words()
    risk: str | None = maybe_words()
    owner: str = words(index=True)
    owner_agency: str = words()
    supporting: list[str] = json_column()
    raised_on: date = Field(sa_type=Date)
    original_due: date = Field(sa_type=Date)
    due: date = Field(sa_type=Date)
    extensions: int
    priority: str = words()
    state: str = words()
    type: str = words()
    success_measure: str = words()
    completed_on: date | None = maybe_day()
    closed_on: date | None = maybe_day()
    verified_by: str | None = maybe_words()
    evidence: str = words()
    blocker: str = words()
    reason: str = words()
    updates: list[Any] = json_column()


class SubjectRow(Row, table=True):
    """A person of concern: all but the key and the case sealed."""

    __tablename__ = "subjects"
    key: str = words(key=True)
    case_ref: str = words(index=True)
    sealed_t3: bytes | None = sealed()
    sealed_t4: bytes | None = sealed()


class ActingRow(Row, table=True):
    """In rehearsal: as whom an account speaks."""

    __tablename__ = "acting"
    account: str = words(key=True)
    acts_as: str = words()


class SettingRow(Row, table=True):
    """A mark of this database: its birth, hold, clock, version of the people."""

    __tablename__ = "settings"
    __table_args__ = KEYED
    name: str = words(key=True)
    value: str = words()


MEETINGS = table_of(MeetingRow)
ACTIONS = table_of(ActionRow)
SUBJECTS = table_of(SubjectRow)
ACTING = table_of(ActingRow)
SETTINGS = table_of(SettingRow)
