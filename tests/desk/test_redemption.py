"""Redemption: dollars for burned tokens, once, in order, within the clock and the gate."""

from __future__ import annotations

import dataclasses
import datetime

import pytest
from _office import BANK, CENT, NOON, OTHER_BANK, WIRE_FEE, Office, credit, debit, order, redemption

from backbone_chain.desk.calendar import business_days_after, is_business_day, is_open
from backbone_chain.desk.records import Payment, PaymentStatus, Redemption
from backbone_chain.desk.redemption import Policy
from backbone_chain.errors import DeskError
from backbone_chain.model import PayoutSent

DAY = 86_400


@pytest.fixture
def office() -> Office:
    made = Office()
    made.issue(order(made, cents=1_000_000))
    made.desk.facts()
    return made


def test_a_burn_becomes_dollars_once(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.burn(wanted)
    [payment] = office.desk.step(NOON + 100)
    assert (payment.id, payment.amount, payment.account) == (f"{wanted.id}/0", 200_000 - WIRE_FEE, wanted.account)
    assert office.desk.step(NOON + 101) == [payment]  # until the bank has answered
    office.desk.payment_status(PaymentStatus(id=payment.id, bank=BANK, status="accepted", at=NOON))
    assert office.desk.step(NOON + 102) == []
    assert office.desk.bank_entry(debit(payment)) == f"payment:{payment.id}"
    assert office.desk.step(NOON + 103) == []
    assert office.ledger.balance(f"bank:{BANK}") == 1_000_000 + WIRE_FEE - payment.amount
    assert office.ledger.balance("fees") == -2 * WIRE_FEE
    assert office.ledger.balance("in-flight:") == 0
    assert office.desk.problems() == []
    assert office.desk.facts() == [
        PayoutSent(request_id=wanted.id, amount=payment.amount * CENT, account=wanted.account)
    ]


def test_a_request_without_its_burn_is_not_paid(office: Office) -> None:
    office.desk.redeem(redemption(office))
    assert office.desk.step(NOON + DAY) == []


@pytest.mark.parametrize("wrong", [{"amount": 199_999 * CENT}, {"id": f"0x{9:064x}"}])
def test_a_burn_that_is_not_as_requested_waits_for_a_person(office: Office, wrong: dict[str, object]) -> None:
    office.desk.redeem(redemption(office))
    office.burn(redemption(office, **wrong))
    assert office.desk.step(NOON + DAY) == []
    assert office.ledger.balance("suspense:") == -int(wrong.get("amount", 200_000 * CENT)) // CENT
    assert office.desk.problems() == []


def test_a_burn_counts_once_enough_blocks_stand_on_it(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.token.redeem(wanted.amount, bytes.fromhex(wanted.id[2:]), sender=office.alice)
    assert office.desk.step(NOON + 100) == []
    office.chain.mine(3)
    assert len(office.desk.step(NOON + 101)) == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"account": "account of mallory"}, "no account of alice's"),
        ({"holder": "0x" + "11" * 20}, "none of alice's addresses"),
        ({"fee": 1}, "doesn't fit what wire costs"),
        ({"amount": CENT}, "doesn't fit what wire costs"),
        ({"amount": 5}, "whole cents"),
        ({"customer": "mallory"}, "no customer"),
    ],
)
def test_a_request_that_cannot_be_taken_is_one_sentence(office: Office, changes: dict[str, object], says: str) -> None:
    with pytest.raises(DeskError, match=says):
        office.desk.redeem(redemption(office, **changes))
    office.desk.redeem(redemption(office))


