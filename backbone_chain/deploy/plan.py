"""What a configuration becomes: the contracts' creation code, their addresses, and the calls that open the token."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import rlp
from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.codec import checksum
from backbone_chain.deploy.config import ROLES, Config, Limits
from backbone_chain.deploy.timelock import Operation
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.tokens.reference_dollar import initialiser

FOUNDED = ("timelock", "token", "supply_controller", "reserve_feed")
"""What the foundation creates, in its order."""

Call = tuple[str, bytes]


def created_by(creator: str, nonce: int) -> str:
    """Where the contract stands that an account creates with this nonce."""
    place = rlp.encode([bytes.fromhex(creator[2:]), nonce])  # type: ignore[no-untyped-call]
    return checksum("0x" + keccak(place)[12:].hex())


def founded_by(foundation: str) -> dict[str, str]:
    """The addresses of what a foundation creates, by name; a contract's first nonce is 1."""
    return {name: created_by(foundation, nonce) for nonce, name in enumerate(FOUNDED, 1)}


def holders(config: Config, site: Mapping[str, str]) -> dict[str, str]:
    """The address that holds each role."""
    return {role: site.get(config.roles[role].removeprefix("@"), config.roles[role]) for role in ROLES}


def terms(config: Config, site: Mapping[str, str]) -> dict[str, Any]:
    """The constructor's argument of the foundation. `site` has every address by name."""
    return {
        "delay": config.timelock.delay,
        "proposer": site["safe"],
        "executor": executor(config, site),
        "canceller": site["guardian"],
        "addresses": [site[name] for name in FOUNDED],
        "creations": list(_creations(config, site)),
        "opening": [{"target": target, "data": data} for target, data in _opening(config, site)],
    }


def executor(config: Config, site: Mapping[str, str]) -> str:
    """Who executes what has waited; OpenZeppelin's timelock knows anybody as the zero address."""
    return site["safe"] if config.timelock.executor == "@safe" else ZERO_ADDRESS


def opening(config: Config, site: Mapping[str, str]) -> Operation:
    """The operation that the timelock executes in the foundation, its own delay last."""
    delay = artifacts.load("TimelockController").interface.function("updateDelay").encode(config.timelock.delay)
    return Operation.of(*_opening(config, site), (site["timelock"], delay))


def _creations(config: Config, site: Mapping[str, str]) -> Iterator[bytes]:
    token = config.token
    initialise = initialiser(
        artifacts.load("ReferenceDollar"),
        holders(config, site),
        name=token.name,
        symbol=token.symbol,
        admin_delay=token.admin_delay,
    )
    yield _creation("ERC1967Proxy", site["implementation"], initialise)
    yield _creation("SupplyController", site["token"])
    yield _creation("ReserveFeed", site["timelock"], list(config.reserve.attesters), config.reserve.threshold)


def _creation(name: str, *args: Any) -> bytes:
    artifact = artifacts.load(name)
    return artifact.bytecode + artifact.interface.constructor.encode(args)


def _opening(config: Config, site: Mapping[str, str]) -> Iterator[Call]:
    """The supply controller first, so that no minter is ever without its limits."""
    token, controller = (
        _caller("ReferenceDollar", site["token"]),
        _caller("SupplyController", site["supply_controller"]),
    )
    supply = config.supply
    times = {"delay": supply.proposal_delay, "lifetime": supply.proposal_lifetime}
    yield controller("setReserveFeed", site["reserve_feed"], config.reserve.max_age)
    yield controller("setSupplyCap", supply.cap)
    yield controller("setProposalTerms", {"threshold": supply.proposal_threshold, **times})
    yield token("setSupplyController", site["supply_controller"])
    for minter in config.minters:
        yield controller("setLimits", minter.address, _limits(minter.limits))
        for destination in minter.destinations:
            yield controller("allowDestination", minter.address, destination)
        yield token("addMinter", minter.address, minter.allowance)
    for bridge in config.bridges:
        yield controller("setLimits", bridge.address, _limits(bridge.limits))
        yield token("grantRole", keccak(text="BRIDGE_ROLE"), bridge.address)


def _caller(name: str, address: str) -> Any:
    abi = artifacts.load(name).interface
    return lambda function, *args: (address, abi.function(function).encode(*args))


def _limits(limits: Limits) -> dict[str, int]:
    return {
        "perTransaction": limits.per_transaction,
        "mintPerWindow": limits.per_day_mint,
        "burnPerWindow": limits.per_day_burn,
    }
