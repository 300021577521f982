"""Rows of meetings, actions, subjects, and of the settings that belong to a database."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Index, false, text
from sqlmodel import Field

from storage.tables.base import (
    KEYED,
    Row,
    instant,
    json_column,
    later_words,
    maybe_day,
    maybe_instant,
    maybe_json,
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
    version: int = Field(sa_column_kwargs={"server_default": text("1")})
    planned_day: date | None = maybe_day()
    reason: str = later_words()
    pack_held: bool = Field(sa_column_kwargs={"server_default": false()})
    pack_issued_at: datetime | None = maybe_instant()
    is_statement_read: bool = Field(sa_column_kwargs={"server_default": false()})
    interests_asked: bool = Field(sa_column_kwargs={"server_default": false()})
    minutes_approved_at: str = later_words()


# Word for word those of the indices: the queries of the tracker say them again.
ACTION_IS_OPEN = (
    "state IN ('accepted', 'assigned', 'blocked', 'in_progress', 'proposed', 'reopened')"
)
ACTION_HAS_ENDED = ACTION_IS_OPEN.replace(" IN ", " NOT IN ")
_OPEN: Any = {"sqlite_where": text(ACTION_IS_OPEN), "postgresql_where": text(ACTION_IS_OPEN)}
_ENDED: Any = {"sqlite_where": text(ACTION_HAS_ENDED), "postgresql_where": text(ACTION_HAS_ENDED)}


class ActionRow(Row, table=True):
    """An action; board-safe.

    Two columns follow from the others, for the chart: `last_update` is the day of the latest
    line, `shade` is `red` or `amber` where an open action is so whatever the day.
    """

    __tablename__ = "actions"
    __table_args__ = (
        Index("ix_actions_open", "due", "ref", "state", **_OPEN),
        Index("ix_actions_ended", "due", "ref", "state", **_ENDED),
        Index("ix_actions_open_shade", "shade", "due", "last_update", **_OPEN),
        Index(
            "ix_actions_open_agency", "owner_agency", "due", "ref", "shade", "last_update", **_OPEN
        ),
        Index("ix_actions_source", "source"),
        Index("ix_actions_risk", "risk"),
    )
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
    detail: str = later_words()
    source_agency: str = later_words()
    raised_by: str = later_words()
    assigned_on: date | None = maybe_day()
    completed_by: str | None = maybe_words()
    needed: str = later_words()
    needed_from: str = later_words()
    is_at_risk: bool = Field(sa_column_kwargs={"server_default": false()})
    snoozed_until: date | None = maybe_day()
    request: dict[str, Any] | None = maybe_json()
    due_asked_at: datetime | None = maybe_instant()
    last_update: date | None = maybe_day()
    shade: str = later_words()


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
