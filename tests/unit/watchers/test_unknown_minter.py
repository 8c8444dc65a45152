"""unknown-minter: who may mint is what the register says, and since when."""

from __future__ import annotations

import pytest
from _history import UINT256_MAX, UNIT, Says, address, assert_resumes, assert_says, block

from backbone_chain.errors import SettingsError
from backbone_chain.model import ApprovedMinter, Mint, Observation, RoleGranted, Severity
from backbone_chain.watchers.unknown_minter import UnknownMinter

DAY = 86_400
MINTER, OTHER, STRANGER, HOLDER = map(address, ("minter", "other minter", "stranger", "holder"))


def mint(minter: str, amount: int = 5 * UNIT) -> Mint:
    return Mint(minter=minter, to=HOLDER, amount=amount)


def approved(minter: str = MINTER, since: int = 0) -> ApprovedMinter:
    return ApprovedMinter(minter=minter, since=since)


UNKNOWN = {"amount": 5 * UNIT, "to": HOLDER, "approved_since": None}


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([block(1, mint(STRANGER))], [Says(Severity.CRITICAL, STRANGER, 1, UNKNOWN)], id="empty register"),
        pytest.param(
            [block(1, approved()), block(2, mint(STRANGER))],
            [Says(Severity.CRITICAL, STRANGER, 2, UNKNOWN)],
            id="register without this minter",
        ),
        pytest.param(
            [block(1, approved()), block(2, mint(STRANGER), mint(STRANGER, 7))],
            [Says(Severity.CRITICAL, STRANGER, 2, UNKNOWN), Says(Severity.CRITICAL, STRANGER, 2, {"amount": 7})],
            id="two mints in one block are two findings",
        ),
        pytest.param(
            [block(1, approved()), block(2, mint(STRANGER, 0))],
            [Says(Severity.CRITICAL, STRANGER, 2, {"amount": 0})],
            id="a mint of nothing shows that the key can mint",
        ),
        pytest.param(
            [block(1, RoleGranted(role="minter", account=STRANGER, by=STRANGER)), block(2, mint(STRANGER))],
            [Says(Severity.CRITICAL, STRANGER, 2, UNKNOWN)],
            id="a role on chain is no approval",
        ),
        pytest.param(
            [block(1, approved(since=1_000)), block(2, mint(MINTER), timestamp=1_000 + DAY - 1)],
            [Says(Severity.HIGH, MINTER, 2, {"amount": 5 * UNIT, "approved_since": 1_000})],
            id="last second of the cooling-off time",
        ),
        pytest.param(
            [block(1, approved(since=5_000)), block(2, mint(MINTER), timestamp=4_999)],
            [Says(Severity.CRITICAL, MINTER, 2, {"approved_since": 5_000})],
            id="before the approval begins",
        ),
        pytest.param(
            [block(1, approved(since=0)), block(2, approved(since=DAY)), block(3, mint(MINTER), timestamp=DAY + 60)],
            [Says(Severity.HIGH, MINTER, 3, {"approved_since": DAY})],
            id="approved anew, cooling off anew",
        ),
    ],
)
def test_mint_that_the_register_does_not_cover_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(UnknownMinter(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, approved()), block(2, mint(MINTER), timestamp=DAY)], id="cooling-off time just over"),
        pytest.param(
            [block(1, mint(MINTER), approved(), timestamp=DAY)], id="register in the same block, after the mint"
        ),
        pytest.param([block(1, approved(MINTER.lower()), mint(MINTER), timestamp=DAY)], id="register in small letters"),
        pytest.param(
            [block(1, approved(), approved(OTHER), mint(OTHER), mint(MINTER), timestamp=DAY)], id="several minters"
        ),
        pytest.param([block(1, approved())], id="no mint at all"),
    ],
)
def test_mint_by_an_approved_minter_is_quiet(history: list[Observation]) -> None:
    assert_says(UnknownMinter(), history)


def test_summary_names_the_amount_and_the_minter() -> None:
    (finding,) = assert_says(UnknownMinter(), [block(1, mint(STRANGER))], Says(Severity.CRITICAL, STRANGER, 1))
    assert str(5 * UNIT) in finding.summary
    assert STRANGER in finding.summary


def test_cooling_off_is_a_setting() -> None:
    history = [block(1, approved(since=0)), block(2, mint(MINTER), timestamp=60)]
    assert_says(UnknownMinter({"cooling_off_seconds": 60}), history)
    assert_says(UnknownMinter({"cooling_off_seconds": 61}), history, Says(Severity.HIGH, MINTER, 2))


def test_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="Did you mean 'cooling_off_seconds'"):
        UnknownMinter({"cooling_of_seconds": 1})


def test_resumes_anywhere() -> None:
    history = [
        block(1, approved(since=100)),
        block(2, mint(MINTER), mint(STRANGER, UINT256_MAX)),
        block(3, approved(STRANGER, since=UINT256_MAX)),
        block(4, mint(STRANGER), mint(MINTER), timestamp=DAY * 2),
    ]
    assert_resumes(UnknownMinter, history)
