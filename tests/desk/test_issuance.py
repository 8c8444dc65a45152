"""Issuance: nothing is minted before its money is final and two have approved, and nothing twice."""

from __future__ import annotations

import dataclasses

import pytest
from _office import BANK, CENT, NOON, OFFICERS, WIRE_FEE, Office, credit, order

from backbone_chain.desk.rails import RAILS
from backbone_chain.errors import DeskError
from backbone_chain.model import BankCredit, OrderApproved

DAY = 86_400


@pytest.fixture
def office() -> Office:
    return Office()


def test_an_order_becomes_tokens_and_is_booked(office: Office) -> None:
    wanted = order(office)
    office.issue(wanted)
    assert office.token.balance_of(office.alice) == office.supply == wanted.amount
    assert office.ledger.balance(f"bank:{BANK}") == 500_000 + WIRE_FEE
    assert office.ledger.balance("tokens:home") == -500_000
    assert office.ledger.balance("fees") == -WIRE_FEE
    assert office.ledger.balance("chain:home", "base") == wanted.amount
    assert office.desk.problems() == []
    told = office.desk.facts()
    assert [type(fact) for fact in told] == [BankCredit, OrderApproved]
    assert told[1].approvers == tuple(sorted(office.chain.account(name).address for name in OFFICERS[:2]))
    assert office.desk.facts() == []


@pytest.mark.parametrize("missing", ["the money", "an approval", "both approvals", "a second approver", "finality"])
def test_an_order_is_not_minted_without(office: Office, missing: str) -> None:
    wanted = order(office, rail="ach", fee=RAILS["ach"].fee) if missing == "finality" else order(office)
    office.desk.order(wanted)
    if missing != "the money":
        office.desk.bank_entry(credit(wanted))
    if missing in ("an approval", "a second approver"):
        office.approve(wanted.id, *("maker",) * (1 if missing == "an approval" else 2))
    elif missing != "both approvals":
        office.approve(wanted.id)
    office.desk.step(NOON + DAY)
    assert office.supply == 0
    assert office.desk.problems() == []


def test_an_ach_payment_is_minted_once_it_can_no_longer_come_back(office: Office) -> None:
    wanted = order(office, rail="ach", fee=RAILS["ach"].fee)
    office.desk.order(wanted)
    office.desk.bank_entry(credit(wanted))
    office.approve(wanted.id)
    office.desk.step(NOON + 60 * DAY - 1)
    assert office.supply == 0
    office.desk.step(NOON + 60 * DAY)
    assert office.supply == wanted.amount


def test_steps_without_news_mint_nothing_more(office: Office) -> None:
    office.issue(order(office))
    for later in range(5):
        office.desk.bank_entry(credit(order(office)))
        office.desk.step(NOON + 100 + later)
    assert office.supply == 500_000 * CENT


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"customer": "mallory"}, "no customer called 'mallory'"),
        ({"to": "0x" + "11" * 20}, "none of alice's addresses"),
        ({"debtor": "Mallory Ltd."}, "no name of alice"),
        ({"fee": 0}, "a fee of 0 cents; it is 2500"),
        ({"rail": "pigeon"}, "no rail called 'pigeon'"),
        ({"amount": 0}, "positive number of whole cents"),
        ({"amount": -CENT}, "positive number of whole cents"),
        ({"amount": 5_001}, "positive number of whole cents"),
        ({"amount": 10**30}, "positive number of whole cents"),
        ({"amount": 1.5 * CENT}, "positive number of whole cents"),
        ({"rail": "ach", "fee": 50, "amount": 10**8 * CENT}, "larger than ach carries"),
        ({"amount": (10**12 + 1) * CENT}, "above its 1000000000000 cents in 24 hours"),
    ],
)
def test_an_order_that_cannot_be_taken_is_one_sentence(office: Office, changes: dict[str, object], says: str) -> None:
    office.desk.order(order(office, 7))
    with pytest.raises(DeskError, match=says):
        office.desk.order(order(office, **changes))
    assert office.ledger.entries() == []
    office.issue(order(office, 7))
    assert office.supply == 500_000 * CENT


def test_the_same_order_again_is_nothing_and_another_of_its_name_is_refused(office: Office) -> None:
    office.desk.order(order(office))
    office.desk.order(order(office))
    with pytest.raises(DeskError, match="order-1 is known already, with other terms"):
        office.desk.order(order(office, cents=1))


def test_a_blocked_customer_orders_nothing(office: Office) -> None:
    office.customers["alice"] = dataclasses.replace(office.customers["alice"], is_blocked=True)
    with pytest.raises(DeskError, match="'alice' is blocked"):
        office.desk.order(order(office))


def test_what_was_ordered_within_a_day_counts_against_the_limit(office: Office) -> None:
    office.customers["alice"] = dataclasses.replace(office.customers["alice"], daily=900_000)
    office.desk.order(order(office, 1))
    with pytest.raises(DeskError, match="above its 900000 cents"):
        office.desk.order(order(office, 2))
    office.desk.order(order(office, 3, cents=400_000))
    office.desk.order(order(office, 4, placed_at=NOON + DAY))


# --- the money


