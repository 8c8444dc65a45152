"""order-executed-twice: one order, one payment, two mints."""

from __future__ import annotations

from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business, order
from backbone_chain.stage import Stage


class OrderExecutedTwice(Scenario):
    """A desk that lost its answer sends the mint of a paid order again.

    1. An order is approved and paid. 2. It is minted. 3. It is minted again, at once or a day later, by the
    same minter or another.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"mint-without-order"}))
    blind_spots = "A minter that sends the second mint under another order's number."

    def choose(self) -> None:
        """The amount in whole tokens, the seconds between, who mints again."""
        self.whole = self.random.randint(1, 10_000) * 1_000
        self.waits = self.random.choice((0, 60, 3_600, 86_400))
        self.again = self.random.choice(("minter", "third_minter"))

    def prepare(self, stage: Stage) -> None:
        """The order, and its mint."""
        open_for_business(stage)
        self.amount, customer = self.whole * stage.token.unit, stage.actor("customer")
        order(stage, "once", customer.address, self.amount)
        stage.token.mint(customer, self.amount)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The second mint."""
        stage.chain.warp(self.waits)
        stage.token.mint(stage.actor("customer"), self.amount, sender=stage.actor(self.again))
        stage.chain.warp(3_600)
        stage.chain.mine()

    def loss(self, stage: Stage) -> int:
        """The second mint's amount."""
        return max(0, stage.token.total_supply() - self.supply)
