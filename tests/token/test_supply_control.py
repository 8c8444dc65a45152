"""The supply controller: asked before every mint and every burn, and before nothing else."""

from __future__ import annotations

import pytest
from _controllers import BEFORE_BURN, BEFORE_MINT, NOT_TODAY, recorder, refuser
from _outcome import MINTER_ALLOWANCE, REDEEM, SUPPLY, Outcome, request

from backbone_chain.codec import checksum

ZERO = "0x" + "00" * 20
RECORDER, REFUSER = checksum("0x" + "c1" * 20), checksum("0x" + "c2" * 20)
MINT_ONLY = "beforeMint(address,address,uint256)"
BURN_ONLY = "beforeBurn(address,address,uint256)"


@pytest.fixture
def controlled_by(chain, contract, reserve_admin):
    """Put a controller of this code at an address, and set it."""

    def setting(code, address=RECORDER):
        chain.engine.set_code(address, code)
        contract.send("setSupplyController", address, sender=reserve_admin)
        return address

    return setting


@pytest.fixture
def asked(chain):
    """What the recorder was asked last, and how often it was asked at all."""

    def reading():
        count, selector, first, second, amount, caller, length, supply, allowance = (
            chain.engine.get_storage(RECORDER, slot) for slot in range(9)
        )
        return {
            "count": count,
            "selector": selector,
            "parties": (f"0x{first:040x}", f"0x{second:040x}"),
            "amount": amount,
            "caller": f"0x{caller:040x}",
            "length": length,
            "supply then": supply,
            "allowance then": allowance,
        }

    return reading


def question(token, selector, first, second, amount, **then):
    return {
        "count": 1,
        "selector": selector,
        "parties": (first.address.lower(), second.address.lower()),
        "amount": amount,
        "caller": token.address.lower(),
        "length": 100,
    } | then


# --- set and taken away


def test_there_is_no_controller_at_first(contract):
    assert contract.call("supplyController") == ZERO


def test_a_contract_becomes_the_controller(contract, chain, reserve_admin, does):
    chain.engine.set_code(RECORDER, recorder())

    assert does(lambda: contract.send("setSupplyController", RECORDER, sender=reserve_admin)) == Outcome(
        {"supply controller": RECORDER}, [("SupplyControllerChanged", "zero", RECORDER, "reserve_admin")]
    )


def test_a_controller_is_replaced_and_both_are_named(contract, chain, reserve_admin, controlled_by, does):
    controlled_by(recorder())
    chain.engine.set_code(REFUSER, refuser())

    assert does(lambda: contract.send("setSupplyController", REFUSER, sender=reserve_admin)) == Outcome(
        {"supply controller": REFUSER}, [("SupplyControllerChanged", RECORDER, REFUSER, "reserve_admin")]
    )


def test_zero_takes_the_controller_away(contract, token, reserve_admin, recipient, controlled_by, does, refuses):
    # given
    controlled_by(refuser())
    with refuses("Unknown", data=NOT_TODAY):
        token.mint(recipient, 1)

    # then
    assert does(lambda: contract.send("setSupplyController", ZERO, sender=reserve_admin)) == Outcome(
        {"supply controller": "zero"}, [("SupplyControllerChanged", RECORDER, "zero", "reserve_admin")]
    )
    assert does(lambda: token.mint(recipient, 1)).changes["supply"] == 1


@pytest.mark.parametrize("who", ["victim", "reserve_admin", "minter"])
def test_an_account_without_code_does_not_become_the_controller(contract, reserve_admin, actor, refuses, who):
    with refuses("NotAContract", account=actor(who)):
        contract.send("setSupplyController", actor(who), sender=reserve_admin)


def test_a_refused_change_leaves_the_controller_that_there_is(contract, reserve_admin, victim, controlled_by, refuses):
    controlled_by(recorder())

    with refuses("NotAContract", account=victim):
        contract.send("setSupplyController", victim, sender=reserve_admin)
    assert contract.call("supplyController") == RECORDER


# --- asked


def test_a_mint_asks_once_with_minter_recipient_and_amount(token, minter, recipient, controlled_by, asked, does):
    # given
    controlled_by(recorder())

    # when
    step = does(lambda: token.mint(recipient, 41))

    # then: the minter's allowance is used up already, the supply is as before
    then = {"supply then": SUPPLY, "allowance then": MINTER_ALLOWANCE - 41}
    assert asked() == question(token, BEFORE_MINT, minter, recipient, 41, **then)
    assert step == Outcome(
        {"supply": 41, "balance of recipient": 41, "minter allowance of minter": -41},
        [
            ("Transfer", "zero", "recipient", 41),
            ("Minted", "minter", "recipient", 41, MINTER_ALLOWANCE - 41, SUPPLY + 41),
        ],
    )


