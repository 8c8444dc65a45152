"""Bridging: minting and burning for other chains, within what the supply controller and the holders allow."""

from __future__ import annotations

import pytest
from _controllers import (
    BEFORE_CROSSCHAIN_BURN,
    BEFORE_CROSSCHAIN_MINT,
    NOT_TODAY,
    question,
    recorder,
    refuser,
)
from _outcome import HELD, MINTER_ALLOWANCE, SUPPLY, UNLIMITED, Outcome, role_id

ZERO = "0x" + "00" * 20
BRIDGE, MINTER = role_id("BRIDGE_ROLE"), role_id("MINTER_ROLE")
MINT_ONLY = "beforeCrosschainMint(address,address,uint256)"
BURN_ONLY = "beforeCrosschainBurn(address,address,uint256)"

# --- crosschainMint


@pytest.mark.branch("crosschainMint: given everything is in order: it mints and emits Transfer and CrosschainMint")
@pytest.mark.parametrize("amount", [1, SUPPLY])
def test_a_bridge_mints(contract, bridge, recipient, does, amount):
    assert does(lambda: contract.send("crosschainMint", recipient, amount, sender=bridge)) == Outcome(
        {"supply": amount, "balance of recipient": amount},
        [("Transfer", "zero", "recipient", amount), ("CrosschainMint", "recipient", amount, "bridge")],
    )


@pytest.mark.branch("crosschainMint: given everything is in order: it asks the supply controller first")
def test_a_bridged_mint_asks_once_with_bridge_recipient_and_amount(token, bridge, recipient, controlled):
    token.bridge_mint(recipient, 41)

    assert controlled.asked() == question(token, BEFORE_CROSSCHAIN_MINT, bridge, recipient, 41, supply_then=SUPPLY)


@pytest.mark.branch("crosschainMint: when it goes to the zero address or the token itself: it reverts")
def test_a_bridge_does_not_mint_to_nobody_or_the_token_itself(contract, token, bridge, refuses):
    for receiver in (ZERO, contract.address):
        with refuses("ERC20InvalidReceiver", receiver=receiver):
            token.bridge_mint(receiver, 1)


def test_a_bridge_may_mint_nothing(token, bridge, recipient, does):
    assert does(lambda: token.bridge_mint(recipient, 0)) == Outcome(
        {}, [("Transfer", "zero", "recipient", 0), ("CrosschainMint", "recipient", 0, "bridge")]
    )


# --- crosschainBurn


@pytest.mark.branch("crosschainBurn: given the tokens are the bridge's own: it burns and emits and needs no allowance")
@pytest.mark.parametrize("amount", [0, 1, 100])
def test_a_bridge_burns_its_own_tokens_without_an_allowance(token, bridge, does, amount):
    assert does(lambda: token.bridge_burn(bridge, amount)) == Outcome(
        {"supply": -amount, "balance of bridge": -amount} if amount else {},
        [("Transfer", "bridge", "zero", amount), ("CrosschainBurn", "bridge", amount, "bridge")],
    )


@pytest.mark.branch("crosschainBurn: when the amount exceeds the balance: it reverts with ERC20InsufficientBalance")
def test_a_bridge_burns_no_more_than_there_is(token, bridge, holder, refuses):
    with refuses("ERC20InsufficientBalance", sender=bridge, balance=100, needed=101):
        token.bridge_burn(bridge, 101)
    token.approve(bridge, UNLIMITED, sender=holder)
    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=HELD + 1):
        token.bridge_burn(holder, HELD + 1)


@pytest.mark.branch("crosschainBurn: given the tokens are another's: it burns and spends the allowance")
@pytest.mark.parametrize("amount", [1, 9, 10])
def test_a_bridge_burns_what_a_holder_allowed(token, bridge, holder, does, amount):
    token.approve(bridge, 10, sender=holder)

    assert does(lambda: token.bridge_burn(holder, amount)) == Outcome(
        {"supply": -amount, "balance of holder": -amount, "allowance of holder for bridge": -amount},
        [("Transfer", "holder", "zero", amount), ("CrosschainBurn", "holder", amount, "bridge")],
    )


@pytest.mark.branch("crosschainBurn: when the amount exceeds the allowance: it reverts with ERC20InsufficientAllowance")
@pytest.mark.parametrize("allowed", [0, 10])
def test_a_bridge_burns_no_more_than_a_holder_allowed(token, bridge, holder, spender, refuses, allowed):
    token.approve(bridge, allowed, sender=holder)
    token.approve(spender, HELD, sender=holder)

    with refuses("ERC20InsufficientAllowance", spender=bridge, allowance=allowed, needed=allowed + 1):
        token.bridge_burn(holder, allowed + 1)


@pytest.mark.branch("crosschainBurn: given the tokens are another's: it leaves an infinite allowance as it is")
def test_an_infinite_allowance_of_a_bridge_stays(token, bridge, holder, does):
    token.approve(bridge, UNLIMITED, sender=holder)

    assert does(lambda: token.bridge_burn(holder, HELD)).changes == {"supply": -HELD, "balance of holder": -HELD}


@pytest.mark.branch("crosschainBurn: given everything is in order: it asks the supply controller first")
def test_a_bridged_burn_asks_once_with_bridge_holder_and_amount(token, bridge, holder, controlled):
    token.approve(bridge, 50, sender=holder)

    token.bridge_burn(holder, 43)

    # the holder's allowance is used up already, the supply is as before
    then = {"supply_then": SUPPLY, "allowance_then": 7}
    assert controlled.asked() == question(token, BEFORE_CROSSCHAIN_BURN, bridge, holder, 43, **then)


