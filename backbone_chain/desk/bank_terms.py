"""What a bank takes, when it works, what it asks for a payment and how often it is wrong."""

from __future__ import annotations

from dataclasses import dataclass

from backbone_chain.desk.calendar import CUT_OFF_HOUR, DAY, date_of, is_business_day
from backbone_chain.desk.rails import RAILS, rail
from backbone_chain.errors import DeskError

HOUR = 3600
SLIPS = ("wrong", "duplicate", "missing", "late", "again")


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

    def executed_at(self, at: int, by: str) -> int:
        """When what is given at a time is booked: at once while the rail or the bank is open, else as it opens."""
        if rail(by).always_open or self._is_open(at):
            return at
        day = at // DAY * DAY
        opening = day if at < day + self.opens * HOUR else day + DAY
        while not is_business_day(date_of(opening)):
            opening += DAY
        return opening + self.opens * HOUR

    def _is_open(self, at: int) -> bool:
        return is_business_day(date_of(at)) and self.opens * HOUR <= at % DAY < self.closes * HOUR

    def fee_of(self, by: str) -> int:
        """What a payment costs, cents."""
        return rail(by).fee if self.fee is None else self.fee
