"""Simulated banks: each payment once, within hours, limits and funds; what they tell adds up; failures on purpose."""

from __future__ import annotations

import dataclasses

import pytest
from _messages import ACCOUNT, BANK, DAY, MIDNIGHT, payment
from hypothesis import given, settings
from hypothesis import strategies as st

from backbone_chain.desk.bank_terms import SLIPS, Terms
from backbone_chain.desk.banks import Bank
from backbone_chain.desk.messages.notices import read_notices
from backbone_chain.desk.messages.payments import write_payments
from backbone_chain.desk.messages.statements import read_statements
from backbone_chain.desk.messages.statuses import read_statuses
from backbone_chain.desk.messages.succession import Succession
from backbone_chain.errors import DeskError

DIRECTORY = {BANK: [ACCOUNT]}
NIGHT = MIDNIGHT + 23 * 3600
OPENS = MIDNIGHT + 13 * 3600
AFTERNOON = MIDNIGHT + 15 * 3600


def bank(balance: int = 1_000_000, seed: int = 0, **terms: object) -> Bank:
    return Bank(BANK, {ACCOUNT: balance}, terms=Terms(**terms), seed=seed)  # type: ignore[arg-type]


def deposit(at_: Bank, number: int = 1, at: int = AFTERNOON, **changes: object):
    fields = {"amount": 50_000, "reference": f"order-{number}", "counterparty": "Payer Ltd.", "at": at}
    return at_.deposit(**{**fields, **changes})


def test_a_payment_is_made_once_however_often_it_is_ordered() -> None:
    first = bank()
    said = [first.pay(payment(), AFTERNOON + at) for at in range(3)]
    assert [each.status for each in said] == ["settled"] * 3
    assert first.balance(AFTERNOON) == 1_000_000 - 10_000 - 2_500
    again = first.pay(payment(amount=99), AFTERNOON + 3)
    assert (again.status, again.reason) == ("settled", "it came again with other terms, which are not paid")
    assert first.balance(NIGHT) == 1_000_000 - 10_000 - 2_500


@pytest.mark.parametrize(
    ("terms", "changes", "reason"),
    [
        ({}, {"amount": 997_501}, "AM04"),
        ({"most": 9_999}, {}, "AM02"),
        ({"most_a_day": 9_999}, {}, "AM02"),
        ({"rails": ("ach",)}, {}, "AG03"),
        ({}, {"amount": -5}, "AM12"),
    ],
)
def test_a_payment_that_the_bank_can_not_make_is_rejected_and_nothing_moves(
    terms: dict[str, object], changes: dict[str, object], reason: str
) -> None:
    first = bank(**terms)
    said = first.pay(payment(1, **changes), AFTERNOON)
    assert (said.status, said.reason, first.balance(NIGHT)) == ("rejected", reason, 1_000_000)
    assert bank().pay(payment(amount=997_500), AFTERNOON).status == "settled"


def test_a_days_payments_stop_at_the_limit_and_go_on_the_next_day() -> None:
    first = bank(most_a_day=15_000)
    said = [first.pay(payment(number), AFTERNOON + (number == 3) * DAY) for number in (1, 2, 3)]
    assert [each.status for each in said] == ["settled", "rejected", "settled"]


def test_a_payment_for_another_bank_or_from_no_account_is_refused() -> None:
    with pytest.raises(DeskError, match="is for 'second bank', and this is first bank"):
        bank().pay(payment(bank="second bank"), AFTERNOON)
    with pytest.raises(DeskError, match="no account 'ACC9'"):
        bank().pay(payment(), AFTERNOON, account="ACC9")


def test_what_comes_after_the_cut_off_waits_for_the_next_business_day() -> None:
    first, friday = bank(), MIDNIGHT + 4 * DAY
    said = first.pay(payment(), friday + 22 * 3600)
    monday = friday + 3 * DAY + 13 * 3600
    assert (said.status, first.status("payment-1", monday - 1).status) == ("pending", "pending")
    assert (first.status("payment-1", monday).status, first.balance(monday - 1)) == ("settled", 1_000_000)
    assert first.pay(payment(2, rail="rtp"), friday + 22 * 3600).status == "settled"


