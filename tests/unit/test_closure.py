"""The privilege closure: who can reach a power, read from state, however far around."""

from __future__ import annotations

import pytest

from backbone_chain import artifacts, scenarios, tokens
from backbone_chain.closure import Closure
from backbone_chain.deploy import safe as safes
from backbone_chain.errors import UsageError
from backbone_chain.model import Fact, Observation, PrivilegeRead, SlotRead
from backbone_chain.scenarios._governance import SIGNERS, Governance, govern
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import logs_of


class Everything:
    """Keeps the last closure that the rules were shown."""

    def __init__(self, stage: Stage) -> None:
        self.read: dict[str, tuple[str, ...]] = {}
        self.slots: dict[tuple[str, str], str] = {}
        watched = stage.watch.observe

        def observe(observation: Observation) -> list:  # type: ignore[type-arg]
            for fact in observation.facts:
                self._note(fact)
            return watched(observation)

        stage.watch.observe = observe  # type: ignore[method-assign]

    def _note(self, fact: Fact) -> None:
        if isinstance(fact, PrivilegeRead):
            self.read[fact.power] = fact.accounts
        elif isinstance(fact, SlotRead):
            self.slots[fact.contract, fact.slot] = fact.value


@pytest.fixture
def stage() -> Stage:
    return Stage(tokens.blueprint("reference"))


@pytest.fixture
def seen(stage: Stage) -> Everything:
    made = Everything(stage)
    stage.deploy()
    return made


@pytest.fixture
def governance(stage: Stage, seen: Everything) -> Governance:
    try:
        safes.load("SafeL2")
    except UsageError as missing:
        pytest.skip(str(missing))
    scenarios.open_for_business(stage)
    return govern(stage)


def named(stage: Stage, *names: str) -> set[str]:
    return {stage.actor(name).address for name in names}


def test_roles_and_who_can_give_them(stage: Stage, seen: Everything) -> None:
    assert set(seen.read) == {"mint", "upgrade", "pause", "freeze", "admin"}
    assert set(seen.read["admin"]) == named(stage, "admin")
    assert set(seen.read["mint"]) == named(stage, "admin", "minter_admin")
    assert set(seen.read["freeze"]) == named(stage, "admin", "freezer")


def test_a_role_that_is_given_and_taken_again(stage: Stage, seen: Everything) -> None:
    attacker = stage.actor("attacker")
    stage.token.grant("upgrade", attacker)
    assert set(seen.read["upgrade"]) == named(stage, "admin", "upgrader", "attacker")
    stage.token.revoke("upgrade", attacker)
    assert set(seen.read["upgrade"]) == named(stage, "admin", "upgrader")


def test_events_of_another_contract_give_nobody_a_role(stage: Stage, seen: Everything) -> None:
    attacker, before = stage.actor("attacker"), dict(seen.read)
    forger = stage.chain.deploy(artifacts.load("ForgedLogs"), sender=attacker)
    event = next(each for each in stage.token.contract.abi.events.values() if each.name == "RoleGranted")
    word = int(attacker.address, 16).to_bytes(32)
    forger.send("forge", [event.topic, bytes(32), word, word], b"", 1, sender=attacker)
    assert seen.read == before


def test_owners_of_owners_down_to_the_keys(stage: Stage, seen: Everything, governance: Governance) -> None:
    contracts = {governance.desk.address, governance.timelock.address, governance.safe.address}
    assert set(seen.read["upgrade"]) == contracts | named(stage, "admin", *SIGNERS)
    assert not contracts & set(seen.read["mint"])


@pytest.mark.parametrize(
    ("function", "what"), [("enableModule", "modules"), ("setGuard", "guard"), ("changeThreshold", "threshold")]
)
def test_what_a_safe_can_be_judged_by_is_read(
    stage: Stage, seen: Everything, governance: Governance, function: str, what: str
) -> None:
    before = dict(seen.slots)
    argument: object = stage.actor("attacker").address
    if what == "threshold":
        argument = 1
    elif what == "guard":
        argument = stage.chain.deploy(artifacts.load("DelegatecallGuard"), sender=stage.actor("deployer")).address
    governance.settle(function, argument)
    changed = {name for name in seen.slots if seen.slots[name] != before.get(name)}
    assert changed == {(governance.safe.address, what)}
    assert (stage.actor("attacker").address in seen.read["upgrade"]) == (what == "modules")


def test_an_owner_who_hands_over_is_followed(stage: Stage, seen: Everything) -> None:
    deployer, attacker = stage.actor("deployer"), stage.actor("attacker")
    desk = stage.chain.deploy(artifacts.load("ProxyAdmin"), deployer.address, sender=deployer)
    stage.token.grant("upgrade", desk)
    assert deployer.address in seen.read["upgrade"]
    desk.send("transferOwnership", attacker.address, sender=deployer)
    assert attacker.address in seen.read["upgrade"]
    assert deployer.address not in seen.read["upgrade"]


def test_transfers_alone_ask_for_no_closure(stage: Stage, seen: Everything) -> None:
    scenarios.open_for_business(stage)
    closure = Closure(stage.token)
    for block in stage.chain.blocks:
        closure.learn(logs_of(block))
    closure.read()
    stage.token.transfer(stage.actor("victim"), 1, sender=stage.actor("customer"))
    assert not closure.touched(stage.chain.blocks[-1])
    stage.token.grant("pause", stage.actor("attacker"))
    assert closure.touched(stage.chain.blocks[-1])