@pytest.mark.parametrize(
    ("changes", "paid"),
    [
        ({}, True),
        ({"reference": "order-1"}, True),
        ({"reference": "INV 7; order-1, thanks"}, True),
        ({"counterparty": "alice   LTD"}, True),
        ({"reference": "order-2"}, False),
        ({"reference": ""}, False),
        ({"counterparty": "Mallory Ltd."}, False),
        ({"amount": 500_000 + WIRE_FEE - 1}, False),
        ({"amount": 500_000 + WIRE_FEE + 1}, False),
    ],
)
def test_a_credit_pays_an_order_by_reference_amount_and_payer(
    office: Office, changes: dict[str, object], paid: bool
) -> None:
    office.desk.order(order(office))
    entry = credit(order(office), **changes)
    assert office.desk.bank_entry(entry) == ("order:order-1" if paid else "")
    assert office.ledger.balance("bank:") == entry.amount
    assert office.ledger.balance("suspense:") == (0 if paid else -entry.amount)
    assert office.desk.problems() == []


def test_one_credit_pays_one_order_and_a_second_one_waits_for_a_person(office: Office) -> None:
    office.desk.order(order(office))
    first, second = credit(order(office)), credit(order(office), "E2")
    assert [office.desk.bank_entry(each) for each in (first, first, second)] == ["order:order-1", "order:order-1", ""]
    assert office.ledger.balance("bank:") == 2 * first.amount


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"currency": "EUR"}, "is in EUR; this desk's book is in USD"),
        ({"bank": "no bank"}, "no bank called 'no bank'"),
        ({"amount": -5}, "whole number of 1"),
        ({"amount": 0}, "whole number of 1"),
        ({"amount": 10**20}, "whole number of 1"),
        ({"amount": 5.5}, "whole number of 1"),
        ({"direction": "sideways"}, "neither a credit nor a debit"),
        ({"rail": "pigeon"}, "no rail called 'pigeon'"),
    ],
)
def test_an_entry_that_cannot_be_is_refused_and_the_next_one_is_booked(
    office: Office, changes: dict[str, object], says: str
) -> None:
    office.desk.order(order(office))
    with pytest.raises(DeskError, match=says):
        office.desk.bank_entry(credit(order(office), **changes))
    assert office.ledger.entries() == []
    assert office.desk.bank_entry(credit(order(office))) == "order:order-1"


def test_an_entry_of_the_same_name_with_other_terms_is_refused(office: Office) -> None:
    office.desk.order(order(office))
    office.desk.bank_entry(credit(order(office)))
    with pytest.raises(DeskError, match="is booked already, with other terms"):
        office.desk.bank_entry(credit(order(office), amount=5))
    assert len(office.ledger.entries()) == 1


@pytest.mark.parametrize("minted", [False, True])
def test_a_payment_that_is_taken_back_is_the_customers_before_the_mint_and_a_loss_after_it(minted: bool) -> None:
    office = Office()
    wanted = order(office)
    if minted:
        office.issue(wanted)
    else:
        office.desk.order(wanted)
        office.desk.bank_entry(credit(wanted))
        office.approve(wanted.id)
    paid = credit(wanted)
    back = dataclasses.replace(paid, entry="R1", direction="debit", returns=paid.entry, reference="R10")
    assert office.desk.bank_entry(back) == f"returned payment:{paid.entry}"
    office.desk.step(NOON + DAY)
    assert office.supply == (wanted.amount if minted else 0)
    assert office.ledger.balance("loss:alice") == (paid.amount if minted else 0)
    assert office.ledger.balance("bank:") == 0
    assert office.desk.problems() == []


# --- four eyes


def test_approvals_of_others_or_of_other_terms_do_not_count(office: Office) -> None:
    office.desk.order(order(office, 1))
    office.desk.order(order(office, 2, cents=7))
    stranger = office.chain.account("stranger")
    for signature in (
        office.desk.sign("order-1", stranger),
        office.desk.sign("order-2", office.chain.account("maker")),
    ):
        with pytest.raises(DeskError, match="approval of order order-1 is not by one of the approvers"):
            office.desk.approve("order-1", signature)
    with pytest.raises(DeskError, match="is no signature"):
        office.desk.approve("order-1", "0x1234")
    with pytest.raises(DeskError, match="no open order called 'order-9'"):
        office.desk.approve("order-9", "0x1234")


def test_a_clock_that_runs_backwards_does_nothing(office: Office) -> None:
    office.desk.step(NOON)
    office.desk.order(order(office))
    office.desk.bank_entry(credit(order(office)))
    office.approve("order-1")
    with pytest.raises(DeskError, match="clock runs backwards"):
        office.desk.step(NOON - 1)
    assert office.supply == 0
    office.desk.step(NOON)
    assert office.supply == 500_000 * CENT


def test_what_rules_should_know_outlives_the_desk_and_is_told_once(office: Office) -> None:
    paid = order(office)
    office.desk.order(paid)
    office.desk.bank_entry(credit(paid))
    office.approve(paid.id)
    office.desk.step(NOON)
    second = office.open()  # the first one stopped before it told anybody
    bank, approved = second.facts()
    assert (bank.order, bank.amount, bank.final_at) == (paid.id, paid.amount, NOON)
    signers = tuple(sorted(office.chain.account(name).address for name in OFFICERS[:2]))
    assert (approved.order, approved.to, approved.approvers) == (paid.id, paid.to, signers)
    assert second.facts() == office.open().facts() == []


def test_a_mint_that_the_token_refuses_leaves_the_money_with_the_customer(office: Office) -> None:
    office.token.remove_minter(office.minter)
    office.issue(order(office))
    assert office.supply == 0
    assert office.ledger.balance("customer:alice") == -500_000
    assert office.desk.problems() == []
    office.token.configure_minter(office.minter, 10**15)
    office.desk.step(NOON + DAY)
    assert office.supply == 0  # a person decides
