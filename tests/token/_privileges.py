"""Every privileged function of the token: whose it is, and a call of it with all that this call does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from _controllers import recorder
from _outcome import (
    ADMIN_ROLE,
    ALL_BITS,
    CEILING,
    MINTER_ALLOWANCE,
    ROLES,
    SECOND_ALLOWANCE,
    SUPPLY,
    TRANSFER,
    request,
    role_id,
)

from backbone_chain.chain import Contract
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.stage import Stage

DAY = 24 * 3600
DELAY = 2 * DAY
REASON = request(1)
HOLDERS = {**ROLES, "BRIDGE_ROLE": "bridge"}
"""Every role, and who holds it on the scene."""

CONTROLLER = "0x000000000000000000000000000000000000bEEF"
FOREIGN_TOKEN = "0x000000000000000000000000000000000000F00D"
YES_TO_ALL = bytes.fromhex("600160005260206000f3")  # RETURN 1, whatever was asked
LEFT = SECOND_ALLOWANCE  # of second_minter


class Scene:
    """A token with a bridge, a supply controller that consents, foreign tokens in it, and something frozen."""

    def __init__(self, stage: Stage, implementation: Contract) -> None:
        self.chain, self.contract, self.stage = stage.chain, stage.token.contract, stage
        self.implementation, self.started = implementation, 0
        stage.chain.engine.set_code(CONTROLLER, recorder())
        stage.chain.engine.set_code(FOREIGN_TOKEN, YES_TO_ALL)
        self.send("admin", "grantRole", role_id("BRIDGE_ROLE"), "@bridge")
        self.send("reserve_admin", "setSupplyController", CONTROLLER)
        self.send("freezer", "setFrozenTokens", "@holder", 10)
        self.send("minter", "mint", "@minter", 100)
        self.send("minter", "mint", "@bridge", 100)

    def send(self, by: str, function: str, *args: Any) -> Any:
        """A call by the account of that name; `@name` among the arguments is an account too."""
        return self.contract.send(function, *self.arguments(args), sender=self.stage.actor(by))

    def arguments(self, args: Any) -> list[Any]:
        """With accounts for names."""
        return [self._argument(arg) for arg in args]

    def _argument(self, arg: Any) -> Any:
        if isinstance(arg, list):
            return self.arguments(arg)
        if arg == "@implementation":
            return self.implementation
        return self.stage.actor(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg

    def begin(self, privilege: Privilege) -> None:
        """What has to be so before the call does anything."""
        for by, function, *args in privilege.given:
            self.send(by, function, *args)
        self.started = self.chain.timestamp

    def call(self, privilege: Privilege, by: str) -> Any:
        """The privileged call, by whomever."""
        return self.send(by, privilege.function, *privilege.args)


@dataclass(frozen=True, kw_only=True)
class Privilege:
    """A call, the role that it needs, what has to be so before (calls), and its whole outcome."""

    function: str
    role: str
    args: tuple[Any, ...] = ()
    given: tuple[tuple[Any, ...], ...] = ()
    changes: Mapping[str, Any] | Callable[[Scene], Mapping[str, Any]] = field(default_factory=dict)
    events: tuple[tuple[Any, ...], ...] | Callable[[Scene], tuple[tuple[Any, ...], ...]] = ()
    direction: str = ""

    @property
    def label(self) -> str:
        """The function, with the direction where the role depends on it."""
        return f"{self.function}, {self.direction}" if self.direction else self.function

    def expected(self, scene: Scene) -> tuple[Mapping[str, Any], list[tuple[Any, ...]]]:
        """Changes and events, those with times in them worked out."""
        changes = self.changes(scene) if callable(self.changes) else self.changes
        return changes, list(self.events(scene) if callable(self.events) else self.events)


def _seized(code: Any) -> tuple[tuple[Any, ...], ...]:
    return (
        ("Frozen", "holder", 6),
        ("FrozenTokensChanged", "holder", 10, 6, "seizer"),
        ("Transfer", "holder", "recipient", 4),
        ("ForcedTransfer", "holder", "recipient", 4),
        ("Seized", "holder", "recipient", 4, code, "seizer"),
    )


PAUSED = (("pauser", "pauseAll"),)
VICTIM_FROZEN = (("freezer", "freeze", "@victim", REASON),)
MOVED = {"balance of holder": -4, "balance of recipient": 4}
PENDING = (("admin", "beginDefaultAdminTransfer", "@victim"),)
DELAY_PENDING = (("admin", "changeDefaultAdminDelay", DAY),)

PRIVILEGES = [
    Privilege(
        function="addMinter",
        role="MINTER_ADMIN_ROLE",
        args=("@recipient", CEILING),
        changes={"recipient holds MINTER_ROLE": True, "minter allowance of recipient": CEILING},
        events=(
            ("RoleGranted", "MINTER_ROLE", "recipient", "minter_admin"),
            ("MinterAdded", "recipient", CEILING, "minter_admin"),
        ),
    ),
    Privilege(
        function="increaseMinterAllowance",
        role="MINTER_ADMIN_ROLE",
        args=("@second_minter", 5),
        changes={"minter allowance of second_minter": 5},
        events=(("MinterAllowanceChanged", "second_minter", LEFT, LEFT + 5, "minter_admin"),),
    ),
    Privilege(
        function="decreaseMinterAllowance",
        role="CANCELLER_ROLE",
        args=("@second_minter", 5),
        changes={"minter allowance of second_minter": -5},
        events=(("MinterAllowanceChanged", "second_minter", LEFT, LEFT - 5, "canceller"),),
    ),
    Privilege(
        function="removeMinter",
        role="CANCELLER_ROLE",
        args=("@second_minter",),
        changes={"second_minter holds MINTER_ROLE": False, "minter allowance of second_minter": -LEFT},
        events=(
            ("RoleRevoked", "MINTER_ROLE", "second_minter", "canceller"),
            ("MinterRemoved", "second_minter", LEFT, "canceller"),
        ),
    ),
    Privilege(
        function="mint",
        role="MINTER_ROLE",
        args=("@recipient", 7),
        changes={"supply": 7, "balance of recipient": 7, "minter allowance of minter": -7},
        events=(
            ("Transfer", "zero", "recipient", 7),
            ("Minted", "minter", "recipient", 7, MINTER_ALLOWANCE - 207, SUPPLY + 207),
        ),
    ),
    Privilege(
        function="burn",
        role="MINTER_ROLE",
        args=(7,),
        changes={"supply": -7, "balance of minter": -7},
        events=(("Transfer", "minter", "zero", 7), ("Burned", "minter", 7, SUPPLY + 193)),
    ),
    Privilege(
        function="crosschainMint",
        role="BRIDGE_ROLE",
        args=("@recipient", 7),
        changes={"supply": 7, "balance of recipient": 7},
        events=(("Transfer", "zero", "recipient", 7), ("CrosschainMint", "recipient", 7, "bridge")),
    ),
    Privilege(
        function="crosschainBurn",
        role="BRIDGE_ROLE",
        args=("@bridge", 7),
        changes={"supply": -7, "balance of bridge": -7},
        events=(("Transfer", "bridge", "zero", 7), ("CrosschainBurn", "bridge", 7, "bridge")),
    ),
    Privilege(
        function="pause",
        role="PAUSER_ROLE",
        changes={"paused": ("transfer",)},
        events=(("Paused", TRANSFER, "pauser"),),
    ),
    Privilege(
        function="pauseAll",
        role="PAUSER_ROLE",
        changes={"paused": ("transfer", "mint", "redeem", "signatures")},
        events=(("Paused", ALL_BITS, "pauser"),),
    ),
    Privilege(
        function="pauseBits",
        role="PAUSER_ROLE",
        args=(6,),
        changes={"paused": ("mint", "redeem")},
        events=(("Paused", 6, "pauser"),),
    ),
    Privilege(
        function="unpause",
        role="UNPAUSER_ROLE",
        given=PAUSED,
        args=(ALL_BITS - TRANSFER,),
        changes={"paused": ("transfer",)},
        events=(("Unpaused", ALL_BITS - TRANSFER, "unpauser"),),
    ),
    Privilege(
        function="freeze",
        role="FREEZER_ROLE",
        args=("@victim", REASON),
        changes={"frozen": ("victim",)},
        events=(("AddressFrozen", "victim", REASON, "freezer"),),
    ),
    Privilege(
        function="freezeMany",
        role="FREEZER_ROLE",
        args=(["@victim", "@recipient"], REASON),
        changes={"frozen": ("victim", "recipient")},
        events=(
            ("AddressFrozen", "victim", REASON, "freezer"),
            ("AddressFrozen", "recipient", REASON, "freezer"),
        ),
    ),
    Privilege(
        function="unfreeze",
        role="UNFREEZER_ROLE",
        given=VICTIM_FROZEN,
        args=("@victim",),
        changes={"frozen": ()},
        events=(("AddressUnfrozen", "victim", "unfreezer"),),
    ),
    Privilege(
        function="setFrozenTokens",
        role="FREEZER_ROLE",
        direction="upwards",
        args=("@holder", 11),
        events=(("Frozen", "holder", 11), ("FrozenTokensChanged", "holder", 10, 11, "freezer")),
    ),
    Privilege(
        function="setFrozenTokens",
        role="UNFREEZER_ROLE",
        direction="downwards",
        args=("@holder", 9),
        events=(("Frozen", "holder", 9), ("FrozenTokensChanged", "holder", 10, 9, "unfreezer")),
    ),
    Privilege(
        function="wipe",
        role="SEIZER_ROLE",
        args=("@holder", 4, REASON),
        changes={"supply": -4, "balance of holder": -4},
        events=(
            ("Frozen", "holder", 6),
            ("FrozenTokensChanged", "holder", 10, 6, "seizer"),
            ("Transfer", "holder", "zero", 4),
            ("Wiped", "holder", 4, REASON, "seizer", SUPPLY + 196),
        ),
    ),
    Privilege(
        function="seize",
        role="SEIZER_ROLE",
        args=("@holder", "@recipient", 4, REASON),
        changes=MOVED,
        events=_seized(REASON),
    ),
    Privilege(
        function="forcedTransfer",
        role="SEIZER_ROLE",
        args=("@holder", "@recipient", 4),
        changes=MOVED,
        events=_seized(bytes(32)),  # no reason
    ),
    Privilege(
        function="rescue",
        role="RESCUER_ROLE",
        args=(FOREIGN_TOKEN, "@recipient", 4),
        events=(("Rescued", FOREIGN_TOKEN, "recipient", 4, "rescuer"),),
    ),
    Privilege(
        function="setSupplyController",
        role="RESERVE_ADMIN_ROLE",
        args=(ZERO_ADDRESS,),
        changes={"supply controller": "zero"},
        events=(("SupplyControllerChanged", CONTROLLER, "zero", "reserve_admin"),),
    ),
    Privilege(
        function="upgradeToAndCall",
        role="UPGRADER_ROLE",
        args=("@implementation", b""),
        changes=lambda scene: {"implementation": scene.implementation.address.lower()},
        events=lambda scene: (("Upgraded", scene.implementation.address),),
    ),
    Privilege(
        function="grantRole",
        role=ADMIN_ROLE,
        args=(role_id("PAUSER_ROLE"), "@victim"),
        changes={"victim holds PAUSER_ROLE": True},
        events=(("RoleGranted", "PAUSER_ROLE", "victim", "admin"),),
    ),
    Privilege(
        function="revokeRole",
        role=ADMIN_ROLE,
        args=(role_id("PAUSER_ROLE"), "@pauser"),
        changes={"pauser holds PAUSER_ROLE": False},
        events=(("RoleRevoked", "PAUSER_ROLE", "pauser", "admin"),),
    ),
    Privilege(
        function="beginDefaultAdminTransfer",
        role=ADMIN_ROLE,
        args=("@victim",),
        changes=lambda scene: {"pending admin": ("victim", scene.started + DELAY)},
        events=lambda scene: (("DefaultAdminTransferScheduled", "victim", scene.started + DELAY),),
    ),
    Privilege(
        function="cancelDefaultAdminTransfer",
        role=ADMIN_ROLE,
        given=PENDING,
        changes={"pending admin": ("zero", 0)},
        events=(("DefaultAdminTransferCanceled",),),
    ),
    Privilege(
        function="changeDefaultAdminDelay",
        role=ADMIN_ROLE,
        args=(DAY,),
        changes=lambda scene: {"admin delay": (DELAY, DAY, scene.started + DAY)},
        events=lambda scene: (("DefaultAdminDelayChangeScheduled", DAY, scene.started + DAY),),
    ),
    Privilege(
        function="rollbackDefaultAdminDelay",
        role=ADMIN_ROLE,
        given=DELAY_PENDING,
        changes={"admin delay": (DELAY, 0, 0)},
        events=(("DefaultAdminDelayChangeCanceled",),),
    ),
]

_AUTHORIZATION = "address,address,uint256,uint256,uint256,bytes32"

OPEN_TO_ALL = {
    "acceptDefaultAdminTransfer()": "asks whether the caller is the admin to be",
    "approve(address,uint256)": "the caller's own allowances",
    "decreaseAllowance(address,uint256)": "the caller's own allowances",
    "transfer(address,uint256)": "the caller's own tokens",
    "transferWithMemo(address,uint256,bytes32)": "the caller's own tokens",
    "redeem(uint256,bytes32)": "the caller's own tokens",
    "transferFrom(address,address,uint256)": "asks for an allowance",
    "transferFromWithMemo(address,address,uint256,bytes32)": "asks for an allowance",
    "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)": "asks for a signature",
    "permit(address,address,uint256,uint256,bytes)": "asks for a signature",
    f"transferWithAuthorization({_AUTHORIZATION},uint8,bytes32,bytes32)": "asks for a signature",
    f"transferWithAuthorization({_AUTHORIZATION},bytes)": "asks for a signature",
    f"receiveWithAuthorization({_AUTHORIZATION},uint8,bytes32,bytes32)": "asks for a signature",
    f"receiveWithAuthorization({_AUTHORIZATION},bytes)": "asks for a signature",
    "cancelAuthorization(address,bytes32,uint8,bytes32,bytes32)": "asks for a signature",
    "cancelAuthorization(address,bytes32,bytes)": "asks for a signature",
    "renounceRole(bytes32,address)": "the caller's own roles",
    "initialize(string,string,(uint48,address,address,address,address,address,address,address,address,address,address,"
    "address))": "works once",
}
"""Functions that change state and ask for no role, each with what stands in the way of a stranger."""
