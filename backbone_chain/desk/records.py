"""What passes between customers, desk, banks and ledger: plain records; times are Unix seconds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

CURRENCY = "USD"


@dataclass(frozen=True, kw_only=True, slots=True)
class Order:
    """A customer's order: `amount` base units to the address `to`, paid by `debtor`; `fee` in cents comes on top.

    reissues: the redemption whose failed payout pays for it, so that its tokens go back to its holder.
    """

    id: str
    customer: str
    to: str
    amount: int
    fee: int
    rail: str
    debtor: str
    placed_at: int
    reissues: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Redemption:
    """A request for dollars on `account` for `amount` base units that `holder` burns; id: 32 bytes in hex digits."""

    id: str
    customer: str
    holder: str
    amount: int
    fee: int
    rail: str
    account: str
    placed_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class BankEntry:
    """One booked entry of a bank, cents.

    entry: the bank's own reference, unique in the bank. value_at: when it settles. final_at: when it can no longer be
    returned, where the bank says so; else the rail decides. returns: the entry that this one gives back.
    """

    bank: str
    entry: str
    direction: Literal["credit", "debit"]
    amount: int
    booked_at: int
    value_at: int
    reference: str
    counterparty: str
    rail: str
    currency: str = CURRENCY
    final_at: int | None = None
    returns: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Statement:
    """All that a bank booked on an account from `from_` to `to`, cents; sequence: its number, one more each time.

    opening and closing are below zero where the account is overdrawn.
    """

    bank: str
    account: str
    sequence: int
    opening: int
    closing: int
    from_: int
    to: int
    entries: tuple[BankEntry, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Payment:
    """A payment order to a bank, cents; id: the end-to-end id by which the bank pays it once at most."""

    id: str
    bank: str
    creditor: str
    account: str
    amount: int
    rail: str
    ordered_at: int


@dataclass(frozen=True, kw_only=True, slots=True)
class PaymentStatus:
    """What a bank says of a payment."""

    id: str
    bank: str
    status: Literal["accepted", "settled", "rejected", "pending"]
    at: int
    reason: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Break:
    """Two books differ: which `subject`, by how much of which unit, since when, found when, and who is to mend it."""

    kind: str
    subject: str
    amount: int
    unit: Literal["cents", "base"]
    since: int
    found_at: int
    owner: str
    why: str
