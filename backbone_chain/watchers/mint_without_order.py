"""mint-without-order: tokens that nobody ordered, or that nobody paid for."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import BankCredit, Finding, Mint, Observation, OrderApproved, Severity
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._orders import Cover, Orders


class MintWithoutOrder(Watcher):
    """A mint with no approved order and final bank credit of that amount and recipient (W4).

    Credits are asked for once any was told. A desk's message can be late, so what a later order may still explain is
    critical only after the grace time: until then it is high, and info for a recipient with ordered mints before. What
    no later order makes right is critical at once: more than was ordered, or another's order. What a bridge mints is
    unbacked-release's. Built on Paxos (2025-10-15) and Tether (2019-07-13), and on stolen minters within their limits.
    """

    needs = (Mint, OrderApproved, BankCredit)
    blind_spots = (
        "Orders that were forged at the desk; and all, until the first order or credit is told: it says so once. A "
        "mint to a usual recipient without any order pages only after the grace time."
    )
    stage = "mint"
    first_do = "Remove the minter, freeze the recipient, and ask the desk whether anybody released this mint."
    defaults: ClassVar[dict[str, Any]] = {
        "grace_seconds": 120,  # a desk's messages come before the mint; ten blocks for one that overtook them
    }

    def start(self) -> dict[str, Any]:
        """`waiting`: the key of a finding -> [time of the mint, block, its fields]. `silent`: said that it is blind."""
        return {"waiting": {}, "silent": False}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Orders first, since a block's off-chain facts stand behind its events; then what waited, then the mints."""
        orders = Orders(self.state)
        orders.learn(observation)
        if self.state["waiting"]:
            yield from self._look_again(observation, orders)
        for fact in self.own(observation):
            if isinstance(fact, Mint) and fact.amount:
                yield from self._judge(observation, fact, orders)

    def _judge(self, observation: Observation, mint: Mint, orders: Orders) -> Iterator[Finding]:
        if not orders.armed:
            yield from self._blind(observation, mint)
            return
        cover = orders.cover(observation, mint)
        if cover.fine:
            return
        finding = self._says(observation, mint, cover, _severity(cover))
        if not cover.certain:
            self.state["waiting"][finding.key] = [observation.timestamp, dataclasses.asdict(mint)]
        yield finding

    def _look_again(self, observation: Observation, orders: Orders) -> Iterator[Finding]:
        """What has waited: explained by now, or for too long."""
        for key, (since, fields) in list(self.state["waiting"].items()):
            mint = Mint(**fields)
            cover = orders.cover(observation, mint)
            if cover.fine:
                del self.state["waiting"][key]
            elif observation.timestamp - since > self.settings["grace_seconds"]:
                del self.state["waiting"][key]
                finding = self._says(observation, mint, cover, Severity.CRITICAL)
                yield dataclasses.replace(finding, key=key)

    def _says(self, observation: Observation, mint: Mint, cover: Cover, severity: Severity) -> Finding:
        says = f"{mint.minter} minted {mint.amount} to {mint.to}, and {cover.why}."
        evidence = {"amount": mint.amount, "to": mint.to, "why": cover.why}
        return self.finding(observation, mint, severity, mint.minter, says, **evidence)

    def _blind(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        if not self.state["silent"]:
            self.state["silent"] = True
            says = "No order was ever told, so nobody can say which mints were ordered."
            yield self.finding(observation, mint, Severity.INFO, mint.minter, says)


def _severity(cover: Cover) -> Severity:
    if cover.certain:
        return Severity.CRITICAL
    return Severity.INFO if cover.usual else Severity.HIGH
