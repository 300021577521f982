"""Rows of documents that are filed, of their sealed bytes, and of meetings in a calendar."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, LargeBinary, text
from sqlmodel import Field

from storage.tables.base import (
    Row,
    instant,
    json_column,
    maybe_instant,
    sealed,
    table_of,
    words,
)

# Word for word that of the index: what waits is found without reading what is filed.
IS_WAITING = "state = 'waiting'"


class DocumentRow(Row, table=True):
    """A document; how far its upload has come is sealed, for it holds a key to the file."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_meeting", "meeting"),
        Index(
            "ix_documents_waiting",
            "made_at",
            sqlite_where=text(IS_WAITING),
            postgresql_where=text(IS_WAITING),
        ),
    )
    key: str = words(key=True)
    forum: str = words()
    meeting: str = words()
    folder: list[str] = json_column()
    name: str = words()
    kind: str = words()
    tier: int
    once: bool
    sha256: str = words()
    size: int = Field(sa_type=BigInteger)
    made_at: datetime = instant()
    state: str = words()
    item_id: str = words()
    web_url: str = words()
    etag: str = words()
    filed_at: datetime | None = maybe_instant()
    tries: int
    fault: str = words()
    said: str = words()
    next_try: datetime | None = maybe_instant()
    upload: bytes | None = sealed()


class DocumentPartRow(Row, table=True):
    """One part of a document's bytes, sealed; gone once the document is filed."""

    __tablename__ = "document_parts"
    document: str = words(key=True)
    number: int = Field(primary_key=True)
    sealed: bytes = Field(sa_type=LargeBinary)


class BookingRow(Row, table=True):
    """A meeting in the organiser's calendar."""

    __tablename__ = "bookings"
    meeting: str = words(key=True)
    event_id: str = words()
    starts_at: datetime | None = maybe_instant()
    ends_at: datetime | None = maybe_instant()
    join_url: str = words()
    web_url: str = words()
    made: int
    is_invited: bool


DOCUMENTS = table_of(DocumentRow)
DOCUMENT_PARTS = table_of(DocumentPartRow)
BOOKINGS = table_of(BookingRow)
