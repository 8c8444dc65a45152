"""Who may do what at the controller: whoever may at the token, and nobody else, the admin included."""

from __future__ import annotations

import pytest
from _control import DELAY, LIFETIME, MINT_LIMIT, NO_LIMITS, ZERO
from _outcome import ADMIN_ROLE, OFFICERS, PUBLIC, ROLES, role_id

LARGE = 200
CALLS = {
    "setLimits": ("MINTER_ADMIN_ROLE", ("@minter", NO_LIMITS)),
    "allowDestination": ("MINTER_ADMIN_ROLE", ("@minter", "@victim")),
    "lowerLimits": ("CANCELLER_ROLE", ("@minter", NO_LIMITS)),
    "removeDestination": ("CANCELLER_ROLE", ("@minter", "@recipient")),
    "stopAccount": ("CANCELLER_ROLE", ("@minter",)),
    "lowerSupplyCap": ("CANCELLER_ROLE", (0,)),
    "cancelProposal": ("CANCELLER_ROLE", (bytes(32),)),
    "setSupplyCap": ("RESERVE_ADMIN_ROLE", (0,)),
    "setProposalTerms": ("RESERVE_ADMIN_ROLE", ((1, DELAY, LIFETIME),)),
    "setReserveFeed": ("RESERVE_ADMIN_ROLE", (ZERO, 0)),
    "propose": ("MINTER_ROLE", ("@recipient", LARGE)),
}
EVERYBODY = (*OFFICERS, "bridge", *PUBLIC)


@pytest.fixture
def large(control):
    """A minter who may propose."""
    control.limit("minter", MINT_LIMIT, MINT_LIMIT, 0)
    return control


def test_every_function_that_changes_something_is_in_the_table(control):
    hooks = {"beforeMint", "beforeBurn", "beforeCrosschainMint", "beforeCrosschainBurn"}
    changing = {function.name for function in control.controller.abi.functions if function.changes_state}

    assert changing - hooks == set(CALLS)


@pytest.mark.branch("setLimits: when the caller is no minter admin: it reverts with AccessControlUnauthorizedAccount")
@pytest.mark.branch(
    "allowDestination: when the caller is no minter admin: it reverts with AccessControlUnauthorizedAccount"
)
@pytest.mark.branch("lowerLimits: when the caller is no canceller: it reverts with AccessControlUnauthorizedAccount")
@pytest.mark.branch(
    "removeDestination: when the caller is no canceller: it reverts with AccessControlUnauthorizedAccount"
)
@pytest.mark.branch("stopAccount: when the caller is no canceller: it reverts with AccessControlUnauthorizedAccount")
@pytest.mark.branch("lowerSupplyCap: when the caller is no canceller: it reverts with AccessControlUnauthorizedAccount")
@pytest.mark.branch("cancelProposal: when the caller is no canceller: it reverts with AccessControlUnauthorizedAccount")
@pytest.mark.branch(
    "setSupplyCap: when the caller is no reserve admin: it reverts with AccessControlUnauthorizedAccount"
)
@pytest.mark.branch(
    "setProposalTerms: when the caller is no reserve admin: it reverts with AccessControlUnauthorizedAccount"
)
@pytest.mark.branch(
    "setReserveFeed: when the caller is no reserve admin: it reverts with AccessControlUnauthorizedAccount"
)
@pytest.mark.branch("propose: when the caller is no minter: it reverts with AccessControlUnauthorizedAccount")
@pytest.mark.parametrize("function", CALLS)
def test_nobody_but_the_holder_of_the_role_may(large, function):
    role, args = CALLS[function]
    others = [who for who in EVERYBODY if who != ROLES[role]]
    before = large.ledger.state()

    assert [large.refused(who, function, *args) for who in others] == [
        ("AccessControlUnauthorizedAccount", who, role) for who in others
    ]
    assert large.ledger.difference(before, large.ledger.state()) == {}


@pytest.mark.branch("setLimits: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("allowDestination: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("lowerLimits: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("removeDestination: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("stopAccount: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("lowerSupplyCap: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("cancelProposal: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("setSupplyCap: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("setProposalTerms: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("setReserveFeed: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.branch("propose: given the caller is frozen: it reverts with AccountFrozen")
@pytest.mark.parametrize("function", CALLS)
def test_a_frozen_holder_of_the_role_may_not(large, function):
    role, args = CALLS[function]
    holder = ROLES[role]
    large.freeze(holder)

    assert large.refuses(holder, function, *args) == ("AccountFrozen", holder)


@pytest.mark.parametrize("function", [name for name in CALLS if name != "cancelProposal"])
def test_whoever_gets_the_role_at_the_token_may_and_whoever_loses_it_may_not(large, function):
    role, args = CALLS[function]
    large.limit("attacker", MINT_LIMIT, MINT_LIMIT, 0)
    large.send("minter_admin", "allowDestination", "@attacker", "@recipient")

    large.send("admin", "grantRole", role_id(role), "@attacker")
    with large.stage.isolated():
        large.send("attacker", function, *args)
    large.send("admin", "revokeRole", role_id(role), "@attacker")

    assert large.refuses("attacker", function, *args) == ("AccessControlUnauthorizedAccount", "attacker", role)


def test_the_tokens_admin_is_nobody_here(control):
    assert control.token.call("hasRole", role_id(ADMIN_ROLE), control.actor("admin"))
    assert control.refuses("admin", "setSupplyCap", 0)[0] == "AccessControlUnauthorizedAccount"
