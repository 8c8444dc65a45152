"""captured-timelock: whoever has the proposer schedules a take-over in the open, and waits it out."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.chain import Contract
from backbone_chain.deploy.timelock import Operation
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._governance import DELAY, Governance, govern
from backbone_chain.scenarios._world import DAY, open_for_business
from backbone_chain.stage import Stage

WAYS = ("upgrade", "delay first", "proposer first")
PATIENCE = (0, 3_600, DAY, 30 * DAY)
SALTS = (0, 1)
MOST_MINTED = 200_000_000  # whole tokens


class CapturedTimelock(Scenario):
    """Three of five signers' keys are stolen; the timelock is told to upgrade the token, and nobody cancels.

    1. The stolen quorum schedules an upgrade to a shadow; or, first, that the timelock's delay becomes 0; or that the
    attacker becomes a proposer itself. 2. 48 hours pass, and up to a month more. 3. It is executed, and a hidden
    function mints.

    Built on Drift (2026-03-27: the timelock was set to 0, five days before 285 million left), Beanstalk (2022-04-16:
    the proposal had stood there for days) and Radiant (2024-10-16: three signers' keys).
    """

    needs = frozenset({"mint", "configure_minter", "upgrade", "grant", "revoke"})
    expects = Expects(rules=frozenset({"privilege-then-mint", "control-weakened", "implementation-changed"}))
    precursor = True
    blind_spots = "A call that looks harmless when it is scheduled, and means something else when it is executed."

    def choose(self) -> None:
        """The way, how long it waits beyond the delay, and how much is minted."""
        self.way, self.patience, self.salt = self.pick(WAYS), self.pick(PATIENCE), self.pick(SALTS)
        self.whole = self.random.randint(MOST_MINTED // 100, MOST_MINTED)

    @property
    def is_evasive(self) -> bool:
        """Whether the first operation gives no power over the token yet."""
        return self.way != "upgrade"

    def prepare(self, stage: Stage) -> None:
        """The Safe proposes to the timelock, which alone can have the token upgraded."""
        open_for_business(stage)
        self.governance: Governance = govern(stage)

    def attack(self, stage: Stage) -> None:
        """Schedule, wait, execute, mint."""
        attacker, timelock = stage.actor("attacker"), self.governance.timelock
        shadow = artifacts.load("ShadowImplementation")
        planted = stage.chain.deploy(shadow, stage.token.implementation(), attacker.address, sender=attacker)
        operation = self.governance.upgrading(planted)
        if self.way == "delay first":
            self._through(stage, self._on_itself(timelock.abi.function("updateDelay").encode(0)), DELAY)
            self._through(stage, operation, 0)
        elif self.way == "proposer first":
            call = timelock.abi.function("grantRole").encode(timelock.call("PROPOSER_ROLE"), attacker.address)
            self._through(stage, self._on_itself(call), DELAY)
            stage.chain.send(timelock.address, operation.scheduled(DELAY), sender=attacker)
            self._wait(stage, DELAY)
            self.governance.safe.have_done(timelock.address, operation.executed, self.governance.signers)
        else:
            self._through(stage, operation, DELAY)
        hidden = Contract(stage.chain, stage.token.address, shadow.interface)
        hidden.send("hiddenMint", attacker.address, self.whole * stage.token.unit, sender=attacker)

    def loss(self, stage: Stage) -> int:
        """What the hidden function gave the attacker."""
        return stage.token.balance_of(stage.actor("attacker"))

    def _on_itself(self, call: bytes) -> Operation:
        return Operation.of((self.governance.timelock.address, call), salt=self.salt.to_bytes(32))

    def _through(self, stage: Stage, operation: Operation, delay: int) -> None:
        safe, timelock, signers = self.governance.safe, self.governance.timelock.address, self.governance.signers
        safe.have_done(timelock, operation.scheduled(delay), signers)
        self._wait(stage, delay)
        safe.have_done(timelock, operation.executed, signers)

    def _wait(self, stage: Stage, delay: int) -> None:
        stage.chain.warp(delay + self.patience)
