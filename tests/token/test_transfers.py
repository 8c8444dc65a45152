"""Moving tokens: ERC-20, and what this token refuses beyond it."""

from __future__ import annotations

import pytest
from _outcome import HELD, SUPPLY, TRANSFER, UNLIMITED, Outcome

ZERO = "0x" + "00" * 20

# --- what it is


def test_the_token_says_what_it_is(contract):
    assert contract.call("name") == "Reference Dollar"
    assert contract.call("symbol") == "RUSD"
    assert contract.call("decimals") == 6
    assert contract.call("currency") == "USD"
    assert contract.call("version") == "1.0.0"


# --- transfer


@pytest.mark.branch("transfer: given everything is in order: it moves the tokens and emits Transfer")
@pytest.mark.parametrize("amount", [1, HELD - 1, HELD], ids=["the least", "all but one", "all"])
def test_a_transfer_moves_tokens(token, holder, recipient, does, amount):
    assert does(lambda: token.transfer(recipient, amount, sender=holder)) == Outcome(
        {"balance of holder": -amount, "balance of recipient": amount}, [("Transfer", "holder", "recipient", amount)]
    )


@pytest.mark.branch("transfer: when the amount exceeds the balance: it reverts with ERC20InsufficientBalance")
@pytest.mark.parametrize("amount", [HELD + 1, UNLIMITED])
def test_a_transfer_of_more_than_there_is_is_refused(token, holder, recipient, refuses, amount):
    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=amount):
        token.transfer(recipient, amount, sender=holder)


@pytest.mark.branch("transfer: when the amount is zero: it changes nothing and emits Transfer")
@pytest.mark.parametrize("who", ["holder", "attacker"])
def test_a_transfer_of_nothing_changes_nothing_and_is_said(token, actor, does, who):
    assert does(lambda: token.transfer(actor("recipient"), 0, sender=actor(who))) == Outcome(
        {}, [("Transfer", who, "recipient", 0)]
    )


@pytest.mark.parametrize("amount", [0, 1, HELD])
def test_a_transfer_to_oneself_changes_nothing_and_is_said(token, holder, does, amount):
    assert does(lambda: token.transfer(holder, amount, sender=holder)) == Outcome(
        {}, [("Transfer", "holder", "holder", amount)]
    )


def test_a_transfer_to_oneself_of_more_than_there_is_is_refused(token, holder, refuses):
    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=HELD + 1):
        token.transfer(holder, HELD + 1, sender=holder)


@pytest.mark.branch(
    "transfer: when it goes to the zero address or the token itself: it reverts with ERC20InvalidReceiver"
)
@pytest.mark.parametrize("amount", [0, 1])
def test_a_transfer_to_nobody_is_refused(token, holder, refuses, amount):
    with refuses("ERC20InvalidReceiver", receiver=ZERO):
        token.transfer(ZERO, amount, sender=holder)


@pytest.mark.branch("transfer: it answers true")
@pytest.mark.branch("transferFrom: it answers true")
@pytest.mark.branch("approve: it answers true")
@pytest.mark.branch(
    "transfer: when it goes to the zero address or the token itself: it reverts with ERC20InvalidReceiver"
)
@pytest.mark.parametrize("amount", [0, 1])
def test_a_transfer_to_the_token_itself_is_refused(token, holder, refuses, amount):
    with refuses("ERC20InvalidReceiver", receiver=token):
        token.transfer(token.address, amount, sender=holder)


def test_transfers_answer_true(contract, holder, recipient, spender):
    contract.send("approve", spender, 2, sender=holder)

    assert contract.call("transfer", recipient, 1, sender=holder) is True
    assert contract.call("transferFrom", holder, recipient, 1, sender=spender) is True
    assert contract.call("approve", spender, 1, sender=holder) is True


# --- approve


@pytest.mark.branch(
    "approve: when the amount is not zero: given everything is in order: it sets the allowance and emits Approval"
)
@pytest.mark.parametrize("amount", [1, HELD + 1, UNLIMITED])
def test_an_owner_lets_a_spender_move_up_to_an_amount(token, holder, spender, does, amount):
    assert does(lambda: token.approve(spender, amount, sender=holder)) == Outcome(
        {"allowance of holder for spender": amount}, [("Approval", "holder", "spender", amount)]
    )


@pytest.mark.parametrize("amount", [0, 1, 9])
def test_an_approval_replaces_the_last_one(contract, token, holder, spender, does, amount):
    token.approve(spender, 5, sender=holder)

    assert does(lambda: token.approve(spender, amount, sender=holder)) == Outcome(
        {"allowance of holder for spender": amount - 5}, [("Approval", "holder", "spender", amount)]
    )


@pytest.mark.branch("approve: when the spender is the zero address: it reverts with ERC20InvalidSpender")
@pytest.mark.parametrize("amount", [0, 1])
def test_nobody_can_not_be_approved(token, holder, refuses, amount):
    with refuses("ERC20InvalidSpender", spender=ZERO):
        token.approve(ZERO, amount, sender=holder)


# --- transferFrom


