"""quarter-end: customers take five per cent out on the last day of a quarter, and bring it back."""

from __future__ import annotations

from backbone_chain.model import PriceSeen
from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._desk import issue, statements
from backbone_chain.scenarios._world import DAY
from backbone_chain.scenarios.reserve_hole_and_run import ReserveHoleAndRun
from backbone_chain.stage import Stage

BACK = (20, 15, 10)  # thousandths of the supply, on the next days


class QuarterEnd(BenignTwin):
    """An outflow of 5 % on one day, paid from a sound reserve, then a bank holiday (twin of S11)."""

    twin_of = ReserveHoleAndRun
    needs = frozenset({"mint", "configure_minter", "redeem"})

    def attack(self, stage: Stage) -> None:
        """Out, and back."""
        issue(stage, -50, "quarter's end")
        stage.tell(PriceSeen(price=0.998, venue="exchange"))
        stage.chain.warp(3 * DAY)
        for day, thousandths in enumerate(BACK):
            issue(stage, thousandths, f"back {day}")
            stage.chain.warp(DAY)
        statements(stage)
