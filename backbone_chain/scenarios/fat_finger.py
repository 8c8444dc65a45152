"""fat-finger: a valid order, minted with too many zeros."""

from __future__ import annotations

from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business, order
from backbone_chain.stage import Stage

LEAST, MOST = 200_000_000, 400_000_000  # whole tokens: what is ordered
SCALES = (10, 100, 1_000, 1_000_000, 10**12)  # the last for 18 decimals instead of 6
SLIPS = (*(f"x{scale}" for scale in SCALES), "wrong recipient", "executed twice")


class FatFinger(Scenario):
    """A valid minter mints a valid order of some 300 million, and slips (S2).

    1. The order is approved and its dollars are final. 2. The operator mints 10 to a million times its amount, or
    counts in another chain's 18 decimals; or the right amount to the wrong recipient, or the right amount twice.
    3. Nobody acts for 22 minutes.

    Built on Paxos (2025-10-15: 300 trillion PYUSD) and Tether (2019-07-13: 5 billion instead of 50 million).
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"limit-breach", "mint-without-order"}))
    blind_spots = "A wrong amount that the order itself says, which all who approved it signed."

    def choose(self) -> None:
        """What goes wrong with the order, and how large it is."""
        self.slip = self.pick(SLIPS)
        self.ordered = self.random.randint(LEAST, MOST)

    @property
    def victim(self) -> str:
        """The wrong recipient is within every limit; a larger amount needs a token without them."""
        return "reference" if self.slip == "wrong recipient" else "mint-skips-allowance"

    def prepare(self, stage: Stage) -> None:
        """The order."""
        open_for_business(stage)
        order(stage, "order 1", stage.actor("customer").address, self.ordered * stage.token.unit)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The mint, or the mints."""
        recipient = stage.actor("stranger" if self.slip == "wrong recipient" else "customer")
        scale = int(self.slip[1:]) if self.slip.startswith("x") else 1
        for _ in range(2 if self.slip == "executed twice" else 1):
            stage.token.mint(recipient, self.ordered * scale * stage.token.unit)
        stage.chain.warp(22 * 60)

    def loss(self, stage: Stage) -> int:
        """What was minted beyond the order, or went to the wrong recipient."""
        if self.slip == "wrong recipient":
            return stage.token.balance_of(stage.actor("stranger"))
        return max(0, stage.token.total_supply() - self.supply - self.ordered * stage.token.unit)
