"""colluding-approvers: the two who have to approve an order agree to approve one of their own."""

from __future__ import annotations

from backbone_chain.model import OrderApproved
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business, order
from backbone_chain.stage import Stage

WAYS = ("to an address of theirs", "to a customer who shares", "in parts of usual size", "more than was paid")
WAITS_HOURS = (0, 5, 24)
PARTS = 4
APPROVERS = ("treasurer", "controller")


class ColludingApprovers(Scenario):
    """Maker and checker both sign an order that nobody paid, or that is larger than what was paid.

    1. Weeks of orders that both approved, and customers paid. 2. They approve one of their own: to a new address, to a
    customer who shares with them, in parts of the usual size, or for more than its customer's dollars. 3. The minter
    mints it, since it has both signatures.

    Built on Bangladesh Bank (2016) and Punjab National Bank (2018), where makers' and checkers' credentials were in the
    same hands.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"mint-without-order", "mint-ratio"}))
    blind_spots = "Approvers who have the bank's credit forged as well; then its next statement tells."

    def choose(self) -> None:
        """Whose order, how long after its approval, and how many whole tokens."""
        self.way, self.hours = self.pick(WAYS), self.pick(WAITS_HOURS)
        self.whole = self.random.randint(10, 10_000) * 1_000

    def prepare(self, stage: Stage) -> None:
        """Orders as usual."""
        open_for_business(stage)
        self.amount = self.whole * stage.token.unit
        for day in range(3):
            usual_order(stage, f"day {day}", self.amount)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The approvals and the mints."""
        parts = PARTS if self.way == WAYS[2] else 1
        to = stage.actor("insider" if self.way in (WAYS[0], WAYS[2]) else "customer")
        stage.chain.warp(DAY)
        stage.chain.mine()
        for part in range(parts):
            if self.way == WAYS[3]:
                order(stage, "overdrawn", to.address, self.amount)
                amount = 2 * self.amount
            else:
                amount = self.amount // parts
                approve(stage, f"theirs {part}", to.address, amount)
            stage.chain.warp(self.hours * 3_600)
            stage.token.mint(to, amount)

    def loss(self, stage: Stage) -> int:
        """What was minted without dollars."""
        paid = self.amount if self.way == WAYS[3] else 0
        return max(0, stage.token.total_supply() - self.supply - paid)


def usual_order(stage: Stage, name: str, amount: int) -> None:
    """Paid, approved by both, and minted."""
    order(stage, name, stage.actor("customer").address, amount)
    stage.token.mint(stage.actor("customer"), amount)
    stage.chain.warp(DAY)


def approve(stage: Stage, name: str, to: str, amount: int) -> None:
    """Both signatures, and no dollars."""
    signers = tuple(stage.actor(who).address for who in APPROVERS)
    stage.tell(OrderApproved(order=name, to=to, amount=amount, approvers=signers))
