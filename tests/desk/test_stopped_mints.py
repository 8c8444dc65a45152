"""A desk that stopped in the middle of a mint finds out by the order's note whether it was sent."""

from __future__ import annotations

import pytest
from eth_utils import keccak

from backbone_chain.errors import DeskError
from tests.desk._office import CENT, NOON, Office, credit, order

LATER = NOON + 3_600
CENTS = 500_000


class Stopped(BaseException):
    """As a process ends: nothing that is written for errors catches it."""


@pytest.fixture
def office() -> Office:
    return Office()


def stopped(office: Office, monkeypatch: pytest.MonkeyPatch, *, sent: bool) -> None:
    """A paid and approved order whose mint was being sent when the desk stopped."""
    wanted = order(office)
    office.desk.order(wanted)
    office.desk.bank_entry(credit(wanted))
    office.approve(wanted.id)
    mint = office.token.mint

    def stop(*args: object, **options: object) -> None:
        try:
            if sent:
                mint(*args, **options)  # type: ignore[arg-type]
        finally:
            raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(office.token, "mint", stop)
        with pytest.raises(Stopped):
            office.desk.step(NOON)


def goes_on(office: Office) -> None:
    office.desk = office.open()
    office.desk.step(LATER)
    office.chain.mine(3)
    office.desk.step(LATER + 60)


def done(office: Office) -> bool:
    return sum(entry.key == "order:order-1:minted" for entry in office.ledger.entries()) == 1


def test_an_orders_id_goes_with_its_mint_and_the_token_takes_no_notice(office: Office) -> None:
    office.issue(order(office))
    sent = [
        each.tx.data for block in office.chain.blocks for each in block.receipts if each.sender == office.minter.address
    ]
    assert len(sent) == 1
    assert sent[0].endswith(keccak(text="order:order-1"))
    assert office.supply == office.token.balance_of(office.alice) == CENTS * CENT


@pytest.mark.parametrize("sent", [True, False])
def test_a_stopped_mint_happens_once(office: Office, monkeypatch: pytest.MonkeyPatch, sent: bool) -> None:
    stopped(office, monkeypatch, sent=sent)
    assert office.supply == (CENTS * CENT if sent else 0)
    goes_on(office)
    assert office.supply == CENTS * CENT
    assert done(office)
    assert office.desk.problems() == []


@pytest.mark.parametrize("sent", [True, False])
def test_somebody_with_the_minters_key_can_neither_take_an_orders_place_nor_have_it_minted_twice(
    office: Office, monkeypatch: pytest.MonkeyPatch, sent: bool
) -> None:
    stopped(office, monkeypatch, sent=sent)
    office.token.mint(office.bob, 7 * CENT, sender=office.minter)
    goes_on(office)
    assert office.token.balance_of(office.alice) == CENTS * CENT
    assert office.token.balance_of(office.bob) == 7 * CENT
    assert done(office)
    assert office.ledger.balance("suspense:") == 7
    assert office.desk.problems() == []


@pytest.mark.parametrize("sent", [True, False])
def test_a_mint_that_may_have_been_sent_in_a_forgotten_block_is_left_to_a_person(
    office: Office, monkeypatch: pytest.MonkeyPatch, sent: bool
) -> None:
    stopped(office, monkeypatch, sent=sent)
    if not sent:
        office.token.mint(office.bob, 0, sender=office.minter)
    office.chain.mine(office.chain.blocks.maxlen)
    with pytest.raises(DeskError, match="order-1 may have been sent, too long ago"):
        goes_on(office)
    assert office.supply == (CENTS * CENT if sent else 0)


def test_a_mint_that_was_refused_while_the_desk_stopped_leaves_the_money_with_the_customer(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    office.token.remove_minter(office.minter)
    stopped(office, monkeypatch, sent=True)
    goes_on(office)
    assert office.supply == 0
    assert office.ledger.balance("customer:alice") == -CENTS
