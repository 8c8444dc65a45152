"""fat-finger: a valid order, minted with too many zeros."""

from __future__ import annotations

from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business, order
from backbone_chain.stage import Stage

ORDER = 300_000_000  # whole tokens
SCALES = (10, 100, 1_000, 1_000_000)


class FatFinger(Scenario):
    """A valid minter mints a valid order of 300 million, scaled twice or by another chain's decimals (S2).

    1. The order is approved and its dollars are final. 2. The operator mints 10 to a million times its amount. 3. It
    is burned after 22 minutes, where anything is there to burn.

    Built on Paxos (2025-10-15: 300 trillion PYUSD) and Tether (2019-07-13: 5 billion instead of 50 million).
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"limit-breach"}))

    def choose(self) -> None:
        """The factor between what was ordered and what is minted."""
        self.scale = self.random.choice(SCALES)

    def prepare(self, stage: Stage) -> None:
        """The order."""
        open_for_business(stage)
        order(stage, "order 1", stage.actor("customer").address, ORDER * stage.token.unit)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The mint."""
        stage.token.mint(stage.actor("customer"), ORDER * self.scale * stage.token.unit)
        stage.chain.warp(22 * 60)

    def loss(self, stage: Stage) -> int:
        """What was minted beyond the order."""
        return max(0, stage.token.total_supply() - self.supply - ORDER * stage.token.unit)
