"""A chain on which the reference token does business, and the contract in question: the token or one beside it."""

from __future__ import annotations

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backbone_chain import artifacts
from backbone_chain.abi import Abi, Function
from backbone_chain.accounts import Account, Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Contract
from backbone_chain.codec import checksum
from backbone_chain.errors import ArgumentError, RefusedError
from backbone_chain.registry import kebab
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import Blueprint
from backbone_chain.tokens.reference_dollar import ReferenceDollar

from ..errors import MutationError
from .listeners import LISTENERS

PUBLIC = ("holder", "recipient", "spender", "victim", "attacker", "treasury", "minter", "second_minter", "deployer")
ATTEMPTS = 60
"""How many lists of arguments are tried to deploy a contract that nothing is known of but its ABI."""

DAY = 86_400
NUMBERS = (DAY, 10**12, 6, 8, 1, 3600, 2 * DAY, 18, 10_000, 0)
ZERO = "0x" + "00" * 20


@dataclass(kw_only=True)
class World:
    """The chain, the contracts that are called, the roles by id, and who may be named in a call or send one.

    implementation: where the code lies that a proxy runs, empty where there is none.
    """

    chain: Chain
    targets: list[Contract]
    addresses: list[str]
    senders: list[Sender]
    roles: dict[bytes, str] = field(default_factory=dict)
    implementation: str = ""

    @property
    def subject(self) -> Contract:
        """The contract in question."""
        return self.targets[-1]


def open_world(artifact: Artifact, seed: int) -> World:
    """A world for this contract, the same for the same seed. Raises: MutationError where it can't be deployed."""
    is_token = ReferenceDollar.fits(artifact)
    stage = _stage(artifact if is_token else artifacts.load("ReferenceDollar"))
    world = _peopled(stage)
    if is_token:
        world.implementation = stage.token.implementation()
        spare = stage.chain.deploy(artifact, sender=stage.actor("deployer"))
        world.addresses += [spare.address] * 3
    else:
        _add_subject(world, artifact, random.Random(seed))
    for target in world.targets:
        _give_roles(world, target)
    if is_token:
        listener, admin = checksum(next(iter(LISTENERS))), world.chain.account("reserve_admin")
        world.subject.send("setSupplyController", listener, sender=admin)  # since bridges need one
    return world


def _stage(token: Artifact) -> Stage:
    """The token as the tests' fixtures open it; whatever happens afterwards is observed by nobody."""
    parts = (token, artifacts.load("ERC1967Proxy"))
    stage = Stage(Blueprint(name="token", family=ReferenceDollar, artifacts=parts), Chain(), rules=())
    stage.deploy()
    open_for_business(stage)
    stage.token.transfer(stage.actor("holder"), 10**12, sender=stage.actor("treasury"))
    stage.chain.on_block.clear()
    return stage


def _peopled(stage: Stage) -> World:
    chain, token = stage.chain, stage.token.contract
    for address, code in LISTENERS.items():
        chain.engine.set_code(checksum(address), code)
    puppets = [chain.puppet(name) for name in ("holder", "attacker")]
    people: list[Sender] = [*map(chain.account, PUBLIC), chain.account("admin"), *puppets]
    for puppet in puppets:
        token.send("transfer", puppet.address, 10**9, sender=chain.account("treasury"))
    named = [each.address for each in people]
    addresses = [*named, token.address, stage.token.implementation(), ZERO, *map(checksum, LISTENERS)]
    return World(chain=chain, targets=[token], addresses=addresses, senders=people)


def _add_subject(world: World, artifact: Artifact, dice: random.Random) -> None:
    created = _deployed(world, artifact, dice)
    world.targets.append(created)
    world.addresses += [created.address] * 3
    for contract in world.targets:
        _introduce(world, contract)


def _introduce(world: World, contract: Contract) -> None:
    """Name the new contract wherever a contract wants to be told of one such, as a token of its supply controller."""
    for function in contract.abi.functions:
        wants = re.fullmatch(r"set(\w+)", function.name)
        if wants and [each["type"] for each in function.inputs] == ["address"]:
            for sender in (*world.senders, world.chain.account("reserve_admin")):
                contract.send(function.signature, world.subject.address, sender=sender, check=False)


def _give_roles(world: World, contract: Contract) -> None:
    """Each role of a contract goes to the account of that name, which joins those who send."""
    admin = world.chain.account("admin")
    for function in contract.abi.functions:
        if function.name.endswith("_ROLE") and not function.inputs:
            role = contract.call(function.signature)
            name = function.name.removesuffix("_ROLE").lower().removeprefix("default_")
            world.roles[role] = name
            holder = world.chain.account(name)
            if contract.abi.has("grantRole"):
                contract.send("grantRole", role, holder, sender=admin, check=False)
            if holder not in world.senders:
                world.senders.append(holder)
                world.addresses.append(holder.address)


# --- deploying a contract of which only the ABI is known


def _deployed(world: World, artifact: Artifact, dice: random.Random) -> Contract:
    constructor = next((entry for entry in artifact.abi if entry["type"] == "constructor"), {"inputs": ()})
    deployer = world.chain.account("deployer")
    for attempt in range(ATTEMPTS):
        args = [_plausible(world, each, dice, attempt) for each in constructor["inputs"]]
        try:
            created = world.chain.deploy(artifact, *args, sender=deployer)
            return _behind_proxy(world, created, dice, attempt)
        except (RefusedError, ArgumentError):
            continue
    raise MutationError(
        f"{artifact.name} can't be deployed by guessing its arguments from their names, so no claim about it can be "
        f"verified; teach tests/mutation/differential/world.py its arguments."
    )


def _behind_proxy(world: World, created: Contract, dice: random.Random, attempt: int) -> Contract:
    """The contract itself, or a proxy that initialises it. Raises: RefusedError."""
    if not created.abi.has("initialize"):
        return created
    initialise: Function = created.abi.function("initialize")
    data = initialise.encode(*[_plausible(world, each, dice, attempt) for each in initialise.inputs])
    deployer = world.chain.account("deployer")
    proxy = world.chain.deploy(artifacts.load("ERC1967Proxy"), created.address, data, sender=deployer)
    world.implementation = created.address
    return world.chain.at(proxy.address, Abi(created.abi.entries))


def _plausible(world: World, parameter: Mapping[str, Any], dice: random.Random, attempt: int) -> Any:
    """A value by the parameter's name at first, then one that may do."""
    kind, name = parameter["type"], kebab(parameter["name"].strip("_")).replace("-", "_")
    if kind.endswith("]"):
        return []
    if kind == "tuple":
        return tuple(_plausible(world, each, dice, attempt) for each in parameter["components"])
    if kind == "address":
        return _plausible_address(world, name, dice, attempt)
    if kind.startswith(("uint", "int")):
        is_time = any(word in name for word in ("delay", "window", "age", "period", "seconds", "duration"))
        return DAY if is_time and not attempt else dice.choice(NUMBERS)
    if kind.startswith("bytes"):
        return bytes(int(kind[5:] or 0))
    return True if kind == "bool" else name


def _plausible_address(world: World, name: str, dice: random.Random, attempt: int) -> str:
    token = world.targets[0].address
    if "token" in name:
        return token
    account: Account = world.chain.account(name.removeprefix("initial_").replace("owner", "admin"))
    return (
        account.address if attempt < ATTEMPTS // 2 else dice.choice([token, *map(checksum, LISTENERS), account.address])
    )
