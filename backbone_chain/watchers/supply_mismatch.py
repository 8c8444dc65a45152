"""supply-mismatch: supply or a balance moved, and no event says so."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from backbone_chain.model import (
    BalanceRead,
    Burn,
    Fact,
    Finding,
    Mint,
    Observation,
    Seized,
    Severity,
    SupplyRead,
    Transfer,
    Wiped,
)
from backbone_chain.watchers._base import Watcher

ZERO_ADDRESS = "0x" + "00" * 20


class _Said:
    """What the facts of a block say more than once: who sent, got and burned tokens in which transaction."""

    def __init__(self, facts: Iterable[Fact]) -> None:
        self.left: set[tuple[str, str]] = set()
        self.came: set[tuple[str, str]] = set()
        self.burned: set[tuple[str, str, int]] = set()
        for fact in facts:
            if isinstance(fact, Transfer):
                self.left.add((fact.tx, fact.sender.lower()))
                self.came.add((fact.tx, fact.to.lower()))
            elif isinstance(fact, Burn):
                self.burned.add((fact.tx, fact.holder.lower(), fact.amount))


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
        said = _Said(observation.facts)
        for fact in observation.facts:
            self._book(fact, said)
        for fact in observation.facts:
            if isinstance(fact, SupplyRead):
                yield from self._supply(observation, fact)
            elif isinstance(fact, BalanceRead) and fact.account != ZERO_ADDRESS:
                yield from self._balance(observation, fact)

    def _book(self, fact: Fact, said: _Said) -> None:
        """Supply by mints and burns; balances by transfers, or by what says the same in a token that emits none."""
        match fact:
            case Mint(to=to, amount=amount):
                self._change_supply(amount)
                if (fact.tx, to.lower()) not in said.came:
                    self._move(ZERO_ADDRESS, to, amount)
            case Burn(holder=holder, amount=amount) | Wiped(holder=holder, amount=amount):
                if isinstance(fact, Wiped) and (fact.tx, holder.lower(), amount) in said.burned:
                    return  # one destruction, told twice
                self._change_supply(-amount)
                if (fact.tx, holder.lower()) not in said.left:
                    self._move(holder, ZERO_ADDRESS, amount)
            case Seized(holder=holder, to=to, amount=amount) if (fact.tx, holder.lower()) not in said.left:
                self._move(holder, to, amount)
            case Transfer(sender=sender, to=to, amount=amount):
                self._move(sender, to, amount)

    def _move(self, sender: str, to: str, amount: int) -> None:
        balances = self.state["balances"]
        for account, change in ((sender.lower(), -amount), (to.lower(), amount)):
            if account in balances:
                balances[account] += change

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
        expected = self.state["balances"].get(read.account.lower())
        self.state["balances"][read.account.lower()] = read.amount
        if expected is not None and expected != read.amount:
            says = f"{read.account} holds {read.amount}, but its transfers add up to {expected}."
            yield self.finding(
                observation, read, Severity.CRITICAL, read.account, says, expected=expected, read=read.amount
            )
