"""own-money-pledged: the issuer pledges what is its own, and the reserve stays whole."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._desk import HOUR, RESERVE, book, statements
from backbone_chain.scenarios._world import DAY, SUPPLY, order
from backbone_chain.scenarios.pledged_deposit import PledgedDeposit
from backbone_chain.scenarios.stolen_attester import attest
from backbone_chain.stage import Stage


class OwnMoneyPledged(BenignTwin):
    """Money of the issuer's own is pledged, and a paid order is minted (twin of pledged-deposit)."""

    twin_of = PledgedDeposit
    needs = frozenset({"mint", "configure_minter"})
    original: PledgedDeposit

    def attack(self, stage: Stage) -> None:
        """The days, statements as ever, and a mint."""
        stage.chain.warp(self.original.days * DAY)
        stage.chain.mine()
        book(stage)
        statements(stage)
        attest(stage, 0)
        stage.chain.warp(HOUR)  # what is paid after an attestation is not in it
        customer = stage.actor("customer")
        held = RESERVE[self.original.place]
        amount = SUPPLY * stage.token.unit * held // 1_000 * self.original.per_cent // 100
        order(stage, "paid", customer.address, amount)
        stage.token.mint(customer, amount)
