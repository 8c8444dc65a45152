"""The supply controller: asked before minters and bridges mint and burn, and before nothing else."""

from __future__ import annotations

import pytest
from _controllers import BEFORE_BURN, BEFORE_MINT, NOT_TODAY, RECORDER, REFUSER, question, recorder, refuser
from _outcome import MINT, MINTER_ALLOWANCE, REDEEM, SUPPLY, Outcome, request

ZERO = "0x" + "00" * 20
MINT_ONLY, BURN_ONLY = "beforeMint(address,address,uint256)", "beforeBurn(address,uint256)"

# --- set and taken away


def test_there_is_no_controller_at_first(contract):
    assert contract.call("supplyController") == ZERO


@pytest.mark.branch("setSupplyController: given everything is in order: it sets the controller and emits old and new")
def test_a_contract_becomes_the_controller(contract, chain, reserve_admin, does):
    chain.engine.set_code(RECORDER, recorder())

    assert does(lambda: contract.send("setSupplyController", RECORDER, sender=reserve_admin)) == Outcome(
        {"supply controller": RECORDER}, [("SupplyControllerChanged", "zero", RECORDER, "reserve_admin")]
    )


@pytest.mark.branch("setSupplyController: given everything is in order: it sets the controller and emits old and new")
def test_a_controller_is_replaced_and_both_are_named(contract, chain, reserve_admin, controlled, does):
    controlled.by(recorder())
    chain.engine.set_code(REFUSER, refuser())

    assert does(lambda: contract.send("setSupplyController", REFUSER, sender=reserve_admin)) == Outcome(
        {"supply controller": REFUSER}, [("SupplyControllerChanged", RECORDER, REFUSER, "reserve_admin")]
    )


@pytest.mark.branch("setSupplyController: when it is the zero address: it takes the controller away")
def test_zero_takes_the_controller_away(contract, token, reserve_admin, recipient, controlled, does, refuses):
    # given
    controlled.by(refuser())
    with refuses("Unknown", data=NOT_TODAY):
        token.mint(recipient, 1)

    # then
    assert does(lambda: contract.send("setSupplyController", ZERO, sender=reserve_admin)) == Outcome(
        {"supply controller": "zero"}, [("SupplyControllerChanged", RECORDER, "zero", "reserve_admin")]
    )
    assert does(lambda: token.mint(recipient, 1)).changes["supply"] == 1


@pytest.mark.branch("setSupplyController: when it has no code: it reverts with NotAContract")
@pytest.mark.parametrize("who", ["victim", "reserve_admin", "minter"])
def test_an_account_without_code_does_not_become_the_controller(contract, reserve_admin, actor, refuses, who):
    with refuses("NotAContract", account=actor(who)):
        contract.send("setSupplyController", actor(who), sender=reserve_admin)


@pytest.mark.branch("setSupplyController: when it has no code: it reverts with NotAContract")
def test_a_refused_change_leaves_the_controller_that_there_is(contract, reserve_admin, victim, controlled, refuses):
    controlled.by(recorder())

    with refuses("NotAContract", account=victim):
        contract.send("setSupplyController", victim, sender=reserve_admin)
    assert contract.call("supplyController") == RECORDER


# --- asked


@pytest.mark.branch("mint: given everything is in order: it asks the supply controller first")
def test_a_mint_asks_once_with_minter_recipient_and_amount(token, minter, recipient, controlled, does):
    # given
    controlled.by(recorder())

    # when
    step = does(lambda: token.mint(recipient, 41))

    # then: the minter's allowance is used up already, the supply is as before
    then = {"supply_then": SUPPLY, "minter_allowance_then": MINTER_ALLOWANCE - 41}
    assert controlled.asked() == question(token, BEFORE_MINT, minter, recipient, 41, **then)
    assert step == Outcome(
        {"supply": 41, "balance of recipient": 41, "minter allowance of minter": -41},
        [
            ("Transfer", "zero", "recipient", 41),
            ("Minted", "minter", "recipient", 41, MINTER_ALLOWANCE - 41, SUPPLY + 41),
        ],
    )


@pytest.mark.branch("burn: given everything is in order: it asks the supply controller first")
def test_a_burn_asks_once_with_minter_and_amount(token, minter, minted, controlled, does):
    controlled.by(recorder())

    step = does(lambda: token.burn(43))

    then = {"supply_then": SUPPLY + minted, "minter_allowance_then": MINTER_ALLOWANCE - minted}
    assert controlled.asked() == question(token, BEFORE_BURN, minter, 43, **then)
    assert step.changes == {"supply": -43, "balance of minter": -43}


