"""supply-mismatch: state that moved and no event that says so."""

from __future__ import annotations

import pytest
from _history import TOKEN, UINT256_MAX, ZERO_ADDRESS, Says, address, assert_resumes, assert_says, block

from backbone_chain.errors import SettingsError
from backbone_chain.model import (
    BalanceRead,
    Burn,
    Fact,
    Mint,
    Observation,
    Redeemed,
    Seized,
    Severity,
    SupplyRead,
    Transfer,
    Wiped,
)
from backbone_chain.watchers.supply_mismatch import SupplyMismatch

MINTER, HOLDER, OTHER, FREEZER, FEES = map(address, ("minter", "holder", "other holder", "freezer", "fee collector"))


def supply(amount: int) -> SupplyRead:
    return SupplyRead(amount=amount)


def balance(amount: int, account: str = HOLDER) -> BalanceRead:
    return BalanceRead(account=account, amount=amount)


def moved(amount: int, sender: str, to: str, tx: str = "0xa") -> Transfer:
    return Transfer(sender=sender, to=to, amount=amount, tx=tx)


def minted(amount: int, tx: str = "0xa") -> list[Fact]:
    return [moved(amount, ZERO_ADDRESS, HOLDER, tx), Mint(minter=MINTER, to=HOLDER, amount=amount, tx=tx)]


def burned(amount: int, tx: str = "0xb") -> list[Fact]:
    burn = Burn(burner=HOLDER, holder=HOLDER, amount=amount, tx=tx)
    return [moved(amount, HOLDER, ZERO_ADDRESS, tx), burn]


def wiped(amount: int, tx: str = "0xc") -> Wiped:
    return Wiped(holder=HOLDER, amount=amount, by=FREEZER, tx=tx)


def supply_off(number: int, expected: int, read: int) -> Says:
    return Says(Severity.CRITICAL, TOKEN, number, {"expected": expected, "read": read})


def balance_off(number: int, expected: int, read: int, account: str = HOLDER) -> Says:
    return Says(Severity.CRITICAL, account, number, {"expected": expected, "read": read})


