"""pledged-deposit: a part of the reserve is security for somebody else's loan, and tokens are minted on it."""

from __future__ import annotations

from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._desk import HOUR, RESERVE, book, statements
from backbone_chain.scenarios._world import DAY, SUPPLY, open_for_business, order
from backbone_chain.scenarios.stolen_attester import attest
from backbone_chain.stage import Stage

PLACES = (("second bank", "cash"), ("failing bank", "cash"))
WAYS = ("the bank names the pledge", "the bank leaves it out", "a second coin counts it too")
WAITS = (1, 2, 5)


class PledgedDeposit(Scenario):
    """A deposit of the reserve is pledged for a loan of an affiliate, is attested all the same, and is minted on.

    1. Book, statements and attestation agree. 2. A deposit is pledged; or a second coin of the house counts the half of
    it. 3. The bank's next statement names the pledge, or says what is left. 4. The reserve is attested as if nothing
    were, and tokens are minted against the part that can't be paid out.

    Built on Binance-Peg tokens (2023: one wallet that backed many coins and customers' money at once) and on Tether
    (2019: a line of credit to an affiliate, taken from the reserve).
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"reserve-concentration"}))
    blind_spots = "A pledge that the bank doesn't tell, and a guarantee that is in no account."

    def choose(self) -> None:
        """Which deposit, how it shows, after how many days, and what part of it is minted on."""
        self.place, self.way, self.days = self.pick(PLACES), self.pick(WAYS), self.pick(WAITS)
        self.per_cent = self.random.randint(20, 100)

    def prepare(self, stage: Stage) -> None:
        """A sound reserve, attested."""
        open_for_business(stage)
        book(stage)
        statements(stage)
        attest(stage, 0)
        stage.chain.mine()
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The pledge, the statement, and a mint."""
        stage.chain.warp(self.days * DAY)
        stage.chain.mine()
        bank, kind = self.place
        held = RESERVE[self.place]
        changes = {
            WAYS[0]: {self.place: 0, (bank, f"pledged-{kind}"): held},
            WAYS[1]: {self.place: 0},
            WAYS[2]: {self.place: held // 2},
        }
        statements(stage, changes[self.way])
        attest(stage, 0)
        stage.chain.warp(HOUR)  # what is paid after an attestation is not in it
        customer, amount = stage.actor("customer"), SUPPLY * stage.token.unit * held // 1_000 * self.per_cent // 100
        order(stage, "on the pledge", customer.address, amount)
        stage.token.mint(customer, amount)

    def loss(self, stage: Stage) -> int:
        """What was minted on it."""
        return max(0, stage.token.total_supply() - self.supply)
