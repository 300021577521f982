"""Focus reports, the register of demand, terms and agreement, and bilateral meetings."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def upgrade() -> None:
    """Add the tables."""
    _focus()
    _governance()


def _focus() -> None:
    op.create_table(
        "focus_reports",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("demand", sa.String(), nullable=False),
        sa.Column("pressures", sa.String(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.Column("blockers", JSON, nullable=False),
        sa.Column("enablers", JSON, nullable=False),
        sa.Column("asks", JSON, nullable=False),
        sa.Column("good_practice", sa.String(), nullable=False),
        sa.Column("submitted_by", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("meeting", "agency", name="pk_focus_reports"),
    )
    op.create_index("ix_focus_reports_agency", "focus_reports", ["agency"])
    op.create_table(
        "focus_drafts",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("sealed", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("meeting", "agency", "person", name="pk_focus_drafts"),
    )
    op.create_index("ix_focus_drafts_updated_at", "focus_drafts", ["updated_at"])
    op.create_table(
        "demand_entries",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("affects", JSON, nullable=False),
        sa.Column("risk", sa.String(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("settled_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("ref", name="pk_demand_entries"),
    )
    op.create_index("ix_demand_entries_agency", "demand_entries", ["agency"])
    op.create_index("ix_demand_entries_meeting", "demand_entries", ["meeting"])


def _governance() -> None:
    op.create_table(
        "governance_versions",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("effective_from", sa.Date(), nullable=True),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("agreed_at", sa.String(), nullable=False),
        sa.Column("signatures", JSON, nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.PrimaryKeyConstraint("kind", "version", name="pk_governance_versions"),
    )
    op.create_table(
        "bilaterals",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("attendees", JSON, nullable=False),
        sa.Column("concerns", JSON, nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("ref", name="pk_bilaterals"),
    )
    op.create_index("ix_bilaterals_held_on", "bilaterals", ["held_on"])
