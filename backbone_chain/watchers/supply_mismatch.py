"""supply-mismatch: supply or a balance moved, and no event says so."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import (
    BalanceRead,
    Burn,
    Fact,
    Finding,
    Mint,
    Observation,
    Severity,
    SupplyRead,
    Transfer,
    Wiped,
)
from backbone_chain.watchers._base import Watcher


class SupplyMismatch(Watcher):
    """totalSupply moved by something else than the sum of mints minus burns, or a balance without a Transfer (W8).

    The first read of each is learned. Built on USPD (2025-12-04: a mint behind forged events) and Sperax USDs
    (2023-02-03: a balance that jumped without a Transfer).
    """

    needs = (SupplyRead, Mint, Transfer)

    def start(self) -> dict[str, Any]:
        """What the events say: the supply (None until read once) and each balance that was read once."""
        return {"supply": None, "balances": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Events move the books; reads must agree with them."""
        for fact in observation.facts:
            self._book(fact)
        for fact in observation.facts:
            if isinstance(fact, SupplyRead):
                yield from self._supply(observation, fact)
            elif isinstance(fact, BalanceRead):
                yield from self._balance(observation, fact)

    def _book(self, fact: Fact) -> None:
        match fact:
            case Mint(amount=amount):
                self._change_supply(amount)
            case Burn(amount=amount) | Wiped(amount=amount):
                self._change_supply(-amount)
            case Transfer(sender=sender, to=to, amount=amount):
                for account, change in ((sender, -amount), (to, amount)):
                    if account in self.state["balances"]:
                        self.state["balances"][account] += change

    def _change_supply(self, change: int) -> None:
        if self.state["supply"] is not None:
            self.state["supply"] += change

    def _supply(self, observation: Observation, read: SupplyRead) -> Iterator[Finding]:
        expected, self.state["supply"] = self.state["supply"], read.amount
        if expected is not None and expected != read.amount:
            says = f"totalSupply is {read.amount}, but mints and burns add up to {expected}: supply moved unseen."
            yield self.finding(
                observation, read, Severity.CRITICAL, read.contract, says, expected=expected, read=read.amount
            )

    def _balance(self, observation: Observation, read: BalanceRead) -> Iterator[Finding]:
        expected = self.state["balances"].get(read.account)
        self.state["balances"][read.account] = read.amount
        if expected is not None and expected != read.amount:
            says = f"{read.account} holds {read.amount}, but its transfers add up to {expected}."
            yield self.finding(
                observation, read, Severity.CRITICAL, read.account, says, expected=expected, read=read.amount
            )
