"""The cycle: forums, turns in focus and to lead, swaps."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_HELD = sa.text("status IN ('accepted', 'done', 'offered')")


def upgrade() -> None:
    """Make the tables; the turns there were are taken over from the meetings by the ticker."""
    op.create_table(
        "forums",
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("cadence_days", sa.Integer(), nullable=True),
        sa.Column("weekday", sa.Integer(), nullable=True),
        sa.Column("starts", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("chairs", JSON, nullable=False),
        sa.Column("members", JSON, nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("milestones", JSON, nullable=False),
        sa.PrimaryKeyConstraint("code", name="pk_forums"),
        sqlite_with_rowid=False,
    )
    _turns("focus_turns", sa.Column("cycle", sa.Integer(), nullable=False))
    _turns(
        "lead_turns",
        sa.Column("volunteered", sa.Boolean(), nullable=False),
        sa.Column("as_co_chair", sa.Boolean(), nullable=False),
        sa.Column("deputy", sa.String(), nullable=False),
    )
    op.create_table(
        "focus_swaps",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("first_meeting", sa.String(), nullable=False),
        sa.Column("first_agency", sa.String(), nullable=False),
        sa.Column("second_meeting", sa.String(), nullable=False),
        sa.Column("second_agency", sa.String(), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_focus_swaps"),
        sqlite_with_rowid=False,
    )


def _turns(table: str, *more: sa.Column[object]) -> None:
    big = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
    op.create_table(
        table,
        sa.Column("id", big, nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        *more,
        sa.PrimaryKeyConstraint("id", name=f"pk_{table}"),
    )
    op.create_index(
        f"ix_{table}_held",
        table,
        ["meeting", "agency"],
        unique=True,
        sqlite_where=_HELD,
        postgresql_where=_HELD,
    )
