"""How Alembic comes to the desk's database: by the connection that the ledger gives it."""

from __future__ import annotations

from alembic import context

from backbone_chain.desk._tables import META

context.configure(connection=context.config.attributes["connection"], target_metadata=META, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