def test_a_bridge_has_no_minters_allowance_and_needs_none(contract, token, bridge, recipient):
    token.bridge_mint(recipient, MINTER_ALLOWANCE + 1)

    assert contract.call("minterAllowance", bridge) == 0
    assert token.balance_of(recipient) == MINTER_ALLOWANCE + 1


# --- the supply controller


@pytest.mark.branch("crosschainMint: given there is no supply controller: it reverts with NoSupplyController")
@pytest.mark.branch("crosschainBurn: given there is no supply controller: it reverts with NoSupplyController")
def test_without_a_supply_controller_a_bridge_does_nothing(contract, token, reserve_admin, bridge, recipient, refuses):
    contract.send("setSupplyController", ZERO, sender=reserve_admin)

    with refuses("NoSupplyController"):
        token.bridge_mint(recipient, 0)
    with refuses("NoSupplyController"):
        token.bridge_burn(bridge, 0)


@pytest.mark.branch("crosschainMint: given the supply controller refuses: it reverts with the controller's reason")
@pytest.mark.branch("crosschainBurn: given the supply controller refuses: it reverts with the controller's reason")
def test_a_refusal_stops_a_bridge_and_comes_back_unchanged(token, bridge, recipient, controlled, refuses):
    controlled.by(refuser())

    with refuses("Unknown", data=NOT_TODAY):
        token.bridge_mint(recipient, 1)
    with refuses("Unknown", data=NOT_TODAY):
        token.bridge_burn(bridge, 1)


def test_a_controller_may_refuse_one_direction_alone(token, bridge, recipient, controlled, refuses, does):
    controlled.by(refuser(only=MINT_ONLY))
    with refuses("Unknown", data=NOT_TODAY):
        token.bridge_mint(recipient, 1)
    assert does(lambda: token.bridge_burn(bridge, 1)).changes["supply"] == -1

    controlled.by(refuser(only=BURN_ONLY))
    with refuses("Unknown", data=NOT_TODAY):
        token.bridge_burn(bridge, 1)
    assert does(lambda: token.bridge_mint(recipient, 1)).changes["supply"] == 1


def test_the_allowance_is_asked_before_the_controller(token, bridge, holder, controlled, refuses):
    controlled.by(refuser())

    with refuses("ERC20InsufficientAllowance", spender=bridge, allowance=0, needed=1):
        token.bridge_burn(holder, 1)


def test_a_controller_whose_code_is_gone_stops_a_bridge(token, chain, bridge, recipient, controlled, refuses):
    chain.engine.set_code(controlled.by(recorder()), b"")

    with refuses("NoReason"):
        token.bridge_mint(recipient, 1)
    with refuses("NoReason"):
        token.bridge_burn(bridge, 1)


# --- a bridge is never a minter


@pytest.mark.branch("addMinter: given the account is a bridge: it reverts with MinterAndBridge")
def test_a_bridge_is_not_added_as_a_minter(contract, minter_admin, bridge, refuses):
    with refuses("MinterAndBridge", account=bridge):
        contract.send("addMinter", bridge, 5, sender=minter_admin)


@pytest.mark.branch(
    "grantRole: given the account is a bridge or a minter: it reverts with MinterAndBridge for the other"
)
def test_no_role_makes_a_bridge_a_minter_or_a_minter_a_bridge(contract, admin, minter, bridge, refuses):
    with refuses("MinterAndBridge", account=bridge):
        contract.send("grantRole", MINTER, bridge, sender=admin)
    with refuses("MinterAndBridge", account=minter):
        contract.send("grantRole", BRIDGE, minter, sender=admin)


def test_every_other_role_may_go_to_a_bridge_and_to_a_minter(contract, admin, minter, bridge, does):
    pausing = role_id("PAUSER_ROLE")

    assert does(lambda: contract.send("grantRole", pausing, bridge, sender=admin)).changes == {
        "bridge holds PAUSER_ROLE": True
    }
    assert does(lambda: contract.send("grantRole", pausing, minter, sender=admin)).changes == {
        "minter holds PAUSER_ROLE": True
    }
    assert does(lambda: contract.send("grantRole", BRIDGE, bridge, sender=admin)) == Outcome({}, [])
    assert does(lambda: contract.send("grantRole", MINTER, minter, sender=admin)) == Outcome({}, [])


def test_who_is_a_bridge_no_more_may_become_a_minter_and_the_other_way_round(
    contract, token, admin, minter, bridge, does
):
    contract.send("revokeRole", BRIDGE, bridge, sender=admin)
    token.remove_minter(minter)

    assert does(lambda: token.configure_minter(bridge, 5)).changes == {
        "bridge holds MINTER_ROLE": True,
        "minter allowance of bridge": 5,
    }
    assert does(lambda: contract.send("grantRole", BRIDGE, minter, sender=admin)).changes == {
        "minter holds BRIDGE_ROLE": True
    }


def test_a_bridge_neither_mints_nor_burns_as_a_minter_and_a_minter_not_as_a_bridge(
    contract, token, minter, bridge, recipient, refuses
):
    with refuses("AccessControlUnauthorizedAccount", account=bridge, neededRole=MINTER):
        token.mint(recipient, 0, sender=bridge)
    with refuses("AccessControlUnauthorizedAccount", account=bridge, neededRole=MINTER):
        token.burn(0, sender=bridge)
    with refuses("AccessControlUnauthorizedAccount", account=minter, neededRole=BRIDGE):
        token.bridge_mint(recipient, 0, sender=minter)
    with refuses("AccessControlUnauthorizedAccount", account=minter, neededRole=BRIDGE):
        token.bridge_burn(minter, 0, sender=minter)