START = block(1, supply(100), balance(60), balance(40, OTHER))


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([START, block(2, supply(101))], [supply_off(2, 100, 101)], id="supply rose by itself"),
        pytest.param([START, block(2, supply(99))], [supply_off(2, 100, 99)], id="supply fell by itself"),
        pytest.param(
            [START, block(2, *minted(5), supply(106), balance(65))], [supply_off(2, 105, 106)], id="minted more"
        ),
        pytest.param(
            [START, block(2, *minted(5), supply(100), balance(65))], [supply_off(2, 105, 100)], id="forged mint"
        ),
        pytest.param(
            [START, block(2, moved(5, ZERO_ADDRESS, HOLDER), supply(105), balance(65))],
            [supply_off(2, 100, 105)],
            id="a transfer from nowhere is no mint of the token's",
        ),
        pytest.param([START, block(2, balance(61))], [balance_off(2, 60, 61)], id="balance rose by itself"),
        pytest.param(
            [START, block(2, moved(5, OTHER, HOLDER), balance(65), balance(40, OTHER))],
            [balance_off(2, 35, 40, OTHER)],
            id="arrived and never left",
        ),
        pytest.param(
            [START, block(2, supply(150)), block(3, supply(150)), block(4, supply(150))],
            [supply_off(2, 100, 150)],
            id="said once for one level",
        ),
        pytest.param(
            [START, block(2, supply(150)), block(3, supply(160))],
            [supply_off(2, 100, 150), supply_off(3, 150, 160)],
            id="and again for the next",
        ),
        pytest.param(
            [START, block(2, balance(61)), block(3, balance(61))], [balance_off(2, 60, 61)], id="balance said once too"
        ),
        pytest.param(
            [START, block(2, *minted(5)), block(3, *burned(3)), block(4, supply(101))],
            [supply_off(4, 102, 101)],
            id="blocks without reads add up",
        ),
        pytest.param(
            [START, block(2, wiped(60), supply(100))], [supply_off(2, 40, 100)], id="a wipe that destroyed nothing"
        ),
        pytest.param(
            [START, block(2, *burned(60, "0xd"), wiped(60), supply(40))],
            [supply_off(2, -20, 40)],
            id="a burn in another transaction is not the wipe's",
        ),
        pytest.param(
            [block(1, supply(0)), block(2, supply(UINT256_MAX))], [supply_off(2, 0, UINT256_MAX)], id="largest"
        ),
    ],
)
def test_state_that_no_event_explains_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(SupplyMismatch(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, *minted(7), supply(100), balance(60))], id="the first read is learned"),
        pytest.param([block(1, *minted(7)), block(2, *burned(3)), block(3, supply(4))], id="events before any read"),
        pytest.param([START, block(2, *minted(5), supply(105), balance(65))], id="minted"),
        pytest.param([START, block(2, supply(105), balance(65), *minted(5))], id="reads that stand before the events"),
        pytest.param([START, block(2, *burned(5), supply(95), balance(55))], id="burned"),
        pytest.param(
            [START, block(2, *minted(0), *burned(0), supply(100), balance(60))], id="nothing minted or burned"
        ),
        pytest.param([START, block(2, moved(9, HOLDER, HOLDER), balance(60))], id="to itself"),
        pytest.param([START, block(2, moved(0, HOLDER, OTHER), balance(60), balance(40, OTHER))], id="nothing moved"),
        pytest.param(
            [START, block(2, moved(9, HOLDER.lower(), OTHER), balance(51), balance(49, OTHER))], id="small letters"
        ),
        pytest.param(
            [START, block(2, *burned(5), Redeemed(holder=HOLDER, amount=5, request_id="0x1", tx="0xb"), supply(95))],
            id="a redemption is one burn",
        ),
        pytest.param([START, block(2, wiped(60), supply(40), balance(0))], id="wiped without any other event"),
        pytest.param(
            [START, block(2, *burned(60, "0xc"), wiped(60), supply(40), balance(0))], id="wiped, told three times"
        ),
        pytest.param(
            [START, block(2, wiped(60), *burned(60, "0xc"), supply(40), balance(0))], id="wiped, in the other order"
        ),
        pytest.param(
            [
                START,
                block(2, Seized(holder=HOLDER, to=OTHER, amount=60, by=FREEZER), balance(0), balance(100, OTHER)),
            ],
            id="seized without a transfer",
        ),
        pytest.param(
            [
                START,
                block(
                    2,
                    moved(60, HOLDER, OTHER),
                    Seized(holder=HOLDER, to=OTHER, amount=60, by=FREEZER, tx="0xa"),
                    balance(0),
                    balance(100, OTHER),
                ),
            ],
            id="seized with its transfer",
        ),
        pytest.param(
            [START, block(2, Mint(minter=MINTER, to=HOLDER, amount=5), supply(105), balance(65))],
            id="a token that mints without a transfer",
        ),
        pytest.param(
            [
                START,
                block(
                    2,
                    moved(9, ZERO_ADDRESS, HOLDER),
                    moved(1, ZERO_ADDRESS, FEES),
                    Mint(minter=MINTER, to=HOLDER, amount=10, tx="0xa"),
                    supply(110),
                    balance(69),
                ),
            ],
            id="a mint of which a fee is kept",
        ),
        pytest.param(
            [block(1, balance(0, ZERO_ADDRESS)), block(2, *minted(5), balance(0, ZERO_ADDRESS))],
            id="the zero address holds nothing, whatever came from it",
        ),
    ],
)
def test_state_that_events_explain_is_quiet(history: list[Observation]) -> None:
    assert_says(SupplyMismatch(), history)


def test_summary_names_both_numbers() -> None:
    (finding,) = assert_says(SupplyMismatch(), [START, block(2, supply(177))], supply_off(2, 100, 177))
    assert "177" in finding.summary
    assert "100" in finding.summary


def test_has_no_settings() -> None:
    with pytest.raises(SettingsError, match="no setting 'tolerance'"):
        SupplyMismatch({"tolerance": 1})


def test_resumes_anywhere() -> None:
    history = [
        block(1, *minted(UINT256_MAX)),
        block(2, supply(UINT256_MAX), balance(UINT256_MAX)),
        block(3, *burned(5), supply(UINT256_MAX - 4), balance(UINT256_MAX - 6)),
        block(4, *burned(6)),
        block(5, supply(7), balance(7)),
    ]
    assert_resumes(SupplyMismatch, history)
