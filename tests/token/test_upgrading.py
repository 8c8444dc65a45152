"""Upgrading: through the implementation, by the upgrader; initialised once; state stays, in its named places."""

from __future__ import annotations

import pytest
from _outcome import (
    ADMIN_ROLE,
    ALL_BITS,
    HELD,
    IMPLEMENTATION_SLOT,
    MINT,
    MINTER_ALLOWANCE,
    ROLES,
    SIGNATURES,
    SUPPLY,
    Outcome,
    erc7201,
    request,
    role_id,
)
from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.tokens.reference_dollar import ROLE_NAMES

ZERO = "0x" + "00" * 20
INITIALIZABLE = "openzeppelin.storage.Initializable"
PROXY = artifacts.load("ERC1967Proxy")


@pytest.fixture
def initialising(contract, actor):
    """The arguments of an initialisation in which every role goes to an account of its own, some of them replaced."""

    def arguments(**replaced):
        holders = {"admin": actor("admin").address} | {name: actor(name).address for name in ROLE_NAMES}
        roles = {_camel(name): address for name, address in (holders | replaced).items()}
        return "A Dollar", "AUSD", {"adminDelay": 77, **roles}

    return arguments


def _camel(name):
    first, *rest = name.split("_")
    return first + "".join(map(str.capitalize, rest))


@pytest.fixture
def another(chain, stage, implementation):
    """A second token of the same code, initialised with these arguments; answers it."""

    def deploying(*args):
        data = implementation.abi.function("initialize").encode(*args)
        proxy = chain.deploy(PROXY, implementation.address, data, sender=stage.actor("deployer"))
        return chain.at(proxy.address, implementation.abi)

    return deploying


# --- upgradeToAndCall


@pytest.mark.branch("upgradeToAndCall: given everything is in order: it replaces the implementation and emits Upgraded")
def test_an_upgrade_puts_another_implementation_behind_the_proxy(token, implementation, does):
    assert does(lambda: token.upgrade(implementation)) == Outcome(
        {"implementation": implementation.address.lower()}, [("Upgraded", implementation.address)]
    )


def test_an_upgrade_can_be_repeated_and_taken_back(token, implementation, does):
    first = token.contract.chain.at(token.implementation(), implementation.abi)
    token.upgrade(implementation)

    assert does(lambda: token.upgrade(first)) == Outcome(
        {"implementation": first.address.lower()}, [("Upgraded", first.address)]
    )


@pytest.mark.branch("upgradeToAndCall: when a call comes with it: it makes the call as the upgrader")
@pytest.mark.branch("upgradeToAndCall: given everything is in order: it leaves the state as it is")
def test_state_stays_through_an_upgrade(
    contract,
    token,
    ledger,
    signs,
    holder,
    recipient,
    spender,
    victim,
    minter,
    admin,
    attacker,
    freezer,
    relayer,
    actor,
    implementation,
):
    # given a token in use in all its parts
    token.mint(holder, 11)
    token.approve(spender, 12, sender=holder)
    token.configure_minter(attacker, 13)
    token.freeze(victim)
    contract.send("setFrozenTokens", recipient, 14, sender=freezer)
    signs.permit(recipient, spender, 15).submit(sender=relayer)
    signs.transfer(holder, recipient, 16, nonce=2).submit(sender=relayer)
    contract.send("grantRole", role_id("BRIDGE_ROLE"), relayer, sender=admin)
    contract.send("pauseBits", MINT | SIGNATURES, sender=actor("pauser"))
    contract.send("setSupplyController", implementation, sender=actor("reserve_admin"))
    contract.send("beginDefaultAdminTransfer", spender, sender=admin)
    contract.send("changeDefaultAdminDelay", 5, sender=admin)
    before = ledger.state()

    # when
    token.upgrade(implementation)

    # then
    after = ledger.state()
    assert ledger.difference(before, after) == {"implementation": implementation.address.lower()}
    assert after["balance of holder"] == HELD + 11 - 16
    assert after["balance of recipient"] == 16
    assert after["frozen tokens of recipient"] == 14
    assert after["allowance of recipient for spender"] == 15
    assert after["nonce of recipient"] == 1
    assert after["authorization 2 of holder is used"]
    assert after["relayer holds BRIDGE_ROLE"]
    assert after["allowance of holder for spender"] == 12
    assert after["minter allowance of attacker"] == 13
    assert after["minter allowance of minter"] == MINTER_ALLOWANCE - 11
    assert after["attacker holds MINTER_ROLE"]
    assert after["frozen"] == (victim.address,)
    assert after["paused"] == ("mint", "signatures")
    assert after["supply controller"] == implementation.address
    assert after["supply"] == SUPPLY + 11
    assert after["pending admin"][0] == spender.address


