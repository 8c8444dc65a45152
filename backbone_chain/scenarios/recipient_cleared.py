"""recipient-cleared: the court lets the recipient go before the desk mints."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.mint_to_frozen import MintToFrozen
from backbone_chain.stage import Stage


class RecipientCleared(BenignTwin):
    """The freeze is lifted, then the same orders are minted (twin of mint-to-frozen)."""

    twin_of = MintToFrozen
    needs = MintToFrozen.needs
    original: MintToFrozen

    def attack(self, stage: Stage) -> None:
        """Unfreeze, then mint."""
        stage.token.unfreeze(stage.actor("recipient"))
        self.original.attack(stage)
