"""returned-payment: tokens are minted on a payment that isn't final, and the payment is taken back."""

from __future__ import annotations

from backbone_chain.model import BankCredit, OrderApproved
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business
from backbone_chain.stage import Stage

RETURN_DAYS = 60  # in which a consumer can have an ACH payment returned as unauthorised


class ReturnedPayment(Scenario):
    """An ACH payment is credited, the desk mints at once, and the bank takes the payment back.

    1. An order is approved and its credit arrives, final only after the time for returns. 2. The tokens are minted
    hours to days before that. 3. The payment is returned; nobody has the tokens' dollars.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"mint-without-order"}))
    blind_spots = "A customer that never meant to pay, and banks that take payments back after the time for returns."

    def choose(self) -> None:
        """The amount in whole tokens, and when it is minted."""
        self.whole = self.random.randint(1, 5_000) * 1_000
        self.waits = self.random.randrange(0, RETURN_DAYS - 1) * DAY

    def prepare(self, stage: Stage) -> None:
        """The order and its credit."""
        open_for_business(stage)
        self.amount, customer = self.whole * stage.token.unit, stage.actor("customer")
        approvers = (stage.actor("treasurer").address, stage.actor("controller").address)
        self.final_at = stage.chain.timestamp + RETURN_DAYS * DAY
        stage.tell(
            BankCredit(order="ach order", amount=self.amount, final_at=self.final_at),
            OrderApproved(order="ach order", to=customer.address, amount=self.amount, approvers=approvers),
        )
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The mint, before the money is final."""
        stage.chain.warp(self.waits)
        stage.token.mint(stage.actor("customer"), self.amount)
        stage.chain.warp(DAY)
        stage.chain.mine()

    def loss(self, stage: Stage) -> int:
        """What was minted on the payment."""
        return max(0, stage.token.total_supply() - self.supply)
