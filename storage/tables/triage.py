"""Rows of challenges, and of who is on duty."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index

from storage.tables.base import (
    Row,
    instant,
    json_column,
    maybe_instant,
    maybe_words,
    sealed,
    table_of,
    words,
)


class ChallengeRow(Row, table=True):
    """A challenge; what was typed and ruled is sealed."""

    __tablename__ = "challenges"
    __table_args__ = (
        Index("ix_challenges_subject", "subject"),
        Index("ix_challenges_closed_at_due", "closed_at", "due"),
    )
    ref: str = words(key=True)
    version: int
    subject: str = words()
    kind: str = words()
    urgency: str = words()
    challenger: str = words()
    challenger_name: str | None = maybe_words()
    agency_name: str | None = maybe_words()
    opened_at: datetime = instant()
    step: int
    due: datetime = instant()
    barred: list[Any] = json_column()
    finding: str | None = maybe_words()
    is_ruled: bool
    closed_at: datetime | None = maybe_instant()
    sealed_t3: bytes | None = sealed()


class DutyRow(Row, table=True):
    """Who is on duty (`duty`) and who covers (`cover`)."""

    __tablename__ = "duty"
    slot: str = words(key=True)
    person: str = words()
    name: str = words()
    since: datetime = instant()


CHALLENGES = table_of(ChallengeRow)
DUTY = table_of(DutyRow)
