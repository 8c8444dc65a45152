"""busy-week: many orders, each with its dollars."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import DAY
from backbone_chain.scenarios.sliced_minter import SLICES, SlicedMinter
from backbone_chain.stage import Stage


class BusyWeek(BenignTwin):
    """As many mints of the same sizes in the same time, all of them ordered and paid, and some sold (twin of S3).

    Where the desk tells no orders nobody could say that they are; there the same mints come one a day, as usual.
    """

    twin_of = SlicedMinter
    needs = frozenset({"mint", "configure_minter"})
    original: SlicedMinter

    def attack(self, stage: Stage) -> None:
        """Order by order."""
        customer, told = stage.actor("customer"), self.original.desk_tells
        for number, amount in enumerate(self.original.amounts(stage)):
            stage.chain.warp(self.original.span // SLICES if told else DAY)
            self.original.serve(stage, f"busy {number}", amount)
            if told and number % 2 and self.original.sells:
                self.original.pool.sell(amount, seller=customer)
