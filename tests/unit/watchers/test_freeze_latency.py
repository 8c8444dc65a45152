"""freeze-latency: what is frozen, or should long be, doesn't move."""

from __future__ import annotations

import pytest
from _history import UINT256_MAX, UNIT, ZERO_ADDRESS, Says, address, assert_resumes, assert_says, block

from backbone_chain.errors import SettingsError
from backbone_chain.model import (
    Burn,
    Fact,
    FreezeRequested,
    Frozen,
    KnownAccount,
    Mint,
    Observation,
    Seized,
    Severity,
    SupplyRead,
    Transfer,
    Unfrozen,
    Wiped,
)
from backbone_chain.watchers.freeze_latency import FreezeLatency

THIEF, ACCOMPLICE, FREEZER, TREASURY = map(address, ("thief", "accomplice", "freezer", "treasury"))

FROZEN = Frozen(account=THIEF, reason="court order", by=FREEZER)
UNFROZEN = Unfrozen(account=THIEF, by=FREEZER)
ASKED = FreezeRequested(account=THIEF, authority="district court")


def moved(amount: int = 5 * UNIT, to: str = ACCOMPLICE, tx: str = "", sender: str = THIEF) -> Transfer:
    return Transfer(sender=sender, to=to, amount=amount, tx=tx)


def hole(number: int, frozen_block: int, amount: int = 5 * UNIT, to: str = ACCOMPLICE) -> Says:
    return Says(Severity.CRITICAL, THIEF, number, {"amount": amount, "to": to, "frozen_block": frozen_block})


def late(number: int, requested_block: int) -> Says:
    return Says(Severity.HIGH, THIEF, number, {"amount": 5 * UNIT, "requested_block": requested_block})


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param([block(1, FROZEN), block(2, moved())], [hole(2, 1)], id="out of a frozen account"),
        pytest.param([block(1, FROZEN, moved())], [hole(1, 1)], id="after the freeze in the same block"),
        pytest.param(
            [block(1, FROZEN), block(2, Mint(minter=FREEZER, to=THIEF, amount=7))],
            [Says(Severity.CRITICAL, THIEF, 2, {"amount": 7, "frozen_block": 1})],
            id="minted to a frozen account",
        ),
        pytest.param([block(1, FROZEN), block(2, moved(1), moved(2))], [hole(2, 1, 1), hole(2, 1, 2)], id="in pieces"),
        pytest.param([block(1, FROZEN), block(2, FROZEN), block(3, moved())], [hole(3, 1)], id="frozen twice"),
        pytest.param([block(1, FROZEN), block(2, moved(to=THIEF))], [hole(2, 1, to=THIEF)], id="to itself"),
        pytest.param(
            [block(1, FROZEN), block(2, moved(to=ZERO_ADDRESS))], [hole(2, 1, to=ZERO_ADDRESS)], id="redeemed"
        ),
        pytest.param(
            [block(1, FROZEN), block(2, UNFROZEN, FROZEN), block(3, moved())], [hole(3, 2)], id="frozen again"
        ),
        pytest.param(
            [block(1, Frozen(account=THIEF.lower(), reason="", by=FREEZER)), block(2, moved())],
            [hole(2, 1)],
            id="freeze in small letters",
        ),
        pytest.param(
            [block(1, FROZEN), block(2, Wiped(holder=THIEF, amount=1, by=FREEZER, tx="0xa"), moved(tx="0xb"))],
            [hole(2, 1)],
            id="wiped in another transaction",
        ),
        pytest.param([block(1, ASKED), block(27, moved())], [late(27, 1)], id="26 blocks after the request"),
        pytest.param(
            [block(1, ASKED), block(20, ASKED), block(27, moved())],
            [late(27, 1)],
            id="asked twice, counted from the first",
        ),
        pytest.param(
            [block(1, ASKED), block(27, moved(), FROZEN)], [late(27, 1)], id="late in the block of the freeze"
        ),
        pytest.param([block(1, ASKED), block(2, FROZEN), block(3, moved())], [hole(3, 2)], id="asked and frozen"),
    ],
)
def test_tokens_leaving_a_frozen_or_wanted_account_fire(history: list[Observation], expected: list[Says]) -> None:
    assert_says(FreezeLatency(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(
            [block(1, FROZEN), block(2, UNFROZEN, Mint(minter=FREEZER, to=THIEF, amount=7))], id="minted after its end"
        ),
        pytest.param(
            [
                block(1, SupplyRead(amount=9), FROZEN),
                block(2, Transfer(sender=THIEF, to=ACCOMPLICE, amount=5, contract=ACCOMPLICE)),
                block(3, Frozen(account=TREASURY, reason="", by=THIEF, contract=ACCOMPLICE)),
                block(4, moved(sender=TREASURY)),
            ],
            id="look-alikes of another contract",
        ),
        pytest.param(
            [block(1, KnownAccount(account=THIEF, kind="exchange"), ASKED), block(40, moved())],
            id="an exchange moves as it always does",
        ),
        pytest.param([block(1, moved(), FROZEN)], id="before the freeze in the same block"),
        pytest.param([block(1, FROZEN), block(2, moved(sender=ACCOMPLICE, to=THIEF))], id="a frozen account receives"),
        pytest.param([block(1, FROZEN), block(2, UNFROZEN), block(3, moved())], id="unfrozen"),
        pytest.param([block(1, FROZEN), block(2, UNFROZEN, moved())], id="unfrozen in the same block"),
        pytest.param([block(1, FROZEN), block(2, moved(0))], id="a poisoner moves nothing out of it"),
        pytest.param([block(1, ASKED), block(99, moved(0))], id="nothing, long after the request"),
        pytest.param([block(1, ASKED), block(26, moved())], id="25 blocks after the request"),
        pytest.param([block(1, FROZEN, ASKED), block(2, UNFROZEN), block(99, moved())], id="a request that was met"),
        pytest.param([block(1, ASKED), block(2, UNFROZEN), block(99, moved())], id="a request that was withdrawn"),
        pytest.param([block(1, UNFROZEN), block(2, moved())], id="unfrozen, and never seen frozen"),
    ],
)
def test_legal_transfers_are_quiet(history: list[Observation]) -> None:
    assert_says(FreezeLatency(), history)


