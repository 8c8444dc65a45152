"""sliced-minter: a stolen minter's key stays under every limit."""

from __future__ import annotations

from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._exits import pool
from backbone_chain.scenarios._world import DAY, open_for_business, order
from backbone_chain.stage import Stage

HOUR = 3_600
SPANS = (6 * HOUR, 36 * HOUR, 14 * DAY)
TYPICAL = 1_500_000  # whole tokens of a usual mint
SLICES = 20
POOLED = 2_000_000  # whole tokens in the pool before
USUAL_DAYS = 8
OPENING = 10_000_000  # whole tokens: small, so that a day's usual mints show in it
RECIPIENTS = ("fresh", "fresh and swapped", "one old and swapped", "fresh and swapped, desk silent")


class SlicedMinter(Scenario):
    """A stolen minter mints at usual sizes, often, to many, and sells each slice within five blocks (S3).

    1. The key of a minter is stolen. 2. Twenty mints of 0.9 to 1.1 times the usual size, within six hours to two
    weeks, to fresh accounts or to one that is known. 3. Most are sold to a Uniswap pool within five blocks.
    Where the desk tells no orders at all, only the pace and the pool give it away.

    Built on Resolv (2026-03-22) and on bridges' stolen minters that stayed below their limits.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(
        errors=frozenset({"over-limit"}), rules=frozenset({"mint-without-order", "mint-velocity", "mint-then-exit"})
    )
    blind_spots = (
        "A thief who mints only what was ordered, and sends it elsewhere before the mint; where no orders are told, "
        "one who mints no faster than usual and keeps it."
    )

    def choose(self) -> None:
        """The time that it takes, who gets it, and the size of each slice."""
        self.span, self.recipients = self.pick(SPANS), self.pick(RECIPIENTS)
        self.sizes = [self.random.randint(90, 110) for _ in range(SLICES)]

    @property
    def desk_tells(self) -> bool:
        """Whether the rules hear of orders."""
        return "desk silent" not in self.recipients

    @property
    def sells(self) -> bool:
        """Whether a pool is there to sell to."""
        return "swapped" in self.recipients

    @property
    def is_evasive(self) -> bool:
        """It is what the story is about."""
        return True

    def prepare(self, stage: Stage) -> None:
        """A pool, and a week of usual mints."""
        open_for_business(stage, supply=OPENING, ordered=self.desk_tells)
        if self.sells:
            self.pool = pool(stage, POOLED)
        for day in range(USUAL_DAYS):
            stage.chain.warp(DAY)
            self.serve(stage, f"usual {day}", TYPICAL * stage.token.unit)
        self.supply = stage.token.total_supply()

    def serve(self, stage: Stage, name: str, amount: int) -> None:
        """A customer's order, minted; told to the rules where the desk does so."""
        customer = stage.actor("customer")
        if self.desk_tells:
            order(stage, name, customer.address, amount)
        stage.token.mint(customer, amount)

    def amounts(self, stage: Stage) -> list[int]:
        """The slices, base units."""
        return [TYPICAL * stage.token.unit * per_cent // 100 for per_cent in self.sizes]

    def attack(self, stage: Stage) -> None:
        """Slice by slice."""
        for number, amount in enumerate(self.amounts(stage)):
            stage.chain.warp(self.span // SLICES)
            to = stage.actor("customer" if "one old" in self.recipients else f"mule {number}")
            stage.token.mint(to, amount)
            if self.sells:
                self.pool.sell(amount, seller=to)

    def loss(self, stage: Stage) -> int:
        """What was minted without orders."""
        return max(0, stage.token.total_supply() - self.supply)
