"""mint-ratio: tokens out against value in, by order and by depositor."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import BankCredit, Mint, Observation, OrderApproved, Severity, ValueIn
from backbone_chain.watchers.mint_ratio import MintRatio

MINTER, DEPOSITOR, STRANGER = map(address, ("minter", "depositor", "stranger"))
CRITICAL = Severity.CRITICAL


def put_in(amount: int) -> ValueIn:
    return ValueIn(request_id="r", depositor=DEPOSITOR, amount=amount)


def mint(amount: int, to: str = DEPOSITOR) -> Mint:
    return Mint(minter=MINTER, to=to, amount=amount)


def order(amount: int) -> OrderApproved:
    return OrderApproved(order="o", to=DEPOSITOR, amount=amount, approvers=("a", "b"))


def credit(amount: int) -> BankCredit:
    return BankCredit(order="o", amount=amount, final_at=0)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [block(1, put_in(100_000)), block(2, mint(50_000_000))],
            [Says(CRITICAL, MINTER, 2, {"tokens": 50_000_000, "value": 100_000, "ratio": 500.0})],
            id="five hundred times",
        ),
        pytest.param(
            [block(1, put_in(10_000)), block(2, mint(10_200))], [Says(CRITICAL, MINTER, 2, {"ratio": 1.02})], id="1.02"
        ),
        pytest.param(
            [block(1, put_in(1_000)), block(2, mint(600)), block(3, mint(600))],
            [Says(CRITICAL, MINTER, 3, {"tokens": 600, "value": 400})],
            id="the second of two",
        ),
        pytest.param(
            [block(1, put_in(1_000)), block(2, mint(1_000)), *(block(3 + n, mint(2)) for n in range(4))],
            [Says(CRITICAL, MINTER, 5), Says(CRITICAL, MINTER, 6)],
            id="a little too much, again and again",
        ),
        pytest.param(
            [block(1, credit(100)), block(2, order(50_000))],
            [Says(CRITICAL, "o", 2, {"tokens": 50_000, "value": 100})],
            id="an order, before its mint",
        ),
        pytest.param(
            [block(1, order(50_000)), block(2, credit(100))], [Says(CRITICAL, "o", 2)], id="credit told later"
        ),
    ],
)
def test_more_out_than_in_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(MintRatio(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, put_in(1_000_000)), block(2, mint(1_002_000))], id="1.002"),
        pytest.param([block(1, put_in(1_000_000)), block(2, mint(1_000_000))], id="1.000"),
        pytest.param([block(n, put_in(10_000), mint(10_020)) for n in range(1, 99)], id="1.002 for years"),
        pytest.param([block(1, mint(10**9, STRANGER))], id="who put nothing in is another rule's"),
        pytest.param([block(1, order(100), credit(100))], id="an order and its credit"),
        pytest.param([block(1, order(100))], id="an order that waits for its credit"),
        pytest.param([block(1, credit(100), order(99))], id="less a fee"),
    ],
)
def test_legal_ratios_are_quiet(history: list[Observation]) -> None:
    assert_says(MintRatio(), history)


def test_resumes_anywhere() -> None:
    assert_resumes(MintRatio, [block(1, put_in(1_000)), block(2, mint(600)), block(3, mint(600)), block(4, order(9))])
