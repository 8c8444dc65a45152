"""stolen-attester: stolen keys attest a reserve that isn't there, and tokens are minted against it."""

from __future__ import annotations

from backbone_chain.model import ReserveAttested
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._desk import HOUR, book, statements
from backbone_chain.scenarios._world import SUPPLY, open_for_business, order
from backbone_chain.stage import Stage


class StolenAttester(Scenario):
    """Enough attesters' keys are stolen to state more than banks and custodians hold; the mint gate opens.

    1. Book, statements and attestation agree. 2. The thief attests 5 to 100 % more. 3. An order that nobody paid for is
    minted under it.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(
        errors=frozenset({"over-limit"}), rules=frozenset({"reserve-concentration", "supply-over-reserves"})
    )
    blind_spots = "Attesters who all lie from the first day on, together with the banks' statements."

    def choose(self) -> None:
        """By how many per cent."""
        self.per_cent = self.random.randint(5, 100)

    def prepare(self, stage: Stage) -> None:
        """A sound reserve, attested."""
        open_for_business(stage)
        book(stage)
        statements(stage)
        attest(stage, 0)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The attestation, and the mint under it."""
        customer, amount = stage.actor("customer"), SUPPLY * stage.token.unit * self.per_cent // 100
        stage.chain.warp(HOUR)
        stage.token.transfer(stage.actor("exchange"), stage.token.unit, sender=customer)  # a payment like any other
        attest(stage, self.per_cent)
        order(stage, "under it", customer.address, amount)
        stage.token.mint(customer, amount)

    def loss(self, stage: Stage) -> int:
        """What was minted."""
        return max(0, stage.token.total_supply() - self.supply)


def attest(stage: Stage, per_cent: int) -> None:
    """An attestation of the first supply and so many per cent more."""
    amount = SUPPLY * stage.token.unit * (100 + per_cent) // 100
    signers = (stage.actor("attester").address, stage.actor("second_attester").address)
    stage.tell(ReserveAttested(amount=amount, as_of=stage.chain.timestamp, attesters=signers))
