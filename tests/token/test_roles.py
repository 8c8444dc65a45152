"""Roles: who may call what, how roles are given and taken, and that the admin can be replaced but never lost."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from _outcome import (
    ADMIN_ROLE,
    ALL_BITS,
    MINTER_ALLOWANCE,
    NOTHING,
    OFFICERS,
    ROLES,
    TRANSFER,
    Outcome,
    request,
    role_id,
)

ZERO = "0x" + "00" * 20
DELAY = 48 * 3600
DAY = 24 * 3600
REASON = request(1)


class Call(NamedTuple):
    """A privileged call: the function, the role that it needs, and arguments with which it goes through."""

    function: str
    role: str
    args: Callable[[Any], tuple[Any, ...]]


PRIVILEGED = [
    Call("addMinter", "MINTER_ADMIN_ROLE", lambda actor: (actor("recipient"), 5)),
    Call("increaseMinterAllowance", "MINTER_ADMIN_ROLE", lambda actor: (actor("second_minter"), 5)),
    Call("decreaseMinterAllowance", "MINTER_ADMIN_ROLE", lambda actor: (actor("second_minter"), 5)),
    Call("removeMinter", "MINTER_ADMIN_ROLE", lambda actor: (actor("second_minter"),)),
    Call("mint", "MINTER_ROLE", lambda actor: (actor("recipient"), 0)),
    Call("burn", "MINTER_ROLE", lambda actor: (0,)),
    Call("pause", "PAUSER_ROLE", lambda actor: ()),
    Call("pauseAll", "PAUSER_ROLE", lambda actor: ()),
    Call("pauseBits", "PAUSER_ROLE", lambda actor: (ALL_BITS,)),
    Call("unpause", "UNPAUSER_ROLE", lambda actor: (TRANSFER,)),
    Call("freeze", "FREEZER_ROLE", lambda actor: (actor("victim"), REASON)),
    Call("freezeMany", "FREEZER_ROLE", lambda actor: ([actor("victim")], REASON)),
    Call("unfreeze", "UNFREEZER_ROLE", lambda actor: (actor("victim"),)),
    Call("setSupplyController", "RESERVE_ADMIN_ROLE", lambda actor: (ZERO,)),
    Call("upgradeToAndCall", "UPGRADER_ROLE", lambda actor: (actor("implementation"), b"")),
    Call("beginDefaultAdminTransfer", ADMIN_ROLE, lambda actor: (actor("victim"),)),
    Call("cancelDefaultAdminTransfer", ADMIN_ROLE, lambda actor: ()),
    Call("changeDefaultAdminDelay", ADMIN_ROLE, lambda actor: (DAY,)),
    Call("rollbackDefaultAdminDelay", ADMIN_ROLE, lambda actor: ()),
    Call("grantRole", ADMIN_ROLE, lambda actor: (role_id("PAUSER_ROLE"), actor("victim"))),
    Call("revokeRole", ADMIN_ROLE, lambda actor: (role_id("PAUSER_ROLE"), actor("pauser"))),
]
OPEN_TO_ALL = {
    "approve",
    "transfer",
    "transferFrom",
    "redeem",
    "renounceRole",
    "acceptDefaultAdminTransfer",
    "initialize",
}
CALLERS = [*OFFICERS, "second_minter", "deployer", "treasury", "holder", "attacker"]


@pytest.fixture
def having(actor, implementation):
    """An actor by name, with the new implementation among them."""
    return lambda name: implementation if name == "implementation" else actor(name)


def by_name(call):
    return call.function


# --- every role, every function


def test_every_function_that_changes_state_is_in_one_of_the_two_tables(contract):
    declared = {function.name for function in contract.abi.functions if function.changes_state}

    assert declared == {call.function for call in PRIVILEGED} | OPEN_TO_ALL


@pytest.mark.parametrize("caller", CALLERS)
@pytest.mark.parametrize("call", PRIVILEGED, ids=by_name)
def test_a_privileged_function_is_for_its_role_and_for_nobody_else(contract, actor, having, refuses, call, caller):
    args, sender = call.args(having), actor(caller)
    if caller == ROLES[call.role] or (caller, call.role) == ("second_minter", "MINTER_ROLE"):
        assert contract.send(call.function, *args, sender=sender).success
    else:
        with refuses("AccessControlUnauthorizedAccount", account=sender, neededRole=role_id(call.role)):
            contract.send(call.function, *args, sender=sender)


@pytest.mark.parametrize("call", PRIVILEGED, ids=by_name)
def test_not_even_the_token_itself_has_a_role(contract, ledger, actor, having, call):
    assert not contract.call("hasRole", role_id(call.role), contract.address)


@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMIN_ROLE])
def test_a_role_alone_opens_its_functions_and_no_others(contract, admin, attacker, having, role):
    # given
    contract.send("grantRole", role_id(role), attacker, sender=admin)

    # when
    opened = {call.function for call in PRIVILEGED if goes_through(contract, call, having, attacker)}

    # then
    assert opened == {call.function for call in PRIVILEGED if call.role == role}


def goes_through(contract, call, having, sender):
    with contract.chain.isolated():
        return contract.send(call.function, *call.args(having), sender=sender, check=False).success


@pytest.mark.parametrize("role", ROLES)
def test_each_role_has_the_id_of_its_name_and_the_admin_above_it(contract, role):
    assert contract.call(role) == role_id(role)
    assert contract.call("getRoleAdmin", role_id(role)) == role_id(ADMIN_ROLE)


def test_each_role_is_held_by_its_officer_alone(ledger):
    held = {key for key, value in ledger.state().items() if " holds " in key and value}

    minters = {f"{name} holds MINTER_ROLE" for name in ("second_minter", "third_minter")}
    assert held == {f"{holder} holds {role}" for role, holder in ROLES.items()} | minters


# --- a frozen officer


@pytest.mark.parametrize("call", [call for call in PRIVILEGED if call.role != ADMIN_ROLE], ids=by_name)
def test_a_frozen_officer_uses_none_of_its_functions(contract, token, actor, having, refuses, call):
    officer, args = actor(ROLES[call.role]), call.args(having)
    token.freeze(officer)

    with refuses("AccountFrozen", account=officer):
        contract.send(call.function, *args, sender=officer)


@pytest.mark.parametrize("role", [role for role in ROLES if role != ADMIN_ROLE])
def test_a_frozen_officer_does_nothing_but_take_back_an_allowance(
    contract, token, treasury, actor, spender, refuses, does, role
):
    # given
    officer = actor(ROLES[role])
    token.transfer(officer, 10, sender=treasury)
    token.transfer(spender, 10, sender=treasury)
    token.approve(officer, 10, sender=spender)
    token.freeze(officer)

    # then
    with refuses("AccountFrozen", account=officer):
        contract.send("renounceRole", role_id(role), officer, sender=officer)
    with refuses("AccountFrozen", account=officer):
        token.transfer(spender, 1, sender=officer)
    with refuses("AccountFrozen", account=officer):
        token.transfer_from(spender, spender, 1, sender=officer)
    with refuses("AccountFrozen", account=officer):
        token.redeem(1, request(1), sender=officer)
    with refuses("AccountFrozen", account=officer):
        token.approve(spender, 1, sender=officer)
    assert does(lambda: token.approve(spender, 0, sender=officer)).events == [
        ("Approval", ROLES[role], "spender", 0),
    ]


def test_an_officer_can_not_unfreeze_itself(contract, token, unfreezer, refuses):
    token.freeze(unfreezer)

    with refuses("AccountFrozen", account=unfreezer):
        contract.send("unfreeze", unfreezer, sender=unfreezer)


def test_an_unfrozen_officer_has_its_role_still(token, pauser, refuses, does):
    token.freeze(pauser)
    with refuses("AccountFrozen", account=pauser):
        token.pause()

    token.unfreeze(pauser)

    assert does(token.pause).changes == {"paused": ("transfer",)}


def test_a_frozen_outsider_is_told_that_it_lacks_the_role(token, attacker, refuses):
    token.freeze(attacker)

    with refuses("AccessControlUnauthorizedAccount", account=attacker, neededRole=role_id("PAUSER_ROLE")):
        token.pause(sender=attacker)


def test_a_frozen_account_does_not_become_the_admin(contract, chain, token, admin, victim, does, refuses):
    # given
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    token.freeze(victim)
    chain.warp(DELAY + 1)

    # then
    with refuses("AccountFrozen", account=victim):
        contract.send("acceptDefaultAdminTransfer", sender=victim)
    token.unfreeze(victim)
    assert does(lambda: contract.send("acceptDefaultAdminTransfer", sender=victim)).changes["admin"] == "victim"


# --- granting and revoking

GRANTED = [role for role in ROLES if role != ADMIN_ROLE]


@pytest.mark.parametrize("role", GRANTED)
def test_the_admin_grants_a_role(contract, admin, victim, does, role):
    assert does(lambda: contract.send("grantRole", role_id(role), victim, sender=admin)) == Outcome(
        {f"victim holds {role}": True}, [("RoleGranted", role, "victim", "admin")]
    )


@pytest.mark.parametrize("role", GRANTED)
def test_granting_a_role_twice_changes_and_says_nothing(contract, admin, actor, does, role):
    assert does(lambda: contract.send("grantRole", role_id(role), actor(ROLES[role]), sender=admin)) == NOTHING


@pytest.mark.parametrize("role", GRANTED)
def test_no_role_goes_to_nobody(contract, admin, refuses, role):
    with refuses("ZeroAddress"):
        contract.send("grantRole", role_id(role), ZERO, sender=admin)


@pytest.mark.parametrize("role", [role for role in GRANTED if role != "MINTER_ROLE"])
def test_the_admin_revokes_a_role(contract, admin, actor, does, role):
    officer = ROLES[role]

    assert does(lambda: contract.send("revokeRole", role_id(role), actor(officer), sender=admin)) == Outcome(
        {f"{officer} holds {role}": False}, [("RoleRevoked", role, officer, "admin")]
    )


@pytest.mark.parametrize("role", GRANTED)
def test_revoking_a_role_that_an_account_does_not_hold_changes_and_says_nothing(contract, admin, victim, does, role):
    assert does(lambda: contract.send("revokeRole", role_id(role), victim, sender=admin)) == NOTHING


@pytest.mark.parametrize("role", [role for role in GRANTED if role != "MINTER_ROLE"])
def test_an_officer_renounces_its_role(contract, actor, does, role):
    name, officer = ROLES[role], actor(ROLES[role])

    assert does(lambda: contract.send("renounceRole", role_id(role), officer, sender=officer)) == Outcome(
        {f"{name} holds {role}": False}, [("RoleRevoked", role, name, name)]
    )


@pytest.mark.parametrize("role", GRANTED)
def test_renouncing_a_role_that_one_does_not_hold_changes_and_says_nothing(contract, victim, does, role):
    assert does(lambda: contract.send("renounceRole", role_id(role), victim, sender=victim)) == NOTHING


@pytest.mark.parametrize("role", GRANTED)
@pytest.mark.parametrize("caller", ["attacker", "admin"])
def test_nobody_renounces_for_another(contract, actor, refuses, role, caller):
    with refuses("AccessControlBadConfirmation"):
        contract.send("renounceRole", role_id(role), actor(ROLES[role]), sender=actor(caller))


@pytest.mark.parametrize("caller", ["admin", "minter_admin", "minter", "attacker"])
def test_the_admin_role_itself_is_neither_granted_nor_revoked(contract, actor, admin, victim, refuses, caller):
    with refuses("AccessControlEnforcedDefaultAdminRules"):
        contract.send("grantRole", role_id(ADMIN_ROLE), victim, sender=actor(caller))
    with refuses("AccessControlEnforcedDefaultAdminRules"):
        contract.send("revokeRole", role_id(ADMIN_ROLE), admin, sender=actor(caller))


# --- a minter's role, whichever call takes it away

WAYS_TO_LOSE_IT = {
    "removeMinter": ("minter_admin", lambda minter: (minter,)),
    "revokeRole": ("admin", lambda minter: (role_id("MINTER_ROLE"), minter)),
    "renounceRole": ("minter", lambda minter: (role_id("MINTER_ROLE"), minter)),
}


@pytest.mark.parametrize(("function", "by"), [(function, by) for function, (by, _) in WAYS_TO_LOSE_IT.items()])
def test_a_minters_allowance_goes_with_its_role(contract, token, actor, minter, recipient, does, refuses, function, by):
    # when
    args = WAYS_TO_LOSE_IT[function][1](minter)
    step = does(lambda: contract.send(function, *args, sender=actor(by)))

    # then
    assert step == Outcome(
        {"minter holds MINTER_ROLE": False, "minter allowance of minter": -MINTER_ALLOWANCE},
        [("RoleRevoked", "MINTER_ROLE", "minter", by), ("MinterRemoved", "minter", MINTER_ALLOWANCE, by)],
    )
    with refuses("AccessControlUnauthorizedAccount", account=minter, neededRole=role_id("MINTER_ROLE")):
        token.mint(recipient, 1)


@pytest.mark.parametrize("function", WAYS_TO_LOSE_IT)
def test_a_minter_that_gets_its_role_back_has_an_allowance_of_zero(
    contract, token, actor, admin, minter, recipient, refuses, function
):
    # given
    by, args = WAYS_TO_LOSE_IT[function]
    contract.send(function, *args(minter), sender=actor(by))

    # when
    contract.send("grantRole", role_id("MINTER_ROLE"), minter, sender=admin)

    # then
    with refuses("MintExceedsAllowance", minter=minter, allowance=0, amount=1):
        token.mint(recipient, 1)


def test_losing_another_role_leaves_a_minter_its_allowance(contract, admin, minter, does):
    contract.send("grantRole", role_id("PAUSER_ROLE"), minter, sender=admin)

    assert does(lambda: contract.send("revokeRole", role_id("PAUSER_ROLE"), minter, sender=admin)) == Outcome(
        {"minter holds PAUSER_ROLE": False}, [("RoleRevoked", "PAUSER_ROLE", "minter", "admin")]
    )


# --- handing over the admin


def test_the_admin_is_the_owner_and_nobody_is_to_follow_at_first(contract, admin):
    assert contract.call("defaultAdmin") == contract.call("owner") == admin.address
    assert contract.call("pendingDefaultAdmin") == (ZERO, 0)
    assert contract.call("defaultAdminDelay") == DELAY


def test_a_handover_is_scheduled_after_the_delay(contract, chain, admin, victim, does):
    due = chain.timestamp + DELAY

    assert does(lambda: contract.send("beginDefaultAdminTransfer", victim, sender=admin)) == Outcome(
        {"pending admin": ("victim", due)}, [("DefaultAdminTransferScheduled", "victim", due)]
    )


def test_a_handover_is_accepted_once_the_delay_is_over_and_not_before(contract, chain, admin, victim, does, refuses):
    # given
    due = chain.timestamp + DELAY
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)

    # then: at the very second that was announced it is still refused
    chain.warp(due - chain.timestamp)
    with refuses("AccessControlEnforcedDefaultAdminDelay", schedule=due):
        contract.send("acceptDefaultAdminTransfer", sender=victim)
    chain.warp(due + 1 - chain.timestamp)
    assert does(lambda: contract.send("acceptDefaultAdminTransfer", sender=victim)) == Outcome(
        {
            "admin": "victim",
            "pending admin": ("zero", 0),
            f"admin holds {ADMIN_ROLE}": False,
            f"victim holds {ADMIN_ROLE}": True,
        },
        [("RoleRevoked", ADMIN_ROLE, "admin", "victim"), ("RoleGranted", ADMIN_ROLE, "victim", "victim")],
    )
    with refuses("AccessControlUnauthorizedAccount", account=admin, neededRole=role_id(ADMIN_ROLE)):
        contract.send("grantRole", role_id("PAUSER_ROLE"), admin, sender=admin)


@pytest.mark.parametrize("caller", ["admin", "attacker", "upgrader"])
def test_a_handover_is_accepted_by_nobody_but_the_new_admin(contract, chain, admin, victim, actor, refuses, caller):
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(DELAY + 1)

    with refuses("AccessControlInvalidDefaultAdmin", defaultAdmin=actor(caller)):
        contract.send("acceptDefaultAdminTransfer", sender=actor(caller))


def test_without_a_handover_there_is_nothing_to_accept(contract, admin, attacker, refuses):
    with refuses("AccessControlInvalidDefaultAdmin", defaultAdmin=admin):
        contract.send("acceptDefaultAdminTransfer", sender=admin)
    with refuses("AccessControlInvalidDefaultAdmin", defaultAdmin=attacker):
        contract.send("acceptDefaultAdminTransfer", sender=attacker)


def test_a_handover_can_be_cancelled_as_long_as_it_is_not_accepted(contract, chain, admin, victim, does, refuses):
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(DELAY + 1)

    assert does(lambda: contract.send("cancelDefaultAdminTransfer", sender=admin)) == Outcome(
        {"pending admin": ("zero", 0)}, [("DefaultAdminTransferCanceled",)]
    )
    with refuses("AccessControlInvalidDefaultAdmin", defaultAdmin=victim):
        contract.send("acceptDefaultAdminTransfer", sender=victim)


def test_a_second_handover_replaces_the_first_and_starts_its_delay_anew(contract, chain, admin, victim, attacker, does):
    contract.send("beginDefaultAdminTransfer", attacker, sender=admin)
    chain.warp(DELAY)
    due = chain.timestamp + DELAY

    assert does(lambda: contract.send("beginDefaultAdminTransfer", victim, sender=admin)) == Outcome(
        {"pending admin": ("victim", due)},
        [("DefaultAdminTransferCanceled",), ("DefaultAdminTransferScheduled", "victim", due)],
    )


def test_an_admin_may_hand_over_to_itself(contract, chain, admin, does):
    contract.send("beginDefaultAdminTransfer", admin, sender=admin)
    chain.warp(DELAY + 1)

    assert does(lambda: contract.send("acceptDefaultAdminTransfer", sender=admin)).changes == {
        "pending admin": ("zero", 0)
    }


# --- the admin can't be lost


@pytest.mark.parametrize("caller", ["admin", "attacker", "minter"])
@pytest.mark.parametrize("named", ["admin", "attacker", "minter"])
def test_nobody_renounces_the_admin_role(contract, actor, refuses, caller, named):
    with refuses("AdminCannotBeLost"):
        contract.send("renounceRole", role_id(ADMIN_ROLE), actor(named), sender=actor(caller))


def test_the_admin_is_not_handed_to_nobody(contract, admin, refuses):
    with refuses("AdminCannotBeLost"):
        contract.send("beginDefaultAdminTransfer", ZERO, sender=admin)


def test_the_admin_is_not_lost_while_a_handover_is_under_way_either(contract, chain, admin, victim, refuses):
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(DELAY + 1)

    with refuses("AdminCannotBeLost"):
        contract.send("beginDefaultAdminTransfer", ZERO, sender=admin)
    with refuses("AdminCannotBeLost"):
        contract.send("renounceRole", role_id(ADMIN_ROLE), admin, sender=admin)


# --- the delay itself


@pytest.mark.parametrize(
    ("new", "wait"),
    [(DAY, DAY), (0, DELAY), (DELAY, 0), (3 * DAY, 3 * DAY), (10 * DAY, 5 * DAY)],
    ids=["shorter", "none", "the same", "longer", "much longer"],
)
def test_a_new_delay_is_scheduled_and_holds_once_its_own_wait_is_over(contract, chain, admin, does, new, wait):
    due = chain.timestamp + wait

    step = does(lambda: contract.send("changeDefaultAdminDelay", new, sender=admin))

    assert step.events == [("DefaultAdminDelayChangeScheduled", new, due)]
    chain.warp(max(due - chain.timestamp, 0))
    assert contract.call("defaultAdminDelay") == (DELAY if wait else new)
    chain.warp(1)
    assert contract.call("defaultAdminDelay") == new


def test_a_new_delay_can_be_taken_back_before_it_holds(contract, chain, admin, does):
    due = chain.timestamp + DAY
    assert does(lambda: contract.send("changeDefaultAdminDelay", DAY, sender=admin)).changes == {
        "admin delay": (DELAY, DAY, due)
    }

    assert does(lambda: contract.send("rollbackDefaultAdminDelay", sender=admin)) == Outcome(
        {"admin delay": (DELAY, 0, 0)}, [("DefaultAdminDelayChangeCanceled",)]
    )
    chain.warp(2 * DAY)
    assert contract.call("defaultAdminDelay") == DELAY


def test_a_handover_keeps_the_delay_under_which_it_began(contract, chain, admin, victim, refuses):
    contract.send("changeDefaultAdminDelay", 0, sender=admin)
    due = chain.timestamp + DELAY
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)

    chain.warp(due - chain.timestamp)

    with refuses("AccessControlEnforcedDefaultAdminDelay", schedule=due):
        contract.send("acceptDefaultAdminTransfer", sender=victim)


# --- what it says of itself


@pytest.mark.parametrize(
    ("interface", "supported"),
    [("01ffc9a7", True), ("7965db0b", True), ("31498786", True), ("ffffffff", False), ("00000000", False)],
    ids=["ERC-165", "AccessControl", "DefaultAdminRules", "the invalid one", "none"],
)
def test_it_says_which_access_control_it_has(contract, interface, supported):
    assert contract.call("supportsInterface", bytes.fromhex(interface)) is supported
