"""two-equal-orders: a customer orders the same amount twice, and pays twice."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.order_executed_twice import OrderExecutedTwice
from backbone_chain.stage import Stage


class TwoEqualOrders(BenignTwin):
    """A second order of the same amount to the same customer, with its own credit (twin of order-executed-twice)."""

    twin_of = OrderExecutedTwice
    needs = frozenset({"mint", "configure_minter"})
    original: OrderExecutedTwice

    def attack(self, stage: Stage) -> None:
        """The second order and its mint."""
        stage.chain.warp(self.original.waits)
        customer = stage.actor("customer")
        order(stage, "twice", customer.address, self.original.amount)
        stage.token.mint(customer, self.original.amount, sender=stage.actor(self.original.again))
