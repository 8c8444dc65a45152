"""Simulated banks: they hold accounts, pay what they are told once, and tell of it as banks do, late and wrong too."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from backbone_chain.desk._context import sane_cents
from backbone_chain.desk.calendar import CUT_OFF_HOUR, DAY, business_days_after, date_of, is_business_day
from backbone_chain.desk.messages.notices import write_notices
from backbone_chain.desk.messages.payments import read_payments
from backbone_chain.desk.messages.statements import signed, write_statements
from backbone_chain.desk.messages.statuses import write_statuses
from backbone_chain.desk.rails import RAILS, rail
from backbone_chain.desk.records import BankEntry, Payment, PaymentStatus, Statement
from backbone_chain.errors import DeskError

HOUR = 3600
NEXT_DAY = ("ach", "swift")  # they settle at the cut-off of the next business day
SLIPS = ("wrong", "duplicate", "missing", "late", "again")
Direction = Literal["credit", "debit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Terms:
    """What a bank takes, asks and gets wrong.

    opens, closes: hours, UTC, on business days. most, most_a_day: cents that it pays out. fee: cents for a payment,
    None for the rail's. The rest are shares of entries from 0 to 1: with a wrong reference, with that of the entry
    before (duplicate), with none (missing), told a day late, told again an hour later.
    """

    opens: int = 13
    closes: int = CUT_OFF_HOUR
    most: int = 10**15
    most_a_day: int = 10**15
    fee: int | None = None
    rails: tuple[str, ...] = tuple(RAILS)
    wrong: float = 0.0
    duplicate: float = 0.0
    missing: float = 0.0
    late: float = 0.0
    again: float = 0.0

    def __post_init__(self) -> None:
        shares = [getattr(self, slip) for slip in SLIPS]
        if not 0 <= self.opens < self.closes <= DAY // HOUR:
            raise DeskError(f"A bank can't be open from {self.opens} to {self.closes} o'clock.")
        if min(shares) < 0 or sum(shares) > 1:
            raise DeskError(f"The shares of what a bank gets wrong are {shares}; give 0 to 1, 1 in all at most.")
        for name in self.rails:
            rail(name)


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """What a bank got wrong: which of SLIPS, in which entry, and the reference that it should have."""

    entry: str
    kind: str
    reference: str


@dataclass(frozen=True, kw_only=True, slots=True)
class _Given:
    """A payment order, and the entry that pays it, or why there is none."""

    payment: Payment
    at: int
    entry: BankEntry | None = None
    reason: str = ""


class Bank:
    """One bank. accounts: each with its opening balance, cents; the first pays where no other one is named.

    The same calls with the same seed give the same entries. Its clock runs forwards only.
    """

    def __init__(self, name: str, accounts: Mapping[str, int], *, terms: Terms | None = None, seed: int = 0) -> None:
        if not accounts:
            raise DeskError(f"The bank {name} has no account.")
        self.name, self.terms, self.seed = name, terms or Terms(), seed
        self.opening = dict(accounts)
        self.slips: list[Slip] = []
        self.refused: list[DeskError] = []
        self._entries: dict[str, list[BankEntry]] = {account: [] for account in accounts}
        self._telling: dict[str, list[tuple[int, BankEntry]]] = {account: [] for account in accounts}
        self._given: dict[str, _Given] = {}
        self._closed: dict[str, Statement] = {}
        self._number, self._clock = 0, 0
        self._failed_at: int | None = None

    # --- time

    def fail(self, at: int) -> None:
        """From now on nothing is booked, paid or told; what was still to be booked never is."""
        self._tick(at)
        self._failed_at = at
        for account, entries in self._entries.items():
            self._entries[account] = [entry for entry in entries if entry.booked_at < at]
            told = self._telling[account]
            self._telling[account] = [(due, entry) for due, entry in told if entry.booked_at < at]
        for identity, given in self._given.items():
            if given.entry is not None and given.entry.booked_at >= at:
                self._given[identity] = dataclasses.replace(given, at=at, entry=None, reason=self._failure)

    def reopen(self, at: int) -> None:
        """It works again, with the balances that it failed with."""
        self._tick(at)
        self._failed_at = None

    @property
    def _failure(self) -> str:
        return f"the bank has failed at {self._failed_at}"

    def _tick(self, at: int) -> None:
        if at < self._clock:
            raise DeskError(f"The clock of {self.name} runs backwards, from {self._clock} to {at}; nothing was done.")
        self._clock = at

    def _working(self, at: int) -> None:
        self._tick(at)
        if self._failed_at is not None:
            raise DeskError(f"Nothing comes from {self.name}: {self._failure}.")

    def executed_at(self, at: int, by: str) -> int:
        """When what is given at a time is booked: at once while the rail or the bank is open, else as it opens."""
        if rail(by).always_open or self._is_open(at):
            return at
        day = at // DAY * DAY
        opening = day if at < day + self.terms.opens * HOUR else day + DAY
        while not is_business_day(date_of(opening)):
            opening += DAY
        return opening + self.terms.opens * HOUR

    def _is_open(self, at: int) -> bool:
        return is_business_day(date_of(at)) and self.terms.opens * HOUR <= at % DAY < self.terms.closes * HOUR

    # --- money in

    def deposit(
        self, *, amount: int, reference: str, counterparty: str, at: int, by: str = "wire", account: str | None = None
    ) -> BankEntry:
        """Somebody pays into an account; answers what the bank books. Raises: DeskError."""
        self._working(at)
        sane_cents(amount, f"The deposit {reference!r}")
        booked_at = self.executed_at(at, by)
        return self._book(
            self._account(account), "credit", amount, reference, counterparty=counterparty, rail=by, booked_at=booked_at
        )

    def give_back(self, entry: str, at: int) -> BankEntry:
        """The payer's bank takes back what it paid; answers the debit. Raises: DeskError for what is final."""
        self._working(at)
        account, paid = self._find(entry, "credit")
        if rail(paid.rail).final_at(paid.value_at) <= at:
            raise DeskError(f"The entry {entry} of {self.name} is final; it is not given back.")
        return self._return(account, paid, "debit", at)

    def bounce(self, payment: str, at: int) -> BankEntry:
        """The creditor's bank sends a payment back; answers the credit. Raises: DeskError for one that isn't paid."""
        self._working(at)
        given = self._given.get(payment)
        if given is None or given.entry is None:
            raise DeskError(f"The bank {self.name} has paid no payment {payment!r}.")
        account, paid = self._find(given.entry.entry, "debit")
        return self._return(account, dataclasses.replace(paid, reference=payment), "credit", at)

    def _find(self, entry: str, direction: Direction) -> tuple[str, BankEntry]:
        for account, entries in self._entries.items():
            for each in entries:
                if (each.entry, each.direction, each.returns) == (entry, direction, ""):
                    return account, each
        raise DeskError(f"The bank {self.name} has booked no {direction} {entry!r}.")

    def _return(self, account: str, paid: BankEntry, direction: Direction, at: int) -> BankEntry:
        if any(each.returns == paid.entry for each in self._entries[account]):
            raise DeskError(f"The entry {paid.entry} of {self.name} was given back already.")
        booked_at = max(self.executed_at(at, paid.rail), paid.booked_at)
        fields = {"counterparty": paid.counterparty, "rail": paid.rail, "returns": paid.entry}
        return self._book(account, direction, paid.amount, paid.reference, booked_at=booked_at, **fields)

    # --- money out

    def take(self, data: bytes, at: int) -> bytes:
        """Take a file of payment orders (pain.001); answers their status (pain.002).

        What can't be read as an order is kept in `refused`. Raises: DeskError if nothing can.
        """
        self._working(at)
        read = read_payments(data, {self.name: tuple(self.opening)})
        self.refused += read.refused
        if not read.kept:
            raise read.refused[0]
        said = [self.pay(payment, at) for payment in read.kept]
        self._number += 1
        identity = f"S{self._number:06}"
        return write_statuses(said, answers=identity, identity=identity, created_at=at)

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
        payer = self._account(account)
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
        if payment.amount + self._fee(payment.rail) > self.available(account):
            return "AM04"  # insufficient funds
        return ""

    def _paid_on(self, payment: Payment, at: int) -> int:
        """Cents of the payments of the day on which this one would be booked."""
        day = self.executed_at(at, payment.rail) // DAY
        paid = (each.entry for each in self._given.values() if each.entry is not None)
        return sum(entry.amount for entry in paid if entry.booked_at // DAY == day)

    def _fee(self, by: str) -> int:
        return rail(by).fee if self.terms.fee is None else self.terms.fee

    def _pay(self, payment: Payment, account: str, at: int) -> BankEntry:
        booked_at = self.executed_at(at, payment.rail)
        fields = {"counterparty": payment.creditor, "rail": payment.rail, "booked_at": booked_at}
        entry = self._book(account, "debit", payment.amount, payment.id, **fields)  # type: ignore[arg-type]
        if fee := self._fee(payment.rail):
            charge = {"counterparty": self.name, "rail": "book", "booked_at": booked_at, "exact": True}
            self._book(account, "debit", fee, f"charge of {entry.entry}", **charge)  # type: ignore[arg-type]
        return entry

    def status(self, payment: str, at: int) -> PaymentStatus:
        """What it says of a payment at a time. Raises: DeskError for one that it was never given."""
        given = self._given.get(payment)
        if given is None:
            raise DeskError(f"The bank {self.name} was never given a payment {payment!r}.")
        entry, said = given.entry, {"id": payment, "bank": self.name}
        if entry is None:
            return PaymentStatus(**said, status="rejected", at=given.at, reason=given.reason)
        if at < entry.booked_at:
            return PaymentStatus(**said, status="pending", at=given.at, reason="it waits for the bank to open")
        if at < entry.value_at:
            return PaymentStatus(**said, status="accepted", at=entry.booked_at)
        return PaymentStatus(**said, status="settled", at=entry.value_at)

    # --- what it tells

    def available(self, account: str | None = None) -> int:
        """Cents that can still be paid: all that is booked or taken, and of what comes in only what is there by now."""
        known = self._account(account)
        there = (e for e in self._entries[known] if e.direction == "debit" or e.booked_at <= self._clock)
        return self.opening[known] + sum(map(signed, there))

    def balance(self, at: int, account: str | None = None) -> int:
        """Cents that are booked at a time."""
        known = self._account(account)
        return self.opening[known] + sum(signed(entry) for entry in self._entries[known] if entry.booked_at <= at)

    def tell(self, now: int, account: str | None = None) -> list[BankEntry]:
        """What it has to tell of an account since it was last asked. Raises: DeskError from a failed bank."""
        self._working(now)
        known = self._account(account)
        due = sorted(self._telling[known], key=lambda each: (each[0], each[1].entry))
        self._telling[known] = [each for each in due if each[0] > now]
        return [entry for at, entry in due if at <= now]

    def notice(self, now: int, account: str | None = None) -> bytes:
        """The same as a file (camt.054)."""
        entries, known = self.tell(now, account), self._account(account)
        self._number += 1
        return write_notices(self.name, known, entries, identity=f"N{self._number:06}", created_at=now)

    def statement(self, now: int, account: str | None = None) -> Statement:
        """All that was booked since the last statement and before now. Raises: DeskError from a failed bank."""
        self._working(now)
        known = self._account(account)
        last = self._closed.get(known)
        from_ = last.to + 1 if last else min((e.booked_at for e in self._entries[known]), default=now) // DAY * DAY
        if now <= from_:
            raise DeskError(f"There is nothing to state of {known} at {self.name} between {from_} and {now}.")
        booked = [entry for entry in self._entries[known] if from_ <= entry.booked_at < now]
        opening = last.closing if last else self.opening[known]
        made = Statement(
            bank=self.name,
            account=known,
            sequence=last.sequence + 1 if last else 1,
            opening=opening,
            closing=opening + sum(map(signed, booked)),
            from_=from_,
            to=now - 1,
            entries=tuple(sorted(booked, key=lambda each: (each.booked_at, each.entry))),
        )
        self._closed[known] = made
        return made

    def statement_file(self, now: int, account: str | None = None) -> bytes:
        """The same as a file (camt.053)."""
        made = self.statement(now, account)
        return write_statements([made], identity=f"{made.sequence}", created_at=now)

    # --- the books

    def _account(self, account: str | None) -> str:
        known = next(iter(self.opening)) if account is None else account
        if known not in self.opening:
            raise DeskError(f"The bank {self.name} has no account {known!r}.")
        return known

    def _book(
        self,
        account: str,
        direction: Direction,
        amount: int,
        reference: str,
        *,
        counterparty: str,
        rail: str,
        booked_at: int,
        returns: str = "",
        exact: bool = False,
    ) -> BankEntry:
        """An entry, with what the bank gets wrong in it unless it is to be exact."""
        self._number += 1
        name = f"E{self._number:06}"
        slip = "" if exact else self._slip(name)
        said = self._misheard(slip, reference, self._entries[account])
        if slip:
            self.slips.append(Slip(entry=name, kind=slip, reference=reference))
        entry = BankEntry(
            bank=self.name,
            entry=name,
            direction=direction,
            amount=amount,
            booked_at=booked_at,
            value_at=business_days_after(booked_at, 1) if rail in NEXT_DAY else booked_at,
            reference=said,
            counterparty=counterparty,
            rail=rail,
            returns=returns,
        )
        self._entries[account].append(entry)
        told = booked_at + (DAY if slip == "late" else 0)
        self._telling[account] += [(told, entry), *([(told + HOUR, entry)] if slip == "again" else [])]
        return entry

    def _slip(self, entry: str) -> str:
        draw = random.Random(f"{self.seed} {self.name} {entry}").random()  # noqa: S311 - mistakes, not secrets
        for kind in SLIPS:
            draw -= getattr(self.terms, kind)
            if draw < 0:
                return kind
        return ""

    def _misheard(self, slip: str, reference: str, before: Sequence[BankEntry]) -> str:
        if slip == "wrong" and reference:
            at = random.Random(f"{self.seed} {reference}").randrange(len(reference))  # noqa: S311 - as above
            return (reference[:at] + ("8" if reference[at] != "8" else "3") + reference[at + 1 :]).strip()
        if slip == "duplicate" and before:
            return before[-1].reference
        return "" if slip == "missing" else reference
