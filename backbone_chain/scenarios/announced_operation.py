"""announced-operation: the timelock does what was announced."""

from __future__ import annotations

from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._governance import DELAY
from backbone_chain.scenarios.captured_timelock import CapturedTimelock
from backbone_chain.stage import Stage


class AnnouncedOperation(BenignTwin):
    """Two announced upgrades are scheduled, one is cancelled and one executed (twin of captured-timelock)."""

    twin_of = CapturedTimelock
    needs = CapturedTimelock.needs
    original: CapturedTimelock

    def attack(self, stage: Stage) -> None:
        """Announce, schedule, wait, execute, work on."""
        governance, deployer = self.original.governance, stage.actor("deployer")
        rebuilt, dropped = (stage.chain.deploy(stage.blueprint.artifacts[0], sender=deployer) for _ in range(2))
        stage.tell(*(governance.ticket("implementation", each.address, "upgrade 2") for each in (rebuilt, dropped)))
        operations = [governance.upgrading(each) for each in (dropped, rebuilt)]
        for operation in operations:
            self._propose(operation.scheduled(DELAY))
        stage.chain.send(governance.timelock.address, operations[0].cancelled, sender=stage.actor("canceller"))
        stage.chain.warp(DELAY + self.original.patience)
        self._propose(operations[1].executed)
        stage.token.transfer(stage.actor("customer"), stage.token.unit, sender=stage.actor("victim"))

    def _propose(self, call: bytes) -> None:
        governance = self.original.governance
        governance.safe.have_done(governance.timelock.address, call, governance.signers)
