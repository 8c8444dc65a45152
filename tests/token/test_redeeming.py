"""Redeeming: a holder burns its own tokens and names the request that the issuer pays out."""

from __future__ import annotations

import pytest
from _outcome import HELD, SUPPLY, UNLIMITED, Outcome, request


@pytest.mark.branch("redeem: given everything is in order: it burns the caller's tokens")
@pytest.mark.branch("redeem: given everything is in order: it emits Transfer to zero and Redeemed")
@pytest.mark.parametrize("amount", [1, HELD - 1, HELD], ids=["the least", "all but one", "all"])
def test_a_holder_redeems_what_it_has(token, holder, does, amount):
    assert does(lambda: token.redeem(amount, request(77), sender=holder)) == Outcome(
        {"supply": -amount, "balance of holder": -amount},
        [
            ("Transfer", "holder", "zero", amount),
            ("Redeemed", "holder", amount, request(77), SUPPLY - amount),
        ],
    )


@pytest.mark.branch("redeem: when the amount exceeds the balance: it reverts with ERC20InsufficientBalance")
@pytest.mark.parametrize("amount", [HELD + 1, UNLIMITED])
def test_a_holder_redeems_no_more_than_it_has(token, holder, refuses, amount):
    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=amount):
        token.redeem(amount, request(1), sender=holder)


@pytest.mark.branch("redeem: when the amount is zero: it reverts with ZeroAmount")
@pytest.mark.parametrize("who", ["holder", "attacker"])
def test_nothing_is_not_redeemed(token, actor, refuses, who):
    with refuses("ZeroAmount"):
        token.redeem(0, request(1), sender=actor(who))


def test_that_nothing_is_redeemed_is_said_before_a_freeze(token, holder, refuses):
    token.freeze(holder)

    with refuses("ZeroAmount"):
        token.redeem(0, request(1), sender=holder)


def test_who_has_nothing_redeems_nothing(token, attacker, refuses):
    with refuses("ERC20InsufficientBalance", sender=attacker, balance=0, needed=1):
        token.redeem(1, request(1), sender=attacker)


def test_an_allowance_does_not_let_a_spender_redeem(token, holder, spender, refuses):
    token.approve(spender, HELD, sender=holder)

    with refuses("ERC20InsufficientBalance", sender=spender, balance=0, needed=1):
        token.redeem(1, request(1), sender=spender)


def test_a_minter_redeems_as_any_holder_and_keeps_its_allowance(token, minter, minted, does):
    assert does(lambda: token.redeem(minted, request(2), sender=minter)).changes == {
        "supply": -minted,
        "balance of minter": -minted,
    }


def test_one_request_may_be_redeemed_in_parts(token, holder, does):
    token.redeem(1, request(5), sender=holder)

    assert does(lambda: token.redeem(2, request(5), sender=holder)).events[-1] == (
        "Redeemed",
        "holder",
        2,
        request(5),
        SUPPLY - 3,
    )


def test_the_request_can_be_searched_for(contract, holder):
    receipt = contract.send("redeem", 1, request(9), sender=holder)

    assert receipt.logs[-1].topics[2] == request(9)
