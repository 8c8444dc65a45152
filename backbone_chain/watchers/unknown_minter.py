"""unknown-minter: a mint by somebody whom the issuer never approved, or approved only just now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import ApprovedMinter, Finding, Mint, Observation, Severity
from backbone_chain.watchers._base import Watcher


class UnknownMinter(Watcher):
    """A mint by a minter that is not in the approved register, or inside its cooling-off time (W1).

    Built on PlayDapp (2024-02-09, 12): the attacker made itself a minter, and the role it left behind minted again
    three days later.
    """

    needs = (Mint, ApprovedMinter)
    blind_spots = "An approved minter whose key was stolen, and a register that was changed by whoever stole it."
    stage = "mint"
    first_do = "Remove the minter, freeze the recipient, then look for who made it a minter."
    defaults: ClassVar[dict[str, Any]] = {
        "cooling_off_seconds": 86_400,  # a day: new mint senders came 9 times in 4.2 years of USDP, never in a hurry
    }

    def start(self) -> dict[str, Any]:
        """The register: minter -> since when it is approved."""
        return {"approved": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Register first, then every mint against it; the same approval told again begins no new cooling-off time."""
        for fact in observation.facts:
            if isinstance(fact, ApprovedMinter):
                self.state["approved"][fact.minter.lower()] = fact.since
        for fact in self.own(observation):
            if isinstance(fact, Mint):
                yield from self._check(observation, fact)

    def _check(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        since = self.state["approved"].get(mint.minter.lower())
        evidence = {"to": mint.to, "amount": mint.amount, "approved_since": since}
        if since is None:
            says = f"{mint.minter} minted {mint.amount} and is not in the register of approved minters."
            yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)
        elif observation.timestamp < since:
            says = f"{mint.minter} minted {mint.amount} {since - observation.timestamp} s before its approval begins."
            yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)
        elif observation.timestamp < since + self.settings["cooling_off_seconds"]:
            age = observation.timestamp - since
            says = f"{mint.minter} minted {mint.amount} only {age} s after its approval, inside the cooling-off time."
            yield self.finding(observation, mint, Severity.HIGH, mint.minter, says, **evidence)
