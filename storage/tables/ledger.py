"""Rows of the audit and of the outbox."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, LargeBinary, text
from sqlmodel import Field

from storage.tables.base import (
    Row,
    big_id,
    instant,
    json_column,
    maybe_instant,
    maybe_words,
    table_of,
    words,
)


class AuditLineRow(Row, table=True):
    """Who did what to which record; the last three columns are the seal."""

    __tablename__ = "audit_lines"
    __table_args__ = (
        Index(
            "ix_audit_lines_unsealed",
            "id",
            sqlite_where=text("number IS NULL"),
            postgresql_where=text("number IS NULL"),
        ),
        Index("ix_audit_lines_about", "about"),
    )
    id: int | None = big_id()
    at: datetime = instant()
    recorded_at: datetime = instant()
    name: str = words()
    about: str = words()
    by: str = words()
    tier: int
    result: str = words()
    purpose: str = words()
    details: dict[str, Any] = json_column()
    place: str = words()
    trace: str = words()
    number: int | None = Field(default=None, unique=True)
    key_id: str | None = maybe_words()
    mac: bytes | None = Field(default=None, sa_type=LargeBinary, nullable=True)


class AuditCheckpointRow(Row, table=True):
    """Where the chain starts after lines before it were disposed of; signed."""

    __tablename__ = "audit_checkpoints"
    number: int = Field(primary_key=True)
    mac: bytes = Field(sa_type=LargeBinary)
    made_at: datetime = instant()
    key_id: str = words()
    signature: bytes = Field(sa_type=LargeBinary)


class IntentRow(Row, table=True):
    """Something to be told or filed, once; `slot` is held by an update nobody took yet."""

    __tablename__ = "intents"
    __table_args__ = (
        Index(
            "ix_intents_pending",
            "lane",
            "not_before",
            "id",
            sqlite_where=text("state = 'pending'"),
            postgresql_where=text("state = 'pending'"),
        ),
        Index("ix_intents_recipient_state", "recipient", "state"),
        Index("ix_intents_kind_not_before", "kind", "not_before"),
        Index(
            "ix_intents_open",
            "lane",
            "state",
            sqlite_where=text("state NOT IN ('sent', 'cancelled')"),
            postgresql_where=text("state NOT IN ('sent', 'cancelled')"),
        ),
    )
    id: int | None = big_id()
    key: str = words(unique=True)
    slot: str | None = maybe_words(unique=True)
    kind: str = words()
    recipient: str = words()
    about: str = words()
    lane: str = words()
    state: str = words()
    not_before: datetime = instant()
    retry_at: datetime | None = maybe_instant()
    lease_until: datetime | None = maybe_instant()
    token: str | None = maybe_words()
    attempts: int
    error: str | None = maybe_words()
    created_at: datetime = instant()
    sent_at: datetime | None = maybe_instant()


AUDIT_LINES = table_of(AuditLineRow)
AUDIT_CHECKPOINTS = table_of(AuditCheckpointRow)
INTENTS = table_of(IntentRow)
