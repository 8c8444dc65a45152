"""busy-week: many orders, each with its dollars."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.sliced_minter import SLICES, TYPICAL, SlicedMinter
from backbone_chain.stage import Stage


class BusyWeek(BenignTwin):
    """As many mints of the same sizes in the same time, all of them ordered and paid, and some sold (twin of S3)."""

    twin_of = SlicedMinter
    needs = frozenset({"mint", "configure_minter"})
    original: SlicedMinter

    def attack(self, stage: Stage) -> None:
        """Order by order."""
        customer = stage.actor("customer")
        for number, per_cent in enumerate(self.original.sizes):
            stage.chain.warp(self.original.span // SLICES)
            amount = TYPICAL * stage.token.unit * per_cent // 100
            order(stage, f"busy {number}", customer.address, amount)
            stage.token.mint(customer, amount)
            if number % 2:
                stage.token.transfer(stage.actor("pool"), amount, sender=customer)
