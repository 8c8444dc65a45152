"""limit-breach: the allowance in force is what the events add up to."""

from __future__ import annotations

import pytest
from _history import TOKEN, UINT256_MAX, UNIT, Says, address, assert_resumes, assert_says, block

from backbone_chain.errors import SettingsError
from backbone_chain.model import (
    LimitChanged,
    Mint,
    MinterConfigured,
    MinterRemoved,
    Observation,
    RoleGranted,
    RoleRevoked,
    Severity,
    SupplyRead,
)
from backbone_chain.watchers.limit_breach import LimitBreach

MINTER, OTHER, ADMIN, HOLDER = map(address, ("minter", "other minter", "minter admin", "holder"))


def configured(allowance: int, minter: str = MINTER) -> MinterConfigured:
    return MinterConfigured(minter=minter, allowance=allowance, by=ADMIN)


def mint(amount: int, minter: str = MINTER) -> Mint:
    return Mint(minter=minter, to=HOLDER, amount=amount)


REMOVED = MinterRemoved(minter=MINTER, by=ADMIN)
REVOKED = RoleRevoked(role="minter", account=MINTER, by=ADMIN)
GRANTED = RoleGranted(role="minter", account=MINTER, by=ADMIN)


def limit(kind: str, new: int, subject: str = MINTER, unlimited: bool = False) -> LimitChanged:
    return LimitChanged(subject=subject, kind=kind, old=0, new=new, unlimited=unlimited, by=ADMIN)


def over(number: int, kind: str, new: int, counted: int) -> Says:
    return Says(Severity.CRITICAL, MINTER, number, {"kind": kind, "limit": new, "counted": counted})


