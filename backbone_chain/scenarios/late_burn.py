"""late-burn: honest crossings that look odd, since burns are seen late, or many come out at once, or tiny ones."""

from __future__ import annotations

from collections.abc import Callable

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.bridge_phantom import BridgePhantom
from backbone_chain.stage import Stage

CROSSING_SECONDS, LATE_SECONDS = 300, 600
BATCH = 50
TESTS = 5


class LateBurn(BenignTwin):
    """The far node is ten minutes late; or a relayer brings fifty messages at once; or five tiny tests (twin of S7)."""

    twin_of = BridgePhantom
    needs = BridgePhantom.needs
    original: BridgePhantom

    def choose(self) -> None:
        """What is odd about it."""
        self.oddity: Callable[[Stage], None] = self.pick((self._late, self._batch, self._tests))

    def attack(self, stage: Stage) -> None:
        """Cross."""
        self.oddity(stage)

    def _late(self, stage: Stage) -> None:
        crossing = self.original.crossing
        with stage.stale(far=True):
            message = crossing.burn("customer", self.original.whole * stage.token.unit)
            stage.chain.warp(CROSSING_SECONDS)
            crossing.release(message)
            stage.chain.warp(LATE_SECONDS - CROSSING_SECONDS)
            stage.chain.mine()

    def _batch(self, stage: Stage) -> None:
        crossing = self.original.crossing
        messages = [crossing.burn("customer", stage.token.unit * (number + 1)) for number in range(BATCH)]
        stage.keep_pace()
        with stage.chain.one_block():
            for message in messages:
                crossing.submit(message, crossing.attested(message), sender=stage.actor("relayer"))

    def _tests(self, stage: Stage) -> None:
        for _ in range(TESTS):
            self.original.crossing.carry("customer", 1)
