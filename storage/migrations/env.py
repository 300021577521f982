"""Runs migrations on the connection that `storage.migrate` gives, within its transaction."""

from alembic import context

from storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_server_default=True,
)
with context.begin_transaction():
    context.run_migrations()
