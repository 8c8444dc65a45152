"""The ledger with its balances, orders, redemptions, payments and approvals; entries and postings can't be changed."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
APPEND_ONLY = ("entries", "postings")
TABLES = (
    "postings",
    "payments",
    "redemptions",
    "orders",
    "entries",
    "facts",
    "cursors",
    "bank_entries",
    "balances",
    "approvals",
)


def upgrade() -> None:
    """To this version."""
    op.create_table(
        "approvals",
        sa.Column("subject", sa.String(), nullable=False),
        sa.Column("approver", sa.String(), nullable=False),
        sa.Column("signature", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("subject", "approver"),
    )
    op.create_table(
        "balances",
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("account", "unit"),
    )
    op.create_table(
        "bank_entries",
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("entry", sa.String(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("counterparty", sa.String(), nullable=False),
        sa.Column("value_at", sa.BigInteger(), nullable=False),
        sa.Column("matched", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("bank", "entry"),
    )
    op.create_table(
        "cursors",
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("value", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "entries",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("trade_at", sa.BigInteger(), nullable=False),
        sa.Column("settle_at", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("key"),
    )
    op.create_table(
        "facts",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_facts_chain", "facts", ["chain"], unique=False)
    op.create_table(
        "orders",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("recipient", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("rail", sa.String(), nullable=False),
        sa.Column("debtor", sa.String(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=True),
        sa.Column("entry", sa.String(), nullable=True),
        sa.Column("final_at", sa.BigInteger(), nullable=True),
        sa.Column("nonce", sa.BigInteger(), nullable=True),
        sa.Column("block", sa.BigInteger(), nullable=True),
        sa.Column("tx", sa.String(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_orders_state", "orders", ["state"], unique=False)
    op.create_index("ix_orders_tx", "orders", ["tx"], unique=False)
    op.create_table(
        "redemptions",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.Column("customer", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("fee", sa.BigInteger(), nullable=False),
        sa.Column("rail", sa.String(), nullable=False),
        sa.Column("account", sa.String(), nullable=False),
        sa.Column("placed_at", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("tx", sa.String(), nullable=True),
        sa.Column("burned_at", sa.BigInteger(), nullable=True),
        sa.Column("due_at", sa.BigInteger(), nullable=True),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_redemptions_state", "redemptions", ["state"], unique=False)
    op.create_table(
        "payments",
        sa.Column("id", sa.String(), nullable=False),
        sa.Column("redemption", sa.String(), nullable=False),
        sa.Column("bank", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("ordered_at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["redemption"], ["redemptions.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_payments_redemption", "payments", ["redemption"], unique=False)
    op.create_table(
        "postings",
        sa.Column("id", KEY, autoincrement=True, nullable=False),
        sa.Column("entry", KEY, nullable=False),
        sa.Column("debit", sa.String(), nullable=False),
        sa.Column("credit", sa.String(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.Column("unit", sa.String(), nullable=False),
        sa.CheckConstraint("unit in ('cents', 'base')", name="known_unit"),
        sa.CheckConstraint("amount > 0", name="amount_is_positive"),
        sa.CheckConstraint("debit <> credit", name="two_accounts"),
        sa.ForeignKeyConstraint(["entry"], ["entries.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("ix_postings_credit", "postings", ["credit"], unique=False)
    op.create_index("ix_postings_debit", "postings", ["debit"], unique=False)
    op.create_index("ix_postings_entry", "postings", ["entry"], unique=False)
    for table in APPEND_ONLY:
        _protect(table)
    _count()


def downgrade() -> None:
    """Back from it, with all that is in it."""
    for table in TABLES:
        op.drop_table(table)
    if op.get_bind().dialect.name == "postgresql":
        op.execute("drop function never_changed()")
        op.execute("drop function counted()")


def _protect(table: str) -> None:
    """The database itself refuses changes, whoever asks for them."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "create or replace function never_changed() returns trigger language plpgsql as "
            "$$ begin raise exception 'the ledger is never changed'; end $$"
        )
        op.execute(
            f"create trigger {table}_kept before update or delete or truncate on {table} "
            "for each statement execute function never_changed()"
        )
        return
    for verb in ("update", "delete"):
        op.execute(
            f"create trigger {table}_no_{verb} before {verb} on {table} "
            "begin select raise(abort, 'the ledger is never changed'); end"
        )


def _count() -> None:
    """The database itself adds each posting to the balances of its two accounts; a sum too large for it is refused."""
    add = (
        "insert into balances (account, unit, amount) values (new.{side}, new.unit, {sign}new.amount) "
        "on conflict (account, unit) do update set amount = balances.amount + excluded.amount;"
    )
    added = add.format(side="debit", sign="") + " " + add.format(side="credit", sign="-")
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"create function counted() returns trigger language plpgsql as $$ begin {added} return new; end $$")
        op.execute("create trigger postings_counted after insert on postings for each row execute function counted()")
        return
    op.execute(f"create trigger postings_counted after insert on postings begin {added} end")
    whole = "when typeof(new.amount) <> 'integer' begin select raise(abort, 'the balance is too large'); end"
    op.execute(f"create trigger balances_whole before update on balances {whole}")
