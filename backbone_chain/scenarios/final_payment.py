"""final-payment: the same order, minted when its payment can't be taken back any more."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.returned_payment import ReturnedPayment
from backbone_chain.stage import Stage


class FinalPayment(BenignTwin):
    """The customer pays the order again by wire, which is final on arrival, and is minted at once."""

    twin_of = ReturnedPayment
    needs = frozenset({"mint", "configure_minter"})
    original: ReturnedPayment

    def attack(self, stage: Stage) -> None:
        """A wire, and its mint."""
        customer, amount = stage.actor("customer"), self.original.amount
        order(stage, "ach order", customer.address, amount)
        stage.token.mint(customer, amount)