def test_ach_settles_on_the_next_business_day() -> None:
    first = bank()
    assert first.pay(payment(rail="ach"), AFTERNOON).status == "accepted"
    assert first.status("payment-1", AFTERNOON + DAY + 6 * 3600).status == "settled"
    with pytest.raises(DeskError, match="never given a payment 'payment-2'"):
        first.status("payment-2", AFTERNOON)


def test_money_taken_for_later_is_not_paid_twice() -> None:
    first = bank(balance=15_000, fee=0)
    said = [first.pay(payment(number), NIGHT) for number in (1, 2)]
    assert [each.status for each in said] == ["pending", "rejected"]


def test_a_payment_order_file_is_answered_and_told_in_files() -> None:
    first = bank()
    orders = [payment(1), payment(2, amount=10**9)]
    data = write_payments(orders, debtor="Issuer", accounts={BANK: ACCOUNT}, identity="O1", created_at=AFTERNOON)
    said = read_statuses(first.take(data, AFTERNOON), [BANK])
    assert [(each.id, each.status, each.reason) for each in said.kept] == [
        ("payment-1", "settled", ""),
        ("payment-2", "rejected", "AM04"),
    ]
    told = read_notices(first.notice(AFTERNOON), DIRECTORY)
    stated = read_statements(first.statement_file(MIDNIGHT + DAY), DIRECTORY)
    assert (told.refused, stated.refused) == ((), ())
    assert [each.reference for each in told.kept] == ["payment-1", "charge of E000001"]
    assert stated.kept[0].entries == told.kept
    with pytest.raises(DeskError, match="no account 'ACC1'"):
        Bank(BANK, {"ACC3": 5}).take(data, AFTERNOON)


def test_a_day_without_business_is_stated_too_and_no_time_at_all_is_not() -> None:
    first = bank()
    made = first.statement(MIDNIGHT + DAY)
    assert (made.sequence, made.from_, made.to, made.entries) == (1, MIDNIGHT, MIDNIGHT + DAY - 1, ())
    assert (made.opening, made.closing) == (1_000_000, 1_000_000)
    with pytest.raises(DeskError, match="nothing to state"):
        first.statement(MIDNIGHT + DAY)


def test_a_return_is_booked_once_and_only_while_it_can_come_back() -> None:
    first = bank()
    paid, final = deposit(first, by="ach"), deposit(first, 2)
    back = first.give_back(paid.entry, AFTERNOON + 30 * DAY)
    assert (back.direction, back.returns, back.amount) == ("debit", paid.entry, paid.amount)
    with pytest.raises(DeskError, match="was given back already"):
        first.give_back(paid.entry, AFTERNOON + 30 * DAY)
    with pytest.raises(DeskError, match="is final"):
        first.give_back(final.entry, AFTERNOON + 30 * DAY)
    with pytest.raises(DeskError, match="is final"):
        first.give_back(deposit(first, 3, AFTERNOON + 30 * DAY, by="ach").entry, AFTERNOON + 95 * DAY)


def test_a_payment_bounces_once() -> None:
    first = bank()
    first.pay(payment(), AFTERNOON)
    back = first.bounce("payment-1", AFTERNOON + DAY)
    assert (back.direction, back.reference, back.amount) == ("credit", "payment-1", 10_000)
    for name in ("payment-1", "payment-2"):
        with pytest.raises(DeskError):
            first.bounce(name, AFTERNOON + DAY)


def test_a_failed_bank_pays_tells_and_takes_nothing_until_it_works_again() -> None:
    first = bank()
    first.pay(payment(1, rail="ach"), AFTERNOON)
    first.pay(payment(2), NIGHT)
    first.fail(NIGHT + 60)
    assert first.status("payment-2", NIGHT + 60).status == "rejected"
    assert first.pay(payment(3), NIGHT + 61).reason == f"the bank failed at {NIGHT + 60}"
    for asked in (first.tell, first.notice, first.statement, lambda at: deposit(first, at=at)):
        with pytest.raises(DeskError, match="Nothing is to be had from first bank"):
            asked(NIGHT + DAY)
    first.reopen(NIGHT + 2 * DAY)
    assert first.statement(NIGHT + 2 * DAY).closing == 1_000_000 - 10_000 - 50
    assert first.pay(payment(4, rail="rtp"), NIGHT + 2 * DAY).status == "settled"


