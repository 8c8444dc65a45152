"""Breaks between the reserve book and the banks' statements, each with its age and its owner."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from backbone_chain.desk.reserves import UNITS_PER_CENT, Book
from backbone_chain.model import StatementBalance

OWNER = "treasury operations"


@dataclass(frozen=True, kw_only=True, slots=True)
class Holding:
    """What a bank or custodian says that it holds of one kind, cents, at the time `as_of`."""

    place: str
    kind: str
    cents: int
    as_of: int

    def fact(self) -> StatementBalance:
        """As rules see it, in base units."""
        amount = self.cents * UNITS_PER_CENT
        return StatementBalance(bank=self.place, instrument=self.kind, amount=amount, as_of=self.as_of)


@dataclass(frozen=True, kw_only=True, slots=True)
class ReserveBreak:
    """Book and statement differ at a place since a time; `statement` is None where none came."""

    place: str
    kind: str
    book: int
    statement: int | None
    since: int
    owner: str = OWNER

    @property
    def missing(self) -> int:
        """Cents that the book has and the statement hasn't; below zero the other way round."""
        return self.book - (self.statement or 0)

    def age(self, now: int) -> int:
        """Seconds."""
        return now - self.since


class Comparison:
    """Book against statements, again and again; a break keeps the time at which it was first seen."""

    def __init__(self) -> None:
        self._since: dict[tuple[str, str], int] = {}

    def compare(self, book: Book, statements: Iterable[Holding], now: int) -> list[ReserveBreak]:
        """All open breaks; of several statements of one place and kind the latest counts."""
        booked = _booked(book)
        said: dict[tuple[str, str], Holding] = {}
        for statement in sorted(statements, key=lambda each: each.as_of):
            said[statement.place, statement.kind] = statement
        open_ = [
            self._break(key, booked.get(key, 0), said.get(key), now)
            for key in sorted({*booked, *said})
            if booked.get(key, 0) != (said[key].cents if key in said else None)
        ]
        self._since = {(each.place, each.kind): each.since for each in open_}
        return open_

    def _break(self, key: tuple[str, str], book: int, statement: Holding | None, now: int) -> ReserveBreak:
        cents = statement.cents if statement else None
        return ReserveBreak(place=key[0], kind=key[1], book=book, statement=cents, since=self._since.get(key, now))


def _booked(book: Book) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for position in book.reserve:
        key = (position.place, position.kind)
        sums[key] = sums.get(key, 0) + position.nominal
    return sums