def test_a_call_that_comes_with_the_upgrade_runs_in_the_token_as_the_upgrader(
    contract, token, admin, upgrader, implementation, does
):
    contract.send("grantRole", role_id("PAUSER_ROLE"), upgrader, sender=admin)
    pausing = contract.abi.function("pause").encode()

    assert does(lambda: token.upgrade(implementation, pausing)) == Outcome(
        {"implementation": implementation.address.lower(), "paused": ("transfer",)},
        [("Upgraded", implementation.address), ("Paused", 1, "upgrader")],
    )


@pytest.mark.branch("upgradeToAndCall: when a call comes with it: it reverts if the call is refused")
def test_a_call_that_is_refused_refuses_the_upgrade(contract, token, upgrader, implementation, refuses):
    with refuses("AccessControlUnauthorizedAccount", account=upgrader, neededRole=role_id("PAUSER_ROLE")):
        token.upgrade(implementation, contract.abi.function("pause").encode())


def test_an_upgrade_can_not_initialise_the_token_again(contract, token, implementation, initialising, refuses):
    with refuses("InvalidInitialization"):
        token.upgrade(implementation, contract.abi.function("initialize").encode(*initialising()))


@pytest.mark.branch("upgradeToAndCall: when it is no implementation: it reverts")
@pytest.mark.branch("upgradeToAndCall: when it is no implementation: it reverts")
def test_a_contract_that_is_no_implementation_can_not_be_upgraded_to(contract, chain, upgrader, refuses):
    puppet = chain.puppet("owner")

    with refuses("ERC1967InvalidImplementation", implementation=puppet):
        contract.send("upgradeToAndCall", puppet, b"", sender=upgrader)


def test_an_account_without_code_can_not_be_upgraded_to(contract, upgrader, victim, refuses):
    with refuses("NoReason"):
        contract.send("upgradeToAndCall", victim, b"", sender=upgrader)


def test_a_proxy_is_no_implementation(contract, token, upgrader, another, initialising, refuses):
    other = another(*initialising())

    with refuses("ERC1967InvalidImplementation", implementation=other.address):
        contract.send("upgradeToAndCall", other, b"", sender=upgrader)


@pytest.mark.branch("upgradeToAndCall: when ether comes without a call: it reverts with ERC1967NonPayable")
def test_an_upgrade_takes_no_ether_unless_it_is_passed_on(contract, chain, upgrader, implementation, refuses):
    chain.engine.set_balance(upgrader.address, 1)

    with refuses("ERC1967NonPayable"):
        contract.send("upgradeToAndCall", implementation, b"", sender=upgrader, value=1)


def test_the_implementation_says_that_it_is_one_and_the_token_does_not(contract, implementation, refuses):
    assert int.from_bytes(implementation.call("proxiableUUID")) == IMPLEMENTATION_SLOT
    with refuses("UUPSUnauthorizedCallContext"):
        contract.call("proxiableUUID")


# --- the bare implementation


@pytest.mark.branch("initialize: given it is called on the bare implementation: it reverts with InvalidInitialization")
def test_the_bare_implementation_is_locked_for_good(chain, implementation, initialising, attacker, refuses):
    assert chain.engine.get_storage(implementation.address, erc7201(INITIALIZABLE)) == 2**64 - 1
    with refuses("InvalidInitialization"):
        implementation.send("initialize", *initialising(), sender=attacker)
    assert implementation.call("defaultAdmin") == ZERO


