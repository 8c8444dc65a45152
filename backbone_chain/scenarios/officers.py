"""officers: everybody uses the power that is theirs."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import order
from backbone_chain.scenarios.outsider import Outsider
from backbone_chain.stage import Stage


class Officers(BenignTwin):
    """Each officer calls its own functions once, a customer those that are everybody's (twin of outsider)."""

    twin_of = Outsider
    needs = frozenset({"mint", "configure_minter", "redeem", "freeze", "unfreeze", "pause", "unpause"})
    original: Outsider

    def attack(self, stage: Stage) -> None:
        """A working day."""
        token, customer, amount = stage.token, stage.actor("customer"), self.original.whole * stage.token.unit
        order(stage, "a day's order", customer.address, amount)
        token.mint(customer, amount)
        token.transfer(stage.actor("exchange"), amount // 2, sender=customer)
        token.approve(stage.actor("exchange"), amount, sender=customer)
        token.transfer_from(customer, stage.actor("exchange"), amount // 4, sender=stage.actor("exchange"))
        token.redeem(amount // 8, b"request 1".ljust(32, b"\0"), sender=customer)
        token.freeze(stage.actor("suspect"))
        token.unfreeze(stage.actor("suspect"))
        token.pause()
        token.unpause()
