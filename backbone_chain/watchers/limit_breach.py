"""limit-breach: a mint over the allowance that the events themselves say is in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import Finding, Mint, MinterConfigured, MinterRemoved, Observation, RoleRevoked, Severity
from backbone_chain.watchers._base import Watcher


class LimitBreach(Watcher):
    """A mint over the minter's allowance in a shadow ledger that is rebuilt from events alone (W3).

    A minter whose allowance was never seen is left to unknown-minter, unless it was removed: then its allowance is
    zero. Built on Paxos (2025-10-15, 300 trillion PYUSD) and on what stopped Noble's bridge (2024-08-27): a mint
    limit.
    """

    needs = (Mint, MinterConfigured)

    def start(self) -> dict[str, Any]:
        """`left`: minter -> base units that it may still mint."""
        return {"left": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Follow every allowance; compare every mint with what was left."""
        left = self.state["left"]
        for fact in observation.facts:
            match fact:
                case MinterConfigured(minter=minter, allowance=allowance):
                    left[minter] = allowance
                case MinterRemoved(minter=minter) | RoleRevoked(role="minter", account=minter):
                    left[minter] = 0
                case Mint() if fact.minter in left:
                    yield from self._spend(observation, fact)

    def _spend(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        left = self.state["left"][mint.minter]
        self.state["left"][mint.minter] = max(0, left - mint.amount)
        if mint.amount > left:
            says = f"{mint.minter} minted {mint.amount} with an allowance of {left}: the token let it through."
            evidence = {"allowance": left, "amount": mint.amount, "to": mint.to}
            yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)
