"""mint-then-exit: new tokens that reach a pool, a lender or a bridge."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import BankCredit, KnownAccount, Mint, Observation, OrderApproved, Severity, Transfer
from backbone_chain.watchers.mint_then_exit import MintThenExit

MINTER, THIEF, HAND, POOL, CUSTOMER = map(address, ("minter", "thief", "hand", "pool", "customer"))
REGISTER = block(1, KnownAccount(account=POOL, kind="pool"))
ORDERS = block(
    2, OrderApproved(order="1", to=CUSTOMER, amount=9, approvers=()), BankCredit(order="1", amount=9, final_at=0)
)


def mint(to: str = THIEF, amount: int = 9) -> Mint:
    return Mint(minter=MINTER, to=to, amount=amount)


def pay(sender: str, to: str, amount: int = 9) -> Transfer:
    return Transfer(sender=sender, to=to, amount=amount)


def out(number: int, amount: int = 9, severity: Severity = Severity.INFO, **more: object) -> Says:
    return Says(severity, MINTER, number, {"amount": amount, "to": POOL, "entity": MINTER, **more})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([REGISTER, block(10, mint()), block(12, pay(THIEF, POOL))], [out(12, weight=1)], id="at once"),
        pytest.param(
            [REGISTER, block(10, mint(), pay(THIEF, HAND), pay(HAND, POOL, 4))], [out(10, 4)], id="in one block"
        ),
        pytest.param(
            [REGISTER, block(10, mint()), block(11, pay(THIEF, POOL, 4)), block(12, pay(THIEF, POOL, 4))],
            [out(11, 4), out(12, 4)],
            id="in parts",
        ),
        pytest.param(
            [REGISTER, ORDERS, block(10, mint()), block(11, pay(THIEF, POOL))],
            [out(11, severity=Severity.HIGH)],
            id="without an order, where orders are told",
        ),
    ],
)
def test_new_tokens_that_leave(history: list[Observation], expected: list[Says]) -> None:
    assert_says(MintThenExit(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([REGISTER, block(10, mint()), block(61, pay(THIEF, POOL))], id="much later"),
        pytest.param([REGISTER, block(10, mint()), block(11, pay(CUSTOMER, POOL))], id="another's tokens"),
        pytest.param([REGISTER, block(10, mint()), block(11, pay(THIEF, HAND))], id="to nobody special"),
        pytest.param(
            [REGISTER, ORDERS, block(10, mint(CUSTOMER)), block(11, pay(CUSTOMER, POOL))], id="ordered and paid"
        ),
        pytest.param(
            [REGISTER, block(10, mint()), block(11, pay(THIEF, HAND), pay(THIEF, POOL))], id="what it had before"
        ),
    ],
)
def test_what_stays_or_was_ordered_says_nothing(history: list[Observation]) -> None:
    assert_says(MintThenExit(), history)


def test_its_state_can_be_saved_anywhere() -> None:
    assert_resumes(MintThenExit, [REGISTER, block(10, mint()), block(11, pay(THIEF, HAND)), block(12, pay(HAND, POOL))])
