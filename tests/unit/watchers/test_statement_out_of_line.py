"""statement-out-of-line: each statement begins where the one before it ended, and is told in one version."""

from __future__ import annotations

import pytest
from _history import Says, assert_resumes, assert_says, block

from backbone_chain.model import Observation, Severity, StatementBalance
from backbone_chain.watchers.statement_out_of_line import MOST_MISSING, StatementOutOfLine

DAY = 86_400
PLACE = "first: cash"


def said(number: int, opening: int | None, closing: int, bank: str = "first") -> StatementBalance:
    return StatementBalance(bank=bank, instrument="cash", amount=closing, as_of=0, number=number, opening=opening)


def days(*statements: StatementBalance) -> list[Observation]:
    return [block(at + 1, each, timestamp=at * DAY) for at, each in enumerate(statements)]


FIRST, SECOND, THIRD = said(1, 0, 100), said(2, 100, 150), said(3, 150, 120)
FORGED = days(FIRST, said(2, 100, 900), THIRD)


@pytest.mark.parametrize(
    ("told", "at", "says"),
    [
        pytest.param(FORGED, 3, "begins with 150, and the one before ended with 900", id="the next one tells"),
        pytest.param(days(FIRST, said(2, 101, 150)), 2, "begins with 101", id="a wrong beginning"),
        pytest.param(days(FIRST, SECOND, said(2, 100, 151)), 3, "was 150 before, and is 151 now", id="two versions"),
        pytest.param(days(FIRST, THIRD, said(2, 100, 151)), 3, "the next one began with 150", id="a late forgery"),
    ],
)
def test_statements_that_do_not_follow_from_each_other_are_critical(told, at, says) -> None:
    (found,) = assert_says(StatementOutOfLine(), told, Says(Severity.CRITICAL, PLACE, at))
    assert says in found.summary


@pytest.mark.parametrize(
    "told",
    [
        pytest.param(days(FIRST, SECOND, THIRD), id="in order"),
        pytest.param(days(FIRST, THIRD, SECOND), id="out of order"),
        pytest.param(days(FIRST, SECOND, SECOND, THIRD, FIRST), id="told again"),
        pytest.param(days(FIRST, said(2, None, 990), said(3, 990, 5)), id="without a beginning"),
        pytest.param(days(said(0, 0, 5), said(0, 7, 9)), id="without numbers"),
        pytest.param(days(FIRST, said(2, 7, 9, bank="second")), id="of two banks"),
        pytest.param(days(THIRD, said(4, 120, 1)), id="from the middle on"),
    ],
)
def test_statements_that_follow_are_quiet(told) -> None:
    assert_says(StatementOutOfLine(), told)


def test_a_statement_that_never_comes_is_told_once_after_its_time() -> None:
    told = days(FIRST, THIRD, *(said(number, None, 1, bank="second") for number in range(1, 9)))
    assert_says(StatementOutOfLine(), told, Says(Severity.MEDIUM, PLACE, 8, {"number": 2}))
    assert_says(StatementOutOfLine({"late_seconds": DAY}), told, Says(Severity.MEDIUM, PLACE, 4))
    assert_says(StatementOutOfLine({"late_seconds": 100 * DAY}), told)


def test_a_bank_that_counts_on_from_elsewhere_fills_no_memory() -> None:
    rule = StatementOutOfLine()
    assert_says(rule, days(FIRST, said(10**9, None, 5)))
    assert len(rule.state["missing"][PLACE]) == MOST_MISSING


def test_it_resumes() -> None:
    assert_resumes(StatementOutOfLine, FORGED)