def test_a_clock_that_runs_backwards_is_refused() -> None:
    first = bank()
    deposit(first)
    with pytest.raises(DeskError, match="runs backwards"):
        deposit(first, 2, at=AFTERNOON - 1)
    assert first.balance(NIGHT) == 1_050_000


@pytest.mark.parametrize(
    ("slip", "references"),
    [
        ("missing", ["", ""]),
        ("duplicate", ["order-1", "order-1"]),
        ("late", ["order-1", "order-2"]),
        ("again", ["order-1", "order-2", "order-1", "order-2"]),
    ],
)
def test_a_bank_slips_as_it_is_told_to(slip: str, references: list[str]) -> None:
    first = bank(**{slip: 1.0})
    deposit(first, 1), deposit(first, 2)
    soon = first.tell(AFTERNOON)
    assert len(soon) == (0 if slip == "late" else 2)
    assert [each.reference for each in [*soon, *first.tell(AFTERNOON + DAY)]] == references
    assert {each.kind for each in first.slips} == {slip}


def test_a_wrong_reference_is_one_sign_off() -> None:
    first, right = bank(wrong=1.0), bank()
    assert deposit(right).reference == "order-1"
    said = deposit(first).reference
    assert sum(a != b for a, b in zip(said, "order-1", strict=True)) == 1


def test_shares_and_hours_that_can_not_be_are_refused() -> None:
    for terms in ({"wrong": 0.6, "late": 0.6}, {"wrong": -0.1}, {"opens": 22}, {"rails": ("wires",)}):
        with pytest.raises(DeskError):
            Terms(**terms)
    with pytest.raises(DeskError, match="has no account"):
        Bank(BANK, {})


def business(seed: int, steps: list[tuple[int, int]]):
    """Two banks at once; answers all that they told and stated, and their mistakes."""
    banks = [Bank(name, {name: 10**6}, terms=Terms(**dict.fromkeys(SLIPS, 0.1)), seed=seed) for name in ("one", "two")]
    for number, (which, wait) in enumerate(steps):
        at = AFTERNOON + number * 7_200 + wait
        here = banks[which]
        deposit(here, number, at, by=("wire", "ach", "rtp")[wait % 3])
        here.pay(payment(number, bank=here.name, rail=("rtp", "wire", "ach")[wait % 3]), at)
    end = (AFTERNOON + len(steps) * 7_200) // DAY * DAY + 6 * DAY
    return [
        (b.statement_file(end - DAY), b.statement_file(end), b.tell(end), b.balance(end - 1), b.slips) for b in banks
    ]


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 99), st.lists(st.tuples(st.integers(0, 1), st.integers(0, 7_199)), max_size=25))
def test_what_banks_tell_adds_up_and_is_the_same_for_the_same_seed(seed: int, steps: list[tuple[int, int]]) -> None:
    told = business(seed, steps)
    assert told == business(seed, steps)
    for name, (first, second, entries, balance, _) in zip(("one", "two"), told, strict=True):
        read = [read_statements(data, {name: [name]}) for data in (first, second)]
        assert [each.refused for each in read] == [(), ()]
        succession = Succession()
        assert all(succession.take(each.kept[0]) for each in read)
        assert read[1].kept[0].closing == balance
        stated = {entry.entry: entry for each in read for entry in each.kept[0].entries}
        assert {entry.entry: entry for entry in entries} == stated


def test_another_seed_makes_other_mistakes() -> None:
    steps = [(0, 1)] * 40
    assert business(1, steps)[0][4] != business(2, steps)[0][4]


def test_records_of_banks_are_not_changed() -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        deposit(bank()).amount = 5  # type: ignore[misc]
