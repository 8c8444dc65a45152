"""second-entry-point: balances that move as another contract says."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import BalanceRead, Fact, Observation, Severity, SupplyRead, Transfer
from backbone_chain.watchers.second_entry_point import SecondEntryPoint

OWNER, THIEF, LEGACY = map(address, ("owner", "thief", "legacy"))


def read(owner: int, thief: int) -> list[Fact]:
    return [SupplyRead(amount=100), BalanceRead(account=OWNER, amount=owner), BalanceRead(account=THIEF, amount=thief)]


def moved(amount: int, contract: str = "") -> Transfer:
    return Transfer(sender=OWNER, to=THIEF, amount=amount, contract=contract)


START = block(1, *read(100, 0))


def test_balances_that_only_another_contracts_events_explain() -> None:
    history = [START, block(2, moved(30, LEGACY), *read(70, 30))]
    says = [
        Says(Severity.CRITICAL, LEGACY, 2, {"account": who, "change": by}) for who, by in ((OWNER, -30), (THIEF, 30))
    ]
    assert_says(SecondEntryPoint(), history, *says)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([START, block(2, moved(30), *read(70, 30))], id="the token's own events"),
        pytest.param([START, block(2, moved(30, LEGACY), *read(100, 0))], id="look-alikes that move nothing"),
        pytest.param(
            [START, block(2, moved(7, LEGACY), *read(70, 30))], id="another amount, which is supply-mismatch's"
        ),
        pytest.param([block(1, moved(30, LEGACY), *read(70, 30))], id="a first read"),
    ],
)
def test_what_is_explained_or_did_not_move_says_nothing(history: list[Observation]) -> None:
    assert_says(SecondEntryPoint(), history)


def test_its_state_can_be_saved_anywhere() -> None:
    assert_resumes(
        SecondEntryPoint, [START, block(2, moved(30, LEGACY), *read(70, 30)), block(3, moved(5), *read(65, 35))]
    )
