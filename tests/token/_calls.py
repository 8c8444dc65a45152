"""A list of calls with which one token is held against another."""

from __future__ import annotations

from typing import Any

from _controllers import Controlling, recorder
from _outcome import CEILING, HELD, MINTER_ALLOWANCE, Ledger, Outcome, request, role_id
from _signing import Signing

from backbone_chain.chain import Contract, Receipt
from backbone_chain.stage import Stage
from backbone_chain.tokens.reference_dollar import ROLE_NAMES, initialiser

ZERO = "0x" + "00" * 20


class Subject:
    """A token on its own stage."""

    def __init__(self, ledger: Ledger, stage: Stage) -> None:
        self.stage, self.chain, self.token, self.contract = stage, stage.chain, stage.token, stage.token.contract
        self.actor, self.state = stage.actor, ledger.state
        self.does, self.refuses, self.tells = ledger.does, ledger.refuses, ledger.tells
        self.blueprint = stage.blueprint

    def send(self, by: str, function: str, *args: Any) -> Receipt:
        """Arguments that name an account are written as `@name`."""
        plain = [self.actor(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg for arg in args]
        return self.contract.send(function, *plain, sender=self.actor(by))

    def new_code(self) -> Contract:
        """A second deployment of the code that the token runs."""
        return self.chain.deploy(self.blueprint.artifacts[0], sender=self.actor("deployer"))


def frozen(subject: Subject, account: str, by: str, function: str, *args: Any) -> Receipt:
    """The call, once an account is frozen."""
    subject.send("freezer", "freeze", f"@{account}", request(9))
    return subject.send(by, function, *args)


def paused(subject: Subject, by: str, function: str, *args: Any) -> Receipt:
    """The call, once transfers are paused."""
    subject.send("pauser", "pause")
    return subject.send(by, function, *args)


def approved(subject: Subject, by: str, function: str, *args: Any) -> Receipt:
    """The call, once `spender` may move 10 of `holder`."""
    subject.send("holder", "approve", "@spender", 10)
    return subject.send(by, function, *args)


def part(subject: Subject, tokens: int, by: str, function: str, *args: Any) -> Receipt:
    """The call, once a part of what `holder` has is frozen."""
    subject.send("freezer", "setFrozenTokens", "@holder", tokens)
    return subject.send(by, function, *args)


def bridged(subject: Subject, by: str, function: str, *args: Any) -> Receipt:
    """The call, once there is a bridge, and a controller that lets it."""
    Controlling(subject.stage).by(recorder())
    subject.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@bridge")
    return subject.send(by, function, *args)


def approved_and_frozen(subject: Subject, account: str) -> Receipt:
    """A transferFrom within the allowance, once an account is frozen."""
    subject.send("holder", "approve", "@spender", 10)
    return frozen(subject, account, "spender", "transferFrom", "@holder", "@recipient", 5)


def opening(subject: Subject, holder: str) -> bytes:
    """The calldata that initialises the token and gives every role to one account."""
    holders = dict.fromkeys(("admin", *ROLE_NAMES), subject.actor(holder).address)
    return initialiser(subject.blueprint.artifacts[0], holders)


def plain(told: Outcome | tuple[Any, ...]) -> Any:
    """Without the addresses of code, which differ by what was deployed before."""
    if isinstance(told, Outcome):
        changes = {key: value for key, value in told.changes.items() if key != "implementation"}
        return changes, [event[:1] if event[0] == "Upgraded" else event for event in told.events]
    return told


CALLS = {
    "transfer": lambda s: s.send("holder", "transfer", "@recipient", 5),
    "transfer of too much": lambda s: s.send("holder", "transfer", "@recipient", HELD + 1),
    "transfer to nobody": lambda s: s.send("holder", "transfer", ZERO, 5),
    "transfer to the token": lambda s: s.send("holder", "transfer", s.contract.address, 5),
    "transfer from a frozen account": lambda s: frozen(s, "holder", "holder", "transfer", "@recipient", 5),
    "transfer to a frozen account": lambda s: frozen(s, "recipient", "holder", "transfer", "@recipient", 5),
    "transfer while paused": lambda s: paused(s, "holder", "transfer", "@recipient", 5),
    "transferFrom": lambda s: approved(s, "spender", "transferFrom", "@holder", "@recipient", 5),
    "transferFrom of too much": lambda s: approved(s, "spender", "transferFrom", "@holder", "@recipient", 11),
    "transferFrom by a frozen account": lambda s: approved_and_frozen(s, "spender"),
    "transferFrom from a frozen account": lambda s: approved_and_frozen(s, "holder"),
    "transferFrom to a frozen account": lambda s: approved_and_frozen(s, "recipient"),
    "transferFrom while paused": lambda s: paused(s, "spender", "transferFrom", "@holder", "@recipient", 0),
    "approve": lambda s: s.send("holder", "approve", "@spender", 5),
    "approve by a frozen account": lambda s: frozen(s, "holder", "holder", "approve", "@spender", 5),
    "approve 0 by a frozen account": lambda s: frozen(s, "holder", "holder", "approve", "@spender", 0),
    "mint": lambda s: s.send("minter", "mint", "@recipient", 5),
    "mint of the whole allowance": lambda s: s.send("minter", "mint", "@recipient", MINTER_ALLOWANCE),
    "mint above the allowance": lambda s: s.send("minter", "mint", "@recipient", MINTER_ALLOWANCE + 1),
    "mint by an outsider": lambda s: s.send("attacker", "mint", "@attacker", 5),
    "mint by the admin": lambda s: s.send("admin", "mint", "@admin", 5),
    "mint by a frozen minter": lambda s: frozen(s, "minter", "minter", "mint", "@recipient", 5),
    "mint to a frozen account": lambda s: frozen(s, "recipient", "minter", "mint", "@recipient", 5),
    "mint while minting is paused": lambda s: s.send("pauser", "pauseAll") and s.send("minter", "mint", "@holder", 5),
    "burn": lambda s: s.send("minter", "mint", "@minter", 9) and s.send("minter", "burn", 4),
    "burn by an outsider": lambda s: s.send("holder", "burn", 5),
    "redeem": lambda s: s.send("holder", "redeem", 5, request(1)),
    "redeem nothing": lambda s: s.send("holder", "redeem", 0, request(1)),
    "redeem by a frozen account": lambda s: frozen(s, "holder", "holder", "redeem", 5, request(1)),
    "add a minter": lambda s: s.send("minter_admin", "addMinter", "@victim", CEILING),
    "add a minter above the ceiling": lambda s: s.send("minter_admin", "addMinter", "@victim", CEILING + 1),
    "add a minter twice": lambda s: s.send("minter_admin", "addMinter", "@minter", 5),
    "add a minter by an outsider": lambda s: s.send("attacker", "addMinter", "@attacker", 5),
    "raise an allowance": lambda s: s.send("minter_admin", "increaseMinterAllowance", "@minter", 5),
    "raise an allowance above the ceiling": lambda s: s.send(
        "minter_admin", "increaseMinterAllowance", "@minter", CEILING
    ),
    "lower an allowance": lambda s: s.send("canceller", "decreaseMinterAllowance", "@minter", 5),
    "lower an allowance too far": lambda s: s.send("canceller", "decreaseMinterAllowance", "@minter", CEILING),
    "remove a minter": lambda s: s.send("canceller", "removeMinter", "@minter"),
    "remove a minter by the minter admin": lambda s: s.send("minter_admin", "removeMinter", "@minter"),
    "freeze": lambda s: s.send("freezer", "freeze", "@victim", request(1)),
    "freeze by an outsider": lambda s: s.send("attacker", "freeze", "@victim", request(1)),
    "freeze the token": lambda s: s.send("freezer", "freeze", s.contract.address, request(1)),
    "freeze a part": lambda s: s.send("freezer", "setFrozenTokens", "@holder", 7),
    "thaw a part": lambda s: part(s, 9, "unfreezer", "setFrozenTokens", "@holder", 7),
    "transfer of the free part": lambda s: part(s, HELD - 5, "holder", "transfer", "@recipient", 5),
    "transfer of a frozen part": lambda s: part(s, HELD - 4, "holder", "transfer", "@recipient", 5),
    "wipe": lambda s: frozen(s, "holder", "seizer", "wipe", "@holder", 5, request(1)),
    "wipe of what is not frozen": lambda s: s.send("seizer", "wipe", "@holder", 5, request(1)),
    "seize": lambda s: frozen(s, "holder", "seizer", "seize", "@holder", "@recipient", 5, request(1)),
    "seize by an outsider": lambda s: frozen(s, "holder", "attacker", "seize", "@holder", "@attacker", 5, request(1)),
    "force a transfer": lambda s: frozen(s, "holder", "seizer", "forcedTransfer", "@holder", "@recipient", 5),
    "transfer with a memo": lambda s: s.send("holder", "transferWithMemo", "@recipient", 5, request(1)),
    "transferFrom with a memo": lambda s: approved(
        s, "spender", "transferFromWithMemo", "@holder", "@recipient", 5, request(1)
    ),
    "lower a holder's allowance": lambda s: approved(s, "holder", "decreaseAllowance", "@spender", 4),
    "permit": lambda s: (
        Signing(s.stage).permit(s.actor("holder"), s.actor("spender"), 5).submit(sender=s.actor("relayer"))
    ),
    "transfer by a signature": lambda s: (
        Signing(s.stage).transfer(s.actor("holder"), s.actor("recipient"), 5).submit(sender=s.actor("relayer"))
    ),
    "bridge": lambda s: bridged(s, "bridge", "crosschainMint", "@recipient", 5),
    "bridge without a controller": lambda s: (
        s.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@bridge")
        and s.send("bridge", "crosschainBurn", "@bridge", 0)
    ),
    "rescue the token from itself": lambda s: s.send("rescuer", "rescue", s.contract.address, "@victim", 5),
    "unfreeze": lambda s: frozen(s, "victim", "unfreezer", "unfreeze", "@victim"),
    "pause": lambda s: s.send("pauser", "pause"),
    "pause by an outsider": lambda s: s.send("attacker", "pause"),
    "unpause": lambda s: s.send("pauser", "pauseAll") and s.send("unpauser", "unpause", 15),
    "unpause by the pauser": lambda s: s.send("pauser", "unpause", 15),
    "grant a role": lambda s: s.send("admin", "grantRole", role_id("PAUSER_ROLE"), "@victim"),
    "grant a role by an outsider": lambda s: s.send("attacker", "grantRole", role_id("PAUSER_ROLE"), "@victim"),
    "revoke the minter's role": lambda s: s.send("admin", "revokeRole", role_id("MINTER_ROLE"), "@minter"),
    "renounce the admin": lambda s: s.send("admin", "renounceRole", role_id("DEFAULT_ADMIN_ROLE"), "@admin"),
    "hand the admin to nobody": lambda s: s.send("admin", "beginDefaultAdminTransfer", ZERO),
    "set a controller": lambda s: s.send("reserve_admin", "setSupplyController", s.contract.address),
    "set a controller by an outsider": lambda s: s.send("attacker", "setSupplyController", s.contract.address),
    "upgrade": lambda s: s.send("upgrader", "upgradeToAndCall", s.new_code(), b""),
    "upgrade by an outsider": lambda s: s.send("attacker", "upgradeToAndCall", s.new_code(), b""),
    "upgrade to what is no implementation": lambda s: s.send("upgrader", "upgradeToAndCall", s.contract, b""),
    "initialise again": lambda s: s.chain.send(s.contract.address, opening(s, "attacker"), sender=s.actor("attacker")),
}
