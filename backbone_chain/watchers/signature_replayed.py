"""signature-replayed: what was signed once is used twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import AuthorizationUsed, Finding, Observation, Severity
from backbone_chain.watchers._base import Watcher

MOST_KNOWN = 100_000  # authorisations; the oldest are let go


class SignatureReplayed(Watcher):
    """A signed authorisation of a transfer was used that had been used before (W26).

    Permits are allowance-from-nowhere's, which reads their nonces. Built on tokens that forgot to mark what was used,
    and on signatures that were shown again after an upgrade had lost the marks.
    """

    needs = (AuthorizationUsed,)
    blind_spots = "A replay on another chain; a first use that was before the watch began."
    stage = "exit"
    first_do = "Pause signatures, and tell the signer to move what is left by a transaction of its own."

    def start(self) -> dict[str, Any]:
        """`used`: signer and nonce -> block of its first use."""
        return {"used": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each use against all before it."""
        used = self.state["used"]
        for fact in self.own(observation):
            if isinstance(fact, AuthorizationUsed):
                name = f"{fact.authorizer.lower()} {fact.nonce.lower()}"
                if name in used:
                    says = f"An authorisation of {fact.authorizer} that was used in block {used[name]} was used again."
                    evidence = {"nonce": fact.nonce, "first_block": used[name], "sent_by": fact.tx_sender}
                    yield self.finding(observation, fact, Severity.CRITICAL, fact.authorizer, says, **evidence)
                used.setdefault(name, observation.block)
        while len(used) > MOST_KNOWN:
            del used[next(iter(used))]
