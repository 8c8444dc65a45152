"""The gate table: what each operation meets when something is paused, or somebody is frozen.

`yes` goes through with its whole effect, `idle` goes through without any, since there is nothing left to do; `paused`
is refused with the bit of the pause, `frozen` with the account that is frozen. `-` is a cell that the operation has no
party for. In every cell nothing else is paused and nobody else is frozen.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from _outcome import ALL_BITS, MINT, REDEEM, SECOND_ALLOWANCE, SIGNATURES, TRANSFER, request, role_id

from backbone_chain.chain import Contract, Receipt
from backbone_chain.stage import Stage

TABLE = """
operation           | normal | transfers | mint   | redeem | signatures | from   | to     | caller | everything
                    |        | paused    | paused | paused | paused     | frozen | frozen | frozen | paused
------------------------------------------------------------------------------------------------------------
transfer            | yes    | paused    | yes    | yes    | yes        | frozen | frozen | frozen | paused
transferFrom        | yes    | paused    | yes    | yes    | yes        | frozen | frozen | frozen | paused
approve > 0         | yes    | paused    | yes    | yes    | yes        | frozen | frozen | frozen | paused
approve 0           | yes    | yes       | yes    | yes    | yes        | yes    | yes    | yes    | yes
mint                | yes    | yes       | paused | yes    | yes        | -      | frozen | frozen | paused
redeem              | yes    | yes       | yes    | paused | yes        | frozen | -      | frozen | paused
burn                | yes    | yes       | yes    | paused | yes        | frozen | -      | frozen | paused
freeze              | yes    | yes       | yes    | yes    | yes        | yes    | idle   | frozen | yes
freeze many         | yes    | yes       | yes    | yes    | yes        | yes    | idle   | frozen | yes
remove a minter     | yes    | yes       | yes    | yes    | yes        | yes    | yes    | frozen | yes
revoke a role       | yes    | yes       | yes    | yes    | yes        | yes    | yes    | -      | yes
lower an allowance  | yes    | yes       | yes    | yes    | yes        | yes    | yes    | frozen | yes
unfreeze            | idle   | idle      | idle   | idle   | idle       | idle   | yes    | frozen | idle
unpause             | idle   | yes       | yes    | yes    | yes        | idle   | -      | frozen | yes
pause               | yes    | idle      | yes    | yes    | yes        | yes    | -      | frozen | idle
grant a role        | yes    | yes       | yes    | yes    | yes        | yes    | yes    | -      | yes
add a minter        | yes    | yes       | yes    | yes    | yes        | yes    | yes    | frozen | yes
raise an allowance  | yes    | yes       | yes    | yes    | yes        | yes    | yes    | frozen | yes
set the controller  | yes    | yes       | yes    | yes    | yes        | yes    | -      | frozen | yes
upgrade             | yes    | yes       | yes    | yes    | yes        | yes    | -      | frozen | yes
renounce a role     | yes    | yes       | yes    | yes    | yes        | frozen | -      | frozen | yes
"""
"""The admin can't be frozen, so revoking and granting have no cell for a frozen caller."""

COLUMNS = (
    "normal",
    "transfers paused",
    "mint paused",
    "redeem paused",
    "signatures paused",
    "from frozen",
    "to frozen",
    "caller frozen",
    "everything paused",
)
PAUSES = dict(zip(COLUMNS[1:5], (TRANSFER, MINT, REDEEM, SIGNATURES), strict=True)) | {COLUMNS[8]: ALL_BITS}


@dataclass(frozen=True, kw_only=True)
class Operation:
    """A call that goes through when nothing stops it: by whom, from whom, to whom, its effect, its bit."""

    caller: str
    source: str = "holder"  # a bystander, where nothing comes from anybody
    to: str = ""
    send: Callable[[Contract, Stage], Receipt]
    effect: dict[str, Any] = field(default_factory=dict)
    bit: int = 0


def _call(caller: str, function: str, *args: Any, **more: Any) -> Operation:
    """An operation whose arguments that name an account are written as `@name`."""

    def send(contract: Contract, stage: Stage) -> Receipt:
        return contract.send(function, *[_argument(arg, stage) for arg in args], sender=stage.actor(caller))

    return Operation(caller=caller, send=send, **more)


