"""honest-upgrade: a planned implementation is put behind the proxy."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._world import DAY, open_for_business, planned
from backbone_chain.scenarios.hidden_proxy import BEACON_OWNER, HiddenProxy, put_behind_beacon
from backbone_chain.stage import Stage


class HonestUpgrade(BenignTwin):
    """Deployed in peace; later other code is put in place, or named by its beacon, as announced (twin of S5)."""

    twin_of = HiddenProxy
    needs = frozenset({"mint", "configure_minter", "upgrade", "initialise"})
    deploys = True
    original: HiddenProxy

    def attack(self, stage: Stage) -> None:
        """Deploy, work, announce, upgrade, work on."""
        token = stage.deploy()
        open_for_business(stage)
        stage.chain.warp(self.original.days * DAY)
        beacon = put_behind_beacon(stage) if self.original.way == "behind a beacon" else None
        rebuilt = stage.chain.deploy(stage.blueprint.artifacts[0], sender=stage.actor("deployer"))
        stage.tell(planned("implementation", rebuilt.address, "upgrade 1"))
        stage.chain.warp(2 * DAY)
        if beacon:
            beacon.send("upgradeTo", rebuilt.address, sender=stage.actor(BEACON_OWNER))
        else:
            token.upgrade(rebuilt)
        token.transfer(stage.actor("customer"), token.unit, sender=stage.actor("victim"))
