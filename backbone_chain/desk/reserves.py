"""The reserve book: what is held where, what it is surely worth, and how soon it can be paid out; amounts in cents."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import NamedTuple

from backbone_chain.errors import UsageError
from backbone_chain.model import BookBalance

CASH, BILL, REPO, FUND = "cash", "treasury-bill", "repo", "government-fund"
KINDS = (CASH, BILL, REPO, FUND)
IN_WORDS = {
    CASH: "cash at banks",
    BILL: "US Treasury bills",
    REPO: "overnight loans against US Treasuries (repo)",
    FUND: "government money market funds",
}
RESERVE, ISSUER = "reserve", "issuer"
DISCOUNT_DAYS = 360  # of the year by which Treasury bills are quoted
BASIS_POINTS = 10_000
UNITS_PER_CENT = 10_000  # base units of a token with six decimals
CUSIP_DIGITS = 9
LETTERS = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*@#"


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """One account or one lot.

    place: the bank or custodian. nominal: what it pays in the end, for a bill its face. market: what it would bring
    today. insured, pledged: parts of it that an insurer covers, and that serve somebody else as security. owner:
    `reserve`, or `issuer` for the issuer's own money. account: its number at the place. blocked: it can't be had.
    """

    place: str
    kind: str
    nominal: int
    market: int
    account: str = ""
    owner: str = RESERVE
    insured: int = 0
    pledged: int = 0
    cusip: str = ""
    maturity: datetime.date | None = None
    yield_basis_points: int = 0
    blocked: bool = False

    def __post_init__(self) -> None:
        """Raises: UsageError for amounts below zero, a bill without CUSIP and maturity, or a mistyped CUSIP."""
        for name in ("nominal", "market", "insured", "pledged"):
            if getattr(self, name) < 0:
                raise UsageError(
                    f"A position at {self.place} has {name} = {getattr(self, name)}; give cents, 0 or more."
                )
        if self.kind == BILL and self.maturity is None:
            raise UsageError(f"A Treasury bill at {self.place} has no maturity; give the day that it falls due.")
        if self.kind == BILL and not is_cusip(self.cusip):
            raise UsageError(
                f"{self.cusip!r} at {self.place} is no CUSIP: nine signs, of which the last checks the rest."
            )

    @property
    def value(self) -> int:
        """The lower of nominal and market, less what is pledged: what can surely be counted on."""
        return max(0, min(self.nominal, self.market) - self.pledged)

    def days(self, today: datetime.date) -> int:
        """Calendar days until it falls due; 0 for what is there already."""
        return max(0, (self.maturity - today).days) if self.maturity else 0


def is_cusip(text: str) -> bool:
    """Whether a CUSIP's last digit is right (ANSI X9.6: each second value doubled, digits added, modulus 10)."""
    if len(text) != CUSIP_DIGITS or not text[-1].isdigit() or any(sign not in LETTERS for sign in text):
        return False
    return text[-1] == check_digit(text[:-1])


def check_digit(eight: str) -> str:
    """The ninth sign of a CUSIP."""
    values = [LETTERS.index(sign) * (1 + place % 2) for place, sign in enumerate(eight)]
    return str(-sum(value // 10 + value % 10 for value in values) % 10)


def bill_price(face: int, yield_basis_points: int, days: int) -> int:
    """What a Treasury bill of this face is worth, by bank discount on a year of 360 days, rounded down to the cent."""
    return face - -(-face * yield_basis_points * days // (BASIS_POINTS * DISCOUNT_DAYS))


class Rung(NamedTuple):
    """What can be paid out after so many business days, cents, all earlier rungs in it."""

    days: int
    cents: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Haircuts:
    """What is lost when something is sold early, basis points by kind, and the business days that it takes."""

    basis_points: Mapping[str, int] = dataclasses.field(default_factory=lambda: {CASH: 0, REPO: 0, FUND: 0, BILL: 5})
    days: Mapping[str, int] = dataclasses.field(default_factory=lambda: {CASH: 0, REPO: 1, FUND: 0, BILL: 1})


class Book:
    """All positions, the issuer's own included, so that they can be told apart."""

    def __init__(self, positions: Iterable[Position] = ()) -> None:
        self._positions: list[Position] = list(positions)

    @property
    def positions(self) -> tuple[Position, ...]:
        """In the order in which they were booked."""
        return tuple(self._positions)

    @property
    def reserve(self) -> tuple[Position, ...]:
        """The positions that belong to the holders of the token."""
        return tuple(position for position in self._positions if position.owner == RESERVE)

    def add(self, position: Position) -> None:
        """One more account or lot."""
        self._positions.append(position)

    def replace(self, old: Position, new: Position) -> None:
        """Another state of the same account or lot. Raises: UsageError when the old one isn't in the book."""
        if old not in self._positions:
            raise UsageError(f"There is no such position at {old.place} in the book.")
        self._positions[self._positions.index(old)] = new

    def value(self) -> int:
        """Conservative value of the reserve, cents; what is blocked still belongs to it, what is pledged doesn't."""
        return sum(position.value for position in self.reserve)

    def by(self, field: str) -> dict[str, int]:
        """Conservative value by `kind` or `place`, cents, largest first."""
        sums: dict[str, int] = {}
        for position in self.reserve:
            sums[getattr(position, field)] = sums.get(getattr(position, field), 0) + position.value
        return dict(sorted(sums.items(), key=lambda each: (-each[1], each[0])))

    def average_days(self, today: datetime.date) -> float:
        """Weighted average maturity in calendar days."""
        total = self.value()
        return sum(position.value * position.days(today) for position in self.reserve) / total if total else 0.0

    def ladder(self, today: datetime.date, haircuts: Haircuts | None = None) -> tuple[Rung, ...]:
        """What can be paid out by when, if everything is sold that can be; what is blocked never."""
        cuts = haircuts or Haircuts()
        rungs: dict[int, int] = {}
        for position in self.reserve:
            if not position.blocked and position.kind in cuts.days:
                day = cuts.days[position.kind]
                matured = position.maturity is not None and position.days(today) == 0
                cut = 0 if matured else cuts.basis_points[position.kind]
                rungs[day] = rungs.get(day, 0) + position.value * (BASIS_POINTS - cut) // BASIS_POINTS
        total, steps = 0, []
        for day in sorted(rungs):
            total += rungs[day]
            steps.append(Rung(day, total))
        return tuple(steps)

    def facts(self, today: datetime.date, as_of: int) -> Iterator[BookBalance]:
        """The reserve as rules see it: one fact for each place and kind, in base units."""
        grouped: dict[tuple[str, str], list[Position]] = {}
        for position in self.reserve:
            grouped.setdefault((position.place, position.kind), []).append(position)
        for (place, kind), held in grouped.items():
            yield BookBalance(
                bank=place,
                instrument=kind,
                amount=sum(position.nominal for position in held) * UNITS_PER_CENT,
                insured=sum(position.insured for position in held) * UNITS_PER_CENT,
                days=max(position.days(today) for position in held),
                as_of=as_of,
            )
