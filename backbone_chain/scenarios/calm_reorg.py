"""calm-reorg: blocks with honest business are dropped, and the business stands in others."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.watcher_under_attack import REORG_BLOCKS, WatcherUnderAttack
from backbone_chain.stage import Stage

BEFORE = 3  # blocks that come before it in the new fork


class CalmReorg(BenignTwin):
    """A reorg of seven blocks in calm weather, with an order's mint in it that comes again elsewhere (twin of S12)."""

    twin_of = WatcherUnderAttack
    needs = WatcherUnderAttack.needs
    original: WatcherUnderAttack

    def attack(self, stage: Stage) -> None:
        """Mint for an order, lose the block, and have it in another."""
        customer, amount = stage.actor("customer"), self.original.whole * stage.token.unit
        order(stage, "reorganised", customer.address, amount)

        def elsewhere() -> None:
            stage.chain.mine(BEFORE)
            stage.token.mint(customer, amount)
            stage.token.transfer(stage.actor("victim"), amount, sender=customer)
            stage.chain.mine(REORG_BLOCKS)

        stage.keep_forks()
        stage.token.mint(customer, amount)
        stage.token.transfer(stage.actor("victim"), amount, sender=customer)
        stage.chain.mine(REORG_BLOCKS - 2)
        stage.reorg(REORG_BLOCKS, elsewhere)
