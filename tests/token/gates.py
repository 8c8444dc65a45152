"""The gate table of docs/gates.txt, and the call behind each of its rows with everything that the call does."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from _controllers import RECORDER, recorder
from _outcome import (
    ADMIN_ROLE,
    ALL_BITS,
    MINT,
    MINTER_ALLOWANCE,
    REDEEM,
    SECOND_ALLOWANCE,
    SIGNATURES,
    SUPPLY,
    TRANSFER,
    request,
    role_id,
)
from _signing import Signing

from backbone_chain.chain import Contract, Receipt
from backbone_chain.codec import checksum
from backbone_chain.stage import Stage

branch = pytest.mark.branch
FILE = Path(__file__).parents[2] / "docs" / "gates.txt"
PAUSES = {
    "transfers paused": TRANSFER,
    "mint paused": MINT,
    "redeem paused": REDEEM,
    "signatures paused": SIGNATURES,
    "everything paused": ALL_BITS,
}
FREEZES = ("from frozen", "to frozen", "caller frozen")
PARTS = {"from partly frozen, within the free part": 0, "from partly frozen, beyond it": 1}
"""Columns, and how many of the tokens that are to be moved are frozen."""
COLUMNS = ("normal", *PAUSES, *FREEZES, *PARTS)
WORDS = ("yes", "idle", "paused", "frozen", "part", "free", "-")
LEGEND_ENDS, HEADING_LINES = "\n\n", 3


class Cell(NamedTuple):
    """What an operation meets in a column."""

    operation: str
    column: str
    word: str


def table(text: str) -> list[Cell]:
    """The cells, row by row. Raises: ValueError for a hole, another column, a row twice, an unknown word."""
    heading, rest, _, *rows = [_split(line) for line in text.partition(LEGEND_ENDS)[2].strip().splitlines()]
    columns = [f"{upper} {lower}".strip() for upper, lower in zip(heading, rest, strict=True)][1:]
    if columns != list(COLUMNS):
        raise ValueError(f"The gate table has the columns {columns}, not {list(COLUMNS)}.")
    names = [name for name, *_ in rows]
    if len(set(names)) != len(names):
        raise ValueError("The gate table has a row twice.")
    return [cell for row in rows for cell in _cells(columns, *row)]


def _split(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]


def _cells(columns: list[str], operation: str, *words: str) -> list[Cell]:
    if len(words) != len(columns):
        raise ValueError(f"The row {operation} has {len(words)} cells for {len(columns)} columns.")
    if unknown := set(words) - set(WORDS):
        raise ValueError(f"The row {operation} says {', '.join(map(repr, sorted(unknown)))}, which means nothing.")
    return [Cell(operation, column, word) for column, word in zip(columns, words, strict=True)]


FOREIGN = checksum("0x" + "f0" * 20)
YES_TO_ALL = bytes.fromhex("600160005260206000f3")  # RETURN 1, whatever was asked
THE_BITS, THE_CODE, LATER = "the bits of the pause", "the code", "the time"

Step = Callable[[Contract, Stage], Any]


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A call that goes through when nothing stops it: by whom, from whom, to whom, with what it changes and says.

    `bits` are those that stop it, `given` is done before, `takes` is how much enforcement takes of what is frozen, and
    `branches` are the branches of its tree that a word in the table stands for.
    """

    function: str
    caller: str
    source: str = "holder"  # a bystander, where nothing comes from anybody
    to: str = ""
    send: Callable[[Contract, Stage], Receipt]
    given: tuple[Step, ...] = ()
    changes: Mapping[str, Any] = field(default_factory=dict)
    events: tuple[tuple[Any, ...], ...] = ()
    bits: int = 0
    moves: int = 5
    takes: int = 0
    branches: Mapping[str, Any] = field(default_factory=dict)


def _call(caller: str, function: str, *args: Any, **more: Any) -> Operation:
    """An operation whose arguments that name an account are written as `@name`."""
    return Operation(function=function, caller=caller, send=_sending(caller, function, *args), **more)