def test_blocks_that_are_gone_before_the_desk_looked_stop_it(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.burn(wanted)
    office.chain.mine(240)
    assert len(office.desk.step(NOON + 100)) == 1
    office.burn(redemption(office, 2))
    office.chain.mine(300)
    with pytest.raises(DeskError, match=r"The blocks \d+ to \d+ are no longer kept"):
        office.desk.step(NOON + 200)


def test_many_orders_are_minted_in_several_steps_and_no_burn_is_missed(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.burn(wanted)
    for number in range(10, 310):
        placed = order(office, number, cents=1_000)
        office.desk.order(placed)
        office.desk.bank_entry(credit(placed))
        office.approve(placed.id)
    before = office.supply
    payments = [payment for later in range(5) for payment in office.desk.step(NOON + 100 + later)]
    assert {payment.id for payment in payments} == {f"{wanted.id}/0"}
    assert office.supply == before + 300 * 1_000 * CENT
    assert office.desk.problems() == []


# --- when payouts fail


def rejected(office: Office, wanted: Redemption) -> Payment:
    """A payment that the bank said it can't make."""
    office.desk.redeem(wanted)
    office.burn(wanted)
    [payment] = office.desk.step(NOON + 100)
    office.desk.payment_status(PaymentStatus(id=payment.id, bank=BANK, status="rejected", at=NOON, reason="AC04"))
    return payment


def test_a_rejected_payout_is_paid_again_only_when_somebody_decides(office: Office) -> None:
    wanted = redemption(office)
    payment = rejected(office, wanted)
    assert office.desk.step(NOON + 200) == []
    assert office.desk.problems() == []
    with pytest.raises(DeskError, match="'elsewhere' is no account of alice's"):
        office.desk.retry(wanted.id, "elsewhere")
    office.desk.retry(wanted.id)
    [again] = office.desk.step(NOON + 300)
    assert (again.id, again.amount) == (f"{wanted.id}/1", payment.amount)
    with pytest.raises(DeskError, match="no failed payout"):
        office.desk.retry(wanted.id)


def test_tokens_of_a_failed_payout_go_back_to_their_holder_when_somebody_decides(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    with pytest.raises(DeskError, match="no failed payout"):
        office.desk.reissue(wanted.id, NOON)
    office.burn(wanted)
    [payment] = office.desk.step(NOON + 100)
    office.desk.payment_status(PaymentStatus(id=payment.id, bank=BANK, status="rejected", at=NOON, reason="AC04"))
    office.desk.facts()
    back = office.desk.reissue(wanted.id, NOON + 200)
    assert (back.to, back.amount, back.reissues) == (wanted.holder, payment.amount * CENT, wanted.id)
    for decide in (office.desk.reissue, office.desk.retry):
        with pytest.raises(DeskError, match="no failed payout"):
            decide(wanted.id, NOON + 200)  # type: ignore[operator]
    supply = office.supply
    assert office.desk.step(NOON + 300) == []
    assert office.supply == supply  # nobody has approved it
    office.approve(back.id)
    office.desk.step(NOON + 400)
    office.chain.mine(3)
    office.desk.step(NOON + 500)
    assert office.supply == supply + back.amount
    assert office.ledger.balance("in-flight:") == office.ledger.balance("customer:") == 0
    assert office.desk.late(NOON + 10**6) == []
    assert office.desk.problems() == []
    credit, approved = office.desk.facts()
    assert (credit.order, credit.amount, approved.order) == (back.id, back.amount, back.id)


def test_a_customer_cannot_order_the_tokens_of_a_failed_payout(office: Office) -> None:
    with pytest.raises(DeskError, match="about which the desk itself decides"):
        office.desk.order(order(office, 9, reissues=redemption(office).id))


def test_a_payout_that_comes_back_is_owed_again(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.burn(wanted)
    [payment] = office.desk.step(NOON + 100)
    paid = debit(payment)
    office.desk.bank_entry(paid)
    back = dataclasses.replace(paid, entry="R1", direction="credit", returns=paid.entry)
    assert office.desk.bank_entry(back) == f"returned payout:{payment.id}"
    assert office.ledger.balance("in-flight:payouts") == -payment.amount
    assert office.desk.problems() == []
    office.desk.retry(wanted.id)
    [again] = office.desk.step(NOON + 300)
    office.desk.bank_entry(debit(again))
    assert office.desk.problems() == []


def test_a_bank_that_pays_what_it_rejected_has_paid_unless_somebody_decided_since(office: Office) -> None:
    wanted = redemption(office)
    payment = rejected(office, wanted)
    assert office.desk.bank_entry(debit(payment)) == f"payment:{payment.id}"
    assert office.ledger.balance("in-flight:payouts") == 0
    with pytest.raises(DeskError, match="no failed payout"):
        office.desk.retry(wanted.id)
    assert office.desk.problems() == []


@pytest.mark.parametrize("decided", ["retry", "reissue"])
def test_a_bank_that_pays_what_somebody_decided_otherwise_waits_for_a_person(office: Office, decided: str) -> None:
    wanted = redemption(office)
    payment = rejected(office, wanted)
    if decided == "retry":
        office.desk.retry(wanted.id)
        [again] = office.desk.step(NOON + 300)
    else:
        office.desk.reissue(wanted.id, NOON + 200)
    assert office.desk.bank_entry(debit(payment)) == ""
    assert office.ledger.balance("suspense:") == payment.amount
    assert office.desk.problems() == []
    if decided == "retry":
        assert office.desk.bank_entry(debit(again)) == f"payment:{again.id}"
        assert office.desk.problems() == []


def test_an_answer_for_a_payment_that_nobody_gave_is_refused(office: Office) -> None:
    with pytest.raises(DeskError, match="never given"):
        office.desk.payment_status(PaymentStatus(id="0x1/0", bank=BANK, status="accepted", at=NOON))


def test_a_debit_of_another_amount_waits_for_a_person(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.burn(wanted)
    [payment] = office.desk.step(NOON + 100)
    assert office.desk.bank_entry(debit(payment, amount=payment.amount + 1)) == ""
    assert office.desk.problems() == []


@pytest.mark.parametrize(
    ("changes", "matched"), [({}, "charge"), ({"amount": 10_001}, ""), ({"counterparty": "x"}, "")]
)
def test_what_a_bank_takes_for_itself_is_a_charge_up_to_a_hundred_dollars(
    office: Office, changes: dict[str, object], matched: str
) -> None:
    charge = credit(order(office), "C1", direction="debit", amount=2_500, reference="charge", counterparty=BANK.upper())
    assert office.desk.bank_entry(dataclasses.replace(charge, **changes)) == matched
    assert (office.ledger.balance(f"charges:{BANK}") == 2_500) == (matched == "charge")
    assert office.desk.problems() == []


# --- money, gate and clock


def test_nothing_is_paid_from_a_bank_that_has_not_enough(office: Office) -> None:
    other = order(office, 2, cents=300_000, customer="bob")
    office.desk.order(other)
    office.desk.bank_entry(credit(other, bank=OTHER_BANK))
    first, second = redemption(office, 1, 900_000), redemption(office, 2, 100_000)
    for wanted in (first, second):
        office.desk.redeem(wanted)
        office.burn(wanted)
    paid = office.desk.step(NOON + 100)
    assert [(payment.id, payment.bank) for payment in paid] == [(f"{first.id}/0", BANK), (f"{second.id}/0", BANK)]
    third = redemption(office, 3, 250_000, "bob")
    office.approve(other.id)
    office.desk.step(NOON + 200)
    office.desk.redeem(third)
    office.burn(third)
    assert [payment.bank for payment in office.desk.step(NOON + 300) if payment.id == f"{third.id}/0"] == [OTHER_BANK]


def test_the_gate_lets_a_part_through_each_day_in_order(office: Office) -> None:
    gated = Office(policy=Policy(gate=0.10))
    gated.issue(order(gated, cents=1_000_000))
    for number in (1, 2, 3):
        wanted = redemption(gated, number, 60_000)
        gated.desk.redeem(wanted)
        gated.burn(wanted)
    [first] = gated.desk.step(NOON + 100)
    gated.desk.bank_entry(debit(first))
    assert gated.desk.step(NOON + 200) == []
    [second] = gated.desk.step(NOON + DAY + 200)
    assert (first.id[-3], second.id[-3]) == ("1", "2")
    for number in (1, 2, 3):
        wanted = redemption(office, number, 60_000)
        office.desk.redeem(wanted)
        office.burn(wanted)
    assert len(office.desk.step(NOON + 100)) == 3


def test_wires_wait_for_the_bank_to_open_and_instant_payments_do_not(office: Office) -> None:
    wire, instant = redemption(office, 1), redemption(office, 2, rail="rtp", fee=100)
    for wanted in (wire, instant):
        office.desk.redeem(wanted)
        office.burn(wanted)
    saturday = NOON + 5 * DAY
    assert [payment.id[-3] for payment in office.desk.step(saturday)] == ["2"]
    assert {payment.id[-3] for payment in office.desk.step(saturday + 2 * DAY)} == {"1", "2"}


def test_what_is_not_paid_in_two_business_days_is_late(office: Office) -> None:
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.burn(wanted)
    burned = office.chain.timestamp
    office.desk.step(NOON + 100)
    due = business_days_after(burned, 2)
    assert office.desk.late(max(due, NOON)) in ([], [wanted.id])
    assert office.desk.late(due) == []
    assert office.desk.late(due + 1) == [wanted.id]


def at(*when: int) -> int:
    return int(datetime.datetime(*when, tzinfo=datetime.UTC).timestamp())


@pytest.mark.parametrize(
    ("asked", "due"),
    [
        pytest.param((2026, 11, 23, 12), (2026, 11, 25, 21), id="a Monday"),
        pytest.param((2026, 11, 23, 22), (2026, 11, 27, 21), id="after the cut-off, with Thanksgiving between"),
        pytest.param((2026, 11, 25, 12), (2026, 11, 30, 21), id="over Thanksgiving and a week-end"),
        pytest.param((2026, 7, 2, 12), (2026, 7, 6, 21), id="the Fourth of July on a Saturday is kept on no Friday"),
        pytest.param((2027, 7, 2, 12), (2027, 7, 7, 21), id="and on a Sunday is kept on Monday"),
        pytest.param((2026, 12, 24, 12), (2026, 12, 29, 21), id="over Christmas"),
    ],
)
def test_two_business_days(asked: tuple[int, ...], due: tuple[int, ...]) -> None:
    assert business_days_after(at(*asked), 2) == at(*due)


def test_hours_of_banks() -> None:
    assert is_open(at(2026, 11, 23, 20, 59))
    assert not is_open(at(2026, 11, 23, 21))
    assert not is_open(at(2026, 11, 22, 12))
    assert not is_business_day(datetime.date(2026, 11, 26))
