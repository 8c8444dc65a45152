"""credit-matched-twice: two orders are approved on the strength of one payment."""

from __future__ import annotations

from backbone_chain.model import OrderApproved
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business, order
from backbone_chain.stage import Stage


class CreditMatchedTwice(Scenario):
    """One bank credit serves two orders: the second is approved on the strength of the first one's payment.

    1. An order is paid and approved. 2. A second order of that amount is approved; nothing came in for it. 3. Both are
    minted.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"mint-without-order"}))
    blind_spots = "Two orders that differ by a cent, and a maker and a checker who invent the bank's credit as well."

    def choose(self) -> None:
        """The amount in whole tokens, and for whom the second order is."""
        self.whole = self.random.randint(1, 10_000) * 1_000
        self.second = self.random.choice(("customer", "insider"))

    def prepare(self, stage: Stage) -> None:
        """The first order."""
        open_for_business(stage)
        self.amount = self.whole * stage.token.unit
        order(stage, "paid", stage.actor("customer").address, self.amount)
        stage.token.mint(stage.actor("customer"), self.amount)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The second one."""
        to = stage.actor(self.second)
        approvers = (stage.actor("treasurer").address, stage.actor("controller").address)
        stage.tell(OrderApproved(order="unpaid", to=to.address, amount=self.amount, approvers=approvers))
        stage.token.mint(to, self.amount)
        stage.chain.warp(3_600)
        stage.chain.mine()

    def loss(self, stage: Stage) -> int:
        """What was minted without dollars."""
        return max(0, stage.token.total_supply() - self.supply)