def _sending(caller: str, function: str, *args: Any) -> Callable[[Contract, Stage], Receipt]:
    def send(contract: Contract, stage: Stage) -> Receipt:
        return contract.send(function, *[_argument(arg, stage) for arg in args], sender=stage.actor(caller))

    return send


def _argument(arg: Any, stage: Stage) -> Any:
    if isinstance(arg, list):
        return [_argument(each, stage) for each in arg]
    if arg == "@implementation":
        return stage.chain.deploy(stage.blueprint.artifacts[0], sender=stage.actor("deployer"))
    return stage.actor(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg


def _signed(caller: str, kind: str, *parties: Any, **more: Any) -> Operation:
    """An operation that `holder` signs and somebody else submits."""

    def send(contract: Contract, stage: Stage) -> Receipt:
        sign = getattr(Signing(stage), kind)
        return sign(stage.actor("holder"), *[_argument(arg, stage) for arg in parties]).submit(
            sender=stage.actor(caller)
        )

    return Operation(caller=caller, send=send, **more)


def _code(address: str, code: bytes) -> Step:
    return lambda _, stage: stage.chain.engine.set_code(address, code)


def _a_day_after(seconds: int) -> Step:
    return lambda _, stage: stage.chain.warp(seconds)


APPROVED = (_sending("holder", "approve", "@spender", 10),)
BRIDGED = (
    _code(RECORDER, recorder()),
    _sending("reserve_admin", "setSupplyController", RECORDER),
    _sending("admin", "grantRole", role_id("BRIDGE_ROLE"), "@bridge"),
    _sending("treasury", "transfer", "@bridge", 100),
    _sending("holder", "approve", "@bridge", 10),
)
MINTED = (_sending("minter", "mint", "@minter", 100),)
IS_FROZEN = (_sending("freezer", "freeze", "@holder", request(9)),)
MOVED = {"balance of holder": -5, "balance of recipient": 5}
TRANSFERRED = ("Transfer", "holder", "recipient", 5)
MEMO = ("TransferMemo", "holder", "recipient", 5, request(3))
TAKEN = (TRANSFERRED, ("ForcedTransfer", "holder", "recipient", 5))

_WIPE = {
    "source": "holder",
    "takes": 5,
    "changes": {"supply": -5, "balance of holder": -5},
    "events": (("Transfer", "holder", "zero", 5), ("Wiped", "holder", 5, request(7), "seizer", SUPPLY - 5)),
    "branches": {
        "yes": branch("wipe: given everything is paused: it destroys all the same"),
        "free": branch("wipe: when the amount exceeds what is frozen: it reverts with ExceedsFrozen"),
        "frozen": branch("wipe: given the seizer is frozen: it reverts with AccountFrozen"),
    },
}
_SEIZE = {
    "source": "holder",
    "to": "recipient",
    "takes": 5,
    "changes": MOVED,
    "events": (*TAKEN, ("Seized", "holder", "recipient", 5, request(7), "seizer")),
    "branches": {
        "yes": branch("seize: given everything is paused: it takes all the same"),
        "free": branch("seize: when the amount exceeds what is frozen: it reverts with ExceedsFrozen"),
        "frozen": branch("seize: given the seizer or the recipient is frozen: it reverts with AccountFrozen"),
    },
}
_FORCE = _SEIZE | {
    "events": (*TAKEN, ("Seized", "holder", "recipient", 5, request(0), "seizer")),
    "branches": {
        "yes": branch("forcedTransfer: given everything is paused: it takes all the same"),
        "free": branch("forcedTransfer: when the amount exceeds what is frozen: it reverts with ExceedsFrozen"),
        "frozen": branch("forcedTransfer: given the seizer or the recipient is frozen: it reverts with AccountFrozen"),
    },
}

OPERATIONS = {
    "transfer": _call(
        "holder",
        "transfer",
        "@recipient",
        5,
        to="recipient",
        bits=TRANSFER,
        changes=MOVED,
        events=(TRANSFERRED,),
        branches={
            "paused": branch("transfer: given transfers are paused: it reverts with OperationPaused"),
            "frozen": branch("transfer: given an account in it is frozen: it reverts with AccountFrozen"),
            "part": branch(
                "transfer: when the amount exceeds the free part: it reverts with ERC7943InsufficientUnfrozenBalance"
            ),
        },
    ),
    "transferFrom": _call(
        "spender",
        "transferFrom",
        "@holder",
        "@recipient",
        5,
        to="recipient",
        given=APPROVED,
        bits=TRANSFER,
        changes=MOVED | {"allowance of holder for spender": -5},
        events=(TRANSFERRED,),
        branches={
            "paused": branch("transferFrom: given transfers are paused: it reverts with OperationPaused"),
            "frozen": branch("transferFrom: given an account in it is frozen: it reverts with AccountFrozen"),
            "part": branch(
                "transferFrom: when the amount exceeds the free part: "
                "it reverts with ERC7943InsufficientUnfrozenBalance"
            ),
        },
    ),
    "transferWithMemo": _call(
        "holder",
        "transferWithMemo",
        "@recipient",
        5,
        request(3),
        to="recipient",
        bits=TRANSFER,
        changes=MOVED,
        events=(TRANSFERRED, MEMO),
        branches={
            word: branch("transferWithMemo: given a pause or a freeze stops the transfer: it reverts as transfer does")
            for word in ("paused", "frozen", "part")
        },
    ),
    "transferFromWithMemo": _call(
        "spender",
        "transferFromWithMemo",
        "@holder",
        "@recipient",
        5,
        request(3),
        to="recipient",
        given=APPROVED,
        bits=TRANSFER,
        changes=MOVED | {"allowance of holder for spender": -5},
        events=(TRANSFERRED, MEMO),
        branches={
            word: branch(
                "transferFromWithMemo: given a pause or a freeze stops the transfer: it reverts as transferFrom does"
            )
            for word in ("paused", "frozen", "part")
        },
    ),
    "transferWithAuthorization": _signed(
        "relayer",
        "transfer",
        "@recipient",
        5,
        function="transferWithAuthorization",
        to="recipient",
        bits=TRANSFER | SIGNATURES,
        changes=MOVED | {"authorization 1 of holder is used": True},
        events=(("AuthorizationUsed", "holder", request(1)), TRANSFERRED),
    ),
    "receiveWithAuthorization": _signed(
        "recipient",
        "receive",
        "@recipient",
        5,
        function="receiveWithAuthorization",
        to="recipient",
        bits=TRANSFER | SIGNATURES,
        changes=MOVED | {"authorization 1 of holder is used": True},
        events=(("AuthorizationUsed", "holder", request(1)), TRANSFERRED),
    ),
    "approve > 0": _call(
        "holder",
        "approve",
        "@spender",
        12,
        to="spender",
        given=APPROVED,
        bits=TRANSFER,
        changes={"allowance of holder for spender": 2},
        events=(("Approval", "holder", "spender", 12),),
        branches={
            "paused": branch(
                "approve: when the amount is not zero: given transfers are paused: it reverts with OperationPaused"
            ),
            "frozen": branch(
                "approve: when the amount is not zero: given owner or spender is frozen: it reverts with AccountFrozen"
            ),
        },
    ),
    "approve 0": _call(
        "holder",
        "approve",
        "@spender",
        0,
        to="spender",
        given=APPROVED,
        changes={"allowance of holder for spender": -10},
        events=(("Approval", "holder", "spender", 0),),
        branches={
            "yes": branch("approve: when the amount is zero: it takes the allowance back, paused and frozen or not")
        },
    ),
    "permit > 0": _signed(
        "relayer",
        "permit",
        "@spender",
        12,
        function="permit",
        to="spender",
        given=APPROVED,
        bits=TRANSFER | SIGNATURES,
        changes={"allowance of holder for spender": 2, "nonce of holder": 1},
        events=(("Approval", "holder", "spender", 12),),
    ),
    "permit 0": _signed(
        "relayer",
        "permit",
        "@spender",
        0,
        function="permit",
        to="spender",
        given=APPROVED,
        changes={"allowance of holder for spender": -10, "nonce of holder": 1},
        events=(("Approval", "holder", "spender", 0),),
    ),
    "decreaseAllowance": _call(
        "holder",
        "decreaseAllowance",
        "@spender",
        4,
        to="spender",
        given=APPROVED,
        changes={"allowance of holder for spender": -4},
        events=(("Approval", "holder", "spender", 6),),
        branches={
            "yes": branch("decreaseAllowance: given a pause and frozen accounts: it lowers the allowance all the same")
        },
    ),
    "cancelAuthorization": _signed(
        "relayer",
        "cancel",
        function="cancelAuthorization",
        changes={"authorization 1 of holder is used": True},
        events=(("AuthorizationCanceled", "holder", request(1)),),
    ),
    "mint": _call(
        "minter",
        "mint",
        "@recipient",
        5,
        to="recipient",
        bits=MINT,
        changes={"supply": 5, "balance of recipient": 5, "minter allowance of minter": -5},
        events=(
            ("Transfer", "zero", "recipient", 5),
            ("Minted", "minter", "recipient", 5, MINTER_ALLOWANCE - 5, SUPPLY + 5),
        ),
        branches={
            "paused": branch("mint: given minting is paused: it reverts with OperationPaused"),
            "frozen": branch("mint: given minter or recipient is frozen: it reverts with AccountFrozen"),
        },
    ),
    "crosschainMint": _call(
        "bridge",
        "crosschainMint",
        "@recipient",
        5,
        to="recipient",
        given=BRIDGED,
        bits=MINT,
        changes={"supply": 5, "balance of recipient": 5},
        events=(("Transfer", "zero", "recipient", 5), ("CrosschainMint", "recipient", 5, "bridge")),
        branches={
            "paused": branch("crosschainMint: given minting is paused: it reverts with OperationPaused"),
            "frozen": branch("crosschainMint: given bridge or recipient is frozen: it reverts with AccountFrozen"),
        },
    ),
    "redeem": _call(
        "holder",
        "redeem",
        5,
        request(1),
        bits=REDEEM,
        changes={"supply": -5, "balance of holder": -5},
        events=(("Transfer", "holder", "zero", 5), ("Redeemed", "holder", 5, request(1), SUPPLY - 5)),
        branches={
            "paused": branch("redeem: given redeeming is paused: it reverts with OperationPaused"),
            "frozen": branch("redeem: given the holder is frozen: it reverts with AccountFrozen"),
            "part": branch(
                "redeem: when the amount exceeds the free part: it reverts with ERC7943InsufficientUnfrozenBalance"
            ),
        },
    ),
    "burn": _call(
        "minter",
        "burn",
        5,
        source="minter",
        given=MINTED,
        bits=REDEEM,
        changes={"supply": -5, "balance of minter": -5},
        events=(("Transfer", "minter", "zero", 5), ("Burned", "minter", 5, SUPPLY + 95)),
        branches={
            "paused": branch("burn: given redeeming is paused: it reverts with OperationPaused"),
            "frozen": branch("burn: given the minter is frozen: it reverts with AccountFrozen"),
            "part": branch(
                "burn: when the amount exceeds the free part: it reverts with ERC7943InsufficientUnfrozenBalance"
            ),
        },
    ),
    "crosschainBurn of its own": _call(
        "bridge",
        "crosschainBurn",
        "@bridge",
        5,
        source="bridge",
        given=BRIDGED,
        bits=REDEEM,
        changes={"supply": -5, "balance of bridge": -5},
        events=(("Transfer", "bridge", "zero", 5), ("CrosschainBurn", "bridge", 5, "bridge")),
        branches={
            "paused": branch("crosschainBurn: given redeeming is paused: it reverts with OperationPaused"),
            "frozen": branch("crosschainBurn: given bridge or holder is frozen: it reverts with AccountFrozen"),
            "part": branch(
                "crosschainBurn: when the amount exceeds the free part: "
                "it reverts with ERC7943InsufficientUnfrozenBalance"
            ),
        },
    ),
    "crosschainBurn from another": _call(
        "bridge",
        "crosschainBurn",
        "@holder",
        5,
        given=BRIDGED,
        bits=REDEEM,
        changes={"supply": -5, "balance of holder": -5, "allowance of holder for bridge": -5},
        events=(("Transfer", "holder", "zero", 5), ("CrosschainBurn", "holder", 5, "bridge")),
        branches={
            "paused": branch("crosschainBurn: given redeeming is paused: it reverts with OperationPaused"),
            "frozen": branch("crosschainBurn: given bridge or holder is frozen: it reverts with AccountFrozen"),
            "part": branch(
                "crosschainBurn: when the amount exceeds the free part: "
                "it reverts with ERC7943InsufficientUnfrozenBalance"
            ),
        },
    ),
    "wipe of an unfrozen account": _call("seizer", "wipe", "@holder", 5, request(7), **_WIPE),
    "wipe of a frozen account": _call("seizer", "wipe", "@holder", 5, request(7), given=IS_FROZEN, **_WIPE),
    "seize from an unfrozen account": _call("seizer", "seize", "@holder", "@recipient", 5, request(7), **_SEIZE),
    "seize from a frozen account": _call(
        "seizer", "seize", "@holder", "@recipient", 5, request(7), given=IS_FROZEN, **_SEIZE
    ),
    "forcedTransfer from an unfrozen": _call("seizer", "forcedTransfer", "@holder", "@recipient", 5, **_FORCE),
    "forcedTransfer from a frozen": _call(
        "seizer", "forcedTransfer", "@holder", "@recipient", 5, given=IS_FROZEN, **_FORCE
    ),
    "freeze": _call(
        "freezer",
        "freeze",
        "@victim",
        request(1),
        to="victim",
        changes={"frozen": ("victim",)},
        events=(("AddressFrozen", "victim", request(1), "freezer"),),
        branches={
            "idle": branch("freeze: given the account is frozen already: it changes nothing and emits nothing"),
            "frozen": branch("freeze: given the freezer is frozen: it reverts with AccountFrozen"),
        },
    ),
    "freezeMany": _call(
        "freezer",
        "freezeMany",
        ["@victim"],
        request(1),
        to="victim",
        changes={"frozen": ("victim",)},
        events=(("AddressFrozen", "victim", request(1), "freezer"),),
        branches={"frozen": branch("freezeMany: given the freezer is frozen: it reverts with AccountFrozen")},
    ),
    "setFrozenTokens up": _call(
        "freezer",
        "setFrozenTokens",
        "@victim",
        7,
        to="victim",
        changes={"frozen tokens of victim": 7},
        events=(("Frozen", "victim", 7), ("FrozenTokensChanged", "victim", 0, 7, "freezer")),
        branches={
            "frozen": branch(
                "setFrozenTokens: given the freezer or the unfreezer is frozen: it reverts with AccountFrozen"
            )
        },
    ),
    "setFrozenTokens down": _call(
        "unfreezer",
        "setFrozenTokens",
        "@victim",
        3,
        to="victim",
        given=(_sending("freezer", "setFrozenTokens", "@victim", 7),),
        changes={"frozen tokens of victim": -4},
        events=(("Frozen", "victim", 3), ("FrozenTokensChanged", "victim", 7, 3, "unfreezer")),
        branches={
            "frozen": branch(
                "setFrozenTokens: given the freezer or the unfreezer is frozen: it reverts with AccountFrozen"
            )
        },
    ),
    "unfreeze": _call(
        "unfreezer",
        "unfreeze",
        "@victim",
        to="victim",
        changes={"frozen": ()},
        events=(("AddressUnfrozen", "victim", "unfreezer"),),
        branches={
            "idle": branch("unfreeze: given the account is not frozen: it changes nothing and emits nothing"),
            "frozen": branch("unfreeze: given the unfreezer is frozen: it reverts with AccountFrozen"),
        },
    ),
    "pause": _call(
        "pauser",
        "pause",
        changes={"paused": ("transfer",)},
        events=(("Paused", TRANSFER, "pauser"),),
        branches={"frozen": branch("pause: given the pauser is frozen: it reverts with AccountFrozen")},
    ),
    "pauseAll": _call(
        "pauser",
        "pauseAll",
        changes={"paused": ("transfer", "mint", "redeem", "signatures")},
        events=(("Paused", THE_BITS, "pauser"),),
        branches={"frozen": branch("pauseAll: given the pauser is frozen: it reverts with AccountFrozen")},
    ),
    "pauseBits": _call(
        "pauser",
        "pauseBits",
        MINT,
        changes={"paused": ("mint",)},
        events=(("Paused", MINT, "pauser"),),
        branches={"frozen": branch("pauseBits: given the pauser is frozen: it reverts with AccountFrozen")},
    ),
    "unpause": _call(
        "unpauser",
        "unpause",
        ALL_BITS,
        changes={"paused": ()},
        events=(("Unpaused", THE_BITS, "unpauser"),),
        branches={"frozen": branch("unpause: given the unpauser is frozen: it reverts with AccountFrozen")},
    ),
    "removeMinter": _call(
        "canceller",
        "removeMinter",
        "@second_minter",
        to="second_minter",
        changes={"second_minter holds MINTER_ROLE": False, "minter allowance of second_minter": -SECOND_ALLOWANCE},
        events=(
            ("RoleRevoked", "MINTER_ROLE", "second_minter", "canceller"),
            ("MinterRemoved", "second_minter", SECOND_ALLOWANCE, "canceller"),
        ),
        branches={
            "yes": branch("removeMinter: given everything is paused: it removes all the same"),
            "frozen": branch("removeMinter: given the canceller is frozen: it reverts with AccountFrozen"),
        },
    ),
    "decreaseMinterAllowance": _call(
        "canceller",
        "decreaseMinterAllowance",
        "@second_minter",
        5,
        to="second_minter",
        changes={"minter allowance of second_minter": -5},
        events=(("MinterAllowanceChanged", "second_minter", SECOND_ALLOWANCE, SECOND_ALLOWANCE - 5, "canceller"),),
        branches={
            "frozen": branch("decreaseMinterAllowance: given the canceller is frozen: it reverts with AccountFrozen")
        },
    ),
    "addMinter": _call(
        "minter_admin",
        "addMinter",
        "@victim",
        5,
        to="victim",
        changes={"victim holds MINTER_ROLE": True, "minter allowance of victim": 5},
        events=(("RoleGranted", "MINTER_ROLE", "victim", "minter_admin"), ("MinterAdded", "victim", 5, "minter_admin")),
        branches={"frozen": branch("addMinter: given the minter admin is frozen: it reverts with AccountFrozen")},
    ),
    "increaseMinterAllowance": _call(
        "minter_admin",
        "increaseMinterAllowance",
        "@second_minter",
        5,
        to="second_minter",
        changes={"minter allowance of second_minter": 5},
        events=(("MinterAllowanceChanged", "second_minter", SECOND_ALLOWANCE, SECOND_ALLOWANCE + 5, "minter_admin"),),
        branches={
            "frozen": branch("increaseMinterAllowance: given the minter admin is frozen: it reverts with AccountFrozen")
        },
    ),
    "grantRole": _call(
        "admin",
        "grantRole",
        role_id("PAUSER_ROLE"),
        "@victim",
        to="victim",
        changes={"victim holds PAUSER_ROLE": True},
        events=(("RoleGranted", "PAUSER_ROLE", "victim", "admin"),),
        branches={"yes": branch("grantRole: given everything is in order: it gives the role and emits RoleGranted")},
    ),
    "revokeRole": _call(
        "admin",
        "revokeRole",
        role_id("PAUSER_ROLE"),
        "@pauser",
        to="pauser",
        changes={"pauser holds PAUSER_ROLE": False},
        events=(("RoleRevoked", "PAUSER_ROLE", "pauser", "admin"),),
        branches={"yes": branch("revokeRole: given everything is in order: it takes the role and emits RoleRevoked")},
    ),
    "renounceRole": _call(
        "pauser",
        "renounceRole",
        role_id("PAUSER_ROLE"),
        "@pauser",
        source="pauser",
        changes={"pauser holds PAUSER_ROLE": False},
        events=(("RoleRevoked", "PAUSER_ROLE", "pauser", "pauser"),),
        branches={
            "yes": branch("renounceRole: given everything is in order: it takes the role from the caller"),
            "frozen": branch("renounceRole: given the caller is frozen: it reverts with AccountFrozen"),
        },
    ),
    "beginDefaultAdminTransfer": _call(
        "admin",
        "beginDefaultAdminTransfer",
        "@victim",
        to="victim",
        changes={"pending admin": ("victim", LATER)},
        events=(("DefaultAdminTransferScheduled", "victim", LATER),),
        branches={"yes": branch("beginDefaultAdminTransfer: given everything is in order: it schedules the transfer")},
    ),
    "acceptDefaultAdminTransfer": _call(
        "victim",
        "acceptDefaultAdminTransfer",
        given=(_sending("admin", "beginDefaultAdminTransfer", "@victim"), _a_day_after(48 * 3600)),
        changes={
            "admin": "victim",
            f"admin holds {ADMIN_ROLE}": False,
            f"victim holds {ADMIN_ROLE}": True,
            "pending admin": ("zero", 0),
        },
        events=(("RoleRevoked", ADMIN_ROLE, "admin", "victim"), ("RoleGranted", ADMIN_ROLE, "victim", "victim")),
        branches={
            "yes": branch("acceptDefaultAdminTransfer: given the delay is over: it moves the role to the caller"),
            "frozen": branch("acceptDefaultAdminTransfer: given the caller is frozen: it reverts with AccountFrozen"),
        },
    ),
    "setSupplyController": _call(
        "reserve_admin",
        "setSupplyController",
        "@implementation",
        changes={"supply controller": THE_CODE},
        events=(("SupplyControllerChanged", "zero", THE_CODE, "reserve_admin"),),
        branches={
            "frozen": branch("setSupplyController: given the reserve admin is frozen: it reverts with AccountFrozen")
        },
    ),
    "upgradeToAndCall": _call(
        "upgrader",
        "upgradeToAndCall",
        "@implementation",
        b"",
        changes={"implementation": THE_CODE},
        events=(("Upgraded", THE_CODE),),
        branches={"frozen": branch("upgradeToAndCall: given the upgrader is frozen: it reverts with AccountFrozen")},
    ),
    "rescue": _call(
        "rescuer",
        "rescue",
        FOREIGN,
        "@recipient",
        5,
        to="recipient",
        given=(_code(FOREIGN, YES_TO_ALL),),
        events=(("Rescued", FOREIGN, "recipient", 5, "rescuer"),),
        branches={
            "frozen": branch("rescue: given the rescuer or the recipient is frozen: it reverts with AccountFrozen")
        },
    ),
}
UNGATED = {
    "initialize": "works once, before there is anything to stop",
    "cancelDefaultAdminTransfer": "the admin's alone, who can't be frozen",
    "changeDefaultAdminDelay": "the admin's alone, who can't be frozen",
    "rollbackDefaultAdminDelay": "the admin's alone, who can't be frozen",
}
"""Functions that change state and have no row, each with the reason."""

CELLS = [cell for cell in table(FILE.read_text(encoding="utf-8")) if cell.word != "-"]
