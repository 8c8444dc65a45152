"""payout-to-changed-account: a customer's redemptions are paid to a thief's bank account."""

from __future__ import annotations

from backbone_chain.model import PayoutAccount, PayoutSent
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, MONTH, open_for_business
from backbone_chain.stage import Stage

HOUR = 3_600
WAYS = ("nobody asked", "support was deceived", "an insider confirmed it")
PAYOUTS = (1, 2, 3)
WHOSE, THIEFS = "account of the {}", "account of the thief"
HOLDERS = ("customer", "exchange")


class PayoutToChangedAccount(Scenario):
    """A customer's payout details are changed by somebody else, and its next redemptions are paid to a thief.

    1. Every holder has a bank account that it confirmed. 2. Somebody writes another one into the payout, or deceives
    support into changing it, or, as an insider, had confirmed it for two customers long before. 3. The customer burns
    and asks for its dollars, once to three times; the bank pays the thief.
    """

    needs = frozenset({"mint", "configure_minter", "redeem"})
    expects = Expects(rules=frozenset({"payout-to-other-account"}))
    blind_spots = "A thief who waits until the cooling-off is over, with one customer only, whom nobody tells of it."

    def choose(self) -> None:
        """The way, how many payouts, how soon after the change, and of how many whole tokens."""
        self.way, self.payouts = self.pick(WAYS), self.pick(PAYOUTS)
        self.hours, self.whole = self.random.randint(1, 60), self.random.randint(10, 5_000) * 1_000

    def prepare(self, stage: Stage) -> None:
        """Accounts that were confirmed a month ago; an insider's work is among them."""
        open_for_business(stage)
        since, self.paid = stage.chain.timestamp - MONTH, 0
        for who in HOLDERS:
            confirm(stage, who, WHOSE.format(who), since)
            if self.way == WAYS[2]:
                confirm(stage, who, THIEFS, since)
        stage.chain.mine()

    def attack(self, stage: Stage) -> None:
        """The change, and the payouts."""
        if self.way == WAYS[1]:
            confirm(stage, "customer", THIEFS, stage.chain.timestamp)
            stage.chain.warp(self.hours * HOUR)
        for number in range(self.payouts):
            amount = self.whole * stage.token.unit
            redeem_to(stage, THIEFS, amount, number)
            self.paid += amount
            stage.chain.mine()

    def loss(self, stage: Stage) -> int:
        """What the thief was paid."""
        return self.paid


def confirm(stage: Stage, who: str, account: str, since: int) -> None:
    """The register says that this holder's dollars may go there."""
    stage.tell(PayoutAccount(holder=stage.actor(who).address, account=account, since=since))


def redeem_to(stage: Stage, account: str, amount: int, number: int) -> None:
    """The customer burns, and a day later its dollars go to an account."""
    request = f"redemption {number}".encode().ljust(32, b"\0")
    stage.token.redeem(amount, request, sender=stage.actor("customer"))
    stage.chain.warp(DAY // 24)
    stage.tell(PayoutSent(request_id="0x" + request.hex(), amount=amount, account=account))
