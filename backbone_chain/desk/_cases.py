"""One order, one credit, one mint, and what can be said of them together."""

from __future__ import annotations

from dataclasses import dataclass, field

from backbone_chain.desk._difference import Difference, is_overdue
from backbone_chain.desk.calendar import DAY
from backbone_chain.desk.customers import plain
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import BankEntry, Order
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.model import Mint

EARLY = 2 * DAY  # how long a credit or a mint can be told before its order is


@dataclass(eq=False, slots=True, kw_only=True)
class Case:
    """An order and what was found for it. credit: None until it is paid, and again once an unused payment is back."""

    order: Order
    at: int
    credit: Credit | None = None
    mint: Minted | None = None

    @property
    def cents(self) -> int:
        """What its payment comes to."""
        return self.order.amount // UNITS_PER_CENT + self.order.fee

    @property
    def is_paid(self) -> bool:
        """By money that did not go back."""
        return self.credit is not None and not self.credit.returned_at


@dataclass(eq=False, slots=True, kw_only=True)
class Credit:
    """A bank's credit and the orders that it pays; more than one where the payer named them all and paid their sum."""

    entry: BankEntry
    at: int
    cases: list[Case] = field(default_factory=list)
    differs: bool = False
    returned_at: int = 0

    @property
    def subject(self) -> str:
        return f"{self.entry.bank}/{self.entry.entry}"

    @property
    def final_at(self) -> int:
        """When it can't be returned any more."""
        by_rail = rail(self.entry.rail)
        if self.entry.final_at is not None and not by_rail.returns_days:
            return self.entry.final_at
        return max(by_rail.final_at(self.entry.value_at), self.entry.final_at or 0)

    def is_from(self, case: Case) -> bool:
        """Whether its payer can be the order's; a bank that names none leaves that open."""
        return not self.entry.counterparty or plain(self.entry.counterparty) == plain(case.order.debtor)


@dataclass(eq=False, slots=True, kw_only=True)
class Minted:
    """A mint of the chain, seen `at`; `number` tells two of one transaction apart."""

    fact: Mint
    at: int
    number: int
    case: Case | None = None

    @property
    def subject(self) -> str:
        return self.fact.tx or f"mint {self.number}"


def is_loose(credit: Credit, now: int) -> bool:
    return not credit.returned_at and is_overdue(credit.at, now)


def in_time(case: Case, at: int) -> bool:
    return case.order.placed_at - EARLY <= at


def waits(case: Case, at: int) -> bool:
    """Whether the order should have been filled at that time."""
    credit = case.credit
    if credit is None or credit.returned_at or credit.differs or len(credit.cases) > 1:
        return False
    return case.mint is None and credit.final_at <= at and in_time(case, at)


def is_early(case: Case, now: int | None = None) -> bool:
    """Whether it was filled before its money was final; with `now`, whether that money is not final even now."""
    mint, credit = case.mint, case.credit
    if mint is None or credit is None or credit.returned_at or credit.differs or len(credit.cases) > 1:
        return False
    return credit.final_at > (mint.at if now is None else max(mint.at, now))


def take_mint(case: Case, other: Case, mint: Minted) -> None:
    other.mint, case.mint, mint.case = None, mint, case


def ready_at(case: Case) -> int:
    """Since when nothing is missing but the mint."""
    return max(case.at, case.credit.at, case.credit.final_at) if case.credit is not None else case.at


def rank(case: Case, at: int) -> tuple[int, int]:
    """Of orders alike: first those whose money was final, then those whose money may be on its way, by age."""
    if waits(case, at):
        return 0, case.order.placed_at
    return (1, case.order.placed_at) if case.credit is None else (2, case.credit.final_at)


def unlink(case: Case) -> None:
    credit = case.credit
    if credit is not None:
        credit.cases.remove(case)
        case.credit = None


def another_amount(credit: Credit) -> Difference:
    case, entry = credit.cases[0], credit.entry
    why = f"The order {case.order.id} is paid with {case.cents} cents, and {entry.amount} came in."
    amount = entry.amount - case.cents
    return Difference(
        kind="credit of another amount", subject=credit.subject, amount=amount, unit="cents", since=credit.at, why=why
    )
