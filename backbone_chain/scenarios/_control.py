"""What limits mints in the world: an honest supply controller, its reserve feed, and whom minters may mint to."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.chain import Contract
from backbone_chain.scenarios._world import ALLOWANCE, DAY, MONTH, planned
from backbone_chain.stage import Stage
from backbone_chain.surroundings import supply_controller
from backbone_chain.tokens._control import CENTS, attest

MOST = 3 * ALLOWANCE  # whole tokens in a day
ENDLESS_AT_ZERO = "RateSentinelUnlimited"  # a controller for which a window of 0 is none, as Paxos's
LIMITS = ("perTransaction", "mintPerWindow", "burnPerWindow")


def is_controlled(stage: Stage) -> bool:
    """Whether this token can be put under a supply controller."""
    return bool(stage.token.contract.abi.has("setSupplyController"))


def control(
    stage: Stage, threshold: int = ALLOWANCE, *, code: str = "SupplyController", window: int = MOST
) -> Contract:
    """A controller with limits for a day's business, announced and followed, not yet in place.

    threshold: whole tokens, above which a mint waits a day after it was proposed. code: a controller's contract.
    window: whole tokens, the most that the minter mints in a day.
    """
    unit, by = stage.token.unit, stage.actor
    minter, customer = by("minter").address, by("customer").address
    controller = stage.chain.deploy(artifacts.load(code), stage.token.address, sender=by("deployer"))
    terms = {"threshold": threshold * unit, "delay": DAY, "lifetime": 7 * DAY}
    controller.send("setSupplyCap", 10 * ALLOWANCE * unit, sender=by("reserve_admin"))
    controller.send("setProposalTerms", terms, sender=by("reserve_admin"))
    limit(stage, controller, window)
    controller.send("allowDestination", minter, customer, sender=by("minter_admin"))
    stage.tell(planned("supply-controller", f"{stage.token.address}={int(controller.address, 16)}", "controller"))
    stage.follow(controller, supply_controller(endless=0 if code == ENDLESS_AT_ZERO else None))
    return controller


def limit(stage: Stage, controller: Contract, window: int) -> None:
    """What the minter may mint in a day, whole tokens, by the minter admin's key."""
    limits = {**dict.fromkeys(LIMITS, MOST * stage.token.unit), "mintPerWindow": window * stage.token.unit}
    minter = stage.actor("minter").address
    controller.send("setLimits", minter, limits, sender=stage.actor("minter_admin"))


def feed(stage: Stage, controller: Contract, owner: str, whole: int, max_age: int = MONTH) -> Contract:
    """Put a reserve feed in place whose only attester says that there are so many whole dollars; answers it.

    max_age: seconds after which the gate believes it no more.
    """
    attester = stage.actor(owner)
    code = artifacts.load("ReserveFeed")
    deployed = stage.chain.deploy(code, attester.address, [attester.address], 1, sender=attester)
    attest(deployed, whole * CENTS, stage.chain.timestamp, [attester], sender=attester)
    controller.send("setReserveFeed", deployed.address, max_age, sender=stage.actor("reserve_admin"))
    return deployed


def install(stage: Stage, controller: Contract | None) -> None:
    """By the reserve admin's key; None for no controller at all."""
    address = controller.address if controller else "0x" + "00" * 20
    stage.token.contract.send("setSupplyController", address, sender=stage.actor("reserve_admin"))
