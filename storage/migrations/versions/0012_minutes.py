"""Minutes with their items, comments, editions and addenda; recordings of meetings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
NO_FILE = sa.text("file_sha256 = ''")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _at(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def _number(name: str) -> sa.Column[int]:
    return sa.Column(name, sa.Integer(), nullable=False)


def upgrade() -> None:
    """Make the tables; the meetings there were have no minutes here."""
    op.create_table(
        "minutes",
        _text("meeting"),
        _text("state"),
        _at("begun_at", nullable=False),
        sa.Column("approvals", JSON, nullable=False),
        _at("with_chair_at"),
        _at("with_members_at"),
        _at("final_at"),
        _text("approved_by"),
        _number("version"),
        sa.PrimaryKeyConstraint("meeting", name="pk_minutes"),
    )
    op.create_index("ix_minutes_state", "minutes", ["state"])
    op.create_table(
        "minutes_items",
        _text("meeting"),
        _text("key"),
        _number("position"),
        *(_text(name) for name in ("title", "summary", "unresolved")),
        _number("version"),
        sa.PrimaryKeyConstraint("meeting", "key", name="pk_minutes_items"),
    )
    op.create_table(
        "minutes_comments",
        *(_text(name) for name in ("ref", "meeting", "form", "item", "by")),
        _at("at", nullable=False),
        *(_text(name) for name in ("text", "outcome", "reason", "dealt_by")),
        _at("dealt_at"),
        sa.PrimaryKeyConstraint("ref", name="pk_minutes_comments"),
        sa.UniqueConstraint("meeting", "form", name="uq_minutes_comments_meeting_form"),
    )
    _editions()
    op.create_table(
        "recordings",
        *(_text(name) for name in ("meeting", "item", "kind", "url")),
        _at("found_at", nullable=False),
        _at("deleted_at"),
        sa.PrimaryKeyConstraint("meeting", "item", name="pk_recordings"),
        sqlite_with_rowid=False,
    )


def _editions() -> None:
    op.create_table(
        "minutes_editions",
        _text("meeting"),
        _text("name"),
        _at("made_at", nullable=False),
        sa.Column("content", JSON, nullable=False),
        _text("text_sha256"),
        _text("file_sha256"),
        sa.PrimaryKeyConstraint("meeting", "name", name="pk_minutes_editions"),
    )
    op.create_index(
        "ix_minutes_editions_no_file",
        "minutes_editions",
        ["made_at"],
        sqlite_where=NO_FILE,
        postgresql_where=NO_FILE,
    )
    op.create_table(
        "minutes_addenda",
        _text("meeting"),
        _number("number"),
        _text("form"),
        _text("by"),
        _at("at", nullable=False),
        _text("text"),
        _text("file_sha256"),
        sa.PrimaryKeyConstraint("meeting", "number", name="pk_minutes_addenda"),
        sa.UniqueConstraint("meeting", "form", name="uq_minutes_addenda_meeting_form"),
    )
    op.create_index(
        "ix_minutes_addenda_no_file",
        "minutes_addenda",
        ["at"],
        sqlite_where=NO_FILE,
        postgresql_where=NO_FILE,
    )
