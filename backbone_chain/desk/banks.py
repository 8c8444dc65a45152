"""Simulated banks: they hold accounts, pay what they are told once, and tell of it as banks do, late and wrong too."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from backbone_chain.desk._context import sane_cents
from backbone_chain.desk.bank_accounts import Accounts, Slip
from backbone_chain.desk.bank_terms import Terms
from backbone_chain.desk.calendar import DAY
from backbone_chain.desk.messages.notices import write_notices
from backbone_chain.desk.messages.payments import read_payments
from backbone_chain.desk.messages.statements import write_statements
from backbone_chain.desk.messages.statuses import Status, write_statuses
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import BankEntry, Payment, PaymentStatus, Statement
from backbone_chain.errors import DeskError


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    """A payment order, and the entry that pays it, or why there is none."""

    payment: Payment
    at: int
    entry: BankEntry | None = None
    reason: str = ""


class Bank:
    """One bank. accounts: each with its opening balance, cents; the first is meant where none is named.

    The same calls with the same seed give the same entries and the same mistakes. Its clock runs forwards only.
    """

    def __init__(self, name: str, accounts: Mapping[str, int], *, terms: Terms | None = None, seed: int = 0) -> None:
        self.name, self.terms = name, terms or Terms()
        self.accounts = Accounts(name, accounts, self.terms, seed)
        self.refused: list[DeskError] = []
        self._given: dict[str, _Given] = {}
        self._paid: Counter[int] = Counter()  # cents by day
        self._messages, self._clock = 0, 0
        self._failed_at: int | None = None

    @property
    def slips(self) -> list[Slip]:
        """What it got wrong so far."""
        return self.accounts.slips

    # --- time

    def fail(self, at: int) -> None:
        """From now on nothing is booked, paid or told; what was still to be booked never is."""
        self._tick(at)
        self._failed_at = at
        self.accounts.drop_from(at)
        for identity, given in self._given.items():
            if given.entry is not None and given.entry.booked_at >= at:
                self._paid[given.entry.booked_at // DAY] -= given.entry.amount
                self._given[identity] = dataclasses.replace(given, at=at, entry=None, reason=self._failure)

    def reopen(self, at: int) -> None:
        """It works again, with the balances that it failed with."""
        self._tick(at)
        self._failed_at = None

    @property
    def _failure(self) -> str:
        return f"the bank failed at {self._failed_at}"

    def _tick(self, at: int) -> None:
        if at < self._clock:
            raise DeskError(f"The clock of {self.name} runs backwards, from {self._clock} to {at}; nothing was done.")
        self._clock = at

    def _working(self, at: int) -> None:
        self._tick(at)
        if self._failed_at is not None:
            raise DeskError(f"Nothing is to be had from {self.name}: {self._failure}.")

    # --- money in

    def deposit(
        self, *, amount: int, reference: str, counterparty: str, at: int, by: str = "wire", account: str | None = None
    ) -> BankEntry:
        """Somebody pays into an account; answers what the bank books. Raises: DeskError."""
        self._working(at)
        sane_cents(amount, f"The deposit {reference!r}")
        booked_at = self.terms.executed_at(at, by)
        made = BankEntry(
            bank=self.name,
            entry="",
            direction="credit",
            amount=amount,
            booked_at=booked_at,
            value_at=booked_at,
            reference=reference,
            counterparty=counterparty,
            rail=by,
        )
        return self.accounts.book(self.accounts.named(account), made)

    def give_back(self, entry: str, at: int) -> BankEntry:
        """The payer's bank takes back what it paid; answers the debit. Raises: DeskError for what is final."""
        self._working(at)
        account, paid = self.accounts.find(entry, "credit")
        if rail(paid.rail).final_at(paid.value_at) <= at:
            raise DeskError(f"The entry {entry} of {self.name} is final; it is not given back.")
        back = dataclasses.replace(paid, direction="debit", returns=entry, booked_at=self._returned_at(paid, at))
        return self.accounts.book(account, back)

    def bounce(self, payment: str, at: int) -> BankEntry:
        """The creditor's bank sends a payment back; answers the credit. Raises: DeskError for one that isn't paid."""
        self._working(at)
        given = self._given.get(payment)
        if given is None or given.entry is None:
            raise DeskError(f"The bank {self.name} has paid no payment {payment!r}.")
        account, paid = self.accounts.find(given.entry.entry, "debit")
        booked_at = self._returned_at(paid, at)
        back = dataclasses.replace(paid, direction="credit", returns=paid.entry, reference=payment, booked_at=booked_at)
        return self.accounts.book(account, back)

    def _returned_at(self, paid: BankEntry, at: int) -> int:
        return max(self.terms.executed_at(at, paid.rail), paid.booked_at)

    # --- money out

    def take(self, data: bytes, at: int) -> bytes:
        """Take a file of payment orders (pain.001); answers their status (pain.002).

        Files pay from the first account. What can't be read as an order is kept in `refused`. Raises: DeskError if
        nothing can.
        """
        self._working(at)
        read = read_payments(data, {self.name: [self.accounts.named(None)]})
        self.refused += read.refused
        if not read.kept:
            raise read.refused[0]
        said = [self.pay(payment, at) for payment in read.kept]
        return write_statuses(said, answers=read.message, identity=self._message("S"), created_at=at)

    def pay(self, payment: Payment, at: int, account: str | None = None) -> PaymentStatus:
        """Take a payment order; each end-to-end id is paid once, and answered as often as it comes.

        Raises: DeskError for one that is another bank's.
        """
        self._tick(at)
        if payment.bank != self.name:
            raise DeskError(f"The payment {payment.id} is for {payment.bank!r}, and this is {self.name}.")
        known = self._given.get(payment.id)
        if known is not None:
            return self._again(known, payment, at)
        payer = self.accounts.named(account)
        reason = self._objection(payment, payer, at)
        entry = None if reason else self._pay(payment, payer, at)
        self._given[payment.id] = _Given(payment=payment, at=at, entry=entry, reason=reason)
        return self.status(payment.id, at)

    def _again(self, known: _Given, payment: Payment, at: int) -> PaymentStatus:
        status = self.status(payment.id, at)
        if dataclasses.replace(payment, ordered_at=known.payment.ordered_at) == known.payment:
            return status
        return dataclasses.replace(status, reason="it came again with other terms, which are not paid")

    def _objection(self, payment: Payment, account: str, at: int) -> str:
        """Why it is not paid: a reason code of ISO 20022 where there is one, else words; empty if it is."""
        if self._failed_at is not None:
            return self._failure
        if payment.rail not in self.terms.rails:
            return "AG03"  # transaction not supported
        if type(payment.amount) is not int or payment.amount <= 0:
            return "AM12"  # invalid amount
        most = min(self.terms.most, rail(payment.rail).most)
        if payment.amount > most or payment.amount + self._paid_on(payment, at) > self.terms.most_a_day:
            return "AM02"  # not allowed amount
        if payment.amount + self.terms.fee_of(payment.rail) > self.accounts.available(account, at):
            return "AM04"  # insufficient funds
        return ""

    def _paid_on(self, payment: Payment, at: int) -> int:
        """Cents of the payments of the day on which this one would be booked."""
        return self._paid[self.terms.executed_at(at, payment.rail) // DAY]

    def _pay(self, payment: Payment, account: str, at: int) -> BankEntry:
        booked_at = self.terms.executed_at(at, payment.rail)
        made = BankEntry(
            bank=self.name,
            entry="",
            direction="debit",
            amount=payment.amount,
            booked_at=booked_at,
            value_at=booked_at,
            reference=payment.id,
            counterparty=payment.creditor,
            rail=payment.rail,
        )
        paid = self.accounts.book(account, made)
        self._paid[booked_at // DAY] += paid.amount
        if fee := self.terms.fee_of(payment.rail):
            charge = dataclasses.replace(
                made, amount=fee, reference=f"charge of {paid.entry}", counterparty=self.name, rail="book"
            )
            self.accounts.book(account, charge, exact=True)
        return paid

    def status(self, payment: str, at: int) -> PaymentStatus:
        """What it says of a payment at a time. Raises: DeskError for one that it was never given."""
        given = self._given.get(payment)
        if given is None:
            raise DeskError(f"The bank {self.name} was never given a payment {payment!r}.")
        entry = given.entry
        if entry is None:
            return self._said(given, "rejected", given.at, given.reason)
        if at < entry.booked_at:
            return self._said(given, "pending", given.at, "it waits for the bank to open")
        if at < entry.value_at:
            return self._said(given, "accepted", entry.booked_at)
        return self._said(given, "settled", entry.value_at)

    def _said(self, given: _Given, status: Status, at: int, reason: str = "") -> PaymentStatus:
        return PaymentStatus(id=given.payment.id, bank=self.name, status=status, at=at, reason=reason)

    # --- what it tells

    def balance(self, at: int, account: str | None = None) -> int:
        """Cents that are booked at a time."""
        return self.accounts.balance(self.accounts.named(account), at)

    def tell(self, now: int, account: str | None = None) -> list[BankEntry]:
        """What it has to tell of an account since it was last asked. Raises: DeskError from a failed bank."""
        self._working(now)
        return self.accounts.tell(self.accounts.named(account), now)

    def notice(self, now: int, account: str | None = None) -> bytes:
        """The same as a file (camt.054)."""
        entries, known = self.tell(now, account), self.accounts.named(account)
        return write_notices(self.name, known, entries, identity=self._message("N"), created_at=now)

    def statement(self, now: int, account: str | None = None) -> Statement:
        """All that was booked since the last statement and before now. Raises: DeskError from a failed bank."""
        self._working(now)
        return self.accounts.close(self.accounts.named(account), now)

    def statement_file(self, now: int, account: str | None = None) -> bytes:
        """The same as a file (camt.053)."""
        return write_statements([self.statement(now, account)], identity=self._message("M"), created_at=now)

    def _message(self, letter: str) -> str:
        self._messages += 1
        return f"{letter}{self._messages:06}"
