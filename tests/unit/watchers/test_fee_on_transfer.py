"""fee-on-transfer: the same part of every transfer, to the same account."""

from __future__ import annotations

import pytest
from _history import UNIT, ZERO_ADDRESS, Says, address, assert_resumes, assert_says, block

from backbone_chain.model import Observation, Severity, Transfer
from backbone_chain.watchers.fee_on_transfer import FeeOnTransfer

ALICE, BOB, SHOP, COLLECTOR = map(address, ("alice", "bob", "shop", "collector"))


def paid(number: int, amount: int, per_mille: int = 2, payer: str = "", to: str = COLLECTOR) -> list[Transfer]:
    """What one payment tells: the fee first, as most tokens do."""
    payer, fee, tx = payer or (ALICE, BOB)[number % 2], amount * per_mille // 1000, f"0x{number:x}"
    rest = Transfer(sender=payer, to=SHOP, amount=amount - fee, tx=tx)
    return [Transfer(sender=payer, to=to, amount=fee, tx=tx), rest] if per_mille else [rest]


def blocks(*payments: list[Transfer]) -> list[Observation]:
    return [block(number + 1, *payment) for number, payment in enumerate(payments)]


TAKEN = blocks(*(paid(number, 123_457 * (number + 1)) for number in range(8)))


@pytest.mark.parametrize(
    ("history", "number"),
    [
        pytest.param(TAKEN, 5, id="one a block"),
        pytest.param([block(1, *(part for n in range(6) for part in paid(n, UNIT + n)))], 1, id="all in one block"),
        pytest.param(
            blocks(*(paid(n, UNIT) for n in range(3)), *(paid(n, UNIT, 5) for n in range(3, 9))), 8, id="raised"
        ),
        pytest.param(blocks(paid(0, UNIT, 0), *(paid(n, UNIT) for n in range(1, 6))), 6, id="after honest ones"),
    ],
)
def test_a_fee_is_told_once_it_is_in_a_row_of_transfers(history: list[Observation], number: int) -> None:
    assert_says(FeeOnTransfer(), history, Says(Severity.HIGH, COLLECTOR, number, {"collector": COLLECTOR}))


@pytest.mark.parametrize(
    "history",
    [
        pytest.param(blocks(*(paid(n, UNIT, 0) for n in range(9))), id="no fee"),
        pytest.param(blocks(*(paid(n, UNIT, 2 if n % 4 else 0) for n in range(12))), id="a market among others"),
        pytest.param(blocks(*(paid(n, UNIT, payer=ALICE) for n in range(9))), id="one payer's own habit"),
        pytest.param(blocks(*(paid(n, UNIT, 2 + n) for n in range(9))), id="another part each time"),
        pytest.param(blocks(*(paid(n, UNIT, to=address(f"{n}")) for n in range(9))), id="to somebody else each time"),
        pytest.param(blocks(*(paid(n, UNIT, payer=ZERO_ADDRESS) for n in range(9))), id="mints"),
        pytest.param(TAKEN[:4], id="too few to tell"),
    ],
)
def test_what_is_no_fee_is_quiet(history: list[Observation]) -> None:
    assert_says(FeeOnTransfer(), history)


def test_it_resumes() -> None:
    assert_resumes(FeeOnTransfer, TAKEN)
