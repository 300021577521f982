"""Meetings as the cycle moves them: their version, what the cycle meant, holds and guards."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Add the columns; what was there is at its first version."""
    for column in (
        sa.Column("version", sa.Integer(), nullable=False, server_default=sa.text("1")),
        sa.Column("planned_day", sa.Date(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("pack_held", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("pack_issued_at", sa.BigInteger(), nullable=True),
        sa.Column("is_statement_read", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("interests_asked", sa.Boolean(), nullable=False, server_default=sa.false()),
        sa.Column("minutes_approved_at", sa.String(), nullable=False, server_default=sa.text("''")),
    ):
        op.add_column("meetings", column)
