"""Who decides in the world: a Safe of five signers, a timelock that it proposes to, an upgrade desk that obeys that."""

from __future__ import annotations

from dataclasses import dataclass

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.chain import Chain, Contract
from backbone_chain.deploy import safe as safes
from backbone_chain.deploy.safe import DELEGATE_CALL, Safe, SafeTransaction
from backbone_chain.deploy.timelock import Operation
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import UnsupportedError, UsageError
from backbone_chain.model import KnownAccount, PlannedChange
from backbone_chain.scenarios._world import planned
from backbone_chain.stage import Stage
from backbone_chain.surroundings import a_safe, owned, timelock

SIGNERS = ("first_signer", "second_signer", "third_signer", "fourth_signer", "fifth_signer")
THRESHOLD = 3
DELAY = 48 * 3600
FIRST_OWNER = "0x" + "00" * 19 + "01"  # what stands before the first of a Safe's owners
TICKET_BLOCKS = 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Governance:
    """The Safe proposes to the timelock, which owns the upgrade desk, which alone may upgrade the token."""

    stage: Stage
    safe: Safe
    timelock: Contract
    desk: Contract

    @property
    def signers(self) -> list[Account]:
        """Those that are enough."""
        return [self.stage.actor(name) for name in SIGNERS[:THRESHOLD]]

    def settle(self, function: str, *args: object) -> None:
        """The signers change the Safe itself."""
        call = safes.load("SafeL2").interface.function(function)
        self.safe.have_done(self.safe.address, call.encode(*args), self.signers)

    def delegate(self, to: Contract, function: str, *args: object) -> None:
        """The signers let the Safe run a foreign contract's code as itself."""
        data, nonce = to.abi.function(function).encode(*args), int(self.safe.contract.call("nonce"))
        transaction = SafeTransaction(to=to.address, data=data, nonce=nonce, operation=DELEGATE_CALL)
        signatures = {each.address: self.safe.sign(transaction, each) for each in self.signers}
        self.safe.execute(transaction, signatures, sender=self.signers[0])

    def upgrading(self, implementation: Contract) -> Operation:
        """The timelock's operation that puts another implementation in place."""
        data = self.desk.abi.function("upgradeAndCall").encode(self.stage.token.address, implementation.address, b"")
        return Operation.of((self.desk.address, data))

    def ticket(self, what: str, new: str, ticket: str) -> PlannedChange:
        """A change that is announced for the next blocks."""
        now = self.stage.chain.block_number
        return PlannedChange(what=what, new=new, from_block=now, to_block=now + TICKET_BLOCKS, ticket=ticket)


def govern(stage: Stage, *, guarded: bool = False) -> Governance:
    """Give the power to upgrade from its key to the Safe, by way of timelock and desk.

    guarded: the Safe has a guard that refuses delegatecalls. Raises: UnsupportedError without npm's package.
    """
    safe = _safe(stage, guarded)
    delaying = _timelock(stage, safe.address)
    desk = stage.chain.deploy(artifacts.load("ProxyAdmin"), delaying.address, sender=stage.actor("deployer"))
    for contract, translate in ((safe.address, a_safe()), (delaying.address, timelock()), (desk.address, owned())):
        stage.follow(contract, translate)
    _announce(stage, safe, delaying, desk)
    stage.token.grant("upgrade", desk)
    stage.token.revoke("upgrade", stage.actor("upgrader"))
    return Governance(stage=stage, safe=safe, timelock=delaying, desk=desk)


def _safe(stage: Stage, guarded: bool) -> Safe:
    chain, deployer = stage.chain, stage.actor("deployer")
    signers = [stage.actor(name) for name in SIGNERS]
    code = chain.deploy(_installed(chain, "SafeL2"), sender=deployer)
    proxy = chain.deploy(_installed(chain, "SafeProxy"), code.address, sender=deployer)
    opening = safes.setup(tuple(signer.address for signer in signers), THRESHOLD, ZERO_ADDRESS)
    chain.send(proxy.address, opening, sender=deployer)
    safe = Safe(chain, proxy.address)
    if guarded:
        guard = chain.deploy(artifacts.load("DelegatecallGuard"), sender=deployer)
        call = code.abi.function("setGuard").encode(guard.address)
        safe.have_done(safe.address, call, signers[:THRESHOLD])
    return safe


def _installed(chain: Chain, name: str) -> artifacts.Artifact:
    try:
        return safes.load(name)
    except UsageError as missing:
        raise UnsupportedError(chain.engine.name, f"deploy what isn't installed ({missing})") from missing


def _timelock(stage: Stage, proposer: str) -> Contract:
    deployer = stage.actor("deployer")
    code = artifacts.load("TimelockController")
    delaying = stage.chain.deploy(code, DELAY, [proposer], [proposer], deployer.address, sender=deployer)
    canceller = delaying.call("CANCELLER_ROLE")
    delaying.send("grantRole", canceller, stage.actor("canceller").address, sender=deployer)
    delaying.send("renounceRole", bytes(32), deployer.address, sender=deployer)
    return delaying


def _announce(stage: Stage, safe: Safe, delaying: Contract, desk: Contract) -> None:
    reaching = [desk.address, delaying.address, safe.address, *safe.owners]
    stage.tell(
        KnownAccount(account=safe.address, kind="safe"),
        KnownAccount(account=delaying.address, kind="timelock"),
        *(KnownAccount(account=signer, kind="cold-key") for signer in safe.owners),
        *(planned("privilege:upgrade", account, "governance") for account in reaching),
        planned("role:upgrader", desk.address, "governance"),
    )
