"""Triage: who holds a referral, its file, challenges, and who is on duty."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Add the columns of triage to referrals, and two tables."""
    for column in (
        sa.Column("holder", sa.String()),
        sa.Column("holder_name", sa.String()),
        sa.Column("answer_due", sa.BigInteger()),
        sa.Column("meeting", sa.String()),
        sa.Column("merged_into", sa.String()),
        sa.Column("is_repeat", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("is_ethnicity_known", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("change", JSON),
        sa.Column("sealed_triage", sa.LargeBinary()),
    ):
        op.add_column("referrals", column)
    op.create_index("ix_referrals_merged_into", "referrals", ["merged_into"])
    op.create_table(
        "challenges",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("challenger", sa.String(), nullable=False),
        sa.Column("challenger_name", sa.String()),
        sa.Column("agency_name", sa.String()),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("step", sa.Integer(), nullable=False),
        sa.Column("due", sa.BigInteger(), nullable=False),
        sa.Column("barred", JSON, nullable=False),
        sa.Column("finding", sa.String()),
        sa.Column("is_ruled", sa.Boolean(), nullable=False),
        sa.Column("closed_at", sa.BigInteger()),
        sa.Column("sealed_t3", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("ref", name="pk_challenges"),
    )
    op.create_index("ix_challenges_subject", "challenges", ["subject"])
    op.create_index("ix_challenges_closed_at_due", "challenges", ["closed_at", "due"])
    op.create_table(
        "duty",
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("slot", name="pk_duty"),
    )
