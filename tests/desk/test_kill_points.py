"""Stopped anywhere, even in the middle of a posting or right after a mint, the desk goes on where it was."""

from __future__ import annotations

import contextlib
import subprocess
import sys
from collections import Counter
from collections.abc import Callable

import pytest
from _office import BANK, CENT, NOON, OTHER_BANK, Office, credit, debit, order, redemption
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule
from sqlalchemy import event

from backbone_chain.chain import Block
from backbone_chain.desk.ledger import Ledger
from backbone_chain.desk.records import Payment, PaymentStatus
from backbone_chain.errors import DeskError

KILL_POINTS = 100
ORDERS, REDEMPTIONS = 4, 2


class Killed(BaseException):
    """As a process ends: nothing that is written for errors catches it."""


class Killer:
    """Counts statements to the database and blocks of the chain, and ends everything at the nth."""

    def __init__(self, office: Office, at: int = 0) -> None:
        self.at, self.count = at, 0
        engine = office.ledger._engine
        event.listen(engine, "before_cursor_execute", self.statement)
        event.listen(engine, "commit", self.statement)
        office.chain.on_block.append(self.block)

    def statement(self, *_: object) -> None:
        self.count += 1
        if self.count == self.at:
            raise Killed

    def block(self, _: Block) -> None:
        self.statement()


class Bank:
    """Pays each payment order once, by its id, whoever asks how often."""

    def __init__(self) -> None:
        self.paid: dict[str, Payment] = {}

    def pay(self, payments: list[Payment]) -> None:
        for payment in payments:
            assert self.paid.setdefault(payment.id, payment) == payment


def business(office: Office, bank: Bank, at: int = NOON) -> None:
    """A day: customers, officers and the bank say the same again to a desk that was stopped; burns happen once."""
    desk = office.open()
    for number in range(ORDERS):
        wanted = order(office, number, cents=500_000 + number)
        desk.order(wanted)
        desk.bank_entry(credit(wanted))
        if not any(each.key == f"order:{wanted.id}:mint:{n}" for each in office.ledger.entries() for n in range(99)):
            office.desk = desk
            office.approve(wanted.id)
    desk.step(at)
    office.chain.mine(3)
    desk.step(at + 60)
    for number in range(REDEMPTIONS):
        wanted = redemption(office, number, cents=100_000 + number)
        desk.redeem(wanted)
        if number not in office.burned:
            office.burned.add(number)
            office.burn(wanted)
    bank.pay(desk.step(at + 120))
    for payment in bank.paid.values():
        desk.payment_status(PaymentStatus(id=payment.id, bank=payment.bank, status="accepted", at=at))
        desk.bank_entry(debit(payment))
    desk.step(at + 180)


def opened(url: str) -> Office:
    office = Office(url)
    office.burned = set()  # type: ignore[attr-defined]
    return office


def check(office: Office, bank: Bank) -> None:
    mints = Counter(entry.source for entry in office.ledger.entries() if entry.kind == "minted")
    assert mints == {f"order:order-{number}": 1 for number in range(ORDERS)}
    issued = sum(500_000 + number for number in range(ORDERS))
    burned = sum(100_000 + number for number in range(REDEMPTIONS))
    assert office.supply == (issued - burned) * CENT
    assert len(bank.paid) == REDEMPTIONS
    assert office.ledger.balance("tokens:home") == burned - issued
    assert office.ledger.balance("in-flight:") == 0
    assert office.ledger.balance("suspense:") == 0
    assert office.open().problems() == []


@pytest.mark.parametrize("part", range(4))
def test_a_desk_that_is_killed_anywhere_leaves_balanced_books_and_does_nothing_twice(
    fresh_url: Callable[[], str], part: int
) -> None:
    office, bank = opened(fresh_url()), Bank()
    counted = Killer(office)
    business(office, bank)
    step = counted.count / KILL_POINTS
    check(office, bank)
    assert step > 1
    for point in range(part, KILL_POINTS, 4):
        office, bank = opened(fresh_url()), Bank()
        killer = Killer(office, at=1 + int(point * step))
        with pytest.raises(Killed):
            business(office, bank)
        assert sum(office.ledger.balances().values()) == 0
        killer.at = 0
        business(office, bank, at=NOON + 3_600)
        check(office, bank)
        office.ledger.close()