@pytest.mark.branch(
    "upgradeToAndCall: given it is called on the bare implementation: it reverts with UUPSUnauthorizedCallContext"
)
@pytest.mark.parametrize("who", ["upgrader", "attacker"])
def test_the_bare_implementation_can_not_be_upgraded(chain, implementation, actor, refuses, who):
    with refuses("UUPSUnauthorizedCallContext"):
        implementation.send("upgradeToAndCall", implementation, b"", sender=actor(who))


def test_nobody_has_a_role_on_the_bare_implementation(implementation, actor):
    for name in ("admin", *ROLE_NAMES, "deployer"):
        for role in (ADMIN_ROLE, *(f"{each.upper()}_ROLE" for each in ROLE_NAMES)):
            assert not implementation.call("hasRole", role_id(role), actor(name))


# --- initialised once


@pytest.mark.branch("initialize: given it was never called: it sets name and symbol and delay and gives every role")
def test_initialising_gives_every_role_once_and_says_so(chain, stage, implementation, actor, initialising):
    # when
    name, symbol, roles = initialising()
    data = implementation.abi.function("initialize").encode(name, symbol, roles)
    proxy = chain.deploy(PROXY, implementation.address, data, sender=stage.actor("deployer"))

    # then
    token = chain.at(proxy.address, implementation.abi)
    assert (token.call("name"), token.call("symbol"), token.call("defaultAdminDelay")) == ("A Dollar", "AUSD", 77)
    assert token.call("defaultAdmin") == actor("admin").address
    for officer in ("admin", *ROLE_NAMES):
        held = ADMIN_ROLE if officer == "admin" else f"{officer.upper()}_ROLE"
        for role in ROLES:
            assert token.call("hasRole", role_id(role), actor(officer)) is (role == held), (officer, role)
    events = chain.decode_logs(chain.blocks[-1].receipts[0].logs)
    granted = [tuple(each.args.values()) for each in events if each.name == "RoleGranted"]
    assert [event.name for event in events if event.name != "RoleGranted"] == ["Upgraded", "Initialized"]
    roles = (ADMIN_ROLE, *(f"{name.upper()}_ROLE" for name in ROLE_NAMES))
    assert granted == [
        (role_id(role), actor(officer).address, actor("deployer").address)
        for role, officer in zip(roles, ("admin", *ROLE_NAMES), strict=True)
    ]
    assert dict(events[-1].args) == {"version": 1}
    assert token.call("totalSupply") == token.call("pausedBits") == token.call("frozenCount") == 0


@pytest.mark.branch("initialize: given it was called before: it reverts with InvalidInitialization")
@pytest.mark.parametrize("caller", ["deployer", "admin", "upgrader", "attacker"])
def test_nobody_initialises_a_second_time(contract, actor, initialising, refuses, caller):
    with refuses("InvalidInitialization"):
        contract.send("initialize", *initialising(), sender=actor(caller))


@pytest.mark.branch("initialize: when the delay exceeds the ceiling: it reverts with AdminDelayTooLong")
def test_no_delay_above_the_ceiling_is_set_at_the_start(another, initialising, refuses):
    name, symbol, roles = initialising()
    ceiling = 30 * 86_400

    with refuses("AdminDelayTooLong", ceiling=ceiling, delay=ceiling + 1):
        another(name, symbol, roles | {"adminDelay": ceiling + 1})
    assert another(name, symbol, roles | {"adminDelay": ceiling}).call("defaultAdminDelay") == ceiling


@pytest.mark.branch("initialize: when a role is left out: it reverts with ZeroAddress")
@pytest.mark.parametrize("left_out", ["admin", *ROLE_NAMES])
def test_no_role_is_left_out_at_the_start(another, initialising, refuses, left_out):
    with refuses("ZeroAddress"):
        another(*initialising(**{left_out: ZERO}))


def test_a_proxy_is_not_deployed_without_being_initialised(chain, stage, implementation, refuses):
    chain.at(stage.actor("nobody").address, PROXY.interface)  # a contract that does not come to be explains no errors

    with refuses("ERC1967ProxyUninitialized"):
        chain.deploy(PROXY, implementation.address, b"", sender=stage.actor("deployer"))


# --- where everything lies


def mapping_slot(key, slot):
    return int.from_bytes(keccak(key + slot.to_bytes(32)))


