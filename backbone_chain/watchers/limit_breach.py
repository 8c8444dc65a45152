"""limit-breach: a mint over the allowance that the events themselves say is in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import (
    Fact,
    Finding,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Observation,
    RoleGranted,
    RoleRevoked,
    Severity,
)
from backbone_chain.watchers._base import Watcher


class LimitBreach(Watcher):
    """A mint over the minter's allowance in a shadow ledger that is rebuilt from events alone (W3).

    A minter whose allowance was never seen is left to unknown-minter, unless it was removed: then its allowance is
    zero. Built on Paxos (2025-10-15, 300 trillion PYUSD) and on what stopped Noble's bridge (2024-08-27): a mint
    limit.
    """

    needs = (Mint, MinterConfigured)

    def start(self) -> dict[str, Any]:
        """`left`: minter -> base units it may still mint. `before`: removed minter -> what its role alone restores."""
        return {"left": {}, "before": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Follow every allowance; compare every mint with what was left."""
        for fact in observation.facts:
            if isinstance(fact, Mint):
                yield from self._spend(observation, fact)
            else:
                self._follow(fact)

    def _follow(self, fact: Fact) -> None:
        """A removed minter has nothing left; one that gets only its role back has what the role alone gives it.

        That is the allowance that a revoked role had left standing, nothing after a removal, and no limit that is known
        where none was ever configured.
        """
        left, before = self.state["left"], self.state["before"]
        match fact:
            case MinterConfigured(minter=minter, allowance=allowance):
                left[minter.lower()] = allowance
                before.pop(minter.lower(), None)
            case RoleRevoked(role="minter", account=minter):
                before.setdefault(minter.lower(), left.get(minter.lower()))
                left[minter.lower()] = 0
            case MinterRemoved(minter=minter):
                was = before.get(minter.lower(), left.get(minter.lower()))
                before[minter.lower()] = None if was is None else 0
                left[minter.lower()] = 0
            case RoleGranted(role="minter", account=minter) if minter.lower() in before:
                was = before.pop(minter.lower())
                if was is None:
                    left.pop(minter.lower(), None)
                else:
                    left[minter.lower()] = was

    def _spend(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        minter = mint.minter.lower()
        if minter not in self.state["left"]:
            return
        left = self.state["left"][minter]
        self.state["left"][minter] = max(0, left - mint.amount)
        if mint.amount > left:
            says = f"{mint.minter} minted {mint.amount} with an allowance of {left}: the token let it through."
            evidence = {"allowance": left, "amount": mint.amount, "to": mint.to}
            yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)
