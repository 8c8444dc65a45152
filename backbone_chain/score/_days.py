"""Benign days: an issuer's ordinary business as facts that agree with each other, made without an EVM."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from typing import Any

from backbone_chain.model import (
    ApprovedMinter,
    BalanceRead,
    BankCredit,
    Burn,
    Fact,
    KnownAccount,
    Mint,
    MinterConfigured,
    Observation,
    OrderApproved,
    PayoutAccount,
    PayoutSent,
    PlannedChange,
    Redeemed,
    ReserveAttested,
    SupplyRead,
    Transfer,
)

ZERO_ADDRESS = "0x" + "00" * 20
DAY = 86_400
BLOCK_SECONDS = 12
DAY_BLOCKS = DAY // BLOCK_SECONDS
FIRST_BLOCK = 20_000_000
FIRST_TIME = 1_767_225_600  # 2026-01-01, a Thursday
UNIT = 10**6
HOLDERS = 400
OPENING = 400_000_000 * UNIT
ALLOWANCE = 5_000_000_000 * UNIT
MINTS_A_DAY = 1.5  # as on USDP
REDEMPTIONS_A_DAY = 1.2
SIGMA = 2.95  # of the logarithm of an order, as of USDP's 2,251 mints
TYPICAL_ORDER = 200_000 * UNIT
LARGEST_ORDER = 30_000_000 * UNIT
OFFICE_HOURS = (14, 22)  # UTC, New York's
FIRST_WEEKDAY, SATURDAY = 3, 5  # Monday is 0


class Days:
    """A ledger, and what happens to it: mints against orders, redemptions, transfers, attestations.

    Everything is known to the registers, paid, within its limits and backed, so whatever a rule says is a false alarm.
    """

    def __init__(self, seed: int, days: int, events: int) -> None:
        self.random = random.Random(f"benign days {seed}")  # noqa: S311 - business, not secrets
        self.days, self.events = days, events
        self.token, self.minter, self.treasury = (
            _address(f"{seed} {name}") for name in ("token", "minter", "treasury")
        )
        self.holders = [_address(f"{seed} holder {number}") for number in range(HOLDERS)]
        self.balances = dict.fromkeys(self.holders, OPENING // HOLDERS)
        self.supply, self.orders = OPENING // HOLDERS * HOLDERS, 0
        self.tx = 0

    def observations(self) -> Iterator[Observation]:
        """The days in order, block by block; a block without business is left out."""
        yield self._observation(FIRST_BLOCK - 1, self._opening())
        blocks = self.days * DAY_BLOCKS
        each = self.events / blocks
        told, day = 0.0, -1
        for number in range(blocks):
            facts: list[Fact] = []
            if number // DAY_BLOCKS != day:
                day = number // DAY_BLOCKS
                facts.append(self._attested(number))
            facts += self._issued(number)
            told += each
            for _ in range(int(told) - int(told - each)):
                facts.append(self._transfer())
            if facts:
                yield self._observation(FIRST_BLOCK + number, facts)

    def _observation(self, block: int, facts: list[Fact]) -> Observation:
        touched = dict.fromkeys(a for f in facts if isinstance(f, Transfer) for a in (f.sender, f.to))
        reads: list[Fact] = [SupplyRead(contract=self.token, amount=self.supply)]
        reads += [
            BalanceRead(contract=self.token, account=account, amount=self.balances[account])
            for account in touched
            if account != ZERO_ADDRESS
        ]
        time = FIRST_TIME + (block - FIRST_BLOCK) * BLOCK_SECONDS
        hashes = {"block_hash": f"0x{block:064x}", "parent_hash": f"0x{block - 1:064x}"}
        return Observation(block=block, timestamp=time, facts=(*facts, *reads), **hashes)

    def _opening(self) -> list[Fact]:
        """What the registers say beforehand."""
        plan: dict[str, Any] = {"from_block": 0, "to_block": 2**63, "ticket": "opening"}
        return [
            ApprovedMinter(minter=self.minter, since=FIRST_TIME - 365 * DAY),
            PlannedChange(what="role:minter", new=self.minter, **plan),
            PlannedChange(what="minter-allowance", new=f"{self.minter}={ALLOWANCE}", **plan),
            KnownAccount(account=self.treasury, kind="treasury"),
            *(
                PayoutAccount(holder=each, account=f"account of {each}", since=FIRST_TIME - DAY * 30)
                for each in self.holders
            ),
            MinterConfigured(minter=self.minter, allowance=ALLOWANCE, by=_address("minter admin"), **self._place()),
        ]

    def _attested(self, number: int) -> Fact:
        as_of = FIRST_TIME + number * BLOCK_SECONDS
        amount = self.supply + 10 * LARGEST_ORDER
        return ReserveAttested(amount=amount, as_of=as_of, attesters=(_address("auditor"),), **self._place())

    def _issued(self, number: int) -> list[Fact]:
        """Orders and redemptions, in office hours."""
        day, hour = (number // DAY_BLOCKS + FIRST_WEEKDAY) % 7, number % DAY_BLOCKS * BLOCK_SECONDS // 3600
        if day >= SATURDAY or not OFFICE_HOURS[0] <= hour < OFFICE_HOURS[1]:
            return []
        blocks = DAY_BLOCKS * (OFFICE_HOURS[1] - OFFICE_HOURS[0]) // 24 * 5 / 7
        drawn = self.random.random() * blocks
        if drawn < MINTS_A_DAY:
            return self._minted(number)
        return self._redeemed() if drawn < MINTS_A_DAY + REDEMPTIONS_A_DAY else []

    def _minted(self, number: int) -> list[Fact]:
        self.orders += 1
        to, amount, order = self.random.choice(self.holders), self._order(), f"order {self.orders}"
        self.balances[to] += amount
        self.supply += amount
        now, place = FIRST_TIME + number * BLOCK_SECONDS, self._place()
        approvers = (_address("treasurer"), _address("controller"))
        return [
            BankCredit(order=order, amount=amount, final_at=now - 3600),
            OrderApproved(order=order, to=to, amount=amount, approvers=approvers),
            Mint(minter=self.minter, to=to, amount=amount, **place),
            Transfer(sender=ZERO_ADDRESS, to=to, amount=amount, **place | {"log_index": 1}),
        ]

    def _redeemed(self) -> list[Fact]:
        holder = self.random.choice(self.holders)
        amount = min(self._order(), self.balances[holder])
        if not amount:
            return []
        self.balances[holder] -= amount
        self.supply -= amount
        request, place = f"0x{self.tx:064x}", self._place(holder)
        return [
            Transfer(sender=holder, to=ZERO_ADDRESS, amount=amount, **place),
            Burn(burner=holder, holder=holder, amount=amount, **place | {"log_index": 1}),
            Redeemed(holder=holder, amount=amount, request_id=request, **place | {"log_index": 1}),
            PayoutSent(request_id=request, amount=amount, account=f"account of {holder}"),
        ]

    def _order(self) -> int:
        drawn = int(TYPICAL_ORDER * math.exp(self.random.gauss(0, SIGMA)))
        return min(drawn, LARGEST_ORDER) // UNIT * UNIT

    def _transfer(self) -> Fact:
        sender, to = self.random.choice(self.holders), self.random.choice(self.holders)
        amount = self.random.randrange(self.balances[sender] // 20 + 1)
        self.balances[sender] -= amount
        self.balances[to] += amount
        return Transfer(sender=sender, to=to, amount=amount, **self._place(sender))

    def _place(self, sender: str = "") -> dict[str, Any]:
        self.tx += 1
        return {"contract": self.token, "tx": f"0x{self.tx:064x}", "tx_sender": sender or self.minter, "log_index": 0}


def _address(name: str) -> str:
    return f"0x{random.Random(name).getrandbits(160):040x}"  # noqa: S311 - a name's digits
