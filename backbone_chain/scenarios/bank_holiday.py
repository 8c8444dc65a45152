"""bank-holiday: a long week-end without statements, attested on both sides of it."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._desk import statements
from backbone_chain.scenarios._world import DAY, order
from backbone_chain.scenarios.stolen_attester import StolenAttester, attest
from backbone_chain.stage import Stage

AMOUNT = 1_000_000  # whole tokens


class BankHoliday(BenignTwin):
    """Nothing is minted while the banks are closed, and all is as before afterwards (twin of stolen-attester)."""

    twin_of = StolenAttester
    needs = frozenset({"mint", "configure_minter"})

    def attack(self, stage: Stage) -> None:
        """The holiday, then a day's business."""
        stage.chain.warp(3 * DAY)
        statements(stage)
        attest(stage, 0)
        stage.chain.warp(3_600)
        order(stage, "after it", stage.actor("customer").address, AMOUNT * stage.token.unit)
        stage.chain.warp(3_600)
        stage.token.mint(stage.actor("customer"), AMOUNT * stage.token.unit)
