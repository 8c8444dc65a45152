"""Orders against the credits that pay them and the mints that fill them, each matched to one of the other at most."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from functools import partial

from backbone_chain.desk._cases import (
    Case,
    Credit,
    Minted,
    another_amount,
    in_time,
    is_early,
    is_loose,
    rank,
    ready_at,
    take_mint,
    unlink,
    waits,
)
from backbone_chain.desk._difference import Difference, day, is_overdue, words
from backbone_chain.desk.calendar import DAY
from backbone_chain.desk.customers import plain
from backbone_chain.desk.records import BankEntry, Order
from backbone_chain.errors import DeskError
from backbone_chain.model import Mint

PAID_WITHIN = 30 * DAY  # a payment that names no order is taken for none that is older
FORGOTTEN = 90 * DAY  # an order without payment and mint is given up by then; the longest rail is final in 60 days


class MoneyIn:
    """All that came in and was not settled yet; what is settled leaves it."""

    def __init__(self) -> None:
        self.cases: dict[str, Case] = {}
        self.credits: dict[tuple[str, str], Credit] = {}
        self._open: dict[str, Case] = {}
        self._by_payment: dict[tuple[str, int], dict[str, Case]] = {}
        self._by_mint: dict[tuple[str, int], dict[str, Case]] = {}
        self._last: dict[tuple[str, int], Case] = {}
        self._unmatched: list[Credit] = []
        self._loose: list[Credit] = []
        self._mints: list[Minted] = []
        self._naming: dict[str, list[Credit]] = {}
        self._count = 0

    # --- what is told

    def order(self, order: Order, at: int) -> None:
        """Note an order; the same again is nothing. Raises: DeskError for the same id with other terms."""
        before = self.cases.get(order.id.casefold())
        if before is not None:
            if before.order != order:
                raise DeskError(f"The order {order.id} is known already, with other terms.")
            return
        case = self.cases[order.id.casefold()] = Case(order=order, at=at)
        self._reopen(case)

    def credit(self, entry: BankEntry, at: int) -> None:
        """Note a credit that gives nothing back."""
        credit = self.credits[entry.bank, entry.entry] = Credit(entry=entry, at=at)
        self._unmatched.append(credit)
        self._index(credit)

    def corrected(self, entry: BankEntry) -> None:
        """The bank tells one again, with a reference that it did not know before."""
        credit = self.credits[entry.bank, entry.entry]
        credit.entry = entry
        self._index(credit)

    def _index(self, credit: Credit) -> None:
        for word in words(credit.entry.reference):
            self._naming.setdefault(word, []).append(credit)

    def mint(self, fact: Mint, at: int) -> None:
        """Note a mint."""
        self._count += 1
        self._mints.append(Minted(fact=fact, at=at, number=self._count))

    def returned(self, entry: BankEntry, at: int) -> bool:
        """A debit that gives a credit back; answers whether that credit is known."""
        credit = self.credits.get((entry.bank, entry.returns))
        if credit is None:
            return False
        credit.returned_at = at
        for case in credit.cases:
            self._reopen(case)
        return True

    def _reopen(self, case: Case) -> None:
        order = case.order
        self._open[order.id] = case
        self._by_payment.setdefault((plain(order.debtor), case.cents), {})[order.id] = case
        self._by_mint.setdefault((order.to.lower(), order.amount), {})[order.id] = case

    def _close(self, case: Case) -> None:
        order = case.order
        self._open.pop(order.id, None)
        self._by_payment.get((plain(order.debtor), case.cents), {}).pop(order.id, None)
        self._by_mint.get((order.to.lower(), order.amount), {}).pop(order.id, None)

    # --- who belongs to whom

    def match(self, now: int) -> None:
        """Match by reference, then by amount and debtor; of several alike the oldest comes first."""
        self._match_credits(self._named)
        self._match_credits(self._alike)
        self._match_mints()
        for case in [*self._open.values()]:
            if case.mint is not None and (case.credit is None or is_early(case)):
                self._exchange(case, case.mint)
        self._match_amounts(now)
        for case in [*self._open.values()]:
            if case.mint is None and case.credit is not None and case.credit.returned_at:
                unlink(case)
            is_done = case.mint is not None and case.is_paid and not is_early(case, now)
            if is_done or (case.mint is None and case.credit is None and now - case.at > FORGOTTEN):
                self._close(case)

    def _match_credits(self, rule: Callable[[Credit], list[Case]]) -> None:
        for credit in list(self._unmatched):
            if cases := rule(credit):
                self._displace(cases)
                self._link(credit, cases)
                self._unmatched.remove(credit)

    def _displace(self, cases: list[Case]) -> None:
        """A payment that was only taken for these orders' looks for another one, as theirs has come."""
        for case in cases:
            if case.credit is not None and case.is_paid:
                self._unmatched.append(case.credit)
                unlink(case)

    def _is_guessed(self, case: Case) -> bool:
        credit = case.credit
        return credit is not None and not credit.differs and case not in self.named(credit)

    def named(self, credit: Credit) -> list[Case]:
        """The orders that its reference names, each once."""
        found = (self.cases.get(word) for word in words(credit.entry.reference))
        return list({case.order.id: case for case in found if case is not None}.values())

    def _named(self, credit: Credit) -> list[Case]:
        free = (case for case in self.named(credit) if not case.is_paid or self._is_guessed(case))
        cases = [case for case in free if credit.is_from(case)]
        if len(cases) > 1 and sum(case.cents for case in cases) == credit.entry.amount:
            return cases
        return [case for case in cases if case.cents == credit.entry.amount][:1]

    def _alike(self, credit: Credit) -> list[Case]:
        group = self._by_payment.get((plain(credit.entry.counterparty), credit.entry.amount), {})
        at = credit.entry.booked_at
        unpaid = (case for case in group.values() if not case.is_paid and in_time(case, at))
        free = [case for case in unpaid if case.mint is not None or at - case.order.placed_at <= PAID_WITHIN]
        return sorted(free, key=lambda case: (case.mint is None, case.order.placed_at))[:1]

    def _match_mints(self) -> None:
        for mint in [each for each in self._mints if each.case is None]:
            group = self._by_mint.get((mint.fact.to.lower(), mint.fact.amount), {}).values()
            free = [case for case in group if case.mint is None and in_time(case, mint.at)]
            if free:
                self._fill(min(free, key=partial(rank, at=mint.at)), mint)

    def _fill(self, case: Case, mint: Minted) -> None:
        case.mint, mint.case = mint, case
        self._mints.remove(mint)
        self._last[mint.fact.to.lower(), mint.fact.amount] = case

    def _exchange(self, case: Case, mint: Minted) -> None:
        """Of orders that are alike, the one that was filled is the one that was paid: nothing tells them apart."""
        if other := self._waiting_alike(case, mint):
            self._take_credit(case, other)
            return
        filled = self._by_mint.get((mint.fact.to.lower(), mint.fact.amount), {}).values()
        if case.order.id not in {each.order.id for each in filled}:
            return
        for other in filled:
            if waits(other, mint.at):
                take_mint(other, case, mint)
                return
        for other in filled:
            paid = self._waiting_alike(other, mint) if other.mint is None and other.credit is None else None
            if paid is not None and in_time(other, mint.at):
                take_mint(other, case, mint)
                self._take_credit(other, paid)
                return

    def _waiting_alike(self, case: Case, mint: Minted) -> Case | None:
        alike = self._by_payment[plain(case.order.debtor), case.cents].values()
        return next((each for each in alike if waits(each, mint.at)), None)

    def _take_credit(self, case: Case, other: Case) -> None:
        """The other's payment becomes this one's, and this one's the other's if it has any."""
        mine, theirs = case.credit, other.credit
        assert theirs is not None
        unlink(other)
        if mine is not None:
            unlink(case)
            self._link(mine, [other])
        self._link(theirs, [case])

    def _match_amounts(self, now: int) -> None:
        """After a cycle, what names an order or can only be meant for it is taken for it, in another amount."""
        for credit in [each for each in self._unmatched if is_overdue(each.at, now)]:
            cases = [case for case in self.named(credit) if not case.is_paid and credit.is_from(case)]
            if cases:
                credit.differs = True
                self._link(credit, cases[:1])
                self._unmatched.remove(credit)
                self._loose.append(credit)
        for mint in [each for each in self._mints if each.case is None]:
            case = self._meant(mint)
            if case is not None and (is_overdue(mint.at, now) or is_overdue(ready_at(case), now)):
                mint.case, case.mint = case, mint

    def _meant(self, mint: Minted) -> Case | None:
        waiting = (case for case in self._open.values() if case.order.to.lower() == mint.fact.to.lower())
        ready = [case for case in waiting if waits(case, mint.at) and not is_overdue(ready_at(case), mint.at)]
        return min(ready, key=lambda case: case.order.placed_at, default=None)

    def _link(self, credit: Credit, cases: list[Case]) -> None:
        credit.cases = cases
        for case in cases:
            case.credit = credit
            self._reopen(case)

    # --- what stands against the books

    def differences(self, now: int, twins: Collection[tuple[str, str]]) -> Iterator[Difference]:
        """All that is wrong now. twins: entries that repeat another one under a number of their own."""
        yield from (self._loose_credit(credit, twins) for credit in self._unmatched if is_loose(credit, now))
        yield from (another_amount(credit) for credit in self._loose if not credit.returned_at)
        yield from (self._loose_mint(mint) for mint in self._mints if mint.case or is_overdue(mint.at, now))
        for case in self._open.values():
            yield from self._of_order(case, now)

    def _loose_credit(self, credit: Credit, twins: Collection[tuple[str, str]]) -> Difference:
        entry = credit.entry
        payer = entry.counterparty or "An unnamed payer"
        kind, why = "credit without order", f"{payer} paid for no order that is open."
        if (entry.bank, entry.entry) in twins:
            kind, why = "duplicate bank entry", "The bank booked one credit again under another number."
        return Difference(
            kind=kind, subject=credit.subject, amount=entry.amount, unit="cents", since=entry.booked_at, why=why
        )

    def _loose_mint(self, mint: Minted) -> Difference:
        to, amount = mint.fact.to, mint.fact.amount
        before = self._last.get((to.lower(), amount))
        kind, why, differs = "mint without order", f"No open order asks for {amount} base units for {to}.", amount
        if mint.case is not None:
            wanted = mint.case.order
            kind, differs = "mint of another amount", amount - wanted.amount
            why = f"The order {wanted.id} is over {wanted.amount} base units, and {amount} were minted."
        elif before is not None and mint.at - before.at <= FORGOTTEN:
            kind, why = "mint twice for one order", f"The order {before.order.id} was filled already."
        return Difference(kind=kind, subject=mint.subject, amount=differs, unit="base", since=mint.at, why=why)

    def _of_order(self, case: Case, now: int) -> Iterator[Difference]:
        mint, credit = case.mint, case.credit
        if mint is not None and credit is not None and credit.returned_at:
            why = f"The bank took the payment of order {case.order.id} back after its mint."
            yield self._issued("returned payment after the mint", case, credit.returned_at, why)
        elif mint is not None and credit is None and is_overdue(mint.at, now):
            yield self._unpaid(case, mint)
        elif mint is None and credit is not None and not credit.differs:
            since = ready_at(case)
            if is_overdue(since, now):
                why = f"The money for order {case.order.id} is final since {day(since)}, and nothing was minted."
                yield self._issued("order paid and never minted", case, since, why)

    def _unpaid(self, case: Case, mint: Minted) -> Difference:
        used = next((each for each in self._used_by_others(case)), None)
        if used is None:
            why = f"The order {case.order.id} was filled, and no bank booked a payment for it."
            return self._issued("mint without credit", case, mint.at, why)
        others = ", ".join(other.order.id for other in used.cases)
        why = f"The credit {used.subject} that names order {case.order.id} paid {others} already."
        return self._issued("credit matched to two orders", case, mint.at, why)

    def _used_by_others(self, case: Case) -> Iterator[Credit]:
        """Credits whose reference names this order, and that pay another one."""
        for credit in self._naming.get(case.order.id.casefold(), ()):
            if credit.cases and credit.is_from(case):
                yield credit

    def _issued(self, kind: str, case: Case, since: int, why: str) -> Difference:
        order = case.order
        return Difference(kind=kind, subject=order.id, amount=order.amount, unit="base", since=since, why=why)
