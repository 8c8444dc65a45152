"""announced-raise: a minter's allowance is raised as its ticket says."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.limit_switched_off import HOUR, RAISED, SMALL, LimitSwitchedOff
from backbone_chain.stage import Stage

MINTED = 550_000_000  # whole tokens, more than the old allowance


class AnnouncedRaise(BenignTwin):
    """The minter admin raises the allowance by the announced step, and an order uses it (twin of S4)."""

    twin_of = LimitSwitchedOff
    needs = LimitSwitchedOff.needs
    original: LimitSwitchedOff

    def attack(self, stage: Stage) -> None:
        """Raise, wait, mint an order."""
        token, customer = stage.token, stage.actor("customer").address
        token.configure_minter(stage.actor("minter"), RAISED * token.unit)
        stage.chain.warp(HOUR)
        amount = (SMALL if self.original.of_controller(stage) else MINTED) * token.unit
        order(stage, "order after the raise", customer, amount)
        token.mint(customer, amount)
