"""supply-mismatch: supply, a balance or a control moved, and no event says so."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import Any

from backbone_chain.model import BalanceRead, Finding, Mint, Observation, Severity, SlotRead, SupplyRead, Transfer
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._ledger import ZERO_ADDRESS, Books, Controls, control_of

OF_OTHERS = ("implementation", "admin", "beacon")  # implementation-changed reads these against plans


class SupplyMismatch(Watcher):
    """totalSupply moved by something else than the sum of mints minus burns, or a balance without a Transfer (W8).

    The first read of each is learned. Where allowances, limits, roles, the pause and the freeze list are read from
    state, they are held against the shadow ledger in the same way; what differs in the block of its own event is the
    token's own way to count, and is info. Built on USPD (2025-12-04: a mint behind forged
    events) and Sperax USDs (2023-02-03: a balance that jumped without a Transfer).
    """

    needs = (SupplyRead, Mint, Transfer)
    blind_spots = (
        "Balances that nobody reads, and what moved before the first read; a token whose balances rebase, or whose "
        "transfers keep a fee that no event tells, is said to be wrong."
    )
    stage = "mint"
    first_do = "Pause the token: its events can't be believed any more. Compare all balances with the last good block."

    def start(self) -> dict[str, Any]:
        """What the shadow ledger keeps."""
        return {}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Events move the books; reads must agree with them."""
        books, controls, facts = Books(self.state), Controls(self.state), self.own(observation)
        books.follow(facts)
        told = {control_of(fact) for fact in facts}
        for fact in facts:
            controls.follow(fact)
        for fact in facts:
            if isinstance(fact, SupplyRead):
                yield from self._supply(observation, fact, books)
            elif isinstance(fact, BalanceRead) and fact.account != ZERO_ADDRESS:
                yield from self._balance(observation, fact, books)
            elif isinstance(fact, SlotRead) and fact.slot not in OF_OTHERS:
                yield from self._control(observation, fact, controls, told)

    def _supply(self, observation: Observation, read: SupplyRead, books: Books) -> Iterator[Finding]:
        expected = books.settle(read)
        if expected is not None and expected != read.amount:
            says = f"totalSupply is {read.amount}, but mints and burns add up to {expected}: supply moved unseen."
            evidence = {"expected": expected, "read": read.amount}
            yield self.finding(observation, read, Severity.CRITICAL, read.contract, says, **evidence)

    def _balance(self, observation: Observation, read: BalanceRead, books: Books) -> Iterator[Finding]:
        expected = books.settle(read)
        if expected is not None and expected != read.amount:
            says = f"{read.account} holds {read.amount}, but its transfers add up to {expected}."
            evidence = {"expected": expected, "read": read.amount}
            yield self.finding(observation, read, Severity.CRITICAL, read.account, says, **evidence)

    def _control(
        self, observation: Observation, read: SlotRead, controls: Controls, told: Container[str]
    ) -> Iterator[Finding]:
        expected = controls.drift(read)
        if expected is None:
            return
        evidence: dict[str, Any] = {"slot": read.slot, "expected": expected, "read": int(read.value, 16)}
        says = f"{read.slot} is {int(read.value, 16)}, but the events say {expected}"
        if read.slot.lower() in told:
            says = f"{says}: the token does not do what it tells."
            yield self.finding(observation, read, Severity.INFO, read.contract, says, **evidence)
        else:
            says = f"{says}: it was changed unseen."
            yield self.finding(observation, read, Severity.CRITICAL, read.contract, says, **evidence)
