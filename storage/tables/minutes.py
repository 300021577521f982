"""Rows of minutes: their items, comments, editions and addenda; and of recordings."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlmodel import Field

from storage.tables.base import KEYED, Row, instant, json_column, maybe_instant, table_of, words

# Word for word that of the index: what has no file yet is found without reading the rest.
HAS_NO_FILE = "file_sha256 = ''"


class MinutesRow(Row, table=True):
    """The minutes of a meeting, and where they stand; board-safe."""

    __tablename__ = "minutes"
    meeting: str = words(key=True)
    state: str = words(index=True)
    begun_at: datetime = instant()
    approvals: list[Any] = json_column()
    with_chair_at: datetime | None = maybe_instant()
    with_members_at: datetime | None = maybe_instant()
    final_at: datetime | None = maybe_instant()
    approved_by: str = words()
    version: int


class MinutesItemRow(Row, table=True):
    """What the minutes say under one item."""

    __tablename__ = "minutes_items"
    meeting: str = words(key=True)
    key: str = words(key=True)
    position: int
    title: str = words()
    summary: str = words()
    unresolved: str = words()
    version: int


class MinutesCommentRow(Row, table=True):
    """A comment of a member, and what became of it."""

    __tablename__ = "minutes_comments"
    __table_args__: Any = (UniqueConstraint("meeting", "form"),)
    ref: str = words(key=True)
    meeting: str = words()
    form: str = words()
    item: str = words()
    by: str = words()
    at: datetime = instant()
    text: str = words()
    outcome: str = words()
    reason: str = words()
    dealt_by: str = words()
    dealt_at: datetime | None = maybe_instant()


class MinutesEditionRow(Row, table=True):
    """The minutes as they were sent out once: drafts by number, and the final ones."""

    __tablename__ = "minutes_editions"
    __table_args__ = (
        Index(
            "ix_minutes_editions_no_file",
            "made_at",
            sqlite_where=text(HAS_NO_FILE),
            postgresql_where=text(HAS_NO_FILE),
        ),
    )
    meeting: str = words(key=True)
    name: str = words(key=True)
    made_at: datetime = instant()
    content: dict[str, Any] = json_column()
    text_sha256: str = words()
    file_sha256: str = words()


class MinutesAddendumRow(Row, table=True):
    """What was added to final minutes."""

    __tablename__ = "minutes_addenda"
    __table_args__: Any = (
        UniqueConstraint("meeting", "form"),
        Index(
            "ix_minutes_addenda_no_file",
            "at",
            sqlite_where=text(HAS_NO_FILE),
            postgresql_where=text(HAS_NO_FILE),
        ),
    )
    meeting: str = words(key=True)
    number: int = Field(primary_key=True)
    form: str = words()
    by: str = words()
    at: datetime = instant()
    text: str = words()
    file_sha256: str = words()


class RecordingRow(Row, table=True):
    """A recording or transcript of a meeting: where it is, and since when it is gone."""

    __tablename__ = "recordings"
    __table_args__ = KEYED
    meeting: str = words(key=True)
    item: str = words(key=True)
    kind: str = words()
    url: str = words()
    found_at: datetime = instant()
    deleted_at: datetime | None = maybe_instant()


MINUTES = table_of(MinutesRow)
MINUTES_ITEMS = table_of(MinutesItemRow)
MINUTES_COMMENTS = table_of(MinutesCommentRow)
MINUTES_EDITIONS = table_of(MinutesEditionRow)
MINUTES_ADDENDA = table_of(MinutesAddendumRow)
RECORDINGS = table_of(RecordingRow)
