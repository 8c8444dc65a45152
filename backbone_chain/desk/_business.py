"""The customers, banks and chain of a made-up desk: what each of them says in the normal course of things."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from backbone_chain.desk.calendar import CUT_OFF_HOUR, DAY, business_days_after, date_of, is_business_day, is_open
from backbone_chain.desk.rails import RAILS
from backbone_chain.desk.records import BankEntry, Order, Payment, Redemption
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.model import Burn, Mint, Redeemed, ReserveAttested, StatementBalance, SupplyRead

HOUR = 3_600
START = 1_772_409_600  # Monday, 2 March 2026
CONTRACT, MINTER, FEED = "0x" + "c0" * 20, "0x" + "a1" * 20, "0x" + "fe" * 20
CUSTOMERS, OPENING = 150, 10**17
PLAIN_RAILS = ("wire", "rtp", "swift", "book")
RAIL_SHARES = {"wire": 50, "ach": 20, "rtp": 15, "swift": 10, "book": 5}
ROUND = (1_000_000, 5_000_000, 10_000_000, 25_000_000)  # cents: what many order at once
READ_HOUR, STATEMENT_HOUR = 20, 22


class Business:
    """Makes records and remembers what was told. messy: the share of bank entries that get a bad reference."""

    banks = ("first bank", "second bank")

    def __init__(self, rng: random.Random, *, days: int, messy: float) -> None:
        self.rng, self.days, self.messy = rng, days, messy
        self.told: list[tuple[int, Any]] = []
        self.last_tx = ""
        self._counts: dict[str, int] = {}
        self._ids: list[str] = []

    def tell(self, record: object, at: int) -> None:
        """From `at` on it is known."""
        self.told.append((at, record))

    def number(self, kind: str) -> str:
        """The next name of a kind."""
        self._counts[kind] = self._counts.get(kind, 0) + 1
        return f"{kind}-{self._counts[kind]:06d}"

    # --- orders

    def order(self, rail: str = "", *, is_odd: bool = False) -> Order:
        """A customer's; is_odd: over an amount that nobody else orders."""
        rail = rail or self.rng.choices([*RAIL_SHARES], [*RAIL_SHARES.values()])[0]
        who, made = self.rng.randrange(CUSTOMERS), self.number("order")
        self._ids.append(made)
        return Order(
            id=made,
            customer=f"customer {who}",
            to=f"0x{who * 2 + self.rng.randrange(2) + 1:040x}",
            amount=self._cents(is_odd=is_odd) * UNITS_PER_CENT,
            fee=RAILS[rail].fee,
            rail=rail,
            debtor=f"Customer {who} Ltd.",
            placed_at=self._time(),
        )

    def _time(self) -> int:
        return START + self.rng.randrange(self.days * DAY)

    def _cents(self, *, is_odd: bool) -> int:
        if is_odd:
            return self.rng.randrange(30_000, 50_000_000) * 2 + 1
        if self.rng.random() < 0.4:  # noqa: PLR2004 - a share
            return self.rng.choice(ROUND)
        return self.rng.randrange(30_000, 50_000_000) * 2

    def credit(self, order: Order) -> BankEntry:
        """The bank's credit for it, in time."""
        at = self._booked(order.rail, order.placed_at + self.rng.randrange(600, 40 * HOUR))
        return BankEntry(
            bank=self.rng.choice(self.banks),
            entry=self.number("entry"),
            direction="credit",
            amount=order.amount // UNITS_PER_CENT + order.fee,
            booked_at=at,
            value_at=at,
            reference=self.rng.choice(("{}", "payment for {}", "/ROC/{} tokens")).format(order.id),
            counterparty=order.debtor.upper(),
            rail=order.rail,
        )

    def _booked(self, rail: str, at: int) -> int:
        if RAILS[rail].always_open or is_open(at):
            return at
        return business_days_after(at, 0) - self.rng.randrange(1, 10) * HOUR

    @staticmethod
    def final_at(credit: BankEntry) -> int:
        """When its rail lets nobody take it back."""
        return RAILS[credit.rail].final_at(credit.value_at)

    def mint(self, order: Order, after: int) -> tuple[Mint, int]:
        """Mint for it a little later; answers the mint and its time."""
        at = after + self.rng.randrange(1_200, 4 * HOUR)
        fact = Mint(minter=MINTER, to=order.to, amount=order.amount, contract=CONTRACT, tx=self._tx())
        self.tell(fact, at)
        return fact, at

    def _tx(self) -> str:
        self.last_tx = f"0x{self.rng.getrandbits(256):064x}"
        return self.last_tx

    # --- redemptions

    def redemption(self, *, is_odd: bool = False) -> Redemption:
        """A customer's request; is_odd: over an amount that nobody else asks for."""
        who = self.rng.randrange(CUSTOMERS)
        rail = self.rng.choice(PLAIN_RAILS)
        return Redemption(
            id=f"0x{self.rng.getrandbits(256):064x}",
            customer=f"customer {who}",
            holder=f"0x{who * 2 + 1:040x}",
            amount=self._cents(is_odd=is_odd) * UNITS_PER_CENT,
            fee=RAILS[rail].fee,
            rail=rail,
            account=f"account of customer {who}",
            placed_at=self._time(),
        )

    def burn(self, wanted: Redemption) -> int:
        """Burn for it a little later; answers when."""
        at = wanted.placed_at + self.rng.randrange(60, 2 * HOUR)
        place: dict[str, Any] = {"contract": CONTRACT, "tx": self._tx(), "holder": wanted.holder}
        self.tell(Burn(burner=wanted.holder, amount=wanted.amount, **place), at)
        self.tell(Redeemed(request_id=wanted.id, amount=wanted.amount, **place), at)
        return at

    def payment(self, wanted: Redemption, after: int, attempt: int = 0) -> Payment:
        """The order to a bank, on the business day after at the latest."""
        at = after + self.rng.randrange(300, HOUR)
        at = at if is_open(at) else business_days_after(at, 0) - self.rng.randrange(4, 9) * HOUR
        cents = wanted.amount // UNITS_PER_CENT - wanted.fee
        bank = self.rng.choice(self.banks)
        fields: dict[str, Any] = {"creditor": wanted.customer, "account": wanted.account, "rail": wanted.rail}
        return Payment(id=f"{wanted.id}/{attempt}", bank=bank, amount=cents, ordered_at=at, **fields)

    def debit(self, payment: Payment) -> BankEntry:
        """The bank's debit for it, in time."""
        at = self._booked(payment.rail, payment.ordered_at + self.rng.randrange(300, 3 * HOUR))
        return BankEntry(
            bank=payment.bank,
            entry=self.number("entry"),
            direction="debit",
            amount=payment.amount,
            booked_at=at,
            value_at=at,
            reference=payment.id,
            counterparty=payment.creditor.upper(),
            rail=payment.rail,
        )

    def given_back(self, entry: BankEntry, after: int) -> BankEntry:
        """The entry that gives another one back."""
        at = self._booked(entry.rail, entry.booked_at + after)
        other = "debit" if entry.direction == "credit" else "credit"
        fields: dict[str, Any] = {"direction": other, "booked_at": at, "value_at": at, "returns": entry.entry}
        return replace(entry, entry=self.number("entry"), **fields)

    # --- what banks do to references

    def spoil(self, entry: BankEntry) -> BankEntry:
        """One bad reference: missing, mistyped, cut off, another order's, or nothing that anybody knows."""
        text, place = entry.reference, self.rng.randrange(len(entry.reference) - 1)
        swapped = text[:place] + text[place + 1] + text[place] + text[place + 2 :]
        choices = ("", swapped, text[:place], text[: place + 1] + " " + text[place + 1 :])
        return replace(entry, reference=self.rng.choice((*choices, self.rng.choice(self._ids), "INVOICE", "n/a")))

    # --- days

    def business_days(self) -> Iterator[int]:
        """The times of day at which the supply is read, from the first to after the last that is told."""
        last = max((at for at, _ in self.told), default=START) + 10 * DAY
        for midnight in range(START, last, DAY):
            if is_business_day(date_of(midnight)):
                yield midnight + READ_HOUR * HOUR

    def supplies(self, days: list[int]) -> list[int]:
        """What is out at each of these times."""
        changes = sorted((at, _change(fact)) for at, fact in self.told if isinstance(fact, (Mint, Burn)))
        supply, place, found = OPENING, 0, []
        for day in days:
            while place < len(changes) and changes[place][0] <= day:
                supply += changes[place][1]
                place += 1
            found.append(supply)
        return found

    def opening(self) -> None:
        """The supply before all business."""
        self.tell(SupplyRead(contract=CONTRACT, amount=OPENING), START - HOUR)

    def supply(self, amount: int, at: int) -> None:
        """What the contract says."""
        self.tell(SupplyRead(contract=CONTRACT, amount=amount), at)

    def attested(self, amount: int, at: int) -> None:
        """What attesters say half an hour later."""
        fact = ReserveAttested(contract=FEED, amount=amount, as_of=at, attesters=("first", "second"))
        self.tell(fact, at + HOUR // 2)

    @staticmethod
    def close(day: int) -> int:
        """The cut-off of that day."""
        return day // DAY * DAY + CUT_OFF_HOUR * HOUR

    @staticmethod
    def date(day: int) -> str:
        """In digits."""
        return date_of(day).isoformat()

    def statements(self, day: int, without: str) -> None:
        """Each bank's, after the close; `without`: the one that makes none."""
        for bank in self.banks:
            if bank != without:
                fact = StatementBalance(bank=bank, instrument="cash", amount=OPENING, as_of=self.close(day))
                self.tell(fact, day // DAY * DAY + STATEMENT_HOUR * HOUR)


def _change(fact: Mint | Burn) -> int:
    return fact.amount if isinstance(fact, Mint) else -fact.amount
