"""Invitations of partners; when an agency was added; the day of the meeting a list was sent for."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """What there was is of no known day; nobody had been invited here."""
    op.add_column("agencies", sa.Column("joined_on", sa.Date(), nullable=True))
    op.add_column("dissemination", sa.Column("held_on", sa.Date(), nullable=True))
    op.create_table(
        "invitations",
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("sponsor", sa.String(), nullable=False),
        sa.Column("sent_on", sa.Date(), nullable=False),
        sa.Column("response", sa.String(), nullable=False),
        sa.Column("answered_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("agency", name="pk_invitations"),
    )
