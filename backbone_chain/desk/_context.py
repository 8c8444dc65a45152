"""What issuance and redemption share: the ledger, the token, who the customers and the banks are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Insert, Row, Select, Table, Update, bindparam, select

from backbone_chain.accounts import Account
from backbone_chain.desk.customers import Customer
from backbone_chain.desk.ledger import Ledger
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError
from backbone_chain.tokens._base import Token

MOST_CENTS = 10**15  # ten trillion dollars: above it an amount is a mistake
MINTS, PAYOUTS, BRIDGE = "in-flight:mints", "in-flight:payouts", "in-flight:bridge"
FEES, OUTSTANDING, ROUNDING = "fees", "outstanding", "rounding"


@dataclass(frozen=True, kw_only=True)
class Context:
    """One desk's surroundings. minter: a key that nobody else uses. confirmations: blocks on top of a transaction.

    bridges: addresses that mint here what they burned on another chain of the same ledger.
    """

    ledger: Ledger
    token: Token
    minter: Account
    customers: Mapping[str, Customer]
    banks: tuple[str, ...]
    bridges: frozenset[str] = frozenset()
    chain_name: str = "home"
    confirmations: int = 2

    @property
    def tokens(self) -> str:
        """The account of what is owed to holders on this chain, cents."""
        return f"tokens:{self.chain_name}"

    @property
    def supply(self) -> str:
        """The account of what is out on this chain, base units."""
        return f"chain:{self.chain_name}"

    @property
    def height(self) -> int:
        """The number of the chain's last block."""
        return self.token.chain.block_number - 1

    def is_confirmed(self, block: int) -> bool:
        """Whether enough blocks stand on it."""
        return self.height - block >= self.confirmations


def one(connection: Connection, table: Table, **where: object) -> Row[Any] | None:
    """The row with these values, if there is one."""
    return connection.execute(_having(table, tuple(where)), where).one_or_none()


def add(connection: Connection, table: Table, **values: object) -> None:
    """One more order, redemption, payment, or whatever the table holds."""
    connection.execute(_adding(table), values)


def change(connection: Connection, table: Table, identity: str, **values: object) -> None:
    """Change what is known of one order, redemption or payment."""
    connection.execute(_changing(table), {"identity": identity, **values})


@cache  # a statement takes longer to make than to run
def _having(table: Table, names: tuple[str, ...]) -> Select[Any]:
    return select(table).where(*(table.c[name] == bindparam(name) for name in names))


@cache
def _adding(table: Table) -> Insert:
    return table.insert()


@cache
def _changing(table: Table) -> Update:
    return table.update().where(table.c.id == bindparam("identity"))


def cents_owed(supply: int) -> int:
    """Cents that are owed for a supply in base units: a part of a cent is owed as a whole one."""
    return -(-supply // UNITS_PER_CENT)


def whole_cents(amount: object, what: str) -> int:
    """Cents of an amount in base units. Raises: DeskError for what is no positive, sane number of whole cents."""
    if type(amount) is not int or amount <= 0 or amount % UNITS_PER_CENT or amount // UNITS_PER_CENT > MOST_CENTS:
        raise DeskError(
            f"{what} is over {amount!r} base units; give a positive number of whole cents, {UNITS_PER_CENT} each."
        )
    return amount // UNITS_PER_CENT


def sane_cents(amount: object, what: str) -> int:
    """Raises: DeskError for what is no positive, sane number of cents."""
    if type(amount) is not int or not 0 < amount <= MOST_CENTS:
        raise DeskError(f"{what} is over {amount!r} cents; give a whole number of 1 to {MOST_CENTS}.")
    return amount
