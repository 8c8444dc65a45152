"""Lowering an allowance: always possible, down to nothing, and never a raise."""

from __future__ import annotations

import pytest
from _outcome import UNLIMITED, Outcome

ZERO = "0x" + "00" * 20


@pytest.mark.branch("decreaseAllowance: given everything is in order: it lowers the allowance and emits Approval")
@pytest.mark.parametrize(("before", "decrement"), [(10, 0), (10, 1), (10, 10), (UNLIMITED, 1), (UNLIMITED, UNLIMITED)])
def test_an_allowance_is_lowered_down_to_zero(contract, token, holder, spender, does, before, decrement):
    token.approve(spender, before, sender=holder)

    assert does(lambda: contract.send("decreaseAllowance", spender, decrement, sender=holder)) == Outcome(
        {"allowance of holder for spender": -decrement} if decrement else {},
        [("Approval", "holder", "spender", before - decrement)],
    )


@pytest.mark.branch("decreaseAllowance: when it exceeds the allowance: it reverts with ERC20InsufficientAllowance")
@pytest.mark.parametrize(("before", "decrement"), [(0, 1), (10, 11), (10, UNLIMITED), (UNLIMITED - 1, UNLIMITED)])
def test_an_allowance_is_not_lowered_below_zero(contract, token, holder, spender, refuses, before, decrement):
    token.approve(spender, before, sender=holder)

    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=before, needed=decrement):
        contract.send("decreaseAllowance", spender, decrement, sender=holder)


@pytest.mark.branch("decreaseAllowance: when the spender is the zero address: it reverts with ERC20InvalidSpender")
def test_an_allowance_of_nobody_is_not_lowered(contract, holder, refuses):
    with refuses("ERC20InvalidSpender", spender=ZERO):
        contract.send("decreaseAllowance", ZERO, 0, sender=holder)


def test_an_owner_lowers_its_own_allowances_only(contract, token, holder, spender, attacker, refuses):
    token.approve(spender, 10, sender=holder)

    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=0, needed=1):
        contract.send("decreaseAllowance", spender, 1, sender=attacker)
    with refuses("ERC20InsufficientAllowance", spender=holder, allowance=0, needed=1):
        contract.send("decreaseAllowance", holder, 1, sender=spender)


@pytest.mark.branch("decreaseAllowance: it answers true")
def test_lowering_answers_true(contract, token, holder, spender):
    token.approve(spender, 1, sender=holder)

    assert contract.call("decreaseAllowance", spender, 1, sender=holder) is True


@pytest.mark.branch("decreaseAllowance: given a pause and frozen accounts: it lowers the allowance all the same")
def test_an_allowance_is_lowered_whatever_is_stopped(contract, token, holder, spender, pauser, does):
    # given
    token.approve(spender, 10, sender=holder)
    token.freeze(holder)
    token.freeze(spender)
    contract.send("pauseAll", sender=pauser)

    # then
    assert does(lambda: contract.send("decreaseAllowance", spender, 3, sender=holder)) == Outcome(
        {"allowance of holder for spender": -3}, [("Approval", "holder", "spender", 7)]
    )


def test_no_gate_is_asked_for_how_much_is_left(contract, token, holder, spender, does):
    token.approve(spender, UNLIMITED, sender=holder)
    token.pause()

    assert does(lambda: contract.send("decreaseAllowance", spender, 1, sender=holder)).events == [
        ("Approval", "holder", "spender", UNLIMITED - 1)
    ]


def test_what_is_left_can_be_spent_and_no_more(contract, token, holder, spender, recipient, does, refuses):
    token.approve(spender, 10, sender=holder)
    contract.send("decreaseAllowance", spender, 4, sender=holder)

    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=6, needed=7):
        token.transfer_from(holder, recipient, 7, sender=spender)
    assert does(lambda: token.transfer_from(holder, recipient, 6, sender=spender)).changes["balance of recipient"] == 6
