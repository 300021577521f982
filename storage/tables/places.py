"""Rows of bound channels, conversation references and posts."""

from datetime import datetime

from storage.tables.base import KEYED, Row, instant, table_of, words


class BindingRow(Row, table=True):
    """A channel that belongs to a forum: one channel for each, one forum for each."""

    __tablename__ = "bindings"
    channel: str = words(key=True)
    forum_key: str = words(unique=True)
    forum_kind: str = words()
    forum_name: str = words()
    team: str = words(index=True)


class ReferenceRow(Row, table=True):
    """How to reach a person or a channel: our own JSON, opaque here."""

    __tablename__ = "conversation_references"
    key: str = words(key=True)
    reference: str = words()
    verified_at: datetime = instant()


class PostRow(Row, table=True):
    """Where a thing was posted, and which version is shown there."""

    __tablename__ = "posts"
    __table_args__ = KEYED
    thing: str = words(key=True)
    place: str = words(key=True)
    conversation: str = words()
    activity: str = words()
    version: int


BINDINGS = table_of(BindingRow)
REFERENCES = table_of(ReferenceRow)
POSTS = table_of(PostRow)
