"""What each verb costs in gas, by py-evm: cold, through the proxy, intrinsic gas and refunds included. `make gas` writes it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import click
from _circle import PACKAGE, FiatToken
from _outcome import role_id
from _signing import Signing

from backbone_chain import artifacts
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Receipt
from backbone_chain.codec import checksum
from backbone_chain.stage import Stage
from backbone_chain.tokens import blueprint
from backbone_chain.tokens.reference_dollar import ROLE_NAMES, initialiser

HERE = Path(__file__).parent
OURS, COMPARED = HERE / "gas.txt", HERE / "gas_compared.txt"
CODE_LIMIT, CREATION_LIMIT = 24_576, 49_152  # EIP-170, EIP-3860
CONTROLLER = checksum("0x" + "c1" * 20)
FOREIGN = checksum("0x" + "c2" * 20)
CONSENT = b"\0"  # STOP: agrees to everything
YES_TO_ALL = bytes.fromhex("600160005260206000f3")
MANY = 10
BYTES = bytes([7]) * 32

Call = tuple[Any, ...]
"""Who calls what with which arguments; `@name` among them is an account."""


class Reference:
    """The reference token on py-evm, with balances, a minter, a bridge and something frozen."""

    def __init__(self) -> None:
        self.stage = Stage(blueprint("reference"), Chain("py-evm"), rules=())
        self.stage.deploy()
        self.stage.chain.on_block.clear()
        self.chain, self.contract = self.stage.chain, self.stage.token.contract
        self.chain.engine.set_code(CONTROLLER, CONSENT)
        self.chain.engine.set_code(FOREIGN, YES_TO_ALL)
        for call in OPENING:
            self.send(*call)

    def send(self, by: str, function: str, *args: Any) -> Receipt:
        """A call that goes through."""
        plain = [self._plain(arg) for arg in args]
        return self.contract.send(function, *plain, sender=self.stage.actor(by))

    def _plain(self, arg: Any) -> Any:
        if isinstance(arg, list):
            return [self._plain(each) for each in arg]
        return self.stage.actor(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg

    def cost(self, given: tuple[Call, ...], step: Callable[[], Receipt]) -> int:
        """Of a step, once something is so; afterwards nothing of it is."""
        with self.chain.isolated():
            for call in given:
                self.send(*call)
            return step().gas_used


def role(name: str) -> bytes:
    """The id of a role."""
    return role_id(f"{name.upper()}_ROLE")


OPENING: tuple[Call, ...] = (
    ("minter_admin", "addMinter", "@minter", 10**12),
    ("admin", "grantRole", role("bridge"), "@bridge"),
    *(("minter", "mint", f"@{name}", 10**9) for name in ("holder", "regular", "minter", "bridge", "suspect")),
    ("holder", "approve", "@spender", 10**8),
)
CONTROLLED: Call = ("reserve_admin", "setSupplyController", CONTROLLER)
FROZEN: Call = ("freezer", "freeze", "@suspect", BYTES)
PAUSED: Call = ("pauser", "pause")

VERBS: dict[str, tuple[Call, ...]] = {
    "transfer, to a new holder": (("holder", "transfer", "@newcomer", 5),),
    "transfer, to a holder": (("holder", "transfer", "@regular", 5),),
    "transfer, of a holder's last": (("holder", "transfer", "@regular", 10**9),),
    "transferWithMemo": (("holder", "transferWithMemo", "@regular", 5, BYTES),),
    "transferFrom": (("spender", "transferFrom", "@holder", "@regular", 5),),
    "approve, for the first time": (("holder", "approve", "@newcomer", 5),),
    "approve, once more": (("holder", "approve", "@spender", 5),),
    "decreaseAllowance": (("holder", "decreaseAllowance", "@spender", 5),),
    "redeem": (("holder", "redeem", 5, BYTES),),
    "mint, to a new holder": (("minter", "mint", "@newcomer", 5),),
    "mint, to a holder": (("minter", "mint", "@regular", 5),),
    "mint, to a holder, with a controller": (CONTROLLED, ("minter", "mint", "@regular", 5)),
    "burn": (("minter", "burn", 5),),
    "crosschainMint": (CONTROLLED, ("bridge", "crosschainMint", "@regular", 5)),
    "crosschainBurn": (CONTROLLED, ("bridge", "crosschainBurn", "@bridge", 5)),
    "addMinter": (("minter_admin", "addMinter", "@newcomer", 5),),
    "increaseMinterAllowance": (("minter_admin", "increaseMinterAllowance", "@minter", 5),),
    "decreaseMinterAllowance": (("canceller", "decreaseMinterAllowance", "@minter", 5),),
    "removeMinter": (("canceller", "removeMinter", "@minter"),),
    "freeze": (FROZEN,),
    f"freezeMany, {MANY} accounts": (("freezer", "freezeMany", [f"@suspect {n}" for n in range(MANY)], BYTES),),
    "unfreeze": (FROZEN, ("unfreezer", "unfreeze", "@suspect")),
    "setFrozenTokens": (("freezer", "setFrozenTokens", "@suspect", 5),),
    "wipe": (FROZEN, ("seizer", "wipe", "@suspect", 5, BYTES)),
    "seize": (FROZEN, ("seizer", "seize", "@suspect", "@regular", 5, BYTES)),
    "forcedTransfer": (FROZEN, ("seizer", "forcedTransfer", "@suspect", "@regular", 5)),
    "rescue": (("rescuer", "rescue", FOREIGN, "@regular", 5),),
    "pause": (PAUSED,),
    "pauseAll": (("pauser", "pauseAll"),),
    "unpause": (PAUSED, ("unpauser", "unpause", 1)),
    "grantRole": (("admin", "grantRole", role("pauser"), "@newcomer"),),
    "revokeRole": (("admin", "revokeRole", role("pauser"), "@pauser"),),
    "setSupplyController": (CONTROLLED,),
}
"""Each verb as the last of some calls."""


def measured() -> dict[str, int]:
    """The gas of every verb, of what holders sign, and of the deployment."""
    token = Reference()
    costs = {name: token.cost(calls[:-1], lambda last=calls[-1]: token.send(*last)) for name, calls in VERBS.items()}
    return costs | dict(_signed(token)) | dict(_deployed())


def _signed(token: Reference) -> Iterator[tuple[str, int]]:
    signing, actor = Signing(token.stage), token.stage.actor
    holder, relayer = actor("holder"), actor("relayer")
    slips = {
        "permit": (signing.permit(holder, actor("newcomer"), 5), relayer),
        "transferWithAuthorization": (signing.transfer(holder, actor("regular"), 5), relayer),
        "receiveWithAuthorization": (signing.receive(holder, actor("regular"), 5), actor("regular")),
        "cancelAuthorization": (signing.cancel(holder), relayer),
    }
    for name, (slip, sender) in slips.items():
        yield name, token.cost((), lambda slip=slip, sender=sender: slip.submit(sender=sender))


def _deployed() -> Iterator[tuple[str, int]]:
    chain = Chain("py-evm")
    code, proxy = artifacts.load("ReferenceDollar"), artifacts.load("ERC1967Proxy")
    holders = {name: chain.account(name).address for name in ("admin", *ROLE_NAMES)}
    implementation = chain.deploy(code, sender=chain.account("deployer"))
    chain.deploy(proxy, implementation.address, initialiser(code, holders), sender=chain.account("deployer"))
    first, second = (block.receipts[0].gas_used for block in list(chain.blocks)[-2:])
    yield "deployment of the implementation", first
    yield "deployment of the proxy, initialised", second


# --- how it is written down


def table() -> str:
    """Gas and sizes, one line each."""
    lines = [f"{name:<40}{gas:>12,}" for name, gas in measured().items()]
    sizes = [f"{artifact.name:<28}{_sizes(artifact)}" for artifact in map(artifacts.load, SIZED)]
    head = ["Gas, by py-evm on Cancun: cold, through the proxy, with the intrinsic gas and all refunds.", ""]
    size_head = [
        "",
        "Bytes of code, of the 24,576 that EIP-170 allows, and of the creating code (EIP-3860: 49,152).",
        "",
    ]
    return "\n".join([*head, *lines, *size_head, *sizes]) + "\n"


SIZED = ("ReferenceDollar", "ERC1967Proxy", "Puppet", "ReentrantController")


def _sizes(artifact: Artifact) -> str:
    code, creating = len(artifact.deployed_bytecode), len(artifact.bytecode)
    return f"{code:>8,}{code / CODE_LIMIT:>7.1%}{creating:>10,}{creating / CREATION_LIMIT:>7.1%}"


def compared() -> dict[str, tuple[int, int]]:
    """For each verb that both have: our gas, Circle's gas. Needs npm's package."""
    ours, theirs = measured(), FiatToken().measured()
    pairs = {name: (ours[name], theirs[name]) for name in theirs if name in ours}
    return pairs | {"redeem, beside burn": (ours["redeem"], theirs["burn"])}


def comparison(pairs: Mapping[str, tuple[int, int]]) -> str:
    """A line for each verb, with the ratio."""
    head = [
        "Gas of the reference token beside Circle's FiatTokenV2_2 behind its FiatTokenProxy, both under the same conditions.",
        "",
        f"{'':<40}{'ours':>12}{'theirs':>12}{'ratio':>8}",
    ]
    lines = [f"{name:<40}{ours:>12,}{theirs:>12,}{ours / theirs:>8.2f}" for name, (ours, theirs) in pairs.items()]
    return "\n".join([*head, *lines]) + "\n"


def main() -> None:
    """Write both tables, the second where npm's package is."""
    OURS.write_text(table(), encoding="utf-8")
    click.echo(f"written: {OURS}")
    if not PACKAGE.is_dir():
        click.echo(f"not compared: Circle's token is not in {PACKAGE}; run `npm ci`", err=True)
        return
    COMPARED.write_text(comparison(compared()), encoding="utf-8")
    click.echo(f"written: {COMPARED}")


if __name__ == "__main__":
    main()
