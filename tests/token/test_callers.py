"""Who may not call: without its role nobody uses a privileged function; and how roles change hands."""

from __future__ import annotations

import pytest
from _outcome import ADMIN_ROLE, NOTHING, Outcome, request, role_id

ZERO = "0x" + "00" * 20
DAY, DELAY = 86_400, 2 * 86_400
PAUSER = role_id("PAUSER_ROLE")
branch = pytest.mark.branch


def call(role, function, *args, tree):
    return pytest.param(role, function, args, id=function, marks=tree)


CALLS = [
    call(
        "MINTER_ROLE",
        "mint",
        "@recipient",
        1,
        tree=branch("mint: given the caller is no minter: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "MINTER_ROLE",
        "burn",
        0,
        tree=branch("burn: given the caller is no minter: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "BRIDGE_ROLE",
        "crosschainMint",
        "@recipient",
        1,
        tree=branch("crosschainMint: given the caller is no bridge: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "BRIDGE_ROLE",
        "crosschainBurn",
        "@attacker",
        0,
        tree=branch("crosschainBurn: given the caller is no bridge: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "MINTER_ADMIN_ROLE",
        "addMinter",
        "@attacker",
        1,
        tree=branch("addMinter: given the caller is no minter admin: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "MINTER_ADMIN_ROLE",
        "increaseMinterAllowance",
        "@minter",
        1,
        tree=branch(
            "increaseMinterAllowance: given the caller is no minter admin: "
            "it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
    call(
        "CANCELLER_ROLE",
        "decreaseMinterAllowance",
        "@minter",
        1,
        tree=branch(
            "decreaseMinterAllowance: given the caller is no canceller: "
            "it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
    call(
        "CANCELLER_ROLE",
        "removeMinter",
        "@minter",
        tree=branch("removeMinter: given the caller is no canceller: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "PAUSER_ROLE",
        "pause",
        tree=branch("pause: given the caller is no pauser: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "PAUSER_ROLE",
        "pauseAll",
        tree=branch("pauseAll: given the caller is no pauser: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "PAUSER_ROLE",
        "pauseBits",
        1,
        tree=branch("pauseBits: given the caller is no pauser: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "UNPAUSER_ROLE",
        "unpause",
        1,
        tree=branch("unpause: given the caller is no unpauser: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "FREEZER_ROLE",
        "freeze",
        "@victim",
        request(1),
        tree=branch("freeze: given the caller is no freezer: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "FREEZER_ROLE",
        "freezeMany",
        [],
        request(1),
        tree=branch("freezeMany: given the caller is no freezer: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "UNFREEZER_ROLE",
        "unfreeze",
        "@victim",
        tree=branch("unfreeze: given the caller is no unfreezer: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "SEIZER_ROLE",
        "wipe",
        "@victim",
        1,
        request(1),
        tree=branch("wipe: given the caller is no seizer: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "SEIZER_ROLE",
        "seize",
        "@victim",
        "@attacker",
        1,
        request(1),
        tree=branch("seize: given the caller is no seizer: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "SEIZER_ROLE",
        "forcedTransfer",
        "@victim",
        "@attacker",
        1,
        tree=branch("forcedTransfer: given the caller is no seizer: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "RESCUER_ROLE",
        "rescue",
        "@victim",
        "@attacker",
        1,
        tree=branch("rescue: given the caller is no rescuer: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        "RESERVE_ADMIN_ROLE",
        "setSupplyController",
        ZERO,
        tree=branch(
            "setSupplyController: given the caller is no reserve admin: "
            "it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
    call(
        "UPGRADER_ROLE",
        "upgradeToAndCall",
        "@victim",
        b"",
        tree=branch(
            "upgradeToAndCall: given the caller is no upgrader: it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
    call(
        ADMIN_ROLE,
        "grantRole",
        PAUSER,
        "@attacker",
        tree=branch("grantRole: given the caller is not the admin: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        ADMIN_ROLE,
        "revokeRole",
        PAUSER,
        "@pauser",
        tree=branch("revokeRole: given the caller is not the admin: it reverts with AccessControlUnauthorizedAccount"),
    ),
    call(
        ADMIN_ROLE,
        "beginDefaultAdminTransfer",
        "@attacker",
        tree=branch(
            "beginDefaultAdminTransfer: given the caller is not the admin: "
            "it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
    call(
        ADMIN_ROLE,
        "cancelDefaultAdminTransfer",
        tree=branch(
            "cancelDefaultAdminTransfer: given the caller is not the admin: "
            "it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
    call(
        ADMIN_ROLE,
        "changeDefaultAdminDelay",
        DAY,
        tree=branch(
            "changeDefaultAdminDelay: given the caller is not the admin: "
            "it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
    call(
        ADMIN_ROLE,
        "rollbackDefaultAdminDelay",
        tree=branch(
            "rollbackDefaultAdminDelay: given the caller is not the admin: "
            "it reverts with AccessControlUnauthorizedAccount"
        ),
    ),
]


@pytest.mark.parametrize(("role", "function", "args"), CALLS)
def test_without_its_role_nobody_uses_a_function(contract, token, actor, attacker, refuses, role, function, args):
    token.freeze(attacker)
    plain = [actor(arg[1:]) if isinstance(arg, str) and arg.startswith("@") else arg for arg in args]

    with refuses("AccessControlUnauthorizedAccount", account=attacker, neededRole=role_id(role)):
        contract.send(function, *plain, sender=attacker)


# --- grantRole, revokeRole, renounceRole


@branch("grantRole: given the account has the role: it changes nothing and emits nothing")
def test_a_role_is_not_given_twice(contract, admin, pauser, does):
    assert does(lambda: contract.send("grantRole", PAUSER, pauser, sender=admin)) == NOTHING


@branch("grantRole: when it is the admin's role: it reverts with AccessControlEnforcedDefaultAdminRules")
@branch("revokeRole: when it is the admin's role: it reverts with AccessControlEnforcedDefaultAdminRules")
@pytest.mark.parametrize("verb", ["grantRole", "revokeRole"])
def test_the_admins_role_is_handed_over_in_two_steps_only(contract, admin, victim, refuses, verb):
    with refuses("AccessControlEnforcedDefaultAdminRules"):
        contract.send(verb, role_id(ADMIN_ROLE), victim, sender=admin)


@branch("grantRole: when it is the zero address: it reverts with ZeroAddress")
def test_nobody_gets_no_role(contract, admin, refuses):
    with refuses("ZeroAddress"):
        contract.send("grantRole", PAUSER, ZERO, sender=admin)


@branch("revokeRole: given the account has no such role: it changes nothing and emits nothing")
def test_a_role_that_is_not_there_is_not_taken(contract, admin, victim, does):
    assert does(lambda: contract.send("revokeRole", PAUSER, victim, sender=admin)) == NOTHING


@branch("revokeRole: when it is the minter's role: it erases the allowance and emits MinterRemoved")
@branch("renounceRole: when it is the minter's role: it erases the allowance and emits MinterRemoved")
@pytest.mark.parametrize(("verb", "by"), [("revokeRole", "admin"), ("renounceRole", "minter")])
def test_a_minters_allowance_goes_with_its_role(contract, actor, minter, does, verb, by):
    allowance = contract.call("minterAllowance", minter)

    assert does(lambda: contract.send(verb, role_id("MINTER_ROLE"), minter, sender=actor(by))) == Outcome(
        {"minter holds MINTER_ROLE": False, "minter allowance of minter": -allowance},
        [("RoleRevoked", "MINTER_ROLE", "minter", by), ("MinterRemoved", "minter", allowance, by)],
    )


@branch("renounceRole: when it is another's: it reverts with AccessControlBadConfirmation")
def test_a_role_of_another_is_not_renounced(contract, attacker, pauser, refuses):
    with refuses("AccessControlBadConfirmation"):
        contract.send("renounceRole", PAUSER, pauser, sender=attacker)


@branch("renounceRole: when it is the admin's role: it reverts with AdminCannotBeLost")
@pytest.mark.parametrize("who", ["admin", "victim"])
def test_the_admins_role_is_not_renounced(contract, actor, refuses, who):
    with refuses("AdminCannotBeLost"):
        contract.send("renounceRole", role_id(ADMIN_ROLE), actor(who), sender=actor(who))


# --- the admin


@branch("beginDefaultAdminTransfer: when it goes to the zero address: it reverts with AdminCannotBeLost")
def test_the_admin_is_not_handed_to_nobody(contract, admin, refuses):
    with refuses("AdminCannotBeLost"):
        contract.send("beginDefaultAdminTransfer", ZERO, sender=admin)


@branch("beginDefaultAdminTransfer: given one is pending: it replaces it and emits DefaultAdminTransferCanceled too")
def test_a_second_transfer_replaces_the_first(contract, chain, admin, victim, recipient, does):
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    at = chain.timestamp + DELAY

    assert does(lambda: contract.send("beginDefaultAdminTransfer", recipient, sender=admin)) == Outcome(
        {"pending admin": ("recipient", at)},
        [("DefaultAdminTransferCanceled",), ("DefaultAdminTransferScheduled", "recipient", at)],
    )


@branch("acceptDefaultAdminTransfer: given the caller is not the next admin: it reverts")
@pytest.mark.parametrize("who", ["attacker", "admin"])
def test_nobody_but_the_next_admin_accepts(contract, chain, actor, admin, victim, refuses, who):
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(DELAY)

    with refuses("AccessControlInvalidDefaultAdmin", defaultAdmin=actor(who)):
        contract.send("acceptDefaultAdminTransfer", sender=actor(who))


@branch("acceptDefaultAdminTransfer: given the delay is not over: it reverts")
def test_the_next_admin_waits_for_the_delay(contract, chain, admin, victim, does, refuses):
    # given
    began = chain.timestamp
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(began + DELAY - chain.timestamp)

    # then
    with refuses("AccessControlEnforcedDefaultAdminDelay", schedule=began + DELAY):
        contract.send("acceptDefaultAdminTransfer", sender=victim)
    assert does(lambda: contract.send("acceptDefaultAdminTransfer", sender=victim)).changes["admin"] == "victim"


@branch("cancelDefaultAdminTransfer: given one is pending: it forgets it and emits DefaultAdminTransferCanceled")
def test_a_pending_transfer_is_cancelled(contract, admin, victim, does):
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)

    assert does(lambda: contract.send("cancelDefaultAdminTransfer", sender=admin)) == Outcome(
        {"pending admin": ("zero", 0)}, [("DefaultAdminTransferCanceled",)]
    )


@branch("cancelDefaultAdminTransfer: given none is pending: it changes nothing and emits nothing")
def test_where_nothing_is_pending_nothing_is_cancelled(contract, admin, does):
    assert does(lambda: contract.send("cancelDefaultAdminTransfer", sender=admin)) == NOTHING


@branch("changeDefaultAdminDelay: when it is raised: it schedules the new delay after as long, at most five days")
@branch("changeDefaultAdminDelay: when it is lowered: it schedules the new delay after the difference")
@pytest.mark.parametrize(("new", "wait"), [(DAY, DAY), (0, DELAY), (3 * DAY, 3 * DAY), (9 * DAY, 5 * DAY)])
def test_a_new_delay_waits_before_it_counts(contract, chain, admin, does, new, wait):
    at = chain.timestamp + wait

    assert does(lambda: contract.send("changeDefaultAdminDelay", new, sender=admin)) == Outcome(
        {"admin delay": (DELAY, new, at)}, [("DefaultAdminDelayChangeScheduled", new, at)]
    )


@branch("changeDefaultAdminDelay: when it exceeds the ceiling: it reverts with AdminDelayTooLong")
@pytest.mark.parametrize("delay", [30 * DAY + 1, 2**48 - 1])
def test_a_delay_above_the_ceiling_is_refused(contract, admin, does, refuses, delay):
    with refuses("AdminDelayTooLong", ceiling=30 * DAY, delay=delay):
        contract.send("changeDefaultAdminDelay", delay, sender=admin)
    assert does(lambda: contract.send("changeDefaultAdminDelay", 30 * DAY, sender=admin)).events[0][1] == 30 * DAY


@branch("rollbackDefaultAdminDelay: given a new delay is pending: it forgets it and emits the cancellation")
def test_a_new_delay_is_taken_back(contract, admin, does):
    contract.send("changeDefaultAdminDelay", DAY, sender=admin)

    assert does(lambda: contract.send("rollbackDefaultAdminDelay", sender=admin)) == Outcome(
        {"admin delay": (DELAY, 0, 0)}, [("DefaultAdminDelayChangeCanceled",)]
    )


@branch("rollbackDefaultAdminDelay: given none is pending: it changes nothing and emits nothing")
def test_where_no_new_delay_is_pending_none_is_taken_back(contract, admin, does):
    assert does(lambda: contract.send("rollbackDefaultAdminDelay", sender=admin)) == NOTHING
