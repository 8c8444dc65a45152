"""large-order: a real order of 300 million, with its bank credit."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.fat_finger import FatFinger
from backbone_chain.stage import Stage


class LargeOrder(BenignTwin):
    """The same order, minted as it stands (twin of S2)."""

    twin_of = FatFinger
    needs = frozenset({"mint", "configure_minter"})
    original: FatFinger

    def attack(self, stage: Stage) -> None:
        """One mint of the amount that was ordered."""
        stage.token.mint(stage.actor("customer"), self.original.ordered * stage.token.unit)
        stage.chain.warp(22 * 60)
