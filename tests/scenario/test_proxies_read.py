"""Which code runs is read where each kind of proxy finds it, and a change there is no secret."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from backbone_chain import artifacts, compiler, tokens
from backbone_chain.chain import Contract
from backbone_chain.model import CodeRead, Severity, SlotRead
from backbone_chain.proxies import EIP1822_SLOT, IMPLEMENTATION_SLOT, ZEPPELINOS_ADMIN_SLOT
from backbone_chain.scenarios._world import planned
from backbone_chain.scenarios.hidden_proxy import put_behind_beacon
from backbone_chain.stage import Stage
from backbone_chain.tokens.reference_dollar import ReferenceDollar, initialiser

BEACON_PROXY = """// SPDX-License-Identifier: MIT
pragma solidity ^0.8.20;
import {BeaconProxy} from "@openzeppelin/contracts/proxy/beacon/BeaconProxy.sol";
contract Plain is BeaconProxy {
    constructor(address beacon, bytes memory data) payable BeaconProxy(beacon, data) {}
}
"""
RUNS_WHAT_A_SLOT_NAMES = "363d3d373d3d3d363d7f%064x545af43d82803e903d91603857fd5bf3"  # EIP-1167 with an SLOAD
Opened = tuple[Stage, Contract, Contract]


def again(stage: Stage) -> Contract:
    """The reference token's code, at another address."""
    return stage.chain.deploy(artifacts.load("ReferenceDollar"), sender=stage.actor("deployer"))


def moved() -> Opened:
    """The reference token, put behind a beacon by an upgrade."""
    stage = Stage(tokens.blueprint("reference"))
    stage.deploy()
    return stage, put_behind_beacon(stage), again(stage)


def born(tmp_path: Path) -> Opened:
    """The reference token behind OpenZeppelin's BeaconProxy from the beginning."""
    source = tmp_path / "Plain.sol"
    source.write_text(BEACON_PROXY, encoding="utf-8")
    (proxy,) = compiler.compile_files([source], root=Path.cwd())
    stage = Stage(tokens.blueprint("reference"))
    deployer, code = stage.actor("deployer"), again(stage)
    made = artifacts.load("UpgradeableBeacon"), code.address, stage.actor("upgrader").address
    beacon = stage.chain.deploy(*made, sender=deployer)
    roles = ("admin", *tokens.reference_dollar.ROLE_NAMES)
    data = initialiser(artifacts.load("ReferenceDollar"), {role: stage.actor(role).address for role in roles})
    created = stage.chain.deploy(proxy, beacon.address, data, sender=deployer)
    stage.open(ReferenceDollar(stage.chain, stage.chain.at(created.address, code.abi)))
    return stage, beacon, again(stage)


@pytest.fixture(params=["moved", "born"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> Opened:
    opening: Callable[[], Opened] = moved if request.param == "moved" else lambda: born(tmp_path)
    return opening()


def alarms(stage: Stage) -> list[tuple[str, Severity]]:
    return [(each.rule, each.severity) for each in stage.findings if each.severity is not Severity.INFO]


def test_a_beacon_that_names_other_code_is_told_before_that_code_does_anything(opened: Opened) -> None:
    stage, beacon, other = opened
    stage.chain.mine(60)  # everything is read again in between
    assert alarms(stage) == []

    beacon.send("upgradeTo", other.address, sender=stage.actor("upgrader"))

    assert alarms(stage) == [("implementation-changed", Severity.CRITICAL)]
    assert f"The implementation of {beacon.address} is {other.address.lower()}" in stage.findings[-1].summary


def test_a_beacon_that_names_the_planned_code_is_no_alarm(opened: Opened) -> None:
    stage, beacon, other = opened
    stage.tell(planned("implementation", other.address, "upgrade 2"))
    beacon.send("upgradeTo", other.address, sender=stage.actor("upgrader"))
    stage.chain.mine(60)
    assert alarms(stage) == []


def test_a_new_owner_of_the_beacon_can_reach_the_upgrade(opened: Opened) -> None:
    stage, beacon, _ = opened
    stage.chain.mine(60)
    thief = stage.actor("thief")
    beacon.send("transferOwnership", thief.address, sender=stage.actor("upgrader"))
    (told,) = [each for each in stage.findings if each.rule == "privilege-closure-changed" and "upgrade" in each.key]
    assert (told.severity, told.subject) == (Severity.CRITICAL, thief.address)


def test_the_admin_in_a_slot_of_another_age_can_reach_the_upgrade() -> None:
    stage = Stage(tokens.blueprint("reference"))
    token, thief = stage.deploy(), stage.actor("thief")
    stage.chain.mine(60)
    assert alarms(stage) == []
    stage.chain.engine.set_storage(token.address, ZEPPELINOS_ADMIN_SLOT, int(thief.address, 16))
    stage.chain.mine(60)
    assert [each.subject for each in stage.findings if each.rule == "privilege-closure-changed"] == [thief.address]


def test_code_that_a_slot_of_another_age_names_is_read() -> None:
    stage = Stage(tokens.blueprint("reference"))
    token, engine = stage.deploy(), stage.chain.engine
    code, other = token.implementation(), again(stage)
    engine.set_code(token.address, bytes.fromhex(RUNS_WHAT_A_SLOT_NAMES % EIP1822_SLOT))
    engine.set_storage(token.address, IMPLEMENTATION_SLOT, 0)
    engine.set_storage(token.address, EIP1822_SLOT, int(code, 16))
    stage.chain.mine(2)
    assert (token.implementation(), alarms(stage)) == (code, [])

    engine.set_storage(token.address, EIP1822_SLOT, int(other.address, 16))
    stage.chain.mine(1)

    assert alarms(stage) == [("implementation-changed", Severity.CRITICAL)]


def test_what_is_no_proxy_runs_its_own_code() -> None:
    stage = Stage(tokens.blueprint("reference"))
    code = again(stage)
    reads = ReferenceDollar(stage.chain, code).state_facts()
    assert [each.contract for each in reads if isinstance(each, CodeRead)] == [code.address]
    words = [int(each.value, 16) for each in reads if isinstance(each, SlotRead) and each.slot == "implementation"]
    assert words == [0]
