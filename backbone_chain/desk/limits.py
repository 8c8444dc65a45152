"""The limits that a reserve has to keep, and which of them it breaks."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from backbone_chain.desk.reserves import BILL, CASH, FUND, ISSUER, KINDS, REPO, Book


@dataclass(frozen=True, kw_only=True, slots=True)
class Limits:
    """Shares are of the reserve's conservative value; days are calendar days.

    The longest maturity is that of the United States' law for payment stablecoins (93 days); the others are a prudent
    issuer's own. kinds: what may be held at all, and its largest share.
    """

    bank_share: float = 0.10
    uninsured_share: float = 0.25
    kinds: Mapping[str, float] = dataclasses.field(default_factory=lambda: {CASH: 0.4, BILL: 1.0, REPO: 0.8, FUND: 0.8})
    longest_days: int = 93
    average_days: float = 60.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Breach:
    """A limit that is broken: which, by what, and by how much, in a sentence."""

    limit: str
    subject: str
    says: str


def breaches(book: Book, today: datetime.date, limits: Limits | None = None) -> list[Breach]:
    """Every limit that the book breaks on this day, in a fixed order."""
    chosen = limits or Limits()
    return [*_banks(book, chosen), *_kinds(book, chosen), *_maturities(book, today, chosen), *_segregation(book)]


def _banks(book: Book, limits: Limits) -> Iterator[Breach]:
    total, cash = book.value(), [position for position in book.reserve if position.kind == CASH]
    banks: dict[str, int] = {}
    for position in cash:
        banks[position.place] = banks.get(position.place, 0) + position.value
    for bank, cents in banks.items():
        if cents > total * limits.bank_share:
            says = f"{cents / total:.1%} of the reserve is cash at {bank}; the limit is {limits.bank_share:.0%}."
            yield Breach(limit="single-bank", subject=bank, says=says)
    uninsured = sum(max(0, position.value - position.insured) for position in cash)
    if uninsured > total * limits.uninsured_share:
        says = f"{uninsured / total:.1%} of the reserve is uninsured cash; the limit is {limits.uninsured_share:.0%}."
        yield Breach(limit="uninsured", subject="cash", says=says)


def _kinds(book: Book, limits: Limits) -> Iterator[Breach]:
    total = book.value()
    for kind, cents in book.by("kind").items():
        most = limits.kinds.get(kind, 0.0)
        if cents > total * most:
            rule = f"the limit is {most:.0%}" if kind in KINDS else "it may not be held at all"
            says = f"{cents / total:.1%} of the reserve is in {kind}; {rule}."
            yield Breach(limit="instrument", subject=kind, says=says)


def _maturities(book: Book, today: datetime.date, limits: Limits) -> Iterator[Breach]:
    for position in book.reserve:
        days = position.days(today)
        if days > limits.longest_days:
            says = f"{position.cusip or position.kind} falls due in {days} days; the limit is {limits.longest_days}."
            yield Breach(limit="maturity", subject=position.cusip or position.place, says=says)
    average = book.average_days(today)
    if average > limits.average_days:
        says = f"The reserve falls due in {average:.1f} days on average; the limit is {limits.average_days:g}."
        yield Breach(limit="average-maturity", subject="reserve", says=says)


def _segregation(book: Book) -> Iterator[Breach]:
    """The issuer's own money in an account of the reserve, and reserves that serve somebody else as security."""
    own = {(position.place, position.account) for position in book.positions if position.owner == ISSUER}
    for position in book.reserve:
        if (position.place, position.account) in own:
            says = f"Account {position.account or '(unnamed)'} at {position.place} holds the issuer's own money too."
            yield Breach(limit="segregation", subject=position.place, says=says)
        if position.pledged:
            says = f"{position.pledged} cents at {position.place} serve somebody else as security; they don't count."
            yield Breach(limit="pledged", subject=position.place, says=says)
