"""planned-signer-rotation: a signer leaves the Safe and another takes the place, as announced."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.scenarios._base import BenignTwin
from backbone_chain.scenarios._governance import DELAY, SIGNERS
from backbone_chain.scenarios.owner_of_the_owner import OwnerOfTheOwner
from backbone_chain.stage import Stage


class PlannedSignerRotation(BenignTwin):
    """The Safe swaps a signer, then has the token upgraded through the timelock, both with tickets (twin of S6)."""

    twin_of = OwnerOfTheOwner
    needs = OwnerOfTheOwner.needs
    original: OwnerOfTheOwner

    def attack(self, stage: Stage) -> None:
        """Announce, swap, wait, upgrade, work on."""
        governance, token = self.original.governance, stage.token
        before, old = (stage.actor(name).address for name in SIGNERS[3:])
        new = stage.actor("sixth_signer").address
        stage.tell(*(governance.ticket("safe-owner", each, "rotation of signers") for each in (old, new)))
        governance.settle("swapOwner", before, old, new)
        stage.chain.warp(self.original.wait)
        code = artifacts.load("ReferenceDollar")
        rebuilt = stage.chain.deploy(code, sender=stage.actor("deployer"))
        operation = governance.upgrading(rebuilt)
        stage.tell(governance.ticket("implementation", rebuilt.address, "upgrade 2"))
        governance.safe.have_done(governance.timelock.address, operation.scheduled(DELAY), governance.signers)
        stage.chain.warp(DELAY)
        governance.safe.have_done(governance.timelock.address, operation.executed, governance.signers)
        token.transfer(stage.actor("customer"), token.unit, sender=stage.actor("victim"))
