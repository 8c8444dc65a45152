"""listed-accounts: the freezer works off a court's list."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.freeze_griefing import FreezeGriefing
from backbone_chain.stage import Stage


class ListedAccounts(BenignTwin):
    """All that a court asked for is frozen, at the same pace, and one is let go again (twin of freeze-griefing)."""

    twin_of = FreezeGriefing
    needs = FreezeGriefing.needs
    original: FreezeGriefing

    def attack(self, stage: Stage) -> None:
        """Freeze the list."""
        for name in self.original.listed:
            stage.token.freeze(stage.actor(name))
            stage.chain.warp(self.original.pace)
        stage.token.unfreeze(stage.actor(self.original.listed[0]))
