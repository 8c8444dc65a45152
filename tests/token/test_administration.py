"""The admin: replaced in two steps with a delay between them, never lost, never frozen."""

from __future__ import annotations

import pytest
from _outcome import ADMIN_ROLE, OFFICERS, Outcome, request, role_id

ZERO = "0x" + "00" * 20
DAY = 24 * 3600
DELAY = 2 * DAY
LONGEST_DELAY = 2**48 - 1

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


@pytest.mark.parametrize("delay", [30 * DAY + 1, 2**48 - 1])
def test_a_delay_that_nobody_would_live_to_see_the_end_of_is_refused(contract, admin, refuses, delay):
    assert contract.call("MAX_ADMIN_DELAY") == 30 * DAY

    with refuses("AdminDelayTooLong", ceiling=30 * DAY, delay=delay):
        contract.send("changeDefaultAdminDelay", delay, sender=admin)


def test_the_longest_delay_is_the_ceiling(contract, admin, does):
    step = does(lambda: contract.send("changeDefaultAdminDelay", 30 * DAY, sender=admin))

    assert step.events[0][:2] == ("DefaultAdminDelayChangeScheduled", 30 * DAY)


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


@pytest.mark.parametrize("wait", [0, DAY])
def test_two_delays_in_a_row_hold_one_after_the_other(contract, chain, admin, does, wait):
    # given: the first one is over by `wait` seconds when the second is scheduled
    first = chain.timestamp + DAY
    contract.send("changeDefaultAdminDelay", DAY, sender=admin)
    chain.warp(first + 1 + wait - chain.timestamp)
    due = chain.timestamp + 3 * DAY

    # then: the first one has become the present one, and is not told as cancelled
    assert does(lambda: contract.send("changeDefaultAdminDelay", 3 * DAY, sender=admin)) == Outcome(
        {"admin delay": (DAY, 3 * DAY, due)}, [("DefaultAdminDelayChangeScheduled", 3 * DAY, due)]
    )


def test_a_delay_that_is_replaced_before_it_holds_is_told_as_cancelled(contract, chain, admin, does):
    contract.send("changeDefaultAdminDelay", DAY, sender=admin)
    due = chain.timestamp + 3 * DAY

    step = does(lambda: contract.send("changeDefaultAdminDelay", 3 * DAY, sender=admin))

    assert step.events == [
        ("DefaultAdminDelayChangeCanceled",),
        ("DefaultAdminDelayChangeScheduled", 3 * DAY, due),
    ]


def test_a_delay_that_holds_can_not_be_rolled_back(contract, chain, admin, does):
    contract.send("changeDefaultAdminDelay", DAY, sender=admin)
    chain.warp(DAY + 1)

    assert does(lambda: contract.send("rollbackDefaultAdminDelay", sender=admin)) == Outcome({}, [])
    assert contract.call("defaultAdminDelay") == DAY


# --- the admin and the freeze list


def test_the_admin_is_never_frozen_in_whole_or_in_part(contract, token, admin, actor, refuses):
    freezer = actor("freezer")
    with refuses("CannotFreeze", account=admin):
        token.freeze(admin)
    with refuses("CannotFreeze", account=admin):
        contract.send("freezeMany", [actor("victim"), admin], request(1), sender=freezer)
    with refuses("CannotFreeze", account=admin):
        contract.send("setFrozenTokens", admin, 1, sender=freezer)


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


def test_the_next_admin_can_be_frozen_until_it_accepts_and_the_former_one_from_then_on(
    contract, chain, token, admin, victim, refuses
):
    # given
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    token.freeze(victim)
    token.unfreeze(victim)
    chain.warp(DELAY + 1)
    contract.send("acceptDefaultAdminTransfer", sender=victim)

    # then
    with refuses("CannotFreeze", account=victim):
        token.freeze(victim)
    token.freeze(admin)
    assert contract.call("isFrozen", admin)


def test_tokens_that_were_frozen_before_their_holder_became_the_admin_are_unfrozen_as_any_others(
    contract, chain, actor, admin, victim, refuses
):
    # given
    contract.send("setFrozenTokens", victim, 10, sender=actor("freezer"))
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(DELAY + 1)
    contract.send("acceptDefaultAdminTransfer", sender=victim)

    # then: lowered, not raised
    with refuses("CannotFreeze", account=victim):
        contract.send("setFrozenTokens", victim, 11, sender=actor("freezer"))
    contract.send("setFrozenTokens", victim, 0, sender=actor("unfreezer"))
    assert contract.call("getFrozenTokens", victim) == 0


# --- what the admin may not do

OTHERS = [officer for officer in OFFICERS if officer != "admin"]


@pytest.mark.parametrize("officer", OTHERS)
def test_a_role_under_an_admin_is_no_way_to_its_place(contract, chain, actor, refuses, officer):
    with refuses("AccessControlUnauthorizedAccount", account=actor(officer), neededRole=role_id(ADMIN_ROLE)):
        contract.send("beginDefaultAdminTransfer", actor(officer), sender=actor(officer))
    with refuses("AccessControlInvalidDefaultAdmin", defaultAdmin=actor(officer)):
        contract.send("acceptDefaultAdminTransfer", sender=actor(officer))


def test_a_replaced_admin_has_no_power_left(contract, chain, admin, victim, refuses):
    contract.send("beginDefaultAdminTransfer", victim, sender=admin)
    chain.warp(DELAY + 1)
    contract.send("acceptDefaultAdminTransfer", sender=victim)

    for function, *args in (
        ("grantRole", role_id("PAUSER_ROLE"), admin),
        ("revokeRole", role_id("PAUSER_ROLE"), admin),
        ("beginDefaultAdminTransfer", admin),
        ("cancelDefaultAdminTransfer",),
        ("changeDefaultAdminDelay", 0),
        ("rollbackDefaultAdminDelay",),
    ):
        with refuses("AccessControlUnauthorizedAccount", account=admin, neededRole=role_id(ADMIN_ROLE)):
            contract.send(function, *args, sender=admin)


# --- what it says of itself


@pytest.mark.parametrize(
    ("interface", "supported"),
    [("01ffc9a7", True), ("7965db0b", True), ("31498786", True), ("ffffffff", False), ("00000000", False)],
    ids=["ERC-165", "AccessControl", "DefaultAdminRules", "the invalid one", "none"],
)
def test_it_says_which_access_control_it_has(contract, interface, supported):
    assert contract.call("supportsInterface", bytes.fromhex(interface)) is supported
