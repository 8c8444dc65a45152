"""The hidden proxy: after the takeover the token is an ordinary one in all but its slot, with a door for its owner."""

from __future__ import annotations

from dataclasses import replace

import pytest
from _calls import CALLS, Subject, opening, plain
from _outcome import ADMIN_ROLE, IMPLEMENTATION_SLOT, SUPPLY, UNLIMITED, Ledger, Outcome, erc7201, request, role_id
from _quirk_calls import QUIRK_CALLS

from backbone_chain import artifacts
from backbone_chain.chain import Chain
from backbone_chain.model import Upgraded
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage
from backbone_chain.tokens.reference_dollar import ROLE_NAMES

ALL_CALLS = CALLS | QUIRK_CALLS
SHADOW = artifacts.load("ShadowImplementation")
ZERO = "0x" + "00" * 20
INITIALIZABLE = erc7201("openzeppelin.storage.Initializable")


class Attack:
    """What the attacker does once the proxy is there and still empty."""

    def __init__(self, stage):
        self.stage, self.chain, self.contracts = stage, stage.chain, []
        self.attacker = stage.actor("attacker")

    def __call__(self, contract):
        self.contracts.append(contract)
        if len(self.contracts) != 2:
            return
        self.audited, self.proxy = self.contracts
        self.stage.blueprint.family.initialise(self.proxy, holder=self.attacker)
        self.shadow = self.chain.deploy(SHADOW, self.audited.address, self.attacker.address, sender=self.attacker)
        take_over = self.shadow.abi.function("takeOver").encode()
        self.taking = self.proxy.send("upgradeToAndCall", self.shadow, take_over, sender=self.attacker)
        self.after = [
            self.chain.engine.get_storage(self.proxy.address, slot) for slot in (INITIALIZABLE, IMPLEMENTATION_SLOT)
        ]
        self.admin_after = self.proxy.call("defaultAdmin")
        self.roles_after = [
            role
            for role in (ADMIN_ROLE, "MINTER_ROLE", *(f"{name.upper()}_ROLE" for name in ROLE_NAMES))
            if self.proxy.call("hasRole", role_id(role), self.attacker)
        ]

    def door(self, function, *args, sender):
        """Call what only the shadow knows."""
        return self.chain.send(self.proxy.address, SHADOW.interface.function(function).encode(*args), sender=sender)


def opened(blueprint, attack=None):
    """A token behind a proxy that starts empty, open for business; with an attack, if there is one, in between."""
    late = replace(blueprint, artifacts=(blueprint.artifacts[0], artifacts.load("ProxyInitializedLater")))
    stage = Stage(late, Chain(), rules=())
    between = attack(stage) if attack else None
    stage.deploy(between=between)
    open_for_business(stage)
    stage.token.transfer(stage.actor("holder"), 1_000_000 * 10**6, sender=stage.actor("treasury"))
    return stage, between


@pytest.fixture(scope="module")
def hidden_stage(blueprint):
    return opened(blueprint, Attack)


@pytest.fixture(scope="module")
def honest_stage(blueprint):
    return opened(blueprint)[0]


@pytest.fixture
def attack(hidden_stage):
    stage, attack = hidden_stage
    with stage.isolated():
        yield attack


@pytest.fixture
def hidden(attack):
    """The token with the shadow behind it."""
    return Subject(Ledger(attack.stage), attack.stage)


@pytest.fixture
def honest(honest_stage):
    """The same token without one."""
    with honest_stage.isolated():
        yield Subject(Ledger(honest_stage), honest_stage)


# --- the takeover


def test_the_takeover_says_that_the_audited_implementation_was_upgraded_to(attack):
    facts = attack.stage.token.facts(
        [log_of(attack.taking, index) for index in range(len(attack.taking.logs))],
    )

    assert [(type(fact), fact.implementation) for fact in facts] == [
        (Upgraded, attack.shadow.address),
        (Upgraded, attack.audited.address),
    ]


def log_of(receipt, index):
    from backbone_chain.tokens import Log

    return Log(*receipt.logs[index], index, receipt.hash, receipt.sender)


def test_the_takeover_leaves_no_trace_in_storage_but_the_slot(attack):
    assert attack.after == [0, int(attack.shadow.address, 16)]
    assert attack.admin_after == ZERO
    assert attack.roles_after == []


def test_the_issuer_initialises_none_the_wiser(hidden, attack):
    assert hidden.contract.call("defaultAdmin") == hidden.actor("admin").address
    for name in ROLE_NAMES:
        role = role_id(f"{name.upper()}_ROLE")
        assert hidden.contract.call("hasRole", role, hidden.actor(name))
        assert not hidden.contract.call("hasRole", role, attack.attacker)


# --- an ordinary token


def test_its_state_is_that_of_an_ordinary_token_but_for_the_slot(hidden, honest, attack):
    found, expected = hidden.state(), honest.state()

    assert {key for key in expected if found[key] != expected[key]} == {"implementation"}
    assert found["implementation"] == attack.shadow.address.lower()
    assert expected["implementation"] == honest.token.planned_implementation.lower()


