"""The first tables."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Make every table; instants are microseconds since 1970."""
    _people()
    _places()
    _referrals()
    _board()
    _ledger()


def _people() -> None:
    op.create_table(
        "agencies",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("short_name", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("core", sa.Boolean(), nullable=False),
        sa.Column("focus_eligible", sa.Boolean(), nullable=False),
        sa.Column("isa_status", sa.String(), nullable=False),
        sa.Column("isa_signed_on", sa.Date()),
        sa.Column("representative", sa.String()),
        sa.Column("deputy", sa.String()),
        sa.Column("champions", JSON, nullable=False),
        sa.Column("rungs", JSON, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_agencies")),
    )
    op.create_table(
        "members",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("rank", sa.String(), nullable=False),
        sa.Column("account", sa.String()),
        sa.Column("external", sa.Boolean(), nullable=False),
        sa.Column("champion", sa.Boolean(), nullable=False),
        sa.Column("expertise", JSON, nullable=False),
        sa.Column("vetting_confirmed", sa.Boolean(), nullable=False),
        sa.Column("confidentiality_ack_at", sa.BigInteger()),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["agency"], ["agencies.key"], name=op.f("fk_members_agency")),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_members")),
        sa.UniqueConstraint("account", name=op.f("uq_members_account")),
    )
    op.create_table(
        "grants",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("since", sa.BigInteger(), nullable=False),
        sa.Column("until", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["member"], ["members.key"], name=op.f("fk_grants_member")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_grants")),
    )
    op.create_index(op.f("ix_grants_member"), "grants", ["member"])
    op.create_table(
        "contacts",
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("agency_name", sa.String(), nullable=False),
        sa.Column("job", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("person", name=op.f("pk_contacts")),
    )


def _places() -> None:
    op.create_table(
        "bindings",
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("forum_key", sa.String(), nullable=False),
        sa.Column("forum_kind", sa.String(), nullable=False),
        sa.Column("forum_name", sa.String(), nullable=False),
        sa.Column("team", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_bindings")),
        sa.UniqueConstraint("forum_key", name=op.f("uq_bindings_forum_key")),
    )
    op.create_index(op.f("ix_bindings_team"), "bindings", ["team"])
    op.create_table(
        "conversation_references",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("verified_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_conversation_references")),
    )
    op.create_table(
        "posts",
        sa.Column("thing", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("conversation", sa.String(), nullable=False),
        sa.Column("activity", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("thing", "place", name=op.f("pk_posts")),
        sqlite_with_rowid=False,
    )


def _referrals() -> None:
    op.create_table(
        "drafts",
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("origin", sa.String(), nullable=False),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", sa.BigInteger(), nullable=False),
        sa.Column("screen", sa.String()),
        sa.Column("danger", sa.Boolean(), nullable=False),
        sa.Column("sealed", sa.LargeBinary()),
        sa.Column("ref", sa.String()),
        sa.PrimaryKeyConstraint("form", name=op.f("pk_drafts")),
    )
    op.create_index("ix_drafts_person_updated_at", "drafts", ["person", "updated_at"])
    op.create_index(op.f("ix_drafts_updated_at"), "drafts", ["updated_at"])
    op.create_table(
        "referrals",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("urgency", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("submitted_at", sa.BigInteger(), nullable=False),
        sa.Column("acknowledged_at", sa.BigInteger()),
        sa.Column("triage_due", sa.BigInteger(), nullable=False),
        sa.Column("referrer", sa.String(), nullable=False),
        sa.Column("referrer_name", sa.String()),
        sa.Column("agency", sa.String()),
        sa.Column("agency_name", sa.String()),
        sa.Column("job", sa.String()),
        sa.Column("phone", sa.String()),
        sa.Column("is_confirmed", sa.Boolean(), nullable=False),
        sa.Column("is_in_agreement", sa.Boolean(), nullable=False),
        sa.Column("concern", JSON, nullable=False),
        sa.Column("sealed_t3", sa.LargeBinary()),
        sa.Column("sealed_t4", sa.LargeBinary()),
        sa.Column("withdrawn_at", sa.BigInteger()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("case_ref", sa.String()),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_referrals")),
    )
    op.create_index("ix_referrals_referrer_submitted_at", "referrals", ["referrer", "submitted_at"])
    op.create_index("ix_referrals_state_triage_due", "referrals", ["state", "triage_due"])
    op.create_table(
        "blind_tokens",
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("referral", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["referral"], ["referrals.ref"], name=op.f("fk_blind_tokens_referral")
        ),
        sa.PrimaryKeyConstraint("digest", "referral", name=op.f("pk_blind_tokens")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_blind_tokens_referral_kind", "blind_tokens", ["referral", "kind"])
    op.create_table(
        "counters",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_counters")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "replays",
        sa.Column("form", sa.String(), nullable=False),
        sa.Column("verb", sa.String(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("kept_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("form", "verb", "person", name=op.f("pk_replays")),
        sqlite_with_rowid=False,
    )
    op.create_index(op.f("ix_replays_kept_at"), "replays", ["kept_at"])


def _board() -> None:
    op.create_table(
        "meetings",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("forum", sa.String(), nullable=False),
        sa.Column("starts_at", sa.BigInteger(), nullable=False),
        sa.Column("ends_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("lead_agency", sa.String()),
        sa.Column("focus_agency", sa.String()),
        sa.Column("chair", sa.String()),
        sa.Column("facilitator", sa.String()),
        sa.Column("quorate", sa.Boolean()),
        sa.Column("attendance", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_meetings")),
    )
    op.create_index(op.f("ix_meetings_starts_at"), "meetings", ["starts_at"])
    op.create_table(
        "actions",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("risk", sa.String()),
        sa.Column("owner", sa.String(), nullable=False),
        sa.Column("owner_agency", sa.String(), nullable=False),
        sa.Column("supporting", JSON, nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("original_due", sa.Date(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("extensions", sa.Integer(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("type", sa.String(), nullable=False),
        sa.Column("success_measure", sa.String(), nullable=False),
        sa.Column("completed_on", sa.Date()),
        sa.Column("closed_on", sa.Date()),
        sa.Column("verified_by", sa.String()),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("blocker", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("updates", JSON, nullable=False),
        sa.PrimaryKeyConstraint("ref", name=op.f("pk_actions")),
    )
    op.create_index(op.f("ix_actions_owner"), "actions", ["owner"])
    op.create_table(
        "subjects",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("case_ref", sa.String(), nullable=False),
        sa.Column("sealed_t3", sa.LargeBinary()),
        sa.Column("sealed_t4", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_subjects")),
    )
    op.create_index(op.f("ix_subjects_case_ref"), "subjects", ["case_ref"])
    op.create_table(
        "acting",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("acts_as", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("account", name=op.f("pk_acting")),
    )
    op.create_table(
        "settings",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_settings")),
        sqlite_with_rowid=False,
    )


def _ledger() -> None:
    op.create_table(
        "audit_lines",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("recorded_at", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("by", sa.String(), nullable=False),
        sa.Column("tier", sa.Integer(), nullable=False),
        sa.Column("result", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=False),
        sa.Column("details", JSON, nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("trace", sa.String(), nullable=False),
        sa.Column("number", sa.Integer()),
        sa.Column("key_id", sa.String()),
        sa.Column("mac", sa.LargeBinary()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_lines")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_lines_number")),
    )
    op.create_index("ix_audit_lines_about", "audit_lines", ["about"])
    op.create_index(
        "ix_audit_lines_unsealed",
        "audit_lines",
        ["id"],
        sqlite_where=sa.text("number IS NULL"),
        postgresql_where=sa.text("number IS NULL"),
    )
    op.create_table(
        "audit_checkpoints",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("mac", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", sa.BigInteger(), nullable=False),
        sa.Column("key_id", sa.String(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_audit_checkpoints")),
    )
    op.create_table(
        "intents",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("slot", sa.String()),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("lane", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("not_before", sa.BigInteger(), nullable=False),
        sa.Column("retry_at", sa.BigInteger()),
        sa.Column("lease_until", sa.BigInteger()),
        sa.Column("token", sa.String()),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error", sa.String()),
        sa.Column("created_at", sa.BigInteger(), nullable=False),
        sa.Column("sent_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_intents")),
        sa.UniqueConstraint("key", name=op.f("uq_intents_key")),
        sa.UniqueConstraint("slot", name=op.f("uq_intents_slot")),
    )
    op.create_index(
        "ix_intents_pending",
        "intents",
        ["lane", "not_before", "id"],
        sqlite_where=sa.text("state = 'pending'"),
        postgresql_where=sa.text("state = 'pending'"),
    )
    op.create_index("ix_intents_recipient_state", "intents", ["recipient", "state"])
