"""Rows of what happens in a meeting: who is there, interests, items, decisions, actions."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import (
    KEYED,
    Row,
    instant,
    json_column,
    maybe_instant,
    table_of,
    words,
)


class SittingRow(Row, table=True):
    """A meeting in session, or that was: which item is the current one, and Teams' own times."""

    __tablename__ = "sittings"
    __table_args__ = KEYED
    meeting: str = words(key=True)
    current: str = words()
    current_since: datetime | None = maybe_instant()
    started_at: datetime | None = maybe_instant()
    ended_at: datetime | None = maybe_instant()
    online: str = words()
    online_from: datetime | None = maybe_instant()
    online_to: datetime | None = maybe_instant()


class AttendanceRow(Row, table=True):
    """Somebody of an agency at a meeting; an agency of which nobody came has no member."""

    __tablename__ = "attendance"
    __table_args__ = KEYED
    meeting: str = words(key=True)
    agency: str = words(key=True)
    member: str = words(key=True)
    status: str = words()
    information_sent: bool
    is_observer: bool
    joined_at: datetime | None = maybe_instant()
    left_at: datetime | None = maybe_instant()
    by_self: bool
    noted_at: datetime = instant()


class AcceptanceRow(Row, table=True):
    """A member has accepted the confidentiality statement of a meeting."""

    __tablename__ = "acceptances"
    __table_args__ = KEYED
    meeting: str = words(key=True)
    member: str = words(key=True)
    accepted_at: datetime = instant()


class InterestRow(Row, table=True):
    """A declared interest."""

    __tablename__ = "interests"
    __table_args__ = (Index("ix_interests_member", "member"),)
    meeting: str = words(key=True)
    member: str = words(key=True)
    item: str = words(key=True)
    nature: str = words()
    handling: str = words()
    declared_at: datetime | None = maybe_instant()


class SittingItemRow(Row, table=True):
    """What was said under an item of the agenda, as it stood when the meeting began."""

    __tablename__ = "sitting_items"
    meeting: str = words(key=True)
    key: str = words(key=True)
    position: int
    title: str = words()
    minutes: int
    presenter: str = words()
    points: list[str] = json_column()
    summary: str = words()
    override: str = words()
    started_at: datetime | None = maybe_instant()
    ended_at: datetime | None = maybe_instant()
    spent_seconds: int = Field(sa_column_kwargs={"server_default": text("0")})
    version: int


class DecisionRow(Row, table=True):
    """A decision; never changed, only replaced by a later one."""

    __tablename__ = "decisions"
    __table_args__: Any = (
        UniqueConstraint("meeting", "form"),
        Index("ix_decisions_at", "at"),
    )
    ref: str = words(key=True)
    meeting: str = words()
    form: str = words()
    item: str = words()
    kind: str = words()
    text: str = words()
    rationale: str = words()
    dissent: str = words()
    override: str = words()
    by: str = words()
    at: datetime = instant()
    replaces: str = words()


class RaisedRow(Row, table=True):
    """An action that was raised under an item."""

    __tablename__ = "raised_actions"
    __table_args__ = (Index("ix_raised_actions_action", "action"),)
    meeting: str = words(key=True)
    action: str = words(key=True)
    item: str = words()
    noted_at: datetime = instant()


SITTINGS = table_of(SittingRow)
ATTENDANCE = table_of(AttendanceRow)
ACCEPTANCES = table_of(AcceptanceRow)
INTERESTS = table_of(InterestRow)
SITTING_ITEMS = table_of(SittingItemRow)
DECISIONS = table_of(DecisionRow)
RAISED = table_of(RaisedRow)