@pytest.mark.parametrize(
    "facts",
    [
        pytest.param(
            [moved(to=ZERO_ADDRESS, tx="0xa"), Wiped(holder=THIEF, amount=5 * UNIT, by=FREEZER, tx="0xa")], id="wiped"
        ),
        pytest.param(
            [
                Wiped(holder=THIEF, amount=5 * UNIT, by=FREEZER, tx="0xa"),
                Burn(burner=FREEZER, holder=THIEF, amount=5 * UNIT, tx="0xa"),
                moved(to=ZERO_ADDRESS, tx="0xa"),
            ],
            id="wiped, with the event before its transfer",
        ),
        pytest.param(
            [moved(to=TREASURY, tx="0xa"), Seized(holder=THIEF.lower(), to=TREASURY, amount=1, by=FREEZER, tx="0xa")],
            id="seized",
        ),
    ],
)
def test_enforcement_against_a_frozen_account_is_quiet(facts: list[Fact]) -> None:
    assert_says(FreezeLatency(), [block(1, FROZEN), block(2, *facts)])


def test_summary_names_the_amount_and_the_freeze() -> None:
    (finding,) = assert_says(FreezeLatency(), [block(1, FROZEN), block(2, moved())], hole(2, 1))
    assert str(5 * UNIT) in finding.summary
    assert "since block 1" in finding.summary


def test_after_blocks_is_a_setting() -> None:
    history = [block(1, ASKED), block(4, moved())]
    assert_says(FreezeLatency({"after_blocks": 3}), history)
    assert_says(FreezeLatency({"after_blocks": 2}), history, late(4, 1))


def test_unknown_setting_is_refused_with_the_nearest() -> None:
    with pytest.raises(SettingsError, match="Did you mean 'after_blocks'"):
        FreezeLatency({"after_block": 1})


def test_resumes_anywhere() -> None:
    history = [
        block(1, ASKED),
        block(30, moved()),
        block(31, FROZEN),
        block(32, moved(UINT256_MAX)),
        block(33, UNFROZEN, moved()),
        block(34, FROZEN, moved(), ASKED),
        block(35, UNFROZEN),
        block(99, moved()),
    ]
    assert_resumes(FreezeLatency, history)