def breach(number: int, allowance: int, amount: int, minter: str = MINTER) -> Says:
    return Says(Severity.CRITICAL, minter, number, {"allowance": allowance, "amount": amount, "to": HOLDER})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([block(1, configured(10)), block(2, mint(11))], [breach(2, 10, 11)], id="one unit over"),
        pytest.param(
            [block(1, configured(10)), block(2, mint(6)), block(3, mint(5))], [breach(3, 4, 5)], id="over what is left"
        ),
        pytest.param([block(1, configured(10), mint(6), mint(5))], [breach(1, 4, 5)], id="all in one block"),
        pytest.param(
            [block(1, configured(10)), block(2, mint(11)), block(3, mint(1))],
            [breach(2, 10, 11), breach(3, 0, 1)],
            id="nothing is left after a breach",
        ),
        pytest.param(
            [block(1, configured(10)), block(2, configured(4)), block(3, mint(5))],
            [breach(3, 4, 5)],
            id="cut",
        ),
        pytest.param([block(1, configured(10)), block(2, REMOVED), block(3, mint(1))], [breach(3, 0, 1)], id="removed"),
        pytest.param([block(1, REMOVED), block(2, mint(1))], [breach(2, 0, 1)], id="removed, and never seen before"),
        pytest.param([block(1, configured(10), REVOKED), block(2, mint(1))], [breach(2, 0, 1)], id="role revoked"),
        pytest.param(
            [block(1, configured(10), REVOKED, REMOVED, GRANTED), block(2, mint(1))],
            [breach(2, 0, 1)],
            id="a removed minter that gets only its role back has no allowance",
        ),
        pytest.param(
            [block(1, configured(10), REVOKED, GRANTED), block(2, mint(11))],
            [breach(2, 10, 11)],
            id="an allowance that outlived its role is a limit",
        ),
        pytest.param(
            [block(1, configured(10), configured(20, OTHER)), block(2, mint(20, OTHER), mint(12))],
            [breach(2, 10, 12)],
            id="several minters",
        ),
        pytest.param(
            [block(1, configured(10)), block(2, mint(11, MINTER.lower()))],
            [breach(2, 10, 11, MINTER.lower())],
            id="small letters",
        ),
        pytest.param(
            [block(1, configured(UINT256_MAX)), block(2, mint(UINT256_MAX)), block(3, mint(1))],
            [breach(3, 0, 1)],
            id="the largest number",
        ),
        pytest.param([block(1, limit("rate", 10)), block(2, mint(11))], [over(2, "rate", 10, 11)], id="over the rate"),
        pytest.param(
            [block(1, limit("rate", 10)), block(2, mint(6), mint(5))], [over(2, "rate", 10, 11)], id="two within it"
        ),
        pytest.param(
            [block(1, limit("daily-limit", 10)), block(2, mint(6)), block(6_000, mint(5))],
            [over(6_000, "daily-limit", 10, 11)],
            id="in a day",
        ),
        pytest.param(
            [block(1, limit("supply-cap", 100, TOKEN), SupplyRead(amount=95)), block(2, mint(6))],
            [over(2, "supply-cap", 100, 101)],
            id="over the supply cap",
        ),
        pytest.param(
            [block(1, limit("minter-allowance", 10)), block(2, mint(11))],
            [breach(2, 10, 11)],
            id="an allowance that is told as a limit only",
        ),
        pytest.param(
            [block(1, limit("mint-limit", 0)), block(2, mint(1))], [over(2, "mint-limit", 0, 1)], id="zero means zero"
        ),
    ],
)
def test_mint_over_the_allowance_in_force_fires(history: list[Observation], expected: list[Says]) -> None:
    assert_says(LimitBreach(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, mint(10 * UNIT))], id="no allowance was ever seen"),
        pytest.param(
            [block(1, mint(10)), block(2, configured(10)), block(3, mint(10))], id="mints before the first one"
        ),
        pytest.param([block(1, configured(10)), block(2, mint(10))], id="exactly the allowance"),
        pytest.param([block(1, mint(10), configured(10), mint(10))], id="configured between two mints of one block"),
        pytest.param([block(1, configured(0)), block(2, mint(0))], id="nothing out of nothing"),
        pytest.param([block(1, configured(10), mint(10)), block(2, configured(10)), block(3, mint(10))], id="set anew"),
        pytest.param([block(1, configured(10), REMOVED), block(2, configured(5)), block(3, mint(5))], id="added again"),
        pytest.param(
            [block(1, configured(9), REVOKED, REMOVED), block(2, GRANTED, configured(5)), block(3, mint(5))],
            id="added again, with all its events",
        ),
        pytest.param(
            [block(1, REVOKED), block(2, GRANTED), block(3, mint(10))], id="a token of roles without allowances"
        ),
        pytest.param([block(1, REMOVED), block(2, GRANTED), block(3, mint(10))], id="the same with its own event"),
        pytest.param([block(1, configured(10), GRANTED, GRANTED), block(2, mint(10))], id="roles granted twice"),
        pytest.param(
            [block(1, configured(10), RoleRevoked(role="pauser", account=MINTER, by=ADMIN)), block(2, mint(10))],
            id="another role revoked",
        ),
        pytest.param([block(1, limit("rate", 10)), block(2, mint(10)), block(400, mint(10))], id="in the next window"),
        pytest.param([block(1, limit("rate", 10, OTHER)), block(2, mint(11))], id="another's rate"),
        pytest.param(
            [block(1, limit("rate", 0, unlimited=True)), block(2, mint(11))], id="a zero that means unlimited"
        ),
        pytest.param([block(1, limit("supply-controller", 3, TOKEN)), block(2, mint(11))], id="no amount at all"),
        pytest.param(
            [block(1, limit("supply-cap", 100, TOKEN), SupplyRead(amount=95)), block(2, mint(5))], id="up to the cap"
        ),
    ],
)
def test_mint_within_the_allowance_in_force_is_quiet(history: list[Observation]) -> None:
    assert_says(LimitBreach(), history)


def test_summary_names_amount_and_allowance() -> None:
    (finding,) = assert_says(LimitBreach(), [block(1, configured(10), mint(77))], breach(1, 10, 77))
    assert "77" in finding.summary
    assert "10" in finding.summary


def test_has_no_settings() -> None:
    with pytest.raises(SettingsError, match="no setting 'limit'"):
        LimitBreach({"limit": 1})


def test_resumes_anywhere() -> None:
    history = [
        block(1, configured(UINT256_MAX), configured(7, OTHER)),
        block(2, mint(UINT256_MAX - 1), mint(8, OTHER)),
        block(3, mint(2)),
        block(4, REVOKED, REMOVED),
        block(5, mint(1)),
        block(6, GRANTED),
        block(7, mint(3)),
    ]
    assert_resumes(LimitBreach, history)
