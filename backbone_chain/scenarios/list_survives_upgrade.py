"""list-survives-upgrade: the same upgrade, with the list where it was."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios.upgrade_drops_freeze_list import UpgradeDropsFreezeList
from backbone_chain.stage import Stage


class ListSurvivesUpgrade(BenignTwin):
    """An announced implementation that keeps the list; customers go on (twin of upgrade-drops-freeze-list)."""

    twin_of = UpgradeDropsFreezeList
    needs = UpgradeDropsFreezeList.needs
    original: UpgradeDropsFreezeList

    def attack(self, stage: Stage) -> None:
        """Upgrade, wait, pay."""
        stage.token.upgrade(self.original.rebuilt)
        stage.chain.warp(self.original.wait)
        stage.token.transfer(stage.actor("customer"), stage.token.unit, sender=stage.actor("victim"))
