"""Redemptions against their burns, the payments that were ordered for them and the debits that say they were paid."""

from __future__ import annotations

import sys
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field, replace

from backbone_chain.desk._difference import Difference, cut_off_after, is_overdue, words
from backbone_chain.desk.customers import plain
from backbone_chain.desk.records import BankEntry, Order, Payment, PaymentStatus, Redemption
from backbone_chain.desk.redemption import BUSINESS_DAYS
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError
from backbone_chain.model import Burn, Redeemed, Wiped

NEVER = sys.maxsize
Key = tuple[str, str, str, int]


@dataclass(eq=False, slots=True, kw_only=True)
class Paying:
    """A payment order and what became of it."""

    payment: Payment
    at: int
    debit: Debit | None = None
    rejected: bool = False

    @property
    def request(self) -> str:
        """The redemption's id: the payment's without the number of the attempt."""
        return self.payment.id.rpartition("/")[0] or self.payment.id

    @property
    def is_paid(self) -> bool:
        """By money that did not come back."""
        return self.debit is not None and not self.debit.returned


@dataclass(eq=False, slots=True, kw_only=True)
class Debit:
    """A bank's debit. differs: it names its payment and is of another amount."""

    entry: BankEntry
    at: int
    paying: Paying | None = None
    differs: bool = False
    returned: bool = False

    @property
    def subject(self) -> str:
        return f"{self.entry.bank}/{self.entry.entry}"


@dataclass(eq=False, slots=True, kw_only=True)
class Burned:
    """A burn for a redemption, seen `at`."""

    fact: Redeemed
    at: int


@dataclass(eq=False, slots=True, kw_only=True)
class Request:
    """A redemption with its burn and its payments. reissue: the order that gives its tokens back instead."""

    wanted: Redemption
    burn: Burned | None = None
    reissue: Order | None = None
    payings: list[Paying] = field(default_factory=list)

    @property
    def cents(self) -> int:
        """What is paid out."""
        return self.wanted.amount // UNITS_PER_CENT - self.wanted.fee


