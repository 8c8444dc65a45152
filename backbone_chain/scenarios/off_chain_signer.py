"""off-chain-signer: the key of a service completes requests with far more than came in for them."""

from __future__ import annotations

from backbone_chain.model import BankCredit, OrderApproved, ValueIn
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage

IN = 100_000  # whole tokens' worth
RATIOS = (1.02, 2, 500)
PAUSE = 15 * 60  # seconds between the two completions
SECOND = 0.6  # of the first


class OffChainSigner(Scenario):
    """A stolen service key completes a deposit of 100 thousand with up to 50 million tokens, then again (S8).

    1. The thief deposits collateral, in one request or in fifty. 2. The service's key approves 1.02 to 500 times of it,
    and the minter mints. 3. A quarter of an hour later the same again, for 0.6 times as much.

    Built on Resolv (2026-03-22: about 80 million tokens for 0.1 to 0.2 million dollars).
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"mint-ratio"}))
    blind_spots = "A collateral price that is itself wrong: what came in is told at its true value."

    def choose(self) -> None:
        """How much for each dollar, and in how many requests."""
        self.ratio = self.random.choice(RATIOS)
        self.requests = self.random.choice((1, 50))

    @property
    def is_evasive(self) -> bool:
        """Small ratios, and slices."""
        return self.ratio < RATIOS[1] or self.requests > 1

    def prepare(self, stage: Stage) -> None:
        """The common world."""
        open_for_business(stage)
        self.put_in = 0

    def attack(self, stage: Stage) -> None:
        """Two rounds of requests."""
        for part in (1.0, SECOND):
            for number in range(self.requests):
                value = int(IN * part * stage.token.unit) // self.requests
                self.complete(stage, f"request {part} {number}", value, int(value * self.ratio))
            stage.chain.warp(PAUSE)

    def complete(self, stage: Stage, name: str, value: int, out: int, sold_for: int | None = None) -> None:
        """One request: collateral worth `value` comes in, is sold, and `out` tokens go out; base units."""
        depositor, service = stage.actor("depositor"), stage.actor("service")
        self.put_in += value
        stage.tell(
            ValueIn(request_id=name, depositor=depositor.address, amount=value),
            BankCredit(order=name, amount=sold_for or value, final_at=stage.chain.timestamp),
            OrderApproved(order=name, to=depositor.address, amount=out, approvers=(service.address,)),
        )
        stage.token.mint(depositor, out)

    def loss(self, stage: Stage) -> int:
        """What the thief got for nothing."""
        return max(0, stage.token.balance_of(stage.actor("depositor")) - self.put_in)
