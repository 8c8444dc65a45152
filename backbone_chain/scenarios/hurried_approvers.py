"""hurried-approvers: maker and checker sign within the same minute what was paid."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import DAY
from backbone_chain.scenarios.colluding_approvers import PARTS, ColludingApprovers, usual_order
from backbone_chain.stage import Stage


class HurriedApprovers(BenignTwin):
    """The same two sign several paid orders at once, on a busy day (twin of colluding-approvers)."""

    twin_of = ColludingApprovers
    needs = frozenset({"mint", "configure_minter"})
    original: ColludingApprovers

    def attack(self, stage: Stage) -> None:
        """As many orders as there would be parts."""
        stage.chain.warp(DAY)
        for part in range(PARTS):
            usual_order(stage, f"busy {part}", self.original.amount // PARTS)
