"""Statements of an account follow each other: none is missing, none overlaps, each opens with the last one's close."""

from __future__ import annotations

import datetime

from backbone_chain.desk.calendar import date_of, is_business_day
from backbone_chain.desk.records import Statement
from backbone_chain.errors import DeskError


class Succession:
    """The last statement of each account; one that doesn't follow is refused and can come again later."""

    def __init__(self) -> None:
        self._last: dict[tuple[str, str], Statement] = {}

    def take(self, statement: Statement) -> bool:
        """Whether it is new; the same one again is nothing. Raises: DeskError for a gap or an overlap."""
        key = (statement.bank, statement.account)
        last = self._last.get(key)
        if last == statement:
            return False
        if last is not None:
            _follow(last, statement)
        self._last[key] = statement
        return True


def _follow(last: Statement, statement: Statement) -> None:
    """Raises: DeskError for one that doesn't follow the last one."""
    what = f"Statement {statement.sequence} of {statement.bank} for {statement.account}"
    if statement.sequence <= last.sequence:
        raise DeskError(f"{what} comes after number {last.sequence}; it was taken before, or its number is wrong.")
    if statement.sequence > last.sequence + 1:
        missing = _numbers(last.sequence + 1, statement.sequence - 1)
        raise DeskError(f"{what} leaves a gap: {missing} did not come.")
    if statement.from_ < last.to:
        raise DeskError(
            f"{what} overlaps number {last.sequence}, which ends at {last.to}; it begins at {statement.from_}."
        )
    if day := _skipped(last.to, statement.from_):
        raise DeskError(f"{what} leaves a gap: no statement tells of {day}.")
    if statement.opening != last.closing:
        raise DeskError(
            f"{what} opens with {statement.opening} cents; number {last.sequence} closed with {last.closing}."
        )
    known = {entry.entry for entry in last.entries}
    if again := next((entry.entry for entry in statement.entries if entry.entry in known), None):
        raise DeskError(f"{what} holds entry {again}, which number {last.sequence} holds already.")


def _numbers(first: int, last: int) -> str:
    return f"number {first}" if first == last else f"numbers {first} to {last}"


def _skipped(ended: int, begins: int) -> datetime.date | None:
    """The first business day that lies wholly between."""
    day = date_of(ended + 1)
    while day < date_of(begins):
        if is_business_day(day):
            return day
        day += datetime.timedelta(days=1)
    return None
