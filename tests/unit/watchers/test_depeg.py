"""depeg: the middle price of the venues below a band, for a time."""

from __future__ import annotations

import pytest
from _history import Says, assert_resumes, assert_says, block

from backbone_chain.model import Observation, PriceSeen, Severity
from backbone_chain.watchers.depeg import Depeg

HIGH, CRITICAL = Severity.HIGH, Severity.CRITICAL


def at(seconds: int, *prices: float) -> Observation:
    facts = (PriceSeen(price=price, venue=f"venue {place}") for place, price in enumerate(prices))
    return block(seconds // 12, *facts, timestamp=seconds)


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            [at(0, 0.985), at(600, 0.985), at(1_200, 0.985)],
            [Says(HIGH, "price", 50, {"price": 0.985, "seconds": 600})],
            id="low for ten minutes is said once",
        ),
        pytest.param([at(0, 0.88), at(60, 0.87)], [Says(CRITICAL, "price", 5, {"price": 0.87})], id="far below"),
        pytest.param(
            [at(0, 0.98), at(600, 0.98), at(660, 0.9), at(720, 0.9)],
            [Says(HIGH, "price", 50), Says(CRITICAL, "price", 60)],
            id="it gets worse",
        ),
        pytest.param([at(0, 0.98), block(55, timestamp=660)], [Says(HIGH, "price", 55)], id="a block passes the time"),
        pytest.param(
            [at(0, 0.98), at(600, 0.98), at(700, 1.0), at(800, 0.98), at(1_400, 0.98)],
            [Says(HIGH, "price", 50), Says(HIGH, "price", 116)],
            id="again after a recovery",
        ),
        pytest.param(
            [at(0, 0.88, 0.89, 1.0), at(60, 0.88, 0.89, 1.0)],
            [Says(CRITICAL, "price", 5, {"price": 0.89, "lowest_venue": "venue 0"})],
            id="two venues of three",
        ),
    ],
)
def test_low_price_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(Depeg(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([at(t, 0.995) for t in range(0, 9_000, 60)], id="within the band"),
        pytest.param([at(0, 0.98), at(300, 1.0), at(900, 0.98), at(1_200, 1.0)], id="never for long"),
        pytest.param([at(t, 0.5, 1.0, 1.0) for t in range(0, 9_000, 60)], id="one venue's odd trades"),
        pytest.param([at(0, 0.98), at(4_000), at(4_600)], id="a price that nobody renewed"),
        pytest.param([at(0, 1.2), at(6_000, 1.2)], id="above a dollar is no fall"),
        pytest.param([at(0, 0.5)], id="one moment"),
    ],
)
def test_usual_prices_are_quiet(history: list[Observation]) -> None:
    assert_says(Depeg(), history)


def test_resumes_anywhere() -> None:
    assert_resumes(Depeg, [at(0, 0.98), at(600, 0.98), at(660, 0.9), at(720, 0.9)])
