"""mint-without-order: every mint has an order of its amount and recipient, and the order has its dollars."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import (
    BankCredit,
    BridgeReceived,
    KnownAccount,
    Mint,
    Observation,
    OrderApproved,
    Severity,
)
from backbone_chain.watchers import Watch
from backbone_chain.watchers.mint_without_order import MintWithoutOrder

MINTER, CUSTOMER, OTHER, THIEF, BRIDGE = map(address, ("minter", "customer", "other", "thief", "bridge"))


def order(name: str, amount: int, to: str = CUSTOMER) -> OrderApproved:
    return OrderApproved(order=name, to=to, amount=amount, approvers=("a", "b"))


def paid(name: str, amount: int, final_at: int = 0) -> BankCredit:
    return BankCredit(order=name, amount=amount, final_at=final_at)


def mint(amount: int, to: str = CUSTOMER, minter: str = MINTER, tx: str = "") -> Mint:
    return Mint(minter=minter, to=to, amount=amount, tx=tx)


def says(severity: Severity, number: int, amount: int, to: str = CUSTOMER) -> Says:
    return Says(severity, MINTER, number, {"amount": amount, "to": to})


HIGH, CRITICAL, INFO = Severity.HIGH, Severity.CRITICAL, Severity.INFO
USUAL = [block(1, order("0", 5)), block(2, mint(5))]
LATE = 13  # blocks of 12 s: more than the grace time


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [block(1, order("1", 10)), block(2, mint(100))], [says(CRITICAL, 2, 100)], id="ten times the order"
        ),
        pytest.param(
            [block(1, order("1", 10)), block(2, mint(10, THIEF))], [says(CRITICAL, 2, 10, THIEF)], id="to another"
        ),
        pytest.param(
            [block(1, order("1", 10)), block(2, mint(10)), block(3, mint(10)), block(3 + LATE)],
            [says(HIGH, 3, 10), says(CRITICAL, 3 + LATE, 10)],
            id="one order, executed twice",
        ),
        pytest.param(
            [block(1, order("1", 10)), block(2, mint(10), mint(10))], [says(HIGH, 2, 10)], id="twice in one block"
        ),
        pytest.param(
            [*USUAL, block(3, mint(7, THIEF)), block(3 + LATE)],
            [says(HIGH, 3, 7, THIEF), says(CRITICAL, 3 + LATE, 7, THIEF)],
            id="to a stranger",
        ),
        pytest.param(
            [*USUAL, block(3, mint(7)), block(3 + LATE)],
            [says(INFO, 3, 7), says(CRITICAL, 3 + LATE, 7)],
            id="to a usual recipient it pages after the grace time",
        ),
        pytest.param(
            [block(1, order("1", 10), paid("0", 3)), block(2, mint(10)), block(2 + LATE)],
            [says(HIGH, 2, 10), says(CRITICAL, 2 + LATE, 10)],
            id="ordered and never paid",
        ),
        pytest.param(
            [block(1, order("1", 10), paid("1", 10, final_at=10**9)), block(2, mint(10)), block(2 + LATE)],
            [says(HIGH, 2, 10), says(CRITICAL, 2 + LATE, 10)],
            id="paid, and not final",
        ),
        pytest.param([block(1, mint(5)), block(2, mint(6))], [Says(INFO, MINTER, 1)], id="without orders it is blind"),
    ],
)
def test_mint_that_nobody_ordered_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(MintWithoutOrder(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, order("1", 10), paid("1", 10)), block(2, mint(10))], id="ordered and paid"),
        pytest.param([block(1, order("1", 10)), block(2, mint(10))], id="ordered, where no credits are told"),
        pytest.param([block(1, mint(10), order("1", 10))], id="told in the same block, behind the mint"),
        pytest.param([block(1, order("1", 10, CUSTOMER.lower())), block(2, mint(10))], id="small letters"),
        pytest.param([block(1, order("1", 10)), block(2, mint(4)), block(3, mint(6))], id="in two parts"),
        pytest.param([block(1, order("1", 4), order("2", 6)), block(2, mint(10))], id="two orders at once"),
        pytest.param([block(1, order("1", 4), order("2", 6)), block(2, mint(6), mint(4))], id="two mints in a block"),
        pytest.param([block(1, order("1", 10), order("1", 10)), block(2, mint(10))], id="an order told twice"),
        pytest.param([block(1, order("1", 10)), block(2, mint(0, THIEF))], id="nothing"),
        pytest.param(
            [
                block(1, order("1", 10)),
                block(
                    2,
                    mint(7, THIEF, BRIDGE, tx="0x1"),
                    BridgeReceived(message="m", source="a", destination="b", amount=7, to=THIEF, tx="0x1"),
                ),
            ],
            id="from another chain",
        ),
        pytest.param(
            [block(1, order("1", 10), KnownAccount(account=BRIDGE, kind="bridge")), block(2, mint(7, THIEF, BRIDGE))],
            id="by a bridge that is known",
        ),
    ],
)
def test_mint_that_was_ordered_is_quiet(history: list[Observation]) -> None:
    assert_says(MintWithoutOrder(), history)


def test_order_that_is_told_late_never_makes_a_critical_finding() -> None:
    late = [block(4, order("1", 7, THIEF)), block(4 + LATE)]
    assert_says(MintWithoutOrder(), [*USUAL, block(3, mint(7, THIEF)), *late], says(HIGH, 3, 7, THIEF))


def test_order_told_after_the_grace_time_is_too_late() -> None:
    history = [*USUAL, block(3, mint(7, THIEF)), block(3 + LATE), block(4 + LATE, order("1", 7, THIEF))]
    assert_says(MintWithoutOrder(), history, says(HIGH, 3, 7, THIEF), says(CRITICAL, 3 + LATE, 7, THIEF))


def test_order_told_twice_is_minted_once() -> None:
    history = [block(1, order("1", 10)), block(2, mint(10)), block(3, order("1", 10)), block(4, mint(10))]
    assert_says(MintWithoutOrder(), history, says(HIGH, 4, 10))


def test_what_is_said_again_after_the_grace_time_has_the_same_key() -> None:
    watch = Watch([MintWithoutOrder()])
    first, second = [f for b in [*USUAL, block(3, mint(7, THIEF)), block(30), block(31)] for f in watch.observe(b)]
    assert (first.key, first.severity, second.severity) == (second.key, HIGH, CRITICAL)


def test_grace_time_is_a_setting() -> None:
    history = [*USUAL, block(3, mint(7, THIEF)), block(4)]
    expected = says(HIGH, 3, 7, THIEF), says(CRITICAL, 4, 7, THIEF)
    assert_says(MintWithoutOrder({"grace_seconds": 5}), history, *expected)


def test_resumes_anywhere() -> None:
    history = [
        *USUAL,
        block(3, mint(7, THIEF), paid("9", 1)),
        block(4, order("1", 9), mint(90)),
        block(5, mint(9), paid("1", 9)),
        block(30),
    ]
    assert_resumes(MintWithoutOrder, history)
