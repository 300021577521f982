"""The tracker: more of each action, ladders, absences, what was sent out, risks."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

JSON = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")
_OPEN_STATES = "('accepted', 'assigned', 'blocked', 'in_progress', 'proposed', 'reopened')"
OPEN = sa.text(f"state IN {_OPEN_STATES}")
ENDED = sa.text(f"state NOT IN {_OPEN_STATES}")


def upgrade() -> None:
    """Add the columns and indices of the tracker to actions, and four tables."""
    for column in _new_columns():
        op.add_column("actions", column)
    for name, columns, where in (
        ("ix_actions_open", ["due", "ref", "state"], OPEN),
        ("ix_actions_ended", ["due", "ref", "state"], ENDED),
        ("ix_actions_open_shade", ["shade", "due", "last_update"], OPEN),
        (
            "ix_actions_open_agency",
            ["owner_agency", "due", "ref", "shade", "last_update"],
            OPEN,
        ),
    ):
        op.create_index(name, "actions", columns, sqlite_where=where, postgresql_where=where)
    op.create_index("ix_actions_source", "actions", ["source"])
    op.create_index("ix_actions_risk", "actions", ["risk"])
    _fill()
    _ladders()
    _around_meetings()


def _new_columns() -> Iterator[sa.Column[Any]]:
    for name in ("detail", "source_agency", "raised_by"):
        yield sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''"))
    yield sa.Column("assigned_on", sa.Date())
    yield sa.Column("completed_by", sa.String())
    for name in ("needed", "needed_from"):
        yield sa.Column(name, sa.String(), nullable=False, server_default=sa.text("''"))
    yield sa.Column("is_at_risk", sa.Boolean(), nullable=False, server_default=sa.false())
    yield sa.Column("snoozed_until", sa.Date())
    yield sa.Column("request", JSON)
    yield sa.Column("due_asked_at", sa.BigInteger())
    yield sa.Column("last_update", sa.Date())
    yield sa.Column("shade", sa.String(), nullable=False, server_default=sa.text("''"))


def _fill() -> None:
    """What follows from the actions there are: shade, last update, and the numbers taken."""
    connection = op.get_bind()
    actions = sa.table(
        "actions",
        sa.column("ref", sa.String()),
        sa.column("updates", JSON),
        sa.column("last_update", sa.Date()),
        sa.column("state", sa.String()),
        sa.column("extensions", sa.Integer()),
        sa.column("shade", sa.String()),
    )
    was_extended = sa.update(actions).where(actions.c.extensions > 0, OPEN)
    connection.execute(was_extended.values(shade="amber"))
    is_blocked = sa.update(actions).where(actions.c.state == "blocked")
    connection.execute(is_blocked.values(shade="red"))
    counters = sa.table("counters", sa.column("name"), sa.column("value"))
    highest: dict[str, int] = {}
    for ref, updates in connection.execute(sa.select(actions.c.ref, actions.c.updates)).all():
        year, _, number = ref.rpartition("-")
        highest[year] = max(int(number), highest.get(year, 0))
        if updates:
            last = date.fromisoformat(max(each["on"] for each in updates))
            changed = sa.update(actions).where(actions.c.ref == ref)
            connection.execute(changed.values(last_update=last))
    if highest:
        rows = [{"name": name, "value": value} for name, value in highest.items()]
        connection.execute(sa.insert(counters), rows)


def _ladders() -> None:
    op.create_table(
        "escalations",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("priority", sa.String(), nullable=False),
        sa.Column("owner_agency", sa.String(), nullable=False),
        sa.Column("source_agency", sa.String(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("opened_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("steps", JSON, nullable=False),
        sa.Column("board_item", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_escalations"),
    )
    op.create_index("ix_escalations_action", "escalations", ["action"])
    op.create_index("ix_escalations_state", "escalations", ["state"])
    op.create_table(
        "absences",
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("member", name="pk_absences"),
    )


def _around_meetings() -> None:
    op.create_table(
        "dissemination",
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("meeting", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("agency", sa.String(), nullable=False),
        sa.Column("member", sa.String(), nullable=False),
        sa.Column("instead", sa.String(), nullable=False),
        sa.Column("told_at", sa.BigInteger(), nullable=False),
        sa.Column("delivered_at", sa.BigInteger()),
        sa.Column("opened_at", sa.BigInteger()),
        sa.Column("answered_at", sa.BigInteger()),
        sa.PrimaryKeyConstraint("key", name="pk_dissemination"),
    )
    op.create_index("ix_dissemination_meeting", "dissemination", ["meeting"])
    op.create_table(
        "risks",
        sa.Column("ref", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("owner_agency", sa.String(), nullable=False),
        sa.Column("raised_on", sa.Date(), nullable=False),
        sa.Column("raised_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("ref", name="pk_risks"),
    )
