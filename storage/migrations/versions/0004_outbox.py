"""The outbox: what has not ended is found without reading what has."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OPEN = sa.text("state NOT IN ('sent', 'cancelled')")


def upgrade() -> None:
    """Add an index of intents that have not ended, and one to count a day's by kind."""
    op.create_index("ix_intents_kind_not_before", "intents", ["kind", "not_before"])
    op.create_index(
        "ix_intents_open",
        "intents",
        ["lane", "state"],
        sqlite_where=OPEN,
        postgresql_where=OPEN,
    )
