"""How many orders a second the desk takes from order to booked mint, and what ten times as many cost."""

from __future__ import annotations

import time
from collections.abc import Callable

from backbone_chain.accounts import Account
from backbone_chain.bench._row import Row
from backbone_chain.chain import Chain
from backbone_chain.desk.customers import Customer
from backbone_chain.desk.ledger import Ledger
from backbone_chain.desk.office import Desk
from backbone_chain.desk.records import BankEntry, Order
from backbone_chain.tokens import blueprint
from backbone_chain.tokens._base import Token

ORDERS = 100
TIMES = 10
BATCH = 50  # orders between two steps of the clock
CENTS, CENT, FEE = 500_000, 10_000, 100
BANK, OFFICERS = "bank", ("maker", "checker")
PARTS = 3


def bench_desk(tell: Callable[[str], None]) -> list[Row]:
    """Bare mints first, the baseline; then orders; then ten times as many, against the first ones.

    An order is placed, paid, signed by two, minted on revm and booked in SQLite's memory.
    """
    tell("bare mints")
    mints = _rate(lambda: _mint(_Office()), ORDERS)
    tell("orders")
    orders = _rate(lambda: _orders(_Office(), ORDERS), ORDERS)
    tell("ten times the orders")
    many = _rate(lambda: _orders(_Office(), TIMES * ORDERS), TIMES * ORDERS)
    return [
        _row("bare-mints", mints, "bare-mints", mints),
        _row("desk-orders", orders, "bare-mints", mints),
        _row("desk-orders-x10", many, "desk-orders", orders),
    ]


def _row(name: str, value: float, baseline: str, against: float) -> Row:
    return Row(name=name, unit="orders/s", value=value, baseline=baseline, ratio=value / against)


def _rate(work: Callable[[], Callable[[], None]], count: int) -> float:
    run = work()
    started = time.perf_counter()
    run()
    return count / (time.perf_counter() - started)


class _Office:
    """A token, a desk and its people."""

    def __init__(self) -> None:
        self.chain = Chain()
        made = blueprint("reference")
        self.token: Token = made.family.deploy(self.chain, made)
        self.minter, self.buyer = self.chain.account("desk minter"), self.chain.account("buyer")
        self.token.configure_minter(self.minter, 10**15)
        self.officers: list[Account] = [self.chain.account(name) for name in OFFICERS]
        buyer = Customer(id="buyer", names=("Buyer",), addresses=(self.buyer.address,))
        keys = [officer.address for officer in self.officers]
        self.desk = Desk(
            self.token, Ledger(), minter=self.minter, approvers=keys, customers={"buyer": buyer}, banks=[BANK]
        )


def _mint(office: _Office) -> Callable[[], None]:
    def run() -> None:
        for _ in range(ORDERS):
            office.token.mint(office.buyer, CENTS * CENT, sender=office.minter)

    return run


def _orders(office: _Office, count: int) -> Callable[[], None]:
    now, to = office.chain.timestamp, office.buyer.address

    def one(number: int) -> None:
        name = f"order {number}"
        terms = {"rail": "rtp", "debtor": "Buyer", "fee": FEE, "amount": CENTS * CENT, "placed_at": now}
        office.desk.order(Order(id=name, customer="buyer", to=to, **terms))  # type: ignore[arg-type]
        for officer in office.officers:
            office.desk.approve(name, office.desk.sign(name, officer))
        times = {"booked_at": now, "value_at": now}
        payment = {"amount": CENTS + FEE, "direction": "credit", "rail": "rtp", "counterparty": "Buyer"}
        office.desk.bank_entry(BankEntry(bank=BANK, entry=name, reference=name, **times, **payment))  # type: ignore[arg-type]

    def run() -> None:
        for number in range(count):
            one(number)
            if number % BATCH == BATCH - 1:
                office.desk.step(now)
        office.desk.step(now)

    return run
