"""mint-velocity: a bucket that history filled."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import Mint, Observation, OrderApproved, Severity
from backbone_chain.watchers.mint_velocity import MintVelocity

MINTER, HOLDER = map(address, ("minter", "holder"))
DAY = 86_400
HOUR = 3_600


def at(time: int, *amounts: int) -> Observation:
    mints = [Mint(minter=MINTER, to=HOLDER, amount=amount) for amount in amounts]
    return block(time // 12, *mints, timestamp=time)


def fast(time: int, drawn: int, capacity: int) -> Says:
    return Says(Severity.INFO, MINTER, time // 12, {"drawn": drawn, "capacity": capacity, "weight": 1})


FORTNIGHT = [at(day * DAY, 100) for day in range(14)]
MONTH = [at(day * DAY, 100) for day in range(30)]
FITTED = {"capacity": 100, "refill_per_day": 24}


def test_more_than_history_is_a_weak_sign() -> None:
    history = [*FORTNIGHT, at(14 * DAY, 100), at(14 * DAY + 60, 30)]
    assert_says(MintVelocity(), history, fast(14 * DAY + 60, 130, 120))


def test_slices_add_up() -> None:
    history = [*FORTNIGHT, *(at(14 * DAY + 12 * n, 10) for n in range(1, 14))]
    assert_says(MintVelocity(), history, fast(14 * DAY + 156, 130, 120))


def test_what_was_too_much_is_learned_a_week_later() -> None:
    history = [*FORTNIGHT, at(14 * DAY, 1000), at(16 * DAY, 121), at(21 * DAY - 1, 121)]
    said = fast(14 * DAY, 1000, 120), fast(16 * DAY, 121, 120), fast(21 * DAY - 1, 121, 120)
    assert_says(MintVelocity(), history, *said)
    assert_says(MintVelocity(), [*history, at(22 * DAY, 1200)], *said)
    assert_says(MintVelocity(), [*history, at(22 * DAY, 1201)], *said, fast(22 * DAY, 1201, 1200))


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([*FORTNIGHT, at(14 * DAY, 119)], id="as always, and a little more"),
        pytest.param([at(0, 100), at(DAY, 10**9)], id="the first week"),
        pytest.param([*FORTNIGHT, at(14 * DAY, 100), at(15 * DAY, 119)], id="a day apart"),
        pytest.param(
            [
                *FORTNIGHT,
                block(10**6, OrderApproved(order="1", to=HOLDER, amount=900, approvers=()), timestamp=14 * DAY),
                at(14 * DAY, 900),
            ],
            id="ordered",
        ),
    ],
)
def test_usual_business_is_quiet(history: list[Observation]) -> None:
    assert_says(MintVelocity(), history)


@pytest.mark.parametrize(
    ("history", "settings", "amount", "severity"),
    [
        pytest.param(FORTNIGHT, {}, 10**9, Severity.INFO, id="fourteen mints say little"),
        pytest.param(MONTH, {}, 1_199, Severity.INFO, id="almost ten times as much"),
        pytest.param(MONTH, {}, 1_200, Severity.HIGH, id="ten times as much"),
        pytest.param(MONTH, {}, 119_999, Severity.HIGH, id="almost a thousand times as much"),
        pytest.param(MONTH, {}, 120_000, Severity.CRITICAL, id="a thousand times as much"),
        pytest.param(MONTH, {"usual_mints": 31}, 1_200, Severity.INFO, id="too few mints, by the settings"),
        pytest.param(MONTH, {"times_high": 11}, 1_200, Severity.INFO, id="ten times, which is little by the settings"),
        pytest.param(MONTH[:1], FITTED, 1_100, Severity.HIGH, id="ten times a bucket that was fitted"),
    ],
)
def test_many_times_what_is_usual_pages(
    history: list[Observation], settings: dict[str, int], amount: int, severity: Severity
) -> None:
    last = history[-1].timestamp + DAY
    found = assert_says(
        MintVelocity(settings), [*history, at(last, amount)], Says(severity, MINTER, last // 12, {"amount": amount})
    )
    assert ("weight" in found[0].evidence) == (severity is Severity.INFO)


def test_many_times_what_is_usual_is_quiet_if_it_was_ordered() -> None:
    order = OrderApproved(order="1", to=HOLDER, amount=10**9, approvers=())
    assert_says(MintVelocity(), [*MONTH, block(10**6, order, timestamp=30 * DAY), at(30 * DAY, 10**9)])


def test_fitted_bucket_counts_from_the_first_mint() -> None:
    assert_says(MintVelocity(FITTED), [at(0, 100), at(HOUR, 2)], fast(HOUR, 101, 100))
    assert_says(MintVelocity(FITTED), [at(0, 100), at(HOUR, 1)])


def test_resumes_anywhere() -> None:
    history = [*FORTNIGHT, at(14 * DAY, 100), at(14 * DAY + 60, 30), at(15 * DAY, 500), at(23 * DAY, 600)]
    assert_resumes(MintVelocity, history)
