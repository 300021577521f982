"""Agendas, what is asked of them, subgroups' updates, what agendas are built from; risks scored."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def _words(*names: str) -> list[sa.Column[str]]:
    return [sa.Column(name, sa.String(), nullable=False) for name in names]


def upgrade() -> None:
    """Add the tables, and what a risk is scored by."""
    op.create_table(
        "agendas",
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("forum", sa.String(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("items", JSON, nullable=False),
        sa.Column("issued_for", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("meeting", name="pk_agendas"),
    )
    op.create_table(
        "agenda_asks",
        *_words("ref", "meeting", "kind", "item", "title", "link", "by"),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        *_words("state", "settled_by"),
        sa.Column("settled_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("ref", name="pk_agenda_asks"),
    )
    op.create_index("ix_agenda_asks_meeting", "agenda_asks", ["meeting"])
    op.create_table(
        "subgroup_updates",
        *_words("board", "forum"),
        sa.Column("version", sa.Integer(), nullable=False),
        *_words("chair"),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("counts", JSON, nullable=False),
        *_words("state"),
        sa.Column("results", JSON, nullable=False),
        sa.Column("themes", JSON, nullable=False),
        *_words("blockers", "approved_by"),
        sa.Column("approved_at", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("board", "forum", name="pk_subgroup_updates"),
    )
    _oversight()
    for column in (
        sa.Column("owner", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("category", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("scores", JSON, nullable=True),
        sa.Column("target_by", sa.Date(), nullable=True),
        sa.Column("net_before", sa.Integer(), nullable=False, server_default=sa.text("0")),
        sa.Column("proximity", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("treatment", sa.String(), nullable=False, server_default=sa.text("''")),
        sa.Column("next_review", sa.Date(), nullable=True),
    ):
        op.add_column("risks", column)


def _oversight() -> None:
    op.create_table(
        "hearings",
        *_words("ref", "case_ref"),
        sa.Column("held_on", sa.Date(), nullable=False),
        *_words("kind"),
        sa.Column("is_held", sa.Boolean(), nullable=False),
        *_words("forum", "meeting", "decision"),
        sa.PrimaryKeyConstraint("ref", name="pk_hearings"),
    )
    op.create_index("ix_hearings_forum", "hearings", ["forum", "held_on"])
    op.create_index("ix_hearings_meeting", "hearings", ["meeting"])
    op.create_table(
        "plans",
        *_words("ref", "case_ref", "state", "agency"),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.Column("outstanding", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_plans"),
    )
    op.create_table(
        "figures",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("figures", JSON, nullable=False),
        sa.PrimaryKeyConstraint("month", name="pk_figures"),
    )
    op.create_table(
        "service_levels",
        *_words("ref", "name", "measure"),
        sa.Column("target", sa.Float(), nullable=False),
        sa.Column("month", sa.Date(), nullable=True),
        sa.Column("met", sa.Integer(), nullable=False),
        sa.Column("measured", sa.Integer(), nullable=False),
        *_words("reason"),
        sa.Column("parties", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_service_levels"),
    )
    op.create_table(
        "learning",
        *_words("ref", "title", "state", "strand"),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("ref", name="pk_learning"),
    )
    op.create_table(
        "communications",
        sa.Column("month", sa.Date(), nullable=False),
        *_words("strand", "status"),
        sa.PrimaryKeyConstraint("month", "strand", name="pk_communications"),
    )
    op.create_table(
        "policies",
        *_words("ref", "title", "status", "owner_agency", "version"),
        sa.Column("review_due", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("ref", name="pk_policies"),
    )
