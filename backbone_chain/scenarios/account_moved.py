"""account-moved: a customer goes to another bank, confirms its new account, and is paid there."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import DAY
from backbone_chain.scenarios.payout_to_changed_account import WHOSE, PayoutToChangedAccount, confirm, redeem_to
from backbone_chain.stage import Stage

NEW = "new account of the customer"
COOLING_DAYS = 4


class AccountMoved(BenignTwin):
    """The customer confirms a new account, and is paid there some days later (twin of payout-to-changed-account)."""

    twin_of = PayoutToChangedAccount
    needs = frozenset({"mint", "configure_minter", "redeem"})
    original: PayoutToChangedAccount

    def attack(self, stage: Stage) -> None:
        """One payout to the old account, then as many as there are to the new one."""
        amount = self.original.whole * stage.token.unit // 2
        redeem_to(stage, WHOSE.format("customer"), amount, 99)
        confirm(stage, "customer", NEW, stage.chain.timestamp)
        stage.chain.warp(COOLING_DAYS * DAY)
        for number in range(self.original.payouts):
            redeem_to(stage, NEW, amount, number)
            stage.chain.mine()
