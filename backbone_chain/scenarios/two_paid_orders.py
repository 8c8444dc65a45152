"""two-paid-orders: the same two orders, and each has its own payment."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.credit_matched_twice import CreditMatchedTwice
from backbone_chain.stage import Stage


class TwoPaidOrders(BenignTwin):
    """The second order is paid too, by a customer of its own (twin of credit-matched-twice)."""

    twin_of = CreditMatchedTwice
    needs = frozenset({"mint", "configure_minter"})
    original: CreditMatchedTwice

    def attack(self, stage: Stage) -> None:
        """The second order, its dollars, its mint."""
        to = stage.actor(self.original.second)
        order(stage, "paid too", to.address, self.original.amount)
        stage.token.mint(to, self.original.amount)