WRITER = """
import sys
from backbone_chain.desk.ledger import Entry, Ledger, Line
ledger = Ledger(sys.argv[1])
for number in range(10**9):
    with ledger.begin() as connection:
        lines = [Line("bank:a", "customer:b", 2), Line("customer:b", "fees", 1)]
        ledger.post(connection, Entry(f"{sys.argv[2]} {number}", "credit", "test", number, number, lines))
    print(number, flush=True)
"""


def test_what_a_killed_process_had_booked_is_there_whole(url: str) -> None:
    Ledger(url).close()
    for run in range(3):
        words = [sys.executable, "-c", WRITER, url, str(run)]
        with subprocess.Popen(words, stdout=subprocess.PIPE, text=True) as writer:
            assert writer.stdout is not None
            told = [int(writer.stdout.readline()) for _ in range(20 + run)]
            writer.kill()
        ledger = Ledger(url)
        booked = {entry.key: entry for entry in ledger.entries()}
        assert {f"{run} {number}" for number in told} <= set(booked)
        assert all(len(entry.lines) == 2 for entry in booked.values())
        assert ledger.balances() == {"bank:a": 2 * len(booked), "customer:b": -len(booked), "fees": -len(booked)}
        ledger.close()


class Trading(RuleBasedStateMachine):
    """Customers, officers, banks and time in any order; the books are right after each."""

    @initialize()
    def open(self) -> None:
        self.office, self.now, self.paid = Office(), NOON, dict[str, Payment]()

    @rule(number=st.integers(0, 3), cents=st.sampled_from([10_000, 500_000]))
    def order(self, number: int, cents: int) -> None:
        self._try(lambda: self.office.desk.order(order(self.office, number, cents)))

    @rule(
        number=st.integers(0, 3),
        cents=st.sampled_from([10_000, 500_000]),
        name=st.sampled_from(["E", "F"]),
        bank=st.sampled_from([BANK, OTHER_BANK]),
    )
    def credit(self, number: int, cents: int, name: str, bank: str) -> None:
        entry = credit(order(self.office, number, cents), f"{name}{number}", bank=bank)
        self._try(lambda: self.office.desk.bank_entry(entry))

    @rule(number=st.integers(0, 3), name=st.sampled_from(["E", "F"]))
    def take_back(self, number: int, name: str) -> None:
        paid = credit(order(self.office, number), f"R{name}{number}", direction="debit", returns=f"{name}{number}")
        self._try(lambda: self.office.desk.bank_entry(paid))

    @rule(number=st.integers(0, 3), officer=st.sampled_from(["maker", "checker"]))
    def approve(self, number: int, officer: str) -> None:
        self._try(lambda: self.office.approve(f"order-{number}", officer))

    @rule(number=st.integers(0, 3), cents=st.sampled_from([9_000, 200_000]))
    def redeem(self, number: int, cents: int) -> None:
        wanted = redemption(self.office, number, cents)
        self._try(lambda: self.office.desk.redeem(wanted))
        if self.office.token.balance_of(self.office.alice) >= wanted.amount:
            self.office.burn(wanted)

    @rule(later=st.sampled_from([1, 3_600, 86_400]))
    def step(self, later: int) -> None:
        self.now += later
        self.office.chain.mine(2)
        self.paid |= {payment.id: payment for payment in self.office.desk.step(self.now)}

    @rule(settles=st.booleans())
    def bank_answers(self, settles: bool) -> None:
        for payment in self.paid.values():
            status = PaymentStatus(
                id=payment.id, bank=payment.bank, status="accepted" if settles else "rejected", at=self.now
            )
            self.office.desk.payment_status(status)
            if settles:
                self._try(lambda payment=payment: self.office.desk.bank_entry(debit(payment)))  # type: ignore[misc]
        self.paid.clear()

    @invariant()
    def books_are_right(self) -> None:
        if hasattr(self, "office"):
            assert self.office.desk.problems() == []
            for unit in ("cents", "base"):
                assert sum(self.office.ledger.balances(unit).values()) == 0

    def _try(self, what: Callable[[], object]) -> None:
        with contextlib.suppress(DeskError):
            what()

    def teardown(self) -> None:
        if hasattr(self, "office"):
            self.office.ledger.close()


TestTrading = Trading.TestCase
TestTrading.settings = settings(max_examples=25, stateful_step_count=30, deadline=None, derandomize=True)
