"""outflow-rate: what leaves a bridge or the treasury against its history."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block, plan

from backbone_chain.model import KnownAccount, Observation, Severity, Transfer
from backbone_chain.watchers.outflow_rate import OutflowRate

BRIDGE, HOLDER, THIEF = map(address, ("bridge", "holder", "thief"))
HOUR = 300  # blocks
DAY = 24 * HOUR
REGISTER = block(1, KnownAccount(account=BRIDGE, kind="bridge"))


def out(number: int, amount: int, sender: str = BRIDGE) -> Observation:
    return block(number, Transfer(sender=sender, to=THIEF, amount=amount))


USUAL = [REGISTER, *(out(2 + day * DAY, 100) for day in range(8))]
LATER = 2 + 9 * DAY


def above(number: int, drawn: int) -> Says:
    return Says(Severity.INFO, BRIDGE, number, {"drawn": drawn, "capacity": 120, "weight": 1})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([*USUAL, out(LATER, 121)], [above(LATER, 121)], id="at once"),
        pytest.param([*USUAL, out(LATER, 70), out(LATER + 1, 60)], [above(LATER + 1, 130)], id="in slices"),
    ],
)
def test_more_than_ever_left(history: list[Observation], expected: list[Says]) -> None:
    assert_says(OutflowRate(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([*USUAL, out(LATER, 120)], id="within the margin"),
        pytest.param([*USUAL, out(LATER, 100), out(LATER + HOUR, 100)], id="an hour apart"),
        pytest.param([REGISTER, out(2, 100), out(3, 10**9)], id="in the first week"),
        pytest.param([*USUAL, out(LATER, 10**9, HOLDER)], id="out of another account"),
        pytest.param([*USUAL, block(LATER - 1, plan("outflow", BRIDGE)), out(LATER, 10**9)], id="announced"),
    ],
)
def test_what_history_or_a_ticket_allows_says_nothing(history: list[Observation]) -> None:
    assert_says(OutflowRate(), history)


def test_a_fitted_bucket_needs_no_history() -> None:
    rule = OutflowRate({"capacity": 50, "refill_per_day": 24})
    assert_says(rule, [REGISTER, out(2, 51)], Says(Severity.INFO, BRIDGE, 2, {"capacity": 50}))


def test_its_state_can_be_saved_anywhere() -> None:
    assert_resumes(OutflowRate, [*USUAL, out(LATER, 121), out(LATER + HOUR, 90)])
