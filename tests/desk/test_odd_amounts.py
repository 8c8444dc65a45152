"""What arrives twice, in part, or in parts of a cent leaves books that are right."""

from __future__ import annotations

import pytest
from _office import BANK, NOON, WIRE_FEE, Office, credit, order, redemption

PAID = 500_000 + WIRE_FEE


def returned(office: Office, number: str, **changes: object) -> str:
    paid = order(office)
    return office.desk.bank_entry(credit(paid, number, direction="debit", returns=f"E-{paid.id}", **changes))


def test_payment_that_comes_back_twice_is_booked_once_and_the_second_waits_for_a_person() -> None:
    office = Office()
    office.desk.order(order(office))
    office.desk.bank_entry(credit(order(office)))
    assert [returned(office, "R0"), returned(office, "R1")] == ["returned payment:E-order-1", ""]
    assert office.ledger.balance("loss:") == 0
    assert office.ledger.balance(f"suspense:{BANK}:R1") == PAID


def test_payment_that_comes_back_twice_after_its_mint_is_lost_once() -> None:
    office = Office()
    office.issue(order(office))
    assert [returned(office, "R0"), returned(office, "R1")] == ["returned payment:E-order-1", ""]
    assert office.ledger.balance("loss:alice") == PAID
    assert office.desk.problems() == []


def test_return_of_another_amount_waits_for_a_person() -> None:
    office = Office()
    office.desk.order(order(office))
    office.desk.bank_entry(credit(order(office)))
    assert returned(office, "R0", amount=PAID - 1) == ""
    assert office.ledger.balance("suspense:") == PAID - 1


def test_payment_of_an_order_that_the_token_refused_comes_back_without_a_loss() -> None:
    office = Office()
    office.token.freeze(office.alice)
    office.issue(order(office))
    assert office.supply == 0
    assert returned(office, "R0") == "returned payment:E-order-1"
    assert office.ledger.balance("loss:") == office.ledger.balance("customer:alice") == 0
    assert office.desk.problems() == []


@pytest.mark.parametrize("burns", [(1,), (1, 9_999), (9_999, 2, 15_001), (10_000, 1)])
def test_burns_of_parts_of_a_cent_leave_what_is_owed_at_the_supply_rounded_up(burns: tuple[int, ...]) -> None:
    office = Office()
    office.issue(order(office))
    for number, amount in enumerate(burns):
        office.token.redeem(amount, bytes([number + 1] * 32), sender=office.alice)
    office.chain.mine(3)
    office.desk.step(NOON + 120)
    assert office.desk.problems() == []
    assert -office.ledger.balance("tokens:home") == -(-office.supply // 10_000)


def test_burn_of_whole_cents_after_a_part_of_one_is_paid_in_full() -> None:
    office = Office()
    office.issue(order(office))
    office.token.redeem(1, b"\1" * 32, sender=office.alice)
    wanted = redemption(office, 2)
    office.desk.redeem(wanted)
    office.burn(wanted)
    (payment,) = office.desk.step(NOON + 120)
    assert payment.amount == 200_000 - WIRE_FEE
    assert office.desk.problems() == []
