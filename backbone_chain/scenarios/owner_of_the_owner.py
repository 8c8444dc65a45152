"""owner-of-the-owner: not the token's keys change, but who stands behind them; the harm comes much later."""

from __future__ import annotations

from collections.abc import Callable

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.chain import Contract
from backbone_chain.deploy import safe as safes
from backbone_chain.deploy.timelock import Operation
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._governance import DELAY, FIRST_OWNER, SIGNERS, THRESHOLD, Governance, govern
from backbone_chain.scenarios._world import DAY, SUPPLY, open_for_business
from backbone_chain.stage import Stage

WEEK = 7 * DAY
WAYS = ("delegatecall", "module", "desk's owner", "guard", "threshold", "signers")
SLOW = ("guard", "threshold", "signers")
ENDS = ("sweep", "upgrade")
WAITS = (0, 3_600, DAY, 30 * DAY, 70 * DAY)
MINTED = 98_000_000  # whole tokens
HELD_PART = 10  # the Safe holds one in so many tokens of the supply


class OwnerOfTheOwner(Scenario):
    """What the Safe's signers take for something harmless gives the Safe, or the upgrade desk, to an attacker (S6).

    1. Three of five signers sign a delegatecall that rewrites the Safe's slot 0; or a module; or an operation by which
    the upgrade desk gets another owner; or the guard's removal, then the delegatecall; or a threshold of 1; or, one a
    week, three other signers. 2. Nothing for one block to 70 days. 3. The attacker takes what the Safe holds, or has
    the token upgraded to a shadow and mints 98 million.

    Built on pGALA (2022-11-03: the proxy admin's owner), Bybit (2025-02-21: slot 0 by delegatecall) and Radiant
    (2024-10-16: signers who signed another call than they saw).
    """

    needs = frozenset({"mint", "configure_minter", "upgrade", "grant", "revoke"})
    expects = Expects(rules=frozenset({"privilege-closure-changed"}))
    blind_spots = "Signers who are one person, and a Safe whose owners are Safes of many."
    precursor = True

    def choose(self) -> None:
        """The way in, the way out, and the time between."""
        self.way, self.end, self.wait = self.pick(WAYS), self.pick(ENDS), self.random.choice(WAITS)
        if self.way == "desk's owner":  # which can't do anything else
            self.end = "upgrade"

    @property
    def is_evasive(self) -> bool:
        """Whether the change itself gives nobody a power yet, or comes in steps."""
        return self.way in SLOW

    def prepare(self, stage: Stage) -> None:
        """The Safe decides, and holds a part of the supply."""
        open_for_business(stage)
        self.governance = govern(stage, guarded=self.way == "guard")
        held = SUPPLY * stage.token.unit // HELD_PART
        stage.token.transfer(self.governance.safe.address, held, sender=stage.actor("treasury"))

    def attack(self, stage: Stage) -> None:
        """Get in, wait, get out."""
        ways: dict[str, Callable[[Stage], None]] = {
            "delegatecall": self._rewrite,
            "module": lambda on: self.governance.settle("enableModule", on.actor("attacker").address),
            "desk's owner": self._take_desk,
            "guard": lambda _: self.governance.settle("setGuard", "0x" + "00" * 20),
            "threshold": lambda _: self.governance.settle("changeThreshold", 1),
            "signers": self._swap_signers,
        }
        ways[self.way](stage)
        stage.chain.warp(self.wait)
        if self.way == "guard":
            self._rewrite(stage)
        if self.end == "sweep":
            self._sweep(stage)
        else:
            self._upgrade(stage)

    def loss(self, stage: Stage) -> int:
        """What the attacker holds."""
        return stage.token.balance_of(stage.actor("attacker"))

    # --- in

    def _rewrite(self, stage: Stage) -> None:
        attacker = stage.actor("attacker")
        self.trap = stage.chain.deploy(artifacts.load("SafeTrap"), attacker.address, sender=attacker)
        self.governance.delegate(self.trap, "transfer", self.trap.address, 0)

    def _take_desk(self, stage: Stage) -> None:
        desk = self.governance.desk
        data = desk.abi.function("transferOwnership").encode(stage.actor("attacker").address)
        self._through_timelock(stage, Operation.of((desk.address, data)), self.governance.signers)

    def _swap_signers(self, stage: Stage) -> None:
        before = FIRST_OWNER
        for number, name in enumerate(SIGNERS[:THRESHOLD]):
            new = stage.actor(f"attacker_signer_{number}").address
            keys = self._stolen(stage, number)
            call = safes.load("SafeL2").interface.function("swapOwner")
            data = call.encode(before, stage.actor(name).address, new)
            self.governance.safe.have_done(self.governance.safe.address, data, keys)
            before = new
            stage.chain.warp(WEEK)

    def _stolen(self, stage: Stage, swapped: int) -> list[Account]:
        """So many of the attacker's signers, and the rest of those who are deceived."""
        own = [stage.actor(f"attacker_signer_{number}") for number in range(swapped)]
        return [*own, *(stage.actor(name) for name in SIGNERS[swapped:THRESHOLD])]

    # --- out

    def _sweep(self, stage: Stage) -> None:
        token, safe, attacker = stage.token, self.governance.safe, stage.actor("attacker")
        data = token.contract.abi.function("transfer").encode(attacker.address, token.balance_of(safe.address))
        self._as_safe(stage, token.address, data)

    def _upgrade(self, stage: Stage) -> None:
        attacker, governance = stage.actor("attacker"), self.governance
        shadow = artifacts.load("ShadowImplementation")
        planted = stage.chain.deploy(shadow, stage.token.implementation(), attacker.address, sender=attacker)
        if self.way == "desk's owner":
            governance.desk.send("upgradeAndCall", stage.token.address, planted.address, b"", sender=attacker)
        else:
            operation = governance.upgrading(planted)
            self._as_safe(stage, governance.timelock.address, operation.scheduled(DELAY))
            stage.chain.warp(DELAY)
            self._as_safe(stage, governance.timelock.address, operation.executed)
        hidden = Contract(stage.chain, stage.token.address, shadow.interface)
        hidden.send("hiddenMint", attacker.address, MINTED * stage.token.unit, sender=attacker)

    def _as_safe(self, stage: Stage, to: str, data: bytes) -> None:
        """As the attacker can by now."""
        safe, attacker = self.governance.safe, stage.actor("attacker")
        if self.way == "module":
            moduled = Contract(stage.chain, safe.address, safes.load("SafeL2").interface)
            moduled.send("execTransactionFromModule", to, 0, data, 0, sender=attacker)
        elif self.way == "threshold":
            safe.have_done(to, data, [stage.actor(SIGNERS[1])], sender=attacker)
        elif self.way == "signers":
            safe.have_done(to, data, self._stolen(stage, THRESHOLD), sender=attacker)
        else:
            Contract(stage.chain, safe.address, self.trap.abi).send("sweep", to, data, sender=attacker)

    def _through_timelock(self, stage: Stage, operation: Operation, signers: list[Account]) -> None:
        governance: Governance = self.governance
        governance.safe.have_done(governance.timelock.address, operation.scheduled(DELAY), signers)
        stage.chain.warp(DELAY)
        governance.safe.have_done(governance.timelock.address, operation.executed, signers)
