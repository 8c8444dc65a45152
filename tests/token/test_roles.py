"""Roles: who may call what, and how roles are given and taken."""

from __future__ import annotations

import pytest
from _outcome import ADMIN_ROLE, MINTER_ALLOWANCE, NOTHING, OFFICERS, ROLES, Outcome, request, role_id
from _privileges import HOLDERS, OPEN_TO_ALL, PRIVILEGES, Scene

ZERO = "0x" + "00" * 20
OUTSIDERS = ("deployer", "treasury", "holder", "victim", "attacker")
CALLERS = tuple(dict.fromkeys((*OFFICERS, "bridge", "second_minter", *OUTSIDERS)))
BY_NAME = {"argvalues": PRIVILEGES, "ids": [privilege.label for privilege in PRIVILEGES]}
OF_OFFICERS = [privilege for privilege in PRIVILEGES if privilege.role != ADMIN_ROLE]
BY_OFFICERS = {"argvalues": OF_OFFICERS, "ids": [privilege.label for privilege in OF_OFFICERS]}


@pytest.fixture
def scene(stage, implementation, ledger):
    """A token that has a holder of every role, the bridge's included."""
    ledger.know("bridge", stage.actor("bridge"))
    return Scene(stage, implementation)


# --- every role, every function


def test_every_function_that_changes_state_is_in_one_of_the_two_tables(contract):
    declared = {function.signature for function in contract.abi.functions if function.changes_state}
    privileged = {contract.abi.function(privilege.function).signature for privilege in PRIVILEGES}

    assert declared == privileged | OPEN_TO_ALL.keys()
    assert not privileged & OPEN_TO_ALL.keys()


def test_every_role_opens_some_function(contract):
    roles = {f.name for f in contract.abi.functions if f.name.endswith("_ROLE")}

    assert roles == {privilege.role for privilege in PRIVILEGES} == HOLDERS.keys()


@pytest.mark.parametrize("privilege", **BY_NAME)
def test_the_holder_of_the_role_may(scene, does, privilege):
    scene.begin(privilege)

    step = does(lambda: scene.call(privilege, HOLDERS[privilege.role]))

    changes, events = privilege.expected(scene)
    assert step.events == events
    assert {key: value for key, value in step.changes.items() if "frozen tokens" not in key} == changes


@pytest.mark.parametrize(("direction", "left"), [("upwards", 11), ("downwards", 9)])
def test_the_frozen_part_is_raised_by_one_role_and_lowered_by_another(scene, contract, holder, direction, left):
    privilege = next(privilege for privilege in PRIVILEGES if privilege.direction == direction)

    scene.call(privilege, HOLDERS[privilege.role])

    assert contract.call("getFrozenTokens", holder) == left


@pytest.mark.parametrize("privilege", **BY_NAME)
def test_nobody_else_may_be_it_the_admin_or_another_officer(scene, ledger, actor, refused, privilege):
    scene.begin(privilege)
    before = ledger.state()

    for caller in CALLERS:
        if caller != HOLDERS[privilege.role] and (caller, privilege.role) != ("second_minter", "MINTER_ROLE"):
            error = refused(privilege, caller)
            assert error == ("AccessControlUnauthorizedAccount", actor(caller).address, role_id(privilege.role)), caller

    assert ledger.difference(before, ledger.state()) == {}


@pytest.fixture
def refused(scene):
    """The error by which a privileged call by that account is refused, with its arguments."""

    def refusing(privilege, caller):
        args = scene.arguments(privilege.args)
        receipt = scene.contract.send(privilege.function, *args, sender=scene.stage.actor(caller), check=False)
        return (receipt.error.name, *receipt.error.args.values()) if receipt.error else None

    return refusing


@pytest.mark.parametrize("privilege", **BY_OFFICERS)
def test_an_officer_stripped_of_the_role_may_not_any_more(scene, contract, actor, admin, refuses, privilege):
    # given
    scene.begin(privilege)
    officer = actor(HOLDERS[privilege.role])
    contract.send("revokeRole", role_id(privilege.role), officer, sender=admin)

    # then
    with refuses("AccessControlUnauthorizedAccount", account=officer, neededRole=role_id(privilege.role)):
        scene.call(privilege, HOLDERS[privilege.role])


@pytest.mark.parametrize("privilege", **BY_OFFICERS)
def test_a_frozen_officer_may_not_until_it_is_unfrozen(scene, token, actor, refuses, privilege):
    # given
    scene.begin(privilege)
    officer = actor(HOLDERS[privilege.role])
    token.freeze(officer)

    # then
    with refuses("AccountFrozen", account=officer):
        scene.call(privilege, HOLDERS[privilege.role])
    if privilege.role != "UNFREEZER_ROLE":
        token.unfreeze(officer)
        assert scene.call(privilege, HOLDERS[privilege.role]).success


