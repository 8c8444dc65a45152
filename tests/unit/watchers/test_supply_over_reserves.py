"""supply-over-reserves: what is attested, came in and went out covers all tokens of all chains."""

from __future__ import annotations

import dataclasses

import pytest
from _history import TOKEN, Says, address, assert_resumes, assert_says, block

from backbone_chain.model import (
    BankCredit,
    Burn,
    Mint,
    Observation,
    PayoutSent,
    ReserveAttested,
    Severity,
    SupplyRead,
)
from backbone_chain.watchers.supply_over_reserves import SupplyOverReserves

MINTER, HOLDER = map(address, ("minter", "holder"))
DAY = 86_400
HIGH, CRITICAL = Severity.HIGH, Severity.CRITICAL


def attested(amount: int, as_of: int = 0) -> ReserveAttested:
    return ReserveAttested(amount=amount, as_of=as_of, attesters=("auditor",))


def supply(amount: int) -> SupplyRead:
    return SupplyRead(amount=amount)


def mint(amount: int) -> Mint:
    return Mint(minter=MINTER, to=HOLDER, amount=amount)


def credit(amount: int, final_at: int) -> BankCredit:
    return BankCredit(order="1", amount=amount, final_at=final_at)


def far(number: int, *facts: SupplyRead) -> Observation:
    return dataclasses.replace(block(number, *facts), chain="far")


def over(severity: Severity, number: int, has: int, reserves: int) -> Says:
    return Says(severity, TOKEN, number, {"supply": has, "reserves": reserves})


START = block(1, attested(1000), supply(1000))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([START, block(2, supply(1100))], [over(CRITICAL, 2, 1100, 1000)], id="far above"),
        pytest.param(
            [START, block(2, supply(1001)), block(20, supply(1001)), block(40, supply(1001))],
            [over(HIGH, 2, 1001, 1000), over(CRITICAL, 20, 1001, 1000)],
            id="a little above is high, and critical when it stays; then nothing is said again",
        ),
        pytest.param([START, block(2, mint(100))], [over(CRITICAL, 2, 1100, 1000)], id="by a mint before any read"),
        pytest.param(
            [START, block(9, PayoutSent(request_id="r", amount=100), supply(1000))],
            [over(CRITICAL, 9, 1000, 900)],
            id="paid out and not burned",
        ),
        pytest.param(
            [START, block(9, credit(100, 10**9), supply(1100))], [over(CRITICAL, 9, 1100, 1000)], id="not final"
        ),
        pytest.param([START, far(2, supply(200))], [over(CRITICAL, 2, 1200, 1000)], id="another chain's supply"),
        pytest.param(
            [START, block(2, attested(500, as_of=24)), block(3, supply(1000))],
            [over(CRITICAL, 2, 1000, 500)],
            id="a hole in the reserves",
        ),
        pytest.param(
            [START, block(2, supply(1001)), block(9), block(30), block(31, supply(1001))],
            [over(HIGH, 2, 1001, 1000), over(CRITICAL, 31, 1001, 1000)],
            id="blocks without facts between",
        ),
        pytest.param(
            [block(1, attested(1000), supply(1)), block(2, mint(1), timestamp=2 * DAY + 1)],
            [Says(HIGH, MINTER, 2, {"age_seconds": 2 * DAY + 1})],
            id="a mint on a stale attestation",
        ),
    ],
)
def test_supply_without_reserves_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(SupplyOverReserves(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, supply(10**30))], id="nothing was ever attested"),
        pytest.param([START, block(2, supply(1000))], id="exactly covered"),
        pytest.param([START, block(9, credit(100, 50), mint(100), supply(1100))], id="its dollars came in"),
        pytest.param(
            [
                START,
                block(8, Burn(burner=HOLDER, holder=HOLDER, amount=100), supply(900)),
                block(9, PayoutSent(request_id="r", amount=100), supply(900)),
            ],
            id="redeemed",
        ),
        pytest.param([START, block(2, supply(1000), timestamp=9 * DAY)], id="stale, and nothing is minted"),
        pytest.param([START, block(2, supply(700)), far(2, supply(300))], id="spread over two chains"),
        pytest.param(
            [START, block(9, credit(100, 50), supply(1100)), block(12, attested(1100, 110), supply(1100))],
            id="the next attestation has the credit in it",
        ),
    ],
)
def test_supply_with_reserves_is_quiet(history: list[Observation]) -> None:
    assert_says(SupplyOverReserves(), history)


def test_credit_that_is_told_late_never_makes_a_critical_finding() -> None:
    history = [
        START,
        block(9, mint(10), supply(1010)),
        block(11, credit(10, 50), supply(1010)),
        block(60, supply(1010)),
    ]
    assert_says(SupplyOverReserves(), history, over(HIGH, 9, 1010, 1000))


def test_resumes_anywhere() -> None:
    history = [START, block(2, supply(1001)), far(3, supply(100)), block(4, credit(500, 40)), block(50, mint(1000))]
    assert_resumes(SupplyOverReserves, history)
