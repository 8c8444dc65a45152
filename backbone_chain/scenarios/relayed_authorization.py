"""relayed-authorization: signed payments by the hands that are theirs."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._signed import authorization, submit
from backbone_chain.scenarios.front_run_authorization import USUAL, FrontRunAuthorization
from backbone_chain.stage import Stage

RELAYERS = ("relayer", "second relayer", "third relayer")


class RelayedAuthorization(BenignTwin):
    """As many deposits by the contract, and payments to a shop that several relay (twin of front-run-authorization)."""

    twin_of = FrontRunAuthorization
    needs = FrontRunAuthorization.needs
    original: FrontRunAuthorization

    def attack(self, stage: Stage) -> None:
        """Deposit, buy, and send what one signed oneself."""
        customer, shop = stage.actor("customer"), stage.actor("shop")
        own = authorization(stage, customer, self.original.vault.address, stage.token.unit, 2_000)
        submit(stage, own, sender=customer)
        for number in range(USUAL, USUAL + self.original.times):
            submit(stage, self.original.signed(stage, number), sender=self.original.vault)
            bought = authorization(stage, customer, shop.address, stage.token.unit, 3_000 + number)
            submit(stage, bought, sender=stage.actor(RELAYERS[number % len(RELAYERS)]))
            stage.chain.warp(self.original.wait)
