"""The tables of the desk's database; amounts are integers, cents or base units as `unit` says, times Unix seconds."""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    ForeignKey,
    Integer,
    MetaData,
    PrimaryKeyConstraint,
    String,
    Table,
)

UNITS = ("cents", "base")
META = MetaData()
KEY = BigInteger().with_variant(Integer, "sqlite")  # SQLite counts up in plain integers only

ENTRIES = Table(
    "entries",
    META,
    Column("id", KEY, primary_key=True, autoincrement=True),
    Column("key", String, nullable=False, unique=True),
    Column("kind", String, nullable=False),
    Column("source", String, nullable=False),
    Column("trade_at", BigInteger, nullable=False),
    Column("settle_at", BigInteger, nullable=False),
)
POSTINGS = Table(
    "postings",
    META,
    Column("id", KEY, primary_key=True, autoincrement=True),
    Column("entry", KEY, ForeignKey("entries.id"), nullable=False, index=True),
    Column("debit", String, nullable=False, index=True),
    Column("credit", String, nullable=False, index=True),
    Column("amount", BigInteger, nullable=False),
    Column("unit", String, nullable=False),
    CheckConstraint("amount > 0", name="amount_is_positive"),
    CheckConstraint("debit <> credit", name="two_accounts"),
    CheckConstraint("unit in ('cents', 'base')", name="known_unit"),
)
BALANCES = Table(
    "balances",
    META,
    Column("account", String, nullable=False),
    Column("unit", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    PrimaryKeyConstraint("account", "unit"),
)
"""Debits less credits of all postings; the database itself keeps it, in the transaction of each posting."""
ORDERS = Table(
    "orders",
    META,
    Column("id", String, primary_key=True),
    Column("chain", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("recipient", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("rail", String, nullable=False),
    Column("debtor", String, nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("bank", String),
    Column("entry", String),
    Column("final_at", BigInteger),
    Column("nonce", BigInteger),
    Column("block", BigInteger),
    Column("tx", String, index=True),
)
APPROVALS = Table(
    "approvals",
    META,
    Column("subject", String, nullable=False),
    Column("approver", String, nullable=False),
    Column("signature", String, nullable=False),
    PrimaryKeyConstraint("subject", "approver"),
)
BANK_ENTRIES = Table(
    "bank_entries",
    META,
    Column("bank", String, nullable=False),
    Column("entry", String, nullable=False),
    Column("direction", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("reference", String, nullable=False),
    Column("counterparty", String, nullable=False),
    Column("value_at", BigInteger, nullable=False),
    Column("matched", String, nullable=False),
    PrimaryKeyConstraint("bank", "entry"),
)
REDEMPTIONS = Table(
    "redemptions",
    META,
    Column("id", String, primary_key=True),
    Column("chain", String, nullable=False),
    Column("customer", String, nullable=False),
    Column("holder", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("fee", BigInteger, nullable=False),
    Column("rail", String, nullable=False),
    Column("account", String, nullable=False),
    Column("placed_at", BigInteger, nullable=False),
    Column("state", String, nullable=False, index=True),
    Column("tx", String),
    Column("burned_at", BigInteger),
    Column("due_at", BigInteger),
    Column("attempt", Integer, nullable=False),
)
PAYMENTS = Table(
    "payments",
    META,
    Column("id", String, primary_key=True),
    Column("redemption", String, ForeignKey("redemptions.id"), nullable=False, index=True),
    Column("bank", String, nullable=False),
    Column("amount", BigInteger, nullable=False),
    Column("state", String, nullable=False),
    Column("ordered_at", BigInteger, nullable=False),
)
CURSORS = Table(
    "cursors",
    META,
    Column("name", String, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
FACTS = Table(
    "facts",
    META,
    Column("id", KEY, primary_key=True, autoincrement=True),
    Column("chain", String, nullable=False, index=True),
    Column("kind", String, nullable=False),
    Column("content", String, nullable=False),
)
APPEND_ONLY = ("entries", "postings")
"""Tables whose rows never change: the database itself refuses it."""
