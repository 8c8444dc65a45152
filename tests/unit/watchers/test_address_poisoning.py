"""address-poisoning: a payment to a look-alike of who was paid before."""

from __future__ import annotations

import pytest
from _history import UNIT, Says, address, assert_resumes, assert_says, block

from backbone_chain.model import Observation, Severity, Transfer
from backbone_chain.watchers.address_poisoning import MOST_KNOWN, AddressPoisoning

ALICE, BOB, SHOP, THIEF = map(address, ("alice", "bob", "shop", "thief"))
ALIKE = f"{SHOP[:6]}{THIEF[6:-4]}{SHOP[-4:]}"


def sent(amount: int = 5 * UNIT, to: str = SHOP, by: str = "", sender: str = ALICE) -> Transfer:
    return Transfer(sender=sender, to=to, amount=amount, tx_sender=by or sender)


BAIT = sent(0, ALIKE, by=THIEF)
POISONED = [block(1, sent()), block(2, BAIT), block(3, sent(to=ALIKE))]


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        pytest.param(
            POISONED,
            [
                Says(Severity.INFO, ALIKE, 2, {"amount": 0}),
                Says(Severity.CRITICAL, ALIKE, 3, {"amount": 5 * UNIT, "looks_like": SHOP.lower()}),
            ],
            id="a transfer of nothing as bait",
        ),
        pytest.param(
            [block(1, sent()), block(2, sent(1, ALICE, sender=ALIKE)), block(3, sent(to=ALIKE.lower()))],
            [Says(Severity.INFO, ALIKE, 2), Says(Severity.CRITICAL, ALIKE.lower(), 3)],
            id="dust as bait",
        ),
        pytest.param([block(1, sent(), sent(to=ALIKE, by=""))], [Says(Severity.CRITICAL, ALIKE, 1)], id="in one block"),
    ],
)
def test_a_payment_to_a_look_alike_is_told(history: list[Observation], expected: list[Says]) -> None:
    assert_says(AddressPoisoning(), history, *expected)


@pytest.mark.parametrize(
    "history",
    [
        pytest.param([block(1, sent()), block(2, sent())], id="the same again"),
        pytest.param([block(1, sent()), block(2, sent(to=BOB))], id="somebody else"),
        pytest.param([block(1, sent(to=ALIKE))], id="a first payment"),
        pytest.param([block(1, sent()), block(2, sent(to=ALIKE, sender=BOB))], id="another payer's"),
        pytest.param([block(1, BAIT), block(2, sent())], id="bait before anybody was paid"),
        pytest.param([block(1, sent()), block(2, sent(to=f"{SHOP[:6]}{THIEF[6:]}"))], id="alike at one end only"),
        pytest.param([block(1, sent(9)), block(2, sent(to=ALIKE))], id="only dust was paid before"),
    ],
)
def test_payments_to_who_was_meant_are_quiet(history: list[Observation]) -> None:
    assert_says(AddressPoisoning(), history)


def test_it_resumes_and_forgets_the_oldest_only() -> None:
    assert_resumes(AddressPoisoning, POISONED)
    rule = AddressPoisoning()
    list(rule.observe(block(1, *(sent(to=f"0x{number:040x}") for number in range(65_536)))))
    assert len(rule.state["paid"]) <= MOST_KNOWN