@pytest.mark.parametrize("role", [role for role in HOLDERS if role != ADMIN_ROLE])
def test_a_role_alone_opens_its_functions_and_no_others(scene, contract, chain, attacker, admin, refused, role):
    # given
    scene.send("bridge", "transfer", "@attacker", 50)
    contract.send("grantRole", role_id(role), attacker, sender=admin)

    # when
    opened = set()
    for privilege in PRIVILEGES:
        with chain.isolated():
            scene.begin(privilege)
            if (refused(privilege, "attacker") or ("",))[0] != "AccessControlUnauthorizedAccount":
                opened.add(privilege.label)

    # then
    assert opened == {privilege.label for privilege in PRIVILEGES if privilege.role == role}


@pytest.mark.parametrize("role", HOLDERS)
def test_not_even_the_token_itself_has_a_role(contract, role):
    assert not contract.call("hasRole", role_id(role), contract.address)


@pytest.mark.parametrize("role", HOLDERS)
def test_each_role_has_the_id_of_its_name_and_the_admin_above_it(contract, role):
    assert contract.call(role) == role_id(role)
    assert contract.call("getRoleAdmin", role_id(role)) == role_id(ADMIN_ROLE)


def test_each_role_is_held_by_its_officer_alone_and_the_bridges_by_nobody(ledger, contract):
    held = {key for key, value in ledger.state().items() if " holds " in key and value}

    minters = {f"{name} holds MINTER_ROLE" for name in ("second_minter", "third_minter")}
    officers = {f"{holder} holds {role}" for role, holder in HOLDERS.items() if role != "BRIDGE_ROLE"}
    assert held == officers | minters
    assert not any(contract.call("hasRole", role_id("BRIDGE_ROLE"), account) for account in ledger.names)


# --- a frozen officer


@pytest.mark.parametrize("role", [role for role in HOLDERS if role != ADMIN_ROLE])
def test_a_frozen_officer_does_nothing_but_take_back_an_allowance(
    scene, contract, token, treasury, actor, spender, refuses, does, role
):
    # given
    officer = actor(HOLDERS[role])
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
        ("Approval", HOLDERS[role], "spender", 0),
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


# --- granting and revoking

GRANTED = [role for role in ROLES if role not in (ADMIN_ROLE, "BRIDGE_ROLE")]


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
    "removeMinter": ("canceller", lambda minter: (minter,)),
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


# --- bridges and minters


def test_a_minter_is_never_made_a_bridge(contract, admin, minter, refuses):
    with refuses("MinterAndBridge", account=minter):
        contract.send("grantRole", role_id("BRIDGE_ROLE"), minter, sender=admin)


def test_a_bridge_is_never_made_a_minter_by_either_call(scene, contract, actor, admin, refuses):
    bridge, minter_admin = actor("bridge"), actor("minter_admin")
    with refuses("MinterAndBridge", account=bridge):
        contract.send("grantRole", role_id("MINTER_ROLE"), bridge, sender=admin)
    with refuses("MinterAndBridge", account=bridge):
        contract.send("addMinter", bridge, 5, sender=minter_admin)


def test_a_former_minter_becomes_a_bridge_and_a_former_bridge_a_minter(scene, contract, actor, admin, token, minter):
    # when
    token.remove_minter(minter)
    contract.send("grantRole", role_id("BRIDGE_ROLE"), minter, sender=admin)
    contract.send("renounceRole", role_id("BRIDGE_ROLE"), actor("bridge"), sender=actor("bridge"))
    token.configure_minter(actor("bridge"), 5)

    # then
    assert contract.call("hasRole", role_id("BRIDGE_ROLE"), minter)
    assert contract.call("isMinter", actor("bridge"))
    assert contract.call("minterAllowance", actor("bridge")) == 5


def test_a_bridge_is_granted_and_revoked_by_the_admin(contract, actor, admin, ledger, does):
    bridge, role = actor("bridge"), role_id("BRIDGE_ROLE")
    ledger.know("bridge", bridge)

    granted = does(lambda: contract.send("grantRole", role, bridge, sender=admin))
    assert (granted.events[0][0], granted.events[0][2:]) == ("RoleGranted", ("bridge", "admin"))
    assert contract.call("hasRole", role, bridge)

    revoked = does(lambda: contract.send("revokeRole", role, bridge, sender=admin))
    assert (revoked.events[0][0], revoked.events[0][2:]) == ("RoleRevoked", ("bridge", "admin"))
    assert not contract.call("hasRole", role, bridge)


def test_no_officer_but_the_admin_grants_or_revokes_any_role(scene, contract, actor, ledger):
    before = ledger.state()

    for caller in CALLERS[1:]:
        for role, holder in HOLDERS.items():
            if role != ADMIN_ROLE:
                for function, account in (("grantRole", "attacker"), ("revokeRole", holder)):
                    receipt = contract.send(function, role_id(role), actor(account), sender=actor(caller), check=False)
                    assert receipt.error.name == "AccessControlUnauthorizedAccount", (caller, function, role)
                    assert receipt.error["neededRole"] == role_id(ADMIN_ROLE)

    assert ledger.difference(before, ledger.state()) == {}
