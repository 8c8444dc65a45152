"""reserve-concentration: limits of the reserve, book against statement, attestations that are late."""

from __future__ import annotations

import pytest
from _history import Says, assert_resumes, assert_says, block

from backbone_chain.model import BookBalance, Fact, Observation, ReserveAttested, Severity, StatementBalance
from backbone_chain.watchers.reserve_concentration import ReserveConcentration

MEDIUM, HIGH, CRITICAL = Severity.MEDIUM, Severity.HIGH, Severity.CRITICAL
HOUR = 3_600


def says(bank: str, amount: int, instrument: str = "cash", as_of: int = 10) -> StatementBalance:
    return StatementBalance(bank=bank, instrument=instrument, amount=amount, as_of=as_of)


def book(
    bank: str, amount: int, instrument: str = "cash", *, insured: int = 0, days: int = 0, as_of: int = 10
) -> BookBalance:
    return BookBalance(bank=bank, instrument=instrument, amount=amount, insured=insured, days=days, as_of=as_of)


def attested(as_of: int, amount: int = 1) -> ReserveAttested:
    return ReserveAttested(amount=amount, as_of=as_of, attesters=("a",))


BILLS = says("custodian", 900, "treasury-bill")
SPREAD: tuple[Fact, ...] = (BILLS, says("first", 50), says("second", 50))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [block(1, says("custodian", 80, "treasury-bill"), says("first", 20))],
            [Says(HIGH, "first: cash", 1, {"amount": 20, "share": 0.2})],
            id="one bank",
        ),
        pytest.param(
            [block(1, *SPREAD, says("house", 100, "private-fund"))],
            [Says(HIGH, "house: private-fund", 1, {"instrument": "private-fund"})],
            id="a fund that the reserve may not hold",
        ),
        pytest.param(
            [block(1, BILLS, book("custodian", 900, "treasury-bill", days=120))],
            [Says(MEDIUM, "custodian: treasury-bill", 1, {"days": 120})],
            id="a bill that runs too long",
        ),
        pytest.param(
            [block(1, says("custodian", 600, "repo"), *(says(f"bank {n}", 80) for n in range(5)))],
            [Says(MEDIUM, "uninsured cash", 1, {"amount": 400, "share": 0.4})],
            id="uninsured cash at many banks",
        ),
        pytest.param(
            [block(1, *SPREAD, book("first", 50)), block(2, says("first", 0, as_of=20))],
            [Says(CRITICAL, "first: cash", 2, {"book": 50, "statement": 0})],
            id="the statement has less than the book",
        ),
        pytest.param(
            [block(1, *SPREAD, book("first", 45))],
            [Says(MEDIUM, "first: cash", 1, {"book": 45, "statement": 50})],
            id="the statement has more than the book",
        ),
        pytest.param(
            [
                block(1, *SPREAD, book("first", 55)),
                block(2, says("first", 50, as_of=20)),
                block(3, says("first", 40, as_of=30)),
            ],
            [
                Says(CRITICAL, "first: cash", 1, {"age_seconds": 0}),
                Says(CRITICAL, "first: cash", 3, {"age_seconds": 24}),
            ],
            id="a break is said again only when it grows, with its age",
        ),
        pytest.param(
            [block(1, *SPREAD), block(2, attested(2, 1_100))],
            [Says(HIGH, "attested", 2, {"attested": 1_100, "held": 1_000})],
            id="more is attested than the banks hold",
        ),
        pytest.param(
            [block(1, attested(0)), block(2, attested(12)), block(3, timestamp=94 * HOUR)],
            [Says(MEDIUM, "attestation", 3, {"as_of": 12})],
            id="the next attestation is late",
        ),
    ],
)
def test_reserve_out_of_bounds_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(ReserveConcentration(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, *SPREAD)], id="within all limits"),
        pytest.param([block(1, *SPREAD, book("first", 50), book("second", 50))], id="book and statement agree"),
        pytest.param([block(1, *SPREAD, book("first", 70, as_of=20))], id="the book is newer than the statement"),
        pytest.param([block(1, *SPREAD), block(2, says("first", 900, as_of=5))], id="an old statement told late"),
        pytest.param(
            [block(1, says("custodian", 600, "repo"), *(book(f"bank {n}", 80, insured=60) for n in range(5)))],
            id="insured cash at many banks",
        ),
        pytest.param(
            [block(1, BILLS, book("custodian", 900, "treasury-bill", days=93))], id="ninety-three days are permitted"
        ),
        pytest.param([block(3, attested(12)), block(4, timestamp=940 * HOUR)], id="one attestation is no rhythm"),
        pytest.param([block(1, attested(0)), block(2, attested(12)), block(3, timestamp=90 * HOUR)], id="a week-end"),
        pytest.param([block(1, *SPREAD), block(2, attested(2, 1_015))], id="a day's orders more than the statements"),
        pytest.param([block(1, says("first", 1, "repo")), block(2, attested(2, 99))], id="one statement of many"),
        pytest.param([block(1, *SPREAD, says("house", 0, "private-fund"))], id="nothing is left in the fund"),
    ],
)
def test_sound_reserve_is_quiet(history: list[Observation]) -> None:
    assert_says(ReserveConcentration(), history)


def test_resumes_anywhere() -> None:
    assert_resumes(ReserveConcentration, [block(1, *SPREAD, book("first", 55)), block(3, says("first", 40, as_of=30))])
