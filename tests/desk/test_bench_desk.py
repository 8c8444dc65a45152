"""What `backbone bench desk` measures: orders that really were minted and booked, few and ten times as many."""

from __future__ import annotations

import pytest

from backbone_chain.bench import BENCHES, _desk
from backbone_chain.desk.office import Desk


@pytest.fixture(autouse=True)
def few(monkeypatch):
    monkeypatch.setattr(_desk, "ORDERS", 3)
    monkeypatch.setattr(_desk, "BATCH", 7)


def test_ten_times_the_orders_are_measured_against_the_few():
    said = []
    first, second = BENCHES["desk"].measure(said.append)
    assert said == [first.name, second.name] == ["desk-orders", "desk-orders-x10"]
    assert first.baseline == second.baseline == "desk-orders"
    assert first.ratio == 1
    assert second.ratio == second.value / first.value


def test_books_that_are_wrong_are_no_measurement(monkeypatch):
    monkeypatch.setattr(Desk, "problems", lambda self: ["wrong"])
    with pytest.raises(AssertionError):
        BENCHES["desk"].measure(lambda name: None)
