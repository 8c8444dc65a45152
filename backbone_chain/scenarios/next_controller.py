"""next-controller: the supply controller's next version is put in place, as announced."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._control import install
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.reentrant_controller import ReentrantController
from backbone_chain.stage import Stage


class NextController(BenignTwin):
    """An announced controller takes over, and an order is minted under it (twin of reentrant-controller)."""

    twin_of = ReentrantController
    needs = ReentrantController.needs
    original: ReentrantController

    def attack(self, stage: Stage) -> None:
        """Replace, wait, mint what was ordered."""
        install(stage, self.original.second)
        stage.chain.warp(self.original.wait)
        order(stage, "usual", stage.actor("customer").address, stage.token.unit)
        stage.token.mint(stage.actor("customer"), stage.token.unit)