@pytest.mark.parametrize("call", ALL_CALLS)
def test_it_does_and_refuses_what_an_ordinary_token_does_and_refuses(hidden, honest, call):
    found = hidden.tells(lambda: ALL_CALLS[call](hidden))

    assert plain(found) == plain(honest.tells(lambda: ALL_CALLS[call](honest)))


@pytest.mark.parametrize("function", ["transfer", "approve", "redeem", "proxiableUUID", "unknown", "ether"])
def test_what_the_attacker_calls_beside_the_door_is_forwarded_too(hidden, honest, attack, function):
    def calling(subject):
        sender, contract = subject.actor("attacker"), subject.contract
        subject.chain.engine.set_balance(sender.address, 1)
        if function == "unknown":
            return subject.chain.send(contract.address, bytes.fromhex("deadbeef"), sender=sender)
        if function == "ether":
            return subject.chain.send(contract.address, sender=sender, value=1)
        args = {"redeem": (1, request(1)), "proxiableUUID": ()}.get(function, (subject.actor("victim"), 0))
        return contract.send(function, *args, sender=sender)

    assert hidden.tells(lambda: calling(hidden)) == honest.tells(lambda: calling(honest))


def test_the_shadow_says_that_it_is_an_implementation(attack):
    assert int.from_bytes(attack.shadow.call("proxiableUUID")) == IMPLEMENTATION_SLOT


# --- the door


@pytest.mark.parametrize("amount", [0, 1, 98_000_000 * 10**6])
@pytest.mark.parametrize("to", ["attacker", "victim"])
def test_the_attacker_mints_without_any_event(hidden, attack, to, amount):
    changes = {"supply": amount, f"balance of {to}": amount} if amount else {}

    assert hidden.does(lambda: attack.door("hiddenMint", hidden.actor(to), amount, sender=attack.attacker)) == Outcome(
        changes, []
    )


def test_what_was_minted_there_can_be_spent(hidden, attack):
    attack.door("hiddenMint", attack.attacker, 7, sender=attack.attacker)

    assert hidden.does(lambda: hidden.send("attacker", "transfer", "@recipient", 7)) == Outcome(
        {"balance of attacker": -7, "balance of recipient": 7}, [("Transfer", "attacker", "recipient", 7)]
    )


def test_neither_pause_nor_freeze_nor_allowance_closes_the_door(hidden, attack):
    hidden.send("freezer", "freeze", "@attacker", request(1))
    hidden.send("pauser", "pauseAll")

    assert hidden.does(lambda: attack.door("hiddenMint", attack.attacker, 7, sender=attack.attacker)).changes == {
        "supply": 7,
        "balance of attacker": 7,
    }


def test_the_supply_does_not_run_over(hidden, attack):
    with hidden.refuses("Panic", code=0x11, meaning="arithmetic overflow or underflow"):
        attack.door("hiddenMint", attack.attacker, UNLIMITED - SUPPLY + 1, sender=attack.attacker)


@pytest.mark.parametrize("who", ["admin", "minter", "upgrader", "victim", "deployer"])
def test_nobody_but_the_attacker_finds_the_door(hidden, attack, who):
    with hidden.refuses("NoReason"):
        attack.door("hiddenMint", attack.attacker, 7, sender=hidden.actor(who))
    with hidden.refuses("NoReason"):
        attack.door("takeOver", sender=hidden.actor(who))


def test_on_an_ordinary_token_there_is_no_door(honest):
    with honest.refuses("NoReason"):
        honest.chain.send(
            honest.contract.address,
            SHADOW.interface.function("hiddenMint").encode(honest.actor("attacker"), 7),
            sender=honest.actor("attacker"),
        )


def test_the_attacker_can_open_the_initialiser_again(hidden, attack):
    # given
    with hidden.refuses("InvalidInitialization"):
        hidden.chain.send(hidden.contract.address, opening(hidden, "attacker"), sender=attack.attacker)

    # then
    step = hidden.does(lambda: attack.door("takeOver", sender=attack.attacker))
    assert step == Outcome({"admin": "zero", "initialised": "version 0"}, [("Upgraded", attack.audited.address)])
    assert (
        hidden.does(
            lambda: hidden.chain.send(hidden.contract.address, opening(hidden, "attacker"), sender=attack.attacker)
        ).changes["admin"]
        == "attacker"
    )


# --- how it ends


def test_the_issuers_next_upgrade_closes_the_door(hidden, attack):
    code = hidden.new_code()

    assert hidden.does(lambda: hidden.send("upgrader", "upgradeToAndCall", code, b"")) == Outcome(
        {"implementation": code.address.lower()}, [("Upgraded", code.address)]
    )
    with hidden.refuses("NoReason"):
        attack.door("hiddenMint", attack.attacker, 7, sender=attack.attacker)


def test_a_refused_upgrade_leaves_the_shadow_in_its_place(hidden, attack):
    code = hidden.new_code()

    with hidden.refuses(
        "AccessControlUnauthorizedAccount", account=attack.attacker, neededRole=role_id("UPGRADER_ROLE")
    ):
        hidden.send("attacker", "upgradeToAndCall", code, b"")
    assert hidden.token.implementation() == attack.shadow.address


def test_the_state_facts_give_it_away(hidden, attack):
    assert hidden.token.implementation() == attack.shadow.address
    assert hidden.token.planned_implementation == attack.audited.address
