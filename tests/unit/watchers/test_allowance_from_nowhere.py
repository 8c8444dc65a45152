"""allowance-from-nowhere: allowances that their owners never gave."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import Approval, NonceRead, Observation, Severity, Transfer
from backbone_chain.watchers.allowance_from_nowhere import AllowanceFromNowhere

OWNER, SPENDER, RELAYER = map(address, ("owner", "spender", "relayer"))


def approval(amount: int, by: str = RELAYER, tx: str = "") -> Approval:
    return Approval(owner=OWNER, spender=SPENDER, amount=amount, tx_sender=by, tx=tx)


def nonce(number: int) -> NonceRead:
    return NonceRead(account=OWNER, nonce=number)


START = block(1, Transfer(sender=OWNER, to=SPENDER, amount=1, tx_sender=OWNER), nonce(0))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [START, block(2, approval(9), nonce(0))], [Says(Severity.CRITICAL, OWNER, 2, {"amount": 9})], id="no permit"
        ),
        pytest.param(
            [START, block(2, approval(9), approval(19), nonce(1))],
            [Says(Severity.CRITICAL, OWNER, 2, {"amount": 19})],
            id="one permit for two",
        ),
        pytest.param(
            [START, block(2, Transfer(sender=OWNER, to=SPENDER, amount=0, tx="0xa"), approval(9, tx="0xa"), nonce(0))],
            [Says(Severity.CRITICAL, OWNER, 2, {"amount": 9})],
            id="spending nothing gives an allowance",
        ),
        pytest.param(
            [block(2, approval(9), nonce(0))],
            [Says(Severity.INFO, OWNER, 2, {"weight": 1})],
            id="an owner that never sent anything may be a contract",
        ),
        pytest.param(
            [START, block(2, approval(9))], [Says(Severity.INFO, OWNER, 2, {"amount": 9})], id="the nonce was not read"
        ),
    ],
)
def test_allowances_that_nobody_gave(history: list[Observation], expected: list[Says]) -> None:
    assert_says(AllowanceFromNowhere(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([START, block(2, approval(9, OWNER), nonce(0))], id="by the owner"),
        pytest.param([START, block(2, approval(9), nonce(1))], id="by a permit"),
        pytest.param([START, block(2, approval(9, ""), nonce(0))], id="the sender is not known"),
        pytest.param([START, block(2, approval(9, OWNER)), block(3, approval(5), nonce(0))], id="it fell"),
        pytest.param(
            [START, block(2, Transfer(sender=OWNER, to=SPENDER, amount=1, tx="0xa"), approval(8, tx="0xa"), nonce(0))],
            id="what is left after spending",
        ),
        pytest.param([block(1, nonce(3)), block(2, approval(9), nonce(4))], id="a permit after others"),
    ],
)
def test_allowances_that_were_given_say_nothing(history: list[Observation]) -> None:
    assert_says(AllowanceFromNowhere(), history)


def test_its_state_can_be_saved_anywhere() -> None:
    assert_resumes(AllowanceFromNowhere, [START, block(2, approval(9), nonce(1)), block(3, approval(10), nonce(1))])