@pytest.mark.branch("transferFrom: when the amount exceeds the allowance: it reverts with ERC20InsufficientAllowance")
@pytest.mark.branch(
    "transferFrom: given everything is in order: it moves the tokens and spends the allowance and emits Transfer"
)
@pytest.mark.parametrize("amount", [0, 1, 10], ids=["nothing", "the least", "all of it"])
def test_a_spender_moves_tokens_within_its_allowance(token, holder, spender, recipient, does, amount):
    token.approve(spender, 10, sender=holder)
    changes = {
        "balance of holder": -amount,
        "balance of recipient": amount,
        "allowance of holder for spender": -amount,
    }

    assert does(lambda: token.transfer_from(holder, recipient, amount, sender=spender)) == Outcome(
        changes if amount else {}, [("Transfer", "holder", "recipient", amount)]
    )


def test_a_spender_moves_no_more_than_its_allowance(token, holder, spender, recipient, refuses):
    token.approve(spender, 10, sender=holder)
    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=10, needed=11):
        token.transfer_from(holder, recipient, 11, sender=spender)

    token.transfer_from(holder, recipient, 6, sender=spender)

    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=4, needed=5):
        token.transfer_from(holder, recipient, 5, sender=spender)


@pytest.mark.branch("transferFrom: when the amount exceeds the balance: it reverts with ERC20InsufficientBalance")
def test_a_spender_moves_no_more_than_the_owner_has(token, holder, spender, recipient, refuses):
    token.approve(spender, HELD + 1, sender=holder)

    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=HELD + 1):
        token.transfer_from(holder, recipient, HELD + 1, sender=spender)


def test_an_allowance_is_good_for_its_spender_only(token, holder, spender, attacker, refuses):
    token.approve(spender, 10, sender=holder)

    with refuses("ERC20InsufficientAllowance", spender=attacker, allowance=0, needed=1):
        token.transfer_from(holder, attacker, 1, sender=attacker)


def test_an_owner_needs_an_allowance_of_its_own_for_transfer_from(token, holder, recipient, does, refuses):
    with refuses("ERC20InsufficientAllowance", spender=holder, allowance=0, needed=1):
        token.transfer_from(holder, recipient, 1, sender=holder)

    token.approve(holder, 1, sender=holder)

    assert does(lambda: token.transfer_from(holder, recipient, 1, sender=holder)).changes == {
        "balance of holder": -1,
        "balance of recipient": 1,
        "allowance of holder for holder": -1,
    }


@pytest.mark.branch("transferFrom: given the allowance is infinite: it leaves the allowance as it is")
def test_the_highest_allowance_is_never_used_up(token, holder, spender, recipient, does):
    token.approve(spender, UNLIMITED, sender=holder)

    assert does(lambda: token.transfer_from(holder, recipient, HELD, sender=spender)) == Outcome(
        {"balance of holder": -HELD, "balance of recipient": HELD}, [("Transfer", "holder", "recipient", HELD)]
    )


def test_the_highest_allowance_but_one_is_used_up(token, holder, spender, recipient, does):
    token.approve(spender, UNLIMITED - 1, sender=holder)

    step = does(lambda: token.transfer_from(holder, recipient, HELD, sender=spender))

    assert step.changes["allowance of holder for spender"] == -HELD


@pytest.mark.branch(
    "transferFrom: when it goes to the zero address or the token itself: it reverts with ERC20InvalidReceiver"
)
@pytest.mark.parametrize("amount", [0, 1])
def test_a_spender_moves_nothing_to_nobody_or_to_the_token(token, holder, spender, refuses, amount):
    token.approve(spender, 10, sender=holder)

    with refuses("ERC20InvalidReceiver", receiver=ZERO):
        token.transfer_from(holder, ZERO, amount, sender=spender)
    with refuses("ERC20InvalidReceiver", receiver=token):
        token.transfer_from(holder, token.address, amount, sender=spender)


def test_from_nobody_nothing_moves(token, spender, recipient, refuses):
    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=0, needed=1):
        token.transfer_from(ZERO, recipient, 1, sender=spender)
    with refuses("ERC20InvalidApprover", approver=ZERO):
        token.transfer_from(ZERO, recipient, 0, sender=spender)


# --- approving where it is stopped


def test_the_pause_is_named_before_a_freeze_and_the_owner_before_the_spender(token, holder, spender, refuses):
    token.freeze(spender)
    with refuses("AccountFrozen", account=spender):
        token.approve(spender, 1, sender=holder)

    token.freeze(holder)
    with refuses("AccountFrozen", account=holder):
        token.approve(spender, 1, sender=holder)

    token.pause()
    with refuses("OperationPaused", bit=TRANSFER):
        token.approve(spender, 1, sender=holder)


@pytest.mark.branch("approve: when the amount is zero: it takes the allowance back, paused and frozen or not")
def test_an_allowance_outlives_a_freeze_and_can_be_taken_back_under_it(token, holder, spender, does):
    # given
    token.approve(spender, 10, sender=holder)
    token.freeze(holder)
    token.freeze(spender)
    token.pause()

    # then
    assert does(lambda: token.approve(spender, 0, sender=holder)) == Outcome(
        {"allowance of holder for spender": -10}, [("Approval", "holder", "spender", 0)]
    )


# --- what is sent along


@pytest.mark.parametrize("function", ["transfer", "approve"])
def test_the_token_takes_no_ether(contract, chain, holder, recipient, refuses, function):
    chain.engine.set_balance(holder.address, 1)

    with refuses("NoReason"):
        contract.send(function, recipient, 1, sender=holder, value=1)
    with refuses("NoReason"):
        chain.send(contract.address, sender=holder, value=1)


def test_supply_is_what_was_minted(token):
    assert token.total_supply() == SUPPLY
