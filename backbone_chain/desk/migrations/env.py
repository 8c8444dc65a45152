"""How Alembic comes to the desk's database: by the connection that the ledger gives it."""

from __future__ import annotations

from alembic import context

from backbone_chain.desk._tables import META


def migrate() -> None:
    """Run what there is to run."""
    connection = context.config.attributes["connection"]
    context.configure(connection=connection, target_metadata=META, render_as_batch=True)
    with context.begin_transaction():
        context.run_migrations()


if hasattr(context, "config"):  # not when it is only imported
    migrate()