def _argument(arg: Any, stage: Stage) -> Any:
    if isinstance(arg, list):
        return [_argument(each, stage) for each in arg]
    if arg == "@implementation":
        return stage.chain.deploy(stage.blueprint.artifacts[0], sender=stage.actor("deployer"))
    return stage.actor(arg[1:]) if isinstance(arg, str) else arg


MOVED = {"balance of holder": -5, "balance of recipient": 5}

OPERATIONS = {
    "transfer": _call("holder", "transfer", "@recipient", 5, to="recipient", bit=TRANSFER, effect=MOVED),
    "transferFrom": _call(
        "spender",
        "transferFrom",
        "@holder",
        "@recipient",
        5,
        to="recipient",
        bit=TRANSFER,
        effect=MOVED | {"allowance of holder for spender": -5},
    ),
    "approve > 0": _call(
        "holder", "approve", "@spender", 12, to="spender", bit=TRANSFER, effect={"allowance of holder for spender": 2}
    ),
    "approve 0": _call(
        "holder", "approve", "@spender", 0, to="spender", effect={"allowance of holder for spender": -10}
    ),
    "mint": _call(
        "minter",
        "mint",
        "@recipient",
        5,
        to="recipient",
        bit=MINT,
        effect={"supply": 5, "balance of recipient": 5, "minter allowance of minter": -5},
    ),
    "redeem": _call("holder", "redeem", 5, request(1), bit=REDEEM, effect={"supply": -5, "balance of holder": -5}),
    "burn": _call("minter", "burn", 5, source="minter", bit=REDEEM, effect={"supply": -5, "balance of minter": -5}),
    "freeze": _call("freezer", "freeze", "@victim", request(1), to="victim", effect={"frozen": ("victim",)}),
    "freeze many": _call("freezer", "freezeMany", ["@victim"], request(1), to="victim", effect={"frozen": ("victim",)}),
    "remove a minter": _call(
        "minter_admin",
        "removeMinter",
        "@second_minter",
        to="second_minter",
        effect={
            "second_minter holds MINTER_ROLE": False,
            "minter allowance of second_minter": -SECOND_ALLOWANCE,
        },
    ),
    "revoke a role": _call(
        "admin",
        "revokeRole",
        role_id("PAUSER_ROLE"),
        "@pauser",
        to="pauser",
        effect={"pauser holds PAUSER_ROLE": False},
    ),
    "lower an allowance": _call(
        "minter_admin",
        "decreaseMinterAllowance",
        "@second_minter",
        5,
        to="second_minter",
        effect={"minter allowance of second_minter": -5},
    ),
    "unfreeze": _call("unfreezer", "unfreeze", "@victim", to="victim", effect={"frozen": ()}),
    "unpause": _call("unpauser", "unpause", ALL_BITS, effect={"paused": ()}),
    "pause": _call("pauser", "pause", effect={"paused": ("transfer",)}),
    "grant a role": _call(
        "admin",
        "grantRole",
        role_id("PAUSER_ROLE"),
        "@victim",
        to="victim",
        effect={"victim holds PAUSER_ROLE": True},
    ),
    "add a minter": _call(
        "minter_admin",
        "addMinter",
        "@victim",
        5,
        to="victim",
        effect={"victim holds MINTER_ROLE": True, "minter allowance of victim": 5},
    ),
    "raise an allowance": _call(
        "minter_admin",
        "increaseMinterAllowance",
        "@second_minter",
        5,
        to="second_minter",
        effect={"minter allowance of second_minter": 5},
    ),
    "set the controller": _call(
        "reserve_admin", "setSupplyController", "@implementation", effect={"supply controller": "implementation"}
    ),
    "upgrade": _call(
        "upgrader", "upgradeToAndCall", "@implementation", b"", effect={"implementation": "implementation"}
    ),
    "renounce a role": _call(
        "pauser",
        "renounceRole",
        role_id("PAUSER_ROLE"),
        "@pauser",
        source="pauser",
        effect={"pauser holds PAUSER_ROLE": False},
    ),
}


def cells() -> list[tuple[str, str, str]]:
    """Operation, column and what stands in the cell, row by row; the cells with `-` are left out."""
    rows = [line.split("|") for line in TABLE.strip().splitlines()[3:]]
    table = {name.strip(): [cell.strip() for cell in row] for name, *row in rows}
    return [
        (name, column, cell)
        for name, row in table.items()
        for column, cell in zip(COLUMNS, row, strict=True)
        if cell != "-"
    ]
