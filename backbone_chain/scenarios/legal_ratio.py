"""legal-ratio: requests completed with a little more than came in, since the collateral was sold a little dearer."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.off_chain_signer import IN, OffChainSigner
from backbone_chain.stage import Stage

RATIOS = (1.0, 1.001, 1.002)


class LegalRatio(BenignTwin):
    """The same requests at ratios of 1.000 to 1.002 (twin of S8)."""

    twin_of = OffChainSigner
    needs = frozenset({"mint", "configure_minter"})
    original: OffChainSigner

    def choose(self) -> None:
        """How much dearer."""
        self.ratio = self.random.choice(RATIOS)

    def attack(self, stage: Stage) -> None:
        """All requests."""
        for number in range(self.original.requests):
            value = IN * stage.token.unit // self.original.requests
            out = int(value * self.ratio)
            self.original.complete(stage, f"request {number}", value, out, sold_for=out)
