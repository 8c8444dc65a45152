"""The supply controller: asked by its token alone, and bounding every way of minting and burning but redemption."""

from __future__ import annotations

import pytest
from _control import BURN_LIMIT, MINT_LIMIT, PER_TRANSACTION, ROOM, STOCK, ZERO, minted
from _outcome import MINTER_ALLOWANCE, SUPPLY, Outcome, request

from backbone_chain.errors import RefusedError

HOOKS = {
    "beforeMint": ("@minter", "@recipient", 1),
    "beforeBurn": ("@minter", 1),
    "beforeCrosschainMint": ("@bridge", "@recipient", 1),
    "beforeCrosschainBurn": ("@bridge", "@holder", 1),
}

# --- who asks


@pytest.mark.branch("beforeMint: when the caller is not the token: it reverts with CallerNotToken")
@pytest.mark.branch("beforeBurn: when the caller is not the token: it reverts with CallerNotToken")
@pytest.mark.branch("beforeCrosschainMint: when the caller is not the token: it reverts with CallerNotToken")
@pytest.mark.branch("beforeCrosschainBurn: when the caller is not the token: it reverts with CallerNotToken")
@pytest.mark.parametrize("who", ["minter", "bridge", "admin", "attacker"])
@pytest.mark.parametrize("hook", HOOKS)
def test_nobody_but_the_token_uses_up_limits(control, hook, who):
    assert control.refuses(who, hook, *HOOKS[hook]) == ("CallerNotToken", who)


def test_the_controller_serves_one_token(control):
    assert control.call("token") == "token"


@pytest.mark.parametrize("who", ["victim", "minter"])
def test_a_controller_for_an_account_without_code_is_refused(control, who):
    with pytest.raises(RefusedError) as refusal:
        control.deploy("SupplyController", control.actor(who))

    error = refusal.value.error
    assert (error.name, error.args) == ("NotAContract", {"account": control.actor(who).address})


def test_a_new_controller_lets_nothing_through(control):
    new = control.deploy("SupplyController", control.token.address)
    control.send("reserve_admin", "setSupplyController", new.address)

    for by, function, *args in (
        ("minter", "mint", "@recipient", 1),
        ("minter", "burn", 1),
        ("bridge", "crosschainMint", "@recipient", 1),
        ("bridge", "crosschainBurn", "@bridge", 1),
    ):
        with pytest.raises(RefusedError):
            control.send(by, function, *args)
    assert new.call("supplyCap") == 0
    assert new.call("proposalTerms") == (0, 24 * 3600, 7 * 24 * 3600)
    assert new.call("reserveFeed") == (ZERO, 0)
    assert new.call("epochOf", control.actor("minter")) == 0


# --- the four hooks where all is well


@pytest.mark.branch("beforeMint: when the mint is within every bound: it counts against the minter's window")
def test_a_minter_mints(control):
    assert control.does("minter", "mint", "@recipient", 7) == minted(7)


@pytest.mark.branch("beforeBurn: when the burn is within its window: it counts against the minter's window")
def test_a_minter_burns(control):
    assert control.does("minter", "burn", 7) == Outcome(
        {"supply": -7, "balance of minter": -7, "burned by minter": 7, "burnable by minter": -7},
        [("Transfer", "minter", "zero", 7), ("Burned", "minter", 7, SUPPLY - 7)],
    )


@pytest.mark.branch("beforeCrosschainMint: when the mint is within every bound: it counts against the bridge's window")
def test_a_bridge_mints_to_anybody(control):
    assert control.does("bridge", "crosschainMint", "@victim", 7) == Outcome(
        {"supply": 7, "balance of victim": 7, "minted by bridge": 7, "mintable by bridge": -7},
        [("Transfer", "zero", "victim", 7), ("CrosschainMint", "victim", 7, "bridge")],
    )


@pytest.mark.branch("beforeCrosschainBurn: when the burn is within its window: it counts against the bridge's window")
def test_a_bridge_burns_for_a_holder(control):
    control.send("holder", "approve", "@bridge", 7)

    step = control.does("bridge", "crosschainBurn", "@holder", 7)

    assert step == Outcome(
        {
            "supply": -7,
            "balance of holder": -7,
            "allowance of holder for bridge": -7,
            "burned by bridge": 7,
            "burnable by bridge": -7,
        },
        [("Transfer", "holder", "zero", 7), ("CrosschainBurn", "holder", 7, "bridge")],
    )


# --- amounts of zero


@pytest.mark.branch("beforeMint: when the amount is zero: it reverts with ZeroAmount")
def test_a_mint_of_nothing_is_refused(control):
    assert control.refuses("minter", "mint", "@recipient", 0) == ("ZeroAmount",)


@pytest.mark.branch("beforeBurn: when the amount is zero: it reverts with ZeroAmount")
def test_a_burn_of_nothing_is_refused(control):
    assert control.refuses("minter", "burn", 0) == ("ZeroAmount",)


@pytest.mark.branch("beforeCrosschainMint: when the amount is zero: it reverts with ZeroAmount")
def test_a_bridges_mint_of_nothing_is_refused(control):
    assert control.refuses("bridge", "crosschainMint", "@recipient", 0) == ("ZeroAmount",)


@pytest.mark.branch("beforeCrosschainBurn: when the amount is zero: it reverts with ZeroAmount")
def test_a_bridges_burn_of_nothing_is_refused(control):
    assert control.refuses("bridge", "crosschainBurn", "@bridge", 0) == ("ZeroAmount",)


# --- beside the token's own rules


def test_the_minters_allowance_still_bounds_it(control):
    control.limit("minter", MINTER_ALLOWANCE + 1, MINTER_ALLOWANCE + 1, 0)

    assert control.refuses("minter", "mint", "@recipient", MINTER_ALLOWANCE + 1) == (
        "MintExceedsAllowance",
        "minter",
        MINTER_ALLOWANCE,
        MINTER_ALLOWANCE + 1,
    )


def test_what_the_token_refuses_afterwards_uses_up_nothing(control):
    control.freeze("recipient")

    assert control.refuses("minter", "mint", "@recipient", 7) == ("AccountFrozen", "recipient")


def test_what_a_bridge_burns_beyond_a_balance_uses_up_nothing(control):
    control.limit("bridge", 0, 0, STOCK + 1)

    assert control.refuses("bridge", "crosschainBurn", "@bridge", STOCK + 1) == (
        "ERC20InsufficientBalance",
        "bridge",
        STOCK,
        STOCK + 1,
    )


def test_redeeming_asks_for_no_limit(control):
    control.send("canceller", "stopAccount", "@holder")
    control.send("canceller", "lowerSupplyCap", 0)
    amount = 10 * max(PER_TRANSACTION, MINT_LIMIT, BURN_LIMIT, ROOM)

    assert control.does("holder", "redeem", amount, request(1)) == Outcome(
        {"supply": -amount, "balance of holder": -amount},
        [("Transfer", "holder", "zero", amount), ("Redeemed", "holder", amount, request(1), SUPPLY - amount)],
    )


def test_a_minter_redeems_beside_its_burning_limit(control):
    step = control.does("minter", "redeem", BURN_LIMIT + 1, request(1))

    assert step.changes == {"supply": -BURN_LIMIT - 1, "balance of minter": -BURN_LIMIT - 1}
