"""Orders, bank entries, payments and the chain against each other: what differs, since when, and who is to mend it."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from backbone_chain.desk._context import sane_cents
from backbone_chain.desk._difference import OWNERS, Difference, cut_off_after
from backbone_chain.desk._money_in import MoneyIn
from backbone_chain.desk._money_out import MoneyOut
from backbone_chain.desk._totals import Reserves, Statements, Supplies
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import CURRENCY, BankEntry, Break, Order, Payment, PaymentStatus, Redemption
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError
from backbone_chain.model import (
    Burn,
    Fact,
    Mint,
    Redeemed,
    ReserveAttested,
    StatementBalance,
    SupplyRead,
    Wiped,
)

Record = Order | Redemption | BankEntry | Payment | PaymentStatus | Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class Closed:
    """A break that stands no more, and the cut-off at which that was seen."""

    was: Break
    at: int


class Reconciler:
    """Told one record after the other, in order of time, it compares the books at each cut-off of a business day.

    A side that is missing is waited for until the cut-off of the next business day. banks: those that must make a
    statement each business day; a bank that made one must go on. closed: in the order in which they were mended.
    """

    def __init__(self, *, banks: Collection[str] = ()) -> None:
        self.closed: list[Closed] = []
        self._incoming, self._outgoing, self._entries = MoneyIn(), MoneyOut(), Entries()
        self._supplies, self._statements = Supplies(), Statements(sorted(banks))
        self._reserves = Reserves(self._supplies)
        self._open: dict[tuple[str, str], Break] = {}
        self._clock: int | None = None
        self._places: set[tuple[type, str, str, int]] = set()

    @property
    def breaks(self) -> list[Break]:
        """Those that stand now, the oldest first."""
        return sorted(self._open.values(), key=lambda each: (each.since, each.kind, each.subject))

    def see(self, record: Record, at: int) -> None:
        """Note what is known since `at`; a fact of another kind is nothing.

        Raises: DeskError for a record that can't be, or a clock that runs backwards; it is not noted.
        """
        check(record)
        self.advance(at)
        match record:
            case Order():
                self._order(record, at)
            case Redemption():
                self._outgoing.redemption(record)
            case Payment():
                self._outgoing.payment(record, at)
            case PaymentStatus():
                self._outgoing.status(record)
            case BankEntry():
                self._entry(record, at)
            case _:
                self._fact(record, at)

    def _order(self, order: Order, at: int) -> None:
        """Note an order; what a failed payout would have brought pays for its own tokens."""
        self._incoming.order(order, at)
        if order.reissues and self._outgoing.reissued(order):
            self._incoming.credit(_of_payout(order), at)

    def _fact(self, fact: Fact, at: int) -> None:
        place = (type(fact), fact.contract, fact.tx, fact.log_index)
        if fact.log_index >= 0 and place in self._places:
            return
        self._places.add(place)
        match fact:
            case Mint():
                self._incoming.mint(fact, at)
                self._supplies.mint(fact)
            case Burn() | Redeemed() | Wiped():
                self._outgoing.burn(fact, at)
                self._supplies.burn(fact)
            case SupplyRead():
                self._supplies.read(fact, at)
            case ReserveAttested():
                self._reserves.attested(fact)
            case StatementBalance():
                self._statements.told(fact)

    def _entry(self, entry: BankEntry, at: int) -> None:
        side = self._incoming if entry.direction == "credit" else self._outgoing
        match self._entries.note(entry):
            case "again":
                return
            case "corrected":
                side.corrected(entry)
                return
        if entry.direction == "credit":
            if not (entry.returns and self._outgoing.returned(entry)):
                self._incoming.credit(entry, at)
        elif not (entry.returns and self._incoming.returned(entry, at)):
            self._outgoing.debit(entry, at)

    def advance(self, now: int) -> None:
        """Let time pass, and compare at each cut-off on the way. Raises: DeskError for a clock that runs backwards."""
        if self._clock is None:
            self._clock = now
        if now < self._clock:
            raise DeskError(f"The clock runs backwards, from {self._clock} to {now}; nothing was noted.")
        while (cut_off := cut_off_after(self._clock)) <= now:
            self._supplies.until(cut_off)
            self._compare(cut_off)
            self._clock = cut_off
        self._supplies.until(now)
        self._clock = now

    def finish(self) -> int:
        """Nothing more comes: judge what was told as at the end of its statement cycle; answers that time.

        No statement is missed of a day that was not over when the last record came.
        """
        if self._clock is None:
            return 0
        self._statements.end(self._clock)
        self.advance(cut_off_after(self._clock, 1))
        return self._clock

    def _compare(self, now: int) -> None:
        self._incoming.match(now)
        self._outgoing.match(now)
        standing = {(each.kind, each.subject): each for each in self._differences(now)}
        for key in [key for key in self._open if key not in standing]:
            self.closed.append(Closed(was=self._open.pop(key), at=now))
        for key, each in standing.items():
            before = self._open.get(key)
            self._open[key] = _break(each, before.found_at if before else now)

    def _differences(self, now: int) -> Iterator[Difference]:
        yield from self._incoming.differences(now, self._entries.twins)
        yield from self._outgoing.differences(now, self._entries.twins)
        yield from self._entries.conflicts.values()
        yield from self._supplies.differences()
        yield from self._reserves.differences()
        yield from self._statements.differences(now)


def _of_payout(order: Order) -> BankEntry:
    return BankEntry(
        bank="failed payout",
        entry=order.reissues,
        direction="credit",
        amount=order.amount // UNITS_PER_CENT + order.fee,
        booked_at=order.placed_at,
        value_at=order.placed_at,
        reference=order.id,
        counterparty=order.debtor,
        rail="book",
    )


class Entries:
    """All entries of all banks. twins: those that repeat another one in all but its number."""

    def __init__(self) -> None:
        self.twins: dict[tuple[str, str], str] = {}
        self.conflicts: dict[tuple[str, str], Difference] = {}
        self._known: dict[tuple[str, str], BankEntry] = {}
        self._alike: dict[tuple[object, ...], str] = {}

    def note(self, entry: BankEntry) -> str:
        """Whether it is new, one that was told before (again), or that one with another reference (corrected)."""
        key = (entry.bank, entry.entry)
        before = self._known.get(key)
        if before is None:
            self._known[key] = entry
            first = self._alike.setdefault(_all_but_number(entry), entry.entry)
            if first != entry.entry:
                self.twins[key] = first
            return "new"
        if _terms(before) != _terms(entry):
            self.conflicts[key] = _conflict(before, entry)
            return "again"
        self._known[key] = entry
        return "again" if before.reference == entry.reference or entry.returns or not entry.reference else "corrected"


def _terms(entry: BankEntry) -> tuple[object, ...]:
    return entry.direction, entry.amount, entry.counterparty, entry.returns


def _all_but_number(entry: BankEntry) -> tuple[object, ...]:
    return entry.bank, entry.reference, entry.booked_at, entry.value_at, *_terms(entry)


def _conflict(before: BankEntry, entry: BankEntry) -> Difference:
    why = f"The bank booked {before.amount} cents under this number before, and now {entry.amount} on other terms."
    return Difference(
        kind="duplicate bank entry",
        subject=f"{entry.bank}/{entry.entry}",
        amount=entry.amount,
        unit="cents",
        since=entry.booked_at,
        why=why,
    )


def _break(each: Difference, found_at: int) -> Break:
    return Break(
        kind=each.kind,
        subject=each.subject,
        amount=each.amount,
        unit=each.unit,
        since=each.since,
        found_at=found_at,
        owner=OWNERS[each.kind],
        why=each.why,
    )


def check(record: Record) -> None:
    """Raises: DeskError for a record that can't be: no sane amount, another currency, an unknown rail."""
    if isinstance(record, BankEntry):
        what = f"The entry {record.entry} of {record.bank}"
        if record.direction not in ("credit", "debit"):
            raise DeskError(f"{what} is neither a credit nor a debit, but {record.direction!r}.")
        if record.currency != CURRENCY:
            raise DeskError(f"{what} is in {record.currency}; these books are in {CURRENCY}.")
        sane_cents(record.amount, what)
        rail(record.rail)
    elif isinstance(record, Payment):
        sane_cents(record.amount, f"The payment {record.id}")
    elif isinstance(record, (Order, Redemption)) and (type(record.amount) is not int or record.amount <= 0):
        raise DeskError(f"{record.id} is over {record.amount!r} base units; give a positive number.")
