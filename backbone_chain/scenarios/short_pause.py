"""short-pause: the pauser stops payments for a cause, and the issuer lets them go on when it is found."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import DAY
from backbone_chain.scenarios.pause_griefing import PauseGriefing
from backbone_chain.stage import Stage

CAUSES = 3
APART_DAYS = 10


class ShortPause(BenignTwin):
    """The pauser pauses on three days of a month, each time for as long (twin of pause-griefing)."""

    twin_of = PauseGriefing
    needs = PauseGriefing.needs
    original: PauseGriefing

    def attack(self, stage: Stage) -> None:
        """Pause, look, go on."""
        for _ in range(CAUSES):
            stage.token.pause()
            stage.chain.warp(self.original.wait)
            stage.token.unpause()
            stage.chain.warp(APART_DAYS * DAY)
