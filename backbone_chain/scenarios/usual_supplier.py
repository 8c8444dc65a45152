"""usual-supplier: the customer sees the bait for what it is, and pays who was meant."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.address_poisoning import AddressPoisoning
from backbone_chain.stage import Stage


class UsualSupplier(BenignTwin):
    """The same history with the bait in it, and the payment goes to the supplier (twin of address-poisoning)."""

    twin_of = AddressPoisoning
    needs = AddressPoisoning.needs
    original: AddressPoisoning

    def attack(self, stage: Stage) -> None:
        """Bait, wait, pay who was meant."""
        original, token = self.original, stage.token
        original.poison(stage)
        stage.chain.warp(original.wait)
        token.transfer(original.supplier(stage), original.whole * token.unit, sender=stage.actor("customer"))
