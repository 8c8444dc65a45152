"""What a configuration asks for, in the words of a reading, so that the two can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from backbone_chain.deploy import plan
from backbone_chain.deploy.config import Config, Signers
from backbone_chain.deploy.history import ANYBODY
from backbone_chain.deploy.state import State
from backbone_chain.deploy.verify import NOTHING, Comparison, compare_facts, flat

CLOSED = ("roles", "timelock", "minters", "limits")
"""Where whatever wasn't asked for is a difference."""


def check(config: Config, site: Mapping[str, str], found: State) -> Comparison:
    """A reading against its configuration: nobody more, nobody less, and nothing higher."""
    asked, facts = flat(wanted(config, site)), flat(found)
    extra = {path: value for path, value in facts.items() if path[0] in CLOSED and path not in asked}
    return compare_facts(asked, {**{path: facts.get(path, NOTHING) for path in asked}, **extra})


def wanted(config: Config, site: Mapping[str, str]) -> State:
    """All that the configuration decides."""
    return {
        "slots": {"implementation_of_token": site["implementation"], "initialisations_of_token": 1},
        "token": _token(config, site),
        "roles": _roles(config, site),
        "timelock": _timelock(config, site),
        "supply": _supply(config, site),
        "reserve": _reserve(config, site),
        "safe": _signers(config.safe),
        "guardian": _signers(config.guardian),
        "minters": {
            minter.address: {"allowance": minter.allowance, "destinations": sorted(minter.destinations)}
            for minter in config.minters
        },
        "limits": {minter.address: asdict(minter.limits) for minter in config.minters}
        | {bridge.address: asdict(bridge.limits) for bridge in config.bridges},
    }


def _token(config: Config, site: Mapping[str, str]) -> State:
    return {
        "name": config.token.name,
        "symbol": config.token.symbol,
        "admin": site["timelock"],
        "admin_delay": config.token.admin_delay,
        "supply_controller": site["supply_controller"],
        "paused": [],
    }


def _roles(config: Config, site: Mapping[str, str]) -> State:
    return {
        **{role: [holder] for role, holder in plan.holders(config, site).items()},
        "minter": sorted(minter.address for minter in config.minters),
        "bridge": sorted(bridge.address for bridge in config.bridges),
    }


def _timelock(config: Config, site: Mapping[str, str]) -> State:
    return {
        "delay": config.timelock.delay,
        "admin": [site["timelock"]],
        "proposer": [site["safe"]],
        "executor": [ANYBODY if config.timelock.executor == ANYBODY else site["safe"]],
        "canceller": sorted({site["safe"], site["guardian"]}),
    }


def _supply(config: Config, site: Mapping[str, str]) -> State:
    gate = {"reserve_feed": site["reserve_feed"], "reserve_max_age": config.reserve.max_age}
    return {**asdict(config.supply), **gate, "authority": site["token"]}


def _reserve(config: Config, site: Mapping[str, str]) -> State:
    attesters = sorted(config.reserve.attesters)
    return {"owner": site["timelock"], "attesters": attesters, "threshold": config.reserve.threshold}


def _signers(signers: Signers) -> State:
    if not signers.owners:
        return {}
    return {"kind": "Safe", "owners": sorted(signers.owners), "threshold": signers.threshold, "modules": []}
