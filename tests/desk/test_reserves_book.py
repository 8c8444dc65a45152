"""The reserve book: values, limits, the ladder, breaks with their age."""

from __future__ import annotations

import dataclasses
import datetime

import pytest

from backbone_chain.desk.breaks import Comparison, Holding, ReserveBreak
from backbone_chain.desk.limits import Limits, breaches
from backbone_chain.desk.reserves import BILL, CASH, FUND, ISSUER, REPO, Book, Position, Rung, bill_price, is_cusip
from backbone_chain.errors import UsageError

TODAY = datetime.date(2026, 3, 2)
BILL_LOT = Position(
    place="custodian",
    kind=BILL,
    nominal=10_000,
    market=9_900,
    cusip="912797AB3",
    maturity=TODAY + datetime.timedelta(days=90),
)


def cash(bank: str, cents: int, **more: object) -> Position:
    return Position(place=bank, kind=CASH, nominal=cents, market=cents, **more)


def sound() -> Book:
    repo = Position(place="dealer", kind=REPO, nominal=10_000, market=10_000)
    return Book([BILL_LOT, repo, cash("first", 1_000), cash("second", 1_000)])


@pytest.mark.parametrize("text", ["037833100", "912797AB3", "17275R102"])
def test_cusips_with_their_check_digit_are_known(text):
    assert is_cusip(text)


@pytest.mark.parametrize("text", ["037833101", "", "03783310", "912797ab3", "0378331000", "03783310X"])
def test_mistyped_cusips_are_refused(text):
    assert not is_cusip(text)
    with pytest.raises(UsageError, match="CUSIP"):
        dataclasses.replace(BILL_LOT, cusip=text)


def test_bill_without_maturity_or_with_an_amount_below_zero_is_refused():
    with pytest.raises(UsageError, match="no maturity"):
        dataclasses.replace(BILL_LOT, maturity=None)
    with pytest.raises(UsageError, match="nominal = -1"):
        cash("first", -1)


@pytest.mark.parametrize(
    ("face", "basis_points", "days", "price"), [(1_000_000, 500, 90, 987_500), (100, 500, 1, 99), (100, 0, 90, 100)]
)
def test_bill_is_priced_by_bank_discount_and_rounded_down(face, basis_points, days, price):
    assert bill_price(face, basis_points, days) == price


def test_value_is_the_lower_of_nominal_and_market_less_pledges_and_without_the_issuers_own():
    book = Book([BILL_LOT, cash("first", 500, pledged=200), cash("first", 999, owner=ISSUER)])
    assert book.value() == 9_900 + 300
    assert book.by("kind") == {BILL: 9_900, CASH: 300}
    above = dataclasses.replace(BILL_LOT, market=10_100)
    assert above.value == 10_000


def test_ladder_counts_what_is_there_by_when_and_never_what_is_blocked():
    book = sound()
    book.add(cash("failed", 5_000, blocked=True))
    assert book.ladder(TODAY) == (Rung(0, 2_000), Rung(1, 2_000 + 10_000 + 9_895))


def test_sound_book_breaks_no_limit():
    book = sound()
    assert breaches(book, TODAY) == []
    assert book.average_days(TODAY) == pytest.approx(90 * 9_900 / book.value())


@pytest.mark.parametrize(
    ("position", "limit", "subject"),
    [
        (cash("third", 3_000), "single-bank", "third"),
        (Position(place="house", kind="private-fund", nominal=1, market=1), "instrument", "private-fund"),
        (
            dataclasses.replace(BILL_LOT, nominal=1, market=1, maturity=TODAY + datetime.timedelta(days=94)),
            "maturity",
            "912797AB3",
        ),
        (cash("first", 1, owner=ISSUER), "segregation", "first"),
        (cash("third", 100, pledged=1), "pledged", "third"),
    ],
)
def test_each_limit_is_said_when_it_is_broken(position, limit, subject):
    book = sound()
    book.add(position)
    assert [(each.limit, each.subject) for each in breaches(book, TODAY)] == [(limit, subject)]


def test_uninsured_cash_and_average_maturity_have_limits_of_their_own():
    assert [each.limit for each in breaches(sound(), TODAY, Limits(uninsured_share=0.05))] == ["uninsured"]
    assert [each.limit for each in breaches(sound(), TODAY, Limits(average_days=10))] == ["average-maturity"]
    insured = Book([BILL_LOT, cash("first", 600, insured=600)])
    assert breaches(insured, TODAY, Limits(uninsured_share=0.0, average_days=93)) == []


def statements(**changes: int) -> list[Holding]:
    said = {("custodian", BILL): 10_000, ("dealer", REPO): 10_000, ("first", CASH): 1_000, ("second", CASH): 1_000}
    return [
        Holding(place=place, kind=kind, cents=changes.get(place, cents), as_of=0)
        for (place, kind), cents in said.items()
    ]


def test_book_and_statements_that_agree_have_no_break():
    assert Comparison().compare(sound(), statements(), 5) == []


def test_break_keeps_its_age_until_it_is_closed():
    comparison, book = Comparison(), sound()
    first = comparison.compare(book, statements(first=0), 100)
    later = comparison.compare(book, statements(first=0), 500)
    assert first == later == [ReserveBreak(place="first", kind=CASH, book=1_000, statement=0, since=100)]
    assert (later[0].age(500), later[0].missing) == (400, 1_000)
    assert comparison.compare(book, statements(), 600) == []
    assert comparison.compare(book, statements(first=0), 700)[0].since == 700


def test_missing_statement_and_an_account_outside_the_book_are_breaks():
    strange = Holding(place="unknown", kind=FUND, cents=7, as_of=0)
    found = Comparison().compare(sound(), [*statements()[1:], strange], 1)
    assert [(each.place, each.book, each.statement) for each in found] == [
        ("custodian", 10_000, None),
        ("unknown", 0, 7),
    ]


def test_facts_are_in_base_units_one_for_each_place_and_kind():
    facts = list(sound().facts(TODAY, 7))
    first = facts[0]
    assert (first.bank, first.instrument, first.amount, first.days, first.as_of) == ("custodian", BILL, 10**8, 90, 7)
    assert len(facts) == 4
