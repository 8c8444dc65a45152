"""Transfers with a memo: a plain transfer, and one more event."""

from __future__ import annotations

import pytest
from _outcome import HELD, UNLIMITED, Outcome, request

ZERO = "0x" + "00" * 20
MEMO = request(2026)


@pytest.mark.branch("transferWithMemo: given everything is in order: it transfers and emits Transfer and TransferMemo")
@pytest.mark.parametrize("memo", [MEMO, bytes(32), b"\xff" * 32])
@pytest.mark.parametrize("amount", [1, HELD])
def test_a_transfer_with_a_memo_moves_tokens_and_says_what_for(contract, holder, recipient, does, amount, memo):
    assert does(lambda: contract.send("transferWithMemo", recipient, amount, memo, sender=holder)) == Outcome(
        {"balance of holder": -amount, "balance of recipient": amount},
        [("Transfer", "holder", "recipient", amount), ("TransferMemo", "holder", "recipient", amount, memo)],
    )


@pytest.mark.branch("transferWithMemo: given everything is in order: it transfers and emits Transfer and TransferMemo")
def test_a_memo_may_come_with_nothing(contract, holder, recipient, does):
    assert does(lambda: contract.send("transferWithMemo", recipient, 0, MEMO, sender=holder)) == Outcome(
        {}, [("Transfer", "holder", "recipient", 0), ("TransferMemo", "holder", "recipient", 0, MEMO)]
    )


@pytest.mark.branch("transferWithMemo: when transfer would refuse: it reverts as transfer does")
def test_a_memo_does_not_make_a_transfer_possible(contract, holder, recipient, refuses):
    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=HELD + 1):
        contract.send("transferWithMemo", recipient, HELD + 1, MEMO, sender=holder)
    with refuses("ERC20InvalidReceiver", receiver=ZERO):
        contract.send("transferWithMemo", ZERO, 1, MEMO, sender=holder)
    with refuses("ERC20InvalidReceiver", receiver=contract.address):
        contract.send("transferWithMemo", contract, 1, MEMO, sender=holder)


@pytest.mark.branch(
    "transferFromWithMemo: given everything is in order: it transfers and emits Transfer and TransferMemo"
)
@pytest.mark.parametrize("amount", [1, 10])
def test_a_spender_may_add_a_memo(contract, token, holder, spender, recipient, does, amount):
    token.approve(spender, 10, sender=holder)

    assert does(
        lambda: contract.send("transferFromWithMemo", holder, recipient, amount, MEMO, sender=spender)
    ) == Outcome(
        {
            "balance of holder": -amount,
            "balance of recipient": amount,
            "allowance of holder for spender": -amount,
        },
        [("Transfer", "holder", "recipient", amount), ("TransferMemo", "holder", "recipient", amount, MEMO)],
    )


@pytest.mark.branch("transferFromWithMemo: when transferFrom would refuse: it reverts as transferFrom does")
def test_a_memo_does_not_stretch_an_allowance(contract, token, holder, spender, recipient, refuses):
    token.approve(spender, 10, sender=holder)

    with refuses("ERC20InsufficientAllowance", spender=spender, allowance=10, needed=11):
        contract.send("transferFromWithMemo", holder, recipient, 11, MEMO, sender=spender)
    token.approve(spender, UNLIMITED, sender=holder)
    with refuses("ERC20InsufficientBalance", sender=holder, balance=HELD, needed=HELD + 1):
        contract.send("transferFromWithMemo", holder, recipient, HELD + 1, MEMO, sender=spender)


@pytest.mark.branch("transferWithMemo: it answers true")
@pytest.mark.branch("transferFromWithMemo: it answers true")
def test_transfers_with_memos_answer_true(contract, token, holder, spender, recipient):
    token.approve(spender, 1, sender=holder)

    assert contract.call("transferWithMemo", recipient, 1, MEMO, sender=holder) is True
    assert contract.call("transferFromWithMemo", holder, recipient, 1, MEMO, sender=spender) is True


def test_the_memo_can_be_searched_for(contract, holder, recipient):
    receipt = contract.send("transferWithMemo", recipient, 1, MEMO, sender=holder)

    assert receipt.logs[-1].topics[3] == MEMO
