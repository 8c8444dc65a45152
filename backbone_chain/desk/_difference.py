"""What two books say differently at one moment, and how long each side may still be on its way."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal

from backbone_chain.desk.calendar import CUT_OFF_HOUR, DAY, business_days_after

ISSUANCE, PAYMENTS = "issuance desk", "payments desk"
BANKING, CHAIN, TREASURY = "bank operations", "chain operations", "treasury operations"
OWNERS = {
    "mint without order": ISSUANCE,
    "mint without credit": ISSUANCE,
    "mint of another amount": ISSUANCE,
    "mint twice for one order": ISSUANCE,
    "credit matched to two orders": ISSUANCE,
    "returned payment after the mint": ISSUANCE,
    "order paid and never minted": ISSUANCE,
    "credit without order": BANKING,
    "credit of another amount": BANKING,
    "duplicate bank entry": BANKING,
    "debit without payment": BANKING,
    "statement missing": BANKING,
    "burn without request": PAYMENTS,
    "burn never paid": PAYMENTS,
    "payout twice": PAYMENTS,
    "payout of another amount": PAYMENTS,
    "payout without burn": PAYMENTS,
    "payout to another account": PAYMENTS,
    "supply against booked mints minus burns": CHAIN,
    "reserves below supply": TREASURY,
}
WORDS = re.compile(r"[^\s,;]+")


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """Something that stands against the books now; a break once it is noted when it was found."""

    kind: str
    subject: str
    amount: int
    unit: Literal["cents", "base"]
    since: int
    why: str


@cache
def _cut_off_after(day: int, late: bool, days: int) -> int:
    return business_days_after(day * DAY + CUT_OFF_HOUR * 3600 * late, days)


def cut_off_after(at: int, days: int = 0) -> int:
    """As `business_days_after`, remembered by day: the next cut-off after `at`, or that of so many days later."""
    return _cut_off_after(at // DAY, at % DAY >= CUT_OFF_HOUR * 3600, days)


def is_overdue(since: int, now: int) -> bool:
    """Whether a statement cycle has passed: what is still missing then is not on its way."""
    return since < now and cut_off_after(since, 1) <= now


def words(reference: str) -> Iterator[str]:
    """The references that a payer's text may name: all of it, each word, and each part of a word between slashes."""
    yield reference.strip().casefold()
    for word in WORDS.findall(reference.casefold()):
        yield word.strip(".:()#")
        yield from (part for part in word.split("/") if "/" in word)


def day(at: int) -> str:
    """A time's date, for a sentence."""
    return datetime.datetime.fromtimestamp(at, datetime.UTC).date().isoformat()