def test_a_mint_and_a_burn_of_nothing_ask_too(token, recipient, controlled):
    controlled.by(recorder())

    token.mint(recipient, 0)
    token.burn(0)

    assert (controlled.asked()["count"], controlled.asked()["selector"]) == (2, BEFORE_BURN)


@pytest.mark.branch("redeem: given a supply controller that refuses: it burns all the same")
def test_nothing_but_mints_and_burns_of_minters_and_bridges_ask(
    token, holder, spender, recipient, victim, signs, relayer, controlled
):
    # given
    controlled.by(recorder())

    # when
    token.transfer(recipient, 1, sender=holder)
    token.transfer(holder, 1, sender=holder)
    token.approve(spender, 5, sender=holder)
    token.transfer_from(holder, recipient, 5, sender=spender)
    signs.transfer(holder, recipient, 5).submit(sender=relayer)
    token.redeem(1, request(1), sender=holder)
    token.freeze(holder)
    token.wipe(holder)
    token.freeze(recipient)
    token.seize(recipient, victim, 5)
    token.unfreeze(recipient)
    token.pause()
    token.unpause()
    token.configure_minter(victim, 5)
    token.remove_minter(victim)

    # then
    assert controlled.asked()["count"] == 0


# --- refused


@pytest.mark.branch("mint: given the supply controller refuses: it reverts with the controller's reason")
@pytest.mark.branch("burn: given the supply controller refuses: it reverts with the controller's reason")
def test_a_refusal_stops_mints_and_burns_and_comes_back_unchanged(token, recipient, minted, controlled, refuses):
    controlled.by(refuser())

    with refuses("Unknown", data=NOT_TODAY):
        token.mint(recipient, 1)
    with refuses("Unknown", data=NOT_TODAY):
        token.burn(1)


@pytest.mark.branch("redeem: given a supply controller that refuses: it burns all the same")
def test_a_refusal_stops_neither_transfers_nor_redemptions_nor_enforcement(token, holder, recipient, controlled, does):
    controlled.by(refuser())

    assert does(lambda: token.transfer(recipient, 1, sender=holder)).changes == {
        "balance of holder": -1,
        "balance of recipient": 1,
    }
    assert does(lambda: token.redeem(1, request(1), sender=holder)).changes == {"supply": -1, "balance of holder": -1}
    token.freeze(recipient)
    assert does(lambda: token.wipe(recipient)).changes == {"supply": -1, "balance of recipient": -1}


def test_a_controller_may_refuse_mints_and_let_burns_through(token, recipient, minted, controlled, refuses, does):
    controlled.by(refuser(only=MINT_ONLY))

    with refuses("Unknown", data=NOT_TODAY):
        token.mint(recipient, 1)
    assert does(lambda: token.burn(1)).changes["supply"] == -1


def test_a_controller_may_refuse_burns_and_let_mints_through(token, recipient, minted, controlled, refuses, does):
    controlled.by(refuser(only=BURN_ONLY))

    with refuses("Unknown", data=NOT_TODAY):
        token.burn(1)
    assert does(lambda: token.mint(recipient, 1)).changes["supply"] == 1


@pytest.mark.branch("mint: given the supply controller refuses: it reverts with the controller's reason")
def test_a_controller_whose_code_is_gone_stops_mints_and_burns(token, chain, recipient, minted, controlled, refuses):
    chain.engine.set_code(controlled.by(recorder()), b"")

    with refuses("NoReason"):
        token.mint(recipient, 1)
    with refuses("NoReason"):
        token.burn(1)


# --- after the minter's allowance, before the movement


def test_the_allowance_is_asked_before_the_controller(token, minter, holder, controlled, refuses):
    controlled.by(refuser())

    with refuses("MintExceedsAllowance", minter=minter, allowance=MINTER_ALLOWANCE, amount=MINTER_ALLOWANCE + 1):
        token.mint(holder, MINTER_ALLOWANCE + 1)


@pytest.mark.parametrize("bit", [MINT, REDEEM])
def test_the_controller_is_asked_before_pause_freeze_and_balance(
    contract, token, holder, pauser, controlled, refuses, bit
):
    controlled.by(refuser())
    contract.send("pauseBits", bit, sender=pauser)
    token.freeze(holder)

    with refuses("Unknown", data=NOT_TODAY):
        token.mint(holder, 1)
    with refuses("Unknown", data=NOT_TODAY):
        token.burn(1)