def test_a_redemption_asks_once_with_the_holder_as_burner_and_as_holder(token, holder, controlled_by, asked, does):
    controlled_by(recorder())

    step = does(lambda: token.redeem(42, request(1), sender=holder))

    then = {"supply then": SUPPLY, "allowance then": 0}
    assert asked() == question(token, BEFORE_BURN, holder, holder, 42, **then)
    assert step.changes == {"supply": -42, "balance of holder": -42}


def test_a_burn_asks_once_with_the_minter_as_burner_and_as_holder(token, minter, minted, controlled_by, asked, does):
    controlled_by(recorder())

    step = does(lambda: token.burn(43))

    then = {"supply then": SUPPLY + minted, "allowance then": MINTER_ALLOWANCE - minted}
    assert asked() == question(token, BEFORE_BURN, minter, minter, 43, **then)
    assert step.changes == {"supply": -43, "balance of minter": -43}


def test_a_mint_and_a_burn_of_nothing_ask_too(token, recipient, controlled_by, asked):
    controlled_by(recorder())

    token.mint(recipient, 0)
    token.burn(0)

    assert (asked()["count"], asked()["amount"]) == (2, 0)


def test_nothing_but_supply_changes_ask(contract, token, holder, spender, recipient, controlled_by, asked):
    # given
    controlled_by(recorder())

    # when
    token.transfer(recipient, 1, sender=holder)
    token.transfer(holder, 1, sender=holder)
    token.approve(spender, 5, sender=holder)
    token.transfer_from(holder, recipient, 5, sender=spender)
    token.freeze(holder)
    token.unfreeze(holder)
    token.pause()
    token.unpause()
    token.configure_minter(recipient, 5)
    token.remove_minter(recipient)

    # then
    assert asked()["count"] == 0


# --- refused


def test_a_refusal_stops_mints_redemptions_and_burns_and_comes_back_unchanged(
    token, holder, recipient, minted, controlled_by, refuses
):
    controlled_by(refuser())

    with refuses("Unknown", data=NOT_TODAY):
        token.mint(recipient, 1)
    with refuses("Unknown", data=NOT_TODAY):
        token.redeem(1, request(1), sender=holder)
    with refuses("Unknown", data=NOT_TODAY):
        token.burn(1)


def test_a_refusal_does_not_stop_transfers(token, holder, recipient, controlled_by, does):
    controlled_by(refuser())

    assert does(lambda: token.transfer(recipient, 1, sender=holder)).changes == {
        "balance of holder": -1,
        "balance of recipient": 1,
    }


def test_a_controller_may_refuse_mints_and_let_redemptions_through(
    token, holder, recipient, controlled_by, refuses, does
):
    controlled_by(refuser(only=MINT_ONLY))

    with refuses("Unknown", data=NOT_TODAY):
        token.mint(recipient, 1)
    assert does(lambda: token.redeem(1, request(1), sender=holder)).changes["supply"] == -1


def test_a_controller_may_refuse_redemptions_and_let_mints_through(
    token, holder, recipient, controlled_by, refuses, does
):
    controlled_by(refuser(only=BURN_ONLY))

    with refuses("Unknown", data=NOT_TODAY):
        token.redeem(1, request(1), sender=holder)
    assert does(lambda: token.mint(recipient, 1)).changes["supply"] == 1


def test_a_controller_whose_code_is_gone_stops_mints(token, chain, recipient, controlled_by, refuses):
    chain.engine.set_code(controlled_by(recorder()), b"")

    with refuses("NoReason"):
        token.mint(recipient, 1)


# --- after the other gates, before the balances


def test_pause_freeze_and_allowance_are_asked_before_the_controller(
    token, minter, holder, actor, controlled_by, refuses
):
    controlled_by(refuser())

    with refuses("MintExceedsAllowance", minter=minter, allowance=MINTER_ALLOWANCE, amount=MINTER_ALLOWANCE + 1):
        token.mint(holder, MINTER_ALLOWANCE + 1)
    token.freeze(holder)
    with refuses("AccountFrozen", account=holder):
        token.redeem(1, request(1), sender=holder)
    token.contract.send("pauseBits", REDEEM, sender=actor("pauser"))
    with refuses("OperationPaused", bit=REDEEM):
        token.redeem(1, request(1), sender=holder)


def test_the_controller_is_asked_before_the_balance(token, attacker, controlled_by, refuses):
    controlled_by(refuser())

    with refuses("Unknown", data=NOT_TODAY):
        token.redeem(1, request(1), sender=attacker)
