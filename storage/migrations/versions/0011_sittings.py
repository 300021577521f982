"""What happens in a meeting: attendance, interests, items, decisions, actions raised."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0011"
down_revision = "0009"
branch_labels = None
depends_on = None
_JSON = sa.JSON().with_variant(JSONB(), "postgresql")


def _text(name: str) -> sa.Column[str]:
    return sa.Column(name, sa.String(), nullable=False)


def _at(name: str, *, nullable: bool = True) -> sa.Column[int]:
    return sa.Column(name, sa.BigInteger(), nullable=nullable)


def upgrade() -> None:
    """Make the tables; the meetings there were have nothing in them."""
    op.create_table(
        "sittings",
        _text("meeting"),
        _text("current"),
        _at("current_since"),
        _at("started_at"),
        _at("ended_at"),
        _text("online"),
        _at("online_from"),
        _at("online_to"),
        sa.PrimaryKeyConstraint("meeting", name="pk_sittings"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "attendance",
        *(_text(name) for name in ("meeting", "agency", "member", "status")),
        sa.Column("information_sent", sa.Boolean(), nullable=False),
        sa.Column("is_observer", sa.Boolean(), nullable=False),
        _at("joined_at"),
        _at("left_at"),
        sa.Column("by_self", sa.Boolean(), nullable=False),
        _at("noted_at", nullable=False),
        sa.PrimaryKeyConstraint("meeting", "agency", "member", name="pk_attendance"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "acceptances",
        _text("meeting"),
        _text("member"),
        _at("accepted_at", nullable=False),
        sa.PrimaryKeyConstraint("meeting", "member", name="pk_acceptances"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "interests",
        *(_text(name) for name in ("meeting", "member", "item", "nature", "handling")),
        _at("declared_at"),
        sa.PrimaryKeyConstraint("meeting", "member", "item", name="pk_interests"),
    )
    op.create_index("ix_interests_member", "interests", ["member"])
    op.create_table(
        "sitting_items",
        _text("meeting"),
        _text("key"),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("title"),
        sa.Column("minutes", sa.Integer(), nullable=False),
        _text("presenter"),
        sa.Column("points", _JSON, nullable=False),
        _text("summary"),
        _text("override"),
        _at("started_at"),
        _at("ended_at"),
        sa.Column("spent_seconds", sa.Integer(), server_default=sa.text("0"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("meeting", "key", name="pk_sitting_items"),
    )
    _decisions_and_actions()


def _decisions_and_actions() -> None:
    names = ("ref", "meeting", "form", "item", "kind", "text", "rationale", "dissent")
    op.create_table(
        "decisions",
        *(_text(name) for name in (*names, "override", "by")),
        _at("at", nullable=False),
        _text("replaces"),
        sa.PrimaryKeyConstraint("ref", name="pk_decisions"),
        sa.UniqueConstraint("meeting", "form", name="uq_decisions_meeting_form"),
    )
    op.create_index("ix_decisions_at", "decisions", ["at"])
    op.create_table(
        "raised_actions",
        *(_text(name) for name in ("meeting", "action", "item")),
        _at("noted_at", nullable=False),
        sa.PrimaryKeyConstraint("meeting", "action", name="pk_raised_actions"),
    )
    op.create_index("ix_raised_actions_action", "raised_actions", ["action"])
