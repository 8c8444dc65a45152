"""outsized-mint: one mint against all that there is."""

from __future__ import annotations

import pytest
from _history import Says, address, assert_resumes, assert_says, block

from backbone_chain.model import Burn, Mint, Observation, OrderApproved, Severity, SupplyRead
from backbone_chain.watchers.outsized_mint import OutsizedMint

MINTER, HOLDER = map(address, ("minter", "holder"))


def mint(amount: int, tx: str = "") -> Mint:
    return Mint(minter=MINTER, to=HOLDER, amount=amount, tx=tx)


def large(number: int, amount: int, supply: int) -> Says:
    return Says(Severity.INFO, MINTER, number, {"amount": amount, "supply": supply, "weight": 2})


START = block(1, SupplyRead(amount=1000))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([START, block(2, mint(201))], [large(2, 201, 1000)], id="one unit over"),
        pytest.param(
            [START, block(2, mint(150, "0xa"), mint(51, "0xa"))], [large(2, 201, 1000)], id="in one transaction"
        ),
        pytest.param(
            [START, block(2, Burn(burner=HOLDER, holder=HOLDER, amount=500)), block(3, mint(101))],
            [large(3, 101, 500)],
            id="of what burns left",
        ),
    ],
)
def test_mint_of_a_large_share_is_a_weak_sign(history: list[Observation], expected: list[Says]) -> None:
    assert_says(OutsizedMint(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([START, block(2, mint(200))], id="exactly the share"),
        pytest.param([block(2, mint(10**30))], id="no supply was ever read"),
        pytest.param([block(1, SupplyRead(amount=0)), block(2, mint(5))], id="the first tokens"),
        pytest.param([START, block(2, mint(150), mint(150))], id="two transactions"),
        pytest.param(
            [START, block(2, OrderApproved(order="1", to=HOLDER, amount=900, approvers=()), mint(900))], id="ordered"
        ),
    ],
)
def test_mint_of_a_small_share_is_quiet(history: list[Observation]) -> None:
    assert_says(OutsizedMint(), history)


def test_share_is_a_setting() -> None:
    assert_says(OutsizedMint({"share": 0.01}), [START, block(2, mint(11))], large(2, 11, 1000))


def test_resumes_anywhere() -> None:
    assert_resumes(OutsizedMint, [START, block(2, mint(300)), block(3, mint(200)), block(4, mint(900))])
