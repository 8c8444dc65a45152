"""Orders through the whole desk: taken, paid, approved by two keys, minted, confirmed, booked."""

from __future__ import annotations

import time
from collections.abc import Callable

from backbone_chain.bench._row import Row
from backbone_chain.chain import Chain
from backbone_chain.desk.customers import Customer
from backbone_chain.desk.ledger import Ledger
from backbone_chain.desk.office import Desk
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import BankEntry, Order
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.tokens import blueprint

UNIT = "orders/s"
ORDERS, TIMES = 200, 10
BATCH = 50  # orders between two steps of the desk
CENTS = 100_000
OPENING = 1_789_992_000  # Monday 21 September 2026, 12:00 UTC
BANK, RAIL, CUSTOMER, PAYER = "bank", "wire", "customer", "Customer Ltd."
OFFICERS = ("maker", "checker")


def bench_desk(step: Callable[[str], None]) -> list[Row]:
    """Orders a second, and the same for ten times as many, which shows what a longer book costs each of them.

    `step` is called with the name of each row as it begins.
    """
    counts = {"desk-orders": ORDERS, "desk-orders-x10": ORDERS * TIMES}
    rates = {}
    for name, count in counts.items():
        step(name)
        rates[name] = _rate(count)
    first = next(iter(rates))
    return [
        Row(name=name, unit=UNIT, value=rate, baseline=first, ratio=rate / rates[first]) for name, rate in rates.items()
    ]


def _rate(count: int) -> float:
    """Orders a second; a run whose books are wrong is no measurement."""
    chain = Chain()
    desk = _desk(chain)
    started = time.perf_counter()
    for first in range(0, count, BATCH):
        _batch(desk, chain, range(first, min(first + BATCH, count)))
    seconds = time.perf_counter() - started
    assert desk.problems() == []
    assert desk.context.token.total_supply() == count * CENTS * UNITS_PER_CENT
    desk.context.ledger.close()
    return count / seconds


def _desk(chain: Chain) -> Desk:
    made = blueprint("reference")
    token, minter = made.family.deploy(chain, made), chain.account("desk minter")
    token.configure_minter(minter, ORDERS * TIMES * CENTS * UNITS_PER_CENT)
    customer = Customer(
        id=CUSTOMER, names=(PAYER,), addresses=(chain.account(CUSTOMER).address,), daily=ORDERS * TIMES * CENTS
    )
    return Desk(
        token,
        Ledger(),
        minter=minter,
        approvers=[chain.account(name).address for name in OFFICERS],
        customers={CUSTOMER: customer},
        banks=[BANK],
    )


def _batch(desk: Desk, chain: Chain, numbers: range) -> None:
    now = OPENING + numbers.start
    for number in numbers:
        order = _order(chain, number, now)
        desk.order(order)
        desk.bank_entry(_credit(order, now))
        for name in OFFICERS:
            desk.approve(order.id, desk.sign(order.id, chain.account(name)))
    desk.step(now)
    chain.mine(desk.context.confirmations + 1)
    desk.step(now)


def _order(chain: Chain, number: int, now: int) -> Order:
    return Order(
        id=f"order-{number}",
        customer=CUSTOMER,
        to=chain.account(CUSTOMER).address,
        amount=CENTS * UNITS_PER_CENT,
        fee=rail(RAIL).fee,
        rail=RAIL,
        debtor=PAYER,
        placed_at=now,
    )


def _credit(order: Order, now: int) -> BankEntry:
    return BankEntry(
        bank=BANK,
        entry=f"entry of {order.id}",
        direction="credit",
        amount=CENTS + order.fee,
        booked_at=now,
        value_at=now,
        reference=order.id,
        counterparty=PAYER,
        rail=RAIL,
    )