class MoneyOut:
    """All that went out and was not settled yet; what is settled leaves it."""

    def __init__(self) -> None:
        self.requests: dict[str, Request] = {}
        self.payings: dict[str, Paying] = {}
        self.debits: dict[tuple[str, str], Debit] = {}
        self._open: dict[str, Request] = {}
        self._orphans: dict[str, Paying] = {}
        self._burns: list[Burned] = []
        self._bare: dict[Key, list[int]] = {}
        self._explained: dict[Key, int] = {}
        self._unmatched: list[Debit] = []
        self._to_pay: dict[tuple[str, str, int], dict[str, Paying]] = {}
        self._accounts: dict[str, list[str]] = {}

    # --- what is told

    def redemption(self, wanted: Redemption) -> None:
        """Note a request; the same again is nothing. Raises: DeskError for the same id with other terms."""
        key = wanted.id.lower()
        if key not in self.requests:
            self.requests[key] = self._open[key] = Request(wanted=wanted)
            self._accounts.setdefault(wanted.customer, []).append(wanted.account)
        elif self.requests[key].wanted != wanted:
            raise DeskError(f"The redemption {wanted.id} is known already, with other terms.")

    def reissued(self, order: Order) -> bool:
        """Tokens go back for a failed payout; answers whether this is news, and its terms are the redemption's."""
        request = self.requests.get(order.reissues.lower())
        if request is None or request.reissue is not None:
            return False
        wanted = request.wanted
        if (order.customer, order.to.lower(), order.amount) != (
            wanted.customer,
            wanted.holder.lower(),
            request.cents * UNITS_PER_CENT,
        ):
            return False
        request.reissue = order
        self._open[order.reissues.lower()] = request
        return True

    def payment(self, payment: Payment, at: int) -> None:
        """Note a payment order; the same again is nothing. Raises: DeskError for the same id with other terms."""
        key = payment.id.casefold()
        if key in self.payings:
            if replace(payment, ordered_at=self.payings[key].payment.ordered_at) != self.payings[key].payment:
                raise DeskError(f"The payment {payment.id} is known already, with other terms.")
            return
        paying = self.payings[key] = self._orphans[key] = Paying(payment=payment, at=at)
        self._to_pay.setdefault(_alike(payment.bank, payment.creditor, payment.amount), {})[key] = paying

    def status(self, said: PaymentStatus) -> None:
        """Note that a bank won't pay; that it did is believed when it is debited."""
        paying = self.payings.get(said.id.casefold())
        if paying is not None and paying.payment.bank == said.bank and said.status == "rejected":
            paying.rejected = True
            self._reopen(paying)

    def debit(self, entry: BankEntry, at: int) -> None:
        """Note a debit that gives nothing back."""
        debit = self.debits[entry.bank, entry.entry] = Debit(entry=entry, at=at)
        self._unmatched.append(debit)

    def corrected(self, entry: BankEntry) -> None:
        """The bank tells one again, with a reference that it did not know before."""
        self.debits[entry.bank, entry.entry].entry = entry

    def returned(self, entry: BankEntry) -> bool:
        """A credit that gives a debit back; answers whether that debit is known."""
        debit = self.debits.get((entry.bank, entry.returns)) or self._named_debit(entry)
        if debit is None:
            return False
        debit.returned = True
        if debit.paying is not None:
            self._reopen(debit.paying)
        return True

    def _named_debit(self, entry: BankEntry) -> Debit | None:
        paying = next((self.payings[word] for word in words(entry.reference) if word in self.payings), None)
        return paying.debit if paying is not None and paying.payment.bank == entry.bank else None

    def _reopen(self, paying: Paying) -> None:
        key = paying.request.lower()
        if key in self.requests:
            self._open[key] = self.requests[key]

    def burn(self, fact: Burn | Redeemed | Wiped, at: int) -> None:
        """Note a burn; one that a redemption or a wipe in the same transaction explains is no more than that."""
        key = (fact.contract, fact.tx, fact.holder.lower(), fact.amount)
        if isinstance(fact, Burn):
            self._bare.setdefault(key, []).append(at)
            return
        self._explained[key] = self._explained.get(key, 0) + 1
        if isinstance(fact, Redeemed):
            self._burns.append(Burned(fact=fact, at=at))

    # --- who belongs to whom

    def match(self, now: int) -> None:
        """Match by reference, then by bank, creditor and amount; of several alike the oldest comes first."""
        self._match_burns()
        for key, paying in [*self._orphans.items()]:
            request = self.requests.get(paying.request.lower())
            if request is not None:
                request.payings.append(paying)
                self._reopen(paying)
                del self._orphans[key]
        for find in (self._by_name, self._by_amount):
            for debit in list(self._unmatched):
                if found := find(debit):
                    self._settle(found, debit)
        for debit in [each for each in self._unmatched if is_overdue(each.at, now)]:
            if not debit.differs and (meant := self._meant(debit)):
                debit.differs, debit.paying, meant.debit = True, meant, debit
        self._explain()
        for key, request in [*self._open.items()]:
            if request.burn is not None and _is_settled(request) and not any(self._of_request(request, NEVER)):
                del self._open[key]

    def _match_burns(self) -> None:
        for burn in list(self._burns):
            request = self.requests.get(burn.fact.request_id.lower())
            if request is not None and request.burn is None and _fits(burn.fact, request.wanted):
                request.burn = burn
                self._burns.remove(burn)

    def _explain(self) -> None:
        """Burns that need no request of their own leave the list."""
        for key in [*self._bare]:
            times = min(self._explained.get(key, 0), len(self._bare[key]))
            del self._bare[key][:times]
            if times:
                self._explained[key] -= times
            if not self._bare[key]:
                del self._bare[key]

    def _by_name(self, debit: Debit) -> Paying | None:
        named = (self.payings.get(word) for word in words(debit.entry.reference))
        free = (each for each in named if each is not None and each.debit is None)
        return next((each for each in free if _is_paid_by(each, debit.entry)), None)

    def _by_amount(self, debit: Debit) -> Paying | None:
        entry = debit.entry
        if debit.differs:
            return None
        group = self._to_pay.get(_alike(entry.bank, entry.counterparty, entry.amount), {}).values()
        open_ = (each for each in group if not (each.rejected or each.debit))
        free = (each for each in open_ if each.payment.ordered_at <= entry.booked_at)
        return min(free, key=lambda each: each.payment.ordered_at, default=None)

    def _settle(self, paying: Paying, debit: Debit) -> None:
        paying.debit, debit.paying = debit, paying
        self._unmatched.remove(debit)
        payment = paying.payment
        del self._to_pay[_alike(payment.bank, payment.creditor, payment.amount)][payment.id.casefold()]

    def _meant(self, debit: Debit) -> Paying | None:
        """The payment that a debit of another amount names."""
        paying = self.named(debit)
        return paying if paying is not None and paying.debit is None else None

    def named(self, debit: Debit) -> Paying | None:
        """The payment that its reference names."""
        named = (self.payings.get(word) for word in words(debit.entry.reference))
        return next((each for each in named if each is not None and each.payment.bank == debit.entry.bank), None)

    # --- what stands against the books

    def differences(self, now: int, twins: Collection[tuple[str, str]]) -> Iterator[Difference]:
        """All that is wrong now. twins: entries that repeat another one under a number of their own."""
        yield from (self._loose_burn(burn) for burn in self._burns if is_overdue(burn.at, now))
        for (_, tx, holder, amount), times in self._bare.items():
            if is_overdue(times[0], now):
                why = f"{amount} base units of {holder} were burned, and nobody asked for dollars for them."
                yield _base("burn without request", tx or holder, amount, times[0], why)
        yield from (self._loose_debit(debit, twins) for debit in self._unmatched if _is_loose(debit, now))
        for paying in self._orphans.values():
            if not paying.rejected and is_overdue(paying.at, now):
                why = f"There is no redemption called {paying.request}."
                yield _cents("payout without burn", paying.payment.id, paying.payment.amount, paying.at, why)
        for request in self._open.values():
            yield from self._of_request(request, now)

    def _loose_burn(self, burn: Burned) -> Difference:
        fact = burn.fact
        request = self.requests.get(fact.request_id.lower())
        why = f"Nobody asked for dollars under {fact.request_id}."
        if request is not None:
            why = f"The request {fact.request_id} is over another holder or amount, or was burned for already."
        return _base("burn without request", fact.tx or fact.request_id, fact.amount, burn.at, why)

    def _loose_debit(self, debit: Debit, twins: Collection[tuple[str, str]]) -> Difference:
        entry, named = debit.entry, self.named(debit)
        kind, why = "debit without payment", "The bank paid what nobody at the desk ordered."
        amount = entry.amount
        if (entry.bank, entry.entry) in twins:
            kind, why = "duplicate bank entry", "The bank booked one debit again under another number."
        elif debit.differs and debit.paying is not None:
            ordered = debit.paying.payment
            kind, amount = "payout of another amount", amount - ordered.amount
            why = f"The payment {ordered.id} is over {ordered.amount} cents, and the bank paid {entry.amount}."
        elif named is not None:
            kind, why = "payout twice", f"The bank paid {named.payment.id} already."
        return _cents(kind, debit.subject, amount, entry.booked_at, why)

    def _of_request(self, request: Request, now: int) -> Iterator[Difference]:
        live = [each for each in request.payings if each.is_paid or not (each.rejected or each.debit)]
        if request.burn is None:
            why = f"Nothing was burned for the redemption {request.wanted.id}."
            for paying in live:
                if is_overdue(paying.at, now):
                    yield _cents("payout without burn", paying.payment.id, paying.payment.amount, paying.at, why)
            back = request.reissue
            if back is not None and is_overdue(back.placed_at, now):
                yield _cents("payout without burn", back.id, request.cents, back.placed_at, why)
        else:
            yield from self._unpaid(request, request.burn, now)
        yield from self._payouts(request, live, now)

    def _unpaid(self, request: Request, burn: Burned, now: int) -> Iterator[Difference]:
        due = cut_off_after(burn.at, BUSINESS_DAYS)
        if is_overdue(due, now) and not request.reissue and not any(each.is_paid for each in request.payings):
            said = "a bank refused its payment" if any(each.rejected for each in request.payings) else "no bank paid it"
            why = f"The redemption {request.wanted.id} was burned for and is due, and {said}."
            yield _base("burn never paid", request.wanted.id, request.wanted.amount, due, why)

    def _payouts(self, request: Request, live: list[Paying], now: int) -> Iterator[Difference]:
        paid = [each for each in live if each.is_paid]
        for paying in [each for each in live if is_overdue(each.at, now)]:
            payment, wanted = paying.payment, request.wanted
            if request.reissue is not None:
                why = f"The tokens of the redemption {wanted.id} went back by the order {request.reissue.id}."
                yield _cents("payout twice", payment.id, payment.amount, paying.at, why)
            elif paying in paid[1:]:
                why = f"The redemption {wanted.id} was paid under {paid[0].payment.id} already."
                yield _cents("payout twice", payment.id, payment.amount, paying.at, why)
            elif payment.amount != request.cents:
                why = f"The redemption {wanted.id} comes to {request.cents} cents, and {payment.amount} were ordered."
                yield _cents("payout of another amount", payment.id, payment.amount - request.cents, paying.at, why)
            if not self._is_account(request, paying):
                why = f"The redemption {wanted.id} asks for {wanted.account!r}, and {payment.account!r} was paid."
                yield _cents("payout to another account", payment.id, payment.amount, paying.at, why)

    def _is_account(self, request: Request, paying: Paying) -> bool:
        """The account that was asked for; or after a failed payout, another one that the customer has used."""
        failed = any(each is not paying and (each.rejected or each.debit) for each in request.payings)
        asked = self._accounts[request.wanted.customer] if failed else [request.wanted.account]
        return paying.payment.account in asked


def _is_loose(debit: Debit, now: int) -> bool:
    return not debit.returned and is_overdue(debit.at, now)


def _is_settled(request: Request) -> bool:
    is_over = request.reissue is not None or any(each.is_paid for each in request.payings)
    return is_over and not any(each.debit is None and not each.rejected for each in request.payings)


def _is_paid_by(paying: Paying, entry: BankEntry) -> bool:
    return (paying.payment.bank, paying.payment.amount) == (entry.bank, entry.amount)


def _fits(fact: Redeemed, wanted: Redemption) -> bool:
    return (fact.holder.lower(), fact.amount) == (wanted.holder.lower(), wanted.amount)


def _alike(bank: str, creditor: str, amount: int) -> tuple[str, str, int]:
    return bank, plain(creditor), amount


def _cents(kind: str, subject: str, amount: int, since: int, why: str) -> Difference:
    return Difference(kind=kind, subject=subject, amount=amount, unit="cents", since=since, why=why)


def _base(kind: str, subject: str, amount: int, since: int, why: str) -> Difference:
    return Difference(kind=kind, subject=subject, amount=amount, unit="base", since=since, why=why)