def word(address):
    return bytes(12) + bytes.fromhex(address[2:])


@pytest.fixture
def at(chain, token):
    return lambda slot: chain.engine.get_storage(token.address, slot)


def test_minter_allowances_lie_in_their_namespace(at, minter):
    base = erc7201("backbone.storage.Minting")

    assert at(mapping_slot(word(minter.address), base)) == MINTER_ALLOWANCE


@pytest.mark.parametrize("bits", [0, MINT, ALL_BITS])
def test_pause_bits_lie_in_their_namespace(contract, at, pauser, bits):
    contract.send("pauseBits", bits, sender=pauser)

    assert at(erc7201("backbone.storage.Pausing")) == bits


def test_the_freeze_list_lies_in_its_namespace(token, at, victim, attacker):
    # given
    token.freeze(victim)
    token.freeze(attacker)

    # then: an EnumerableSet is the array of values, then the mapping from value to its place, counted from one
    base = erc7201("backbone.storage.Freezing")
    first = int.from_bytes(keccak(base.to_bytes(32)))
    assert at(base) == 2
    assert [at(first), at(first + 1)] == [int(victim.address, 16), int(attacker.address, 16)]
    assert [at(mapping_slot(word(each.address), base + 1)) for each in (victim, attacker)] == [1, 2]


def test_what_a_movement_asks_lies_in_one_slot_of_an_account(contract, token, at, victim, freezer):
    # given
    contract.send("setFrozenTokens", victim, 2**248 - 2, sender=freezer)
    slot = mapping_slot(word(victim.address), erc7201("backbone.storage.Freezing") + 2)
    assert at(slot) == (2**248 - 2) << 8

    # when
    token.freeze(victim)

    # then
    assert at(slot) == (2**248 - 2) << 8 | 1
    token.unfreeze(victim)
    assert at(slot) == (2**248 - 2) << 8


def test_used_authorisations_lie_in_their_namespace(at, signs, holder, recipient, relayer):
    signs.transfer(holder, recipient, 5, nonce=2).submit(sender=relayer)

    owner = mapping_slot(word(holder.address), erc7201("backbone.storage.Authorizations"))
    assert [at(mapping_slot(request(number), owner)) for number in (1, 2)] == [0, 1]


def test_nonces_of_permits_lie_in_openzeppelins_namespace(at, signs, holder, spender, relayer):
    signs.permit(holder, spender, 5).submit(sender=relayer)

    assert at(mapping_slot(word(holder.address), erc7201("openzeppelin.storage.Nonces"))) == 1


def test_the_supply_controller_lies_in_its_namespace(contract, at, implementation, reserve_admin):
    contract.send("setSupplyController", implementation, sender=reserve_admin)

    assert at(erc7201("backbone.storage.SupplyControl")) == int(implementation.address, 16)


def test_balances_allowances_and_supply_lie_in_openzeppelins_namespace(token, at, holder, spender):
    token.approve(spender, 9, sender=holder)

    base = erc7201("openzeppelin.storage.ERC20")
    owner = mapping_slot(word(holder.address), base + 1)
    assert at(mapping_slot(word(holder.address), base)) == HELD
    assert at(mapping_slot(word(spender.address), owner)) == 9
    assert at(base + 2) == SUPPLY


def test_roles_lie_in_openzeppelins_namespace(at, pauser, victim):
    role = mapping_slot(role_id("PAUSER_ROLE"), erc7201("openzeppelin.storage.AccessControl"))

    assert at(mapping_slot(word(pauser.address), role)) == 1
    assert at(mapping_slot(word(victim.address), role)) == 0


def test_the_initialised_version_lies_in_openzeppelins_namespace(at):
    assert at(erc7201(INITIALIZABLE)) == 1


def test_nothing_lies_in_the_plain_slots(at):
    assert [at(slot) for slot in range(32)] == [0] * 32


def test_the_namespaces_are_those_of_the_standard():
    # the example of ERC-7201 itself
    assert erc7201("example.main") == 0x183A6125C38840424C4A85FA12BAB2AB606C4B6D0E7CC73C0C06BA5300EAB500
