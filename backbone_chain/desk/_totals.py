"""Sums against sums: supply against booked mints and burns, reserves against supply, and statements that never came."""

from __future__ import annotations

import datetime
from bisect import bisect_right
from collections.abc import Iterable, Iterator

from backbone_chain.desk._difference import Difference
from backbone_chain.desk.calendar import CUT_OFF_HOUR, date_of, is_business_day
from backbone_chain.model import Burn, Mint, Redeemed, ReserveAttested, StatementBalance, SupplyRead, Wiped

ALL_CHAINS = "all chains"


class Supplies:
    """What each contract says that is out, against what was booked; the first read before any mint is the opening.

    A difference that is gone by the next cut-off is told there once, and closed at the one after it.
    """

    def __init__(self) -> None:
        self._booked: dict[str, int] = {}
        self._burned: dict[tuple[str, str, str, int], list[int]] = {}
        self._reads: dict[str, list[tuple[int, int]]] = {}
        self._pending: dict[str, tuple[int, int]] = {}
        self._standing: dict[str, Difference] = {}
        self._passed: list[Difference] = []
        self._shown: list[str] = []

    def until(self, at: int) -> None:
        """All that is told from now on is later than `at`, so reads before it can be compared."""
        for contract, (when, amount) in [*self._pending.items()]:
            if when < at:
                del self._pending[contract]
                self._compare(contract, when, amount)

    def _compare(self, contract: str, at: int, amount: int) -> None:
        booked = self._booked.setdefault(contract, amount)
        before = self._standing.pop(contract, None)
        if amount == booked:
            self._passed += [before] if before is not None and contract not in self._shown else []
            return
        since = before.since if before is not None else at
        why = f"The chain says {amount} base units, and the mints less the burns that were seen come to {booked}."
        self._standing[contract] = Difference(
            kind="supply against booked mints minus burns",
            subject=contract or "supply",
            amount=amount - booked,
            unit="base",
            since=since,
            why=why,
        )

    def mint(self, fact: Mint) -> None:
        """Add a mint."""
        self._booked[fact.contract] = self._booked.get(fact.contract, 0) + fact.amount

    def burn(self, fact: Burn | Redeemed | Wiped) -> None:
        """Take a burn off; one that is told as a burn and as a redemption or a wipe counts once."""
        key = (fact.contract, fact.tx, fact.holder.lower(), fact.amount)
        told = self._burned.setdefault(key, [0, 0])
        before = max(told)
        told[isinstance(fact, Burn)] += 1
        if max(told) > before:
            self._booked[fact.contract] = self._booked.get(fact.contract, 0) - fact.amount

    def read(self, fact: SupplyRead, at: int) -> None:
        """Note what the contract says at the end of a block."""
        self._pending[fact.contract] = (at, fact.amount)
        self._reads.setdefault(fact.contract, []).append((at, fact.amount))

    def at(self, time: int) -> int | None:
        """Of all contracts together at a time; None before the first read."""
        known = [_last(reads, time) for reads in self._reads.values()]
        amounts = [amount for amount in known if amount is not None]
        return sum(amounts) if amounts else None

    def differences(self) -> Iterator[Difference]:
        """What stands now, and what stood since last asked."""
        passed, self._passed, self._shown = self._passed, [], [*self._standing]
        yield from passed
        yield from self._standing.values()


def _last(reads: list[tuple[int, int]], time: int) -> int | None:
    place = bisect_right(reads, time, key=lambda read: read[0])
    return reads[place - 1][1] if place else None


class Reserves:
    """The last attestation, against the supply at the time that it is about."""

    def __init__(self, supplies: Supplies) -> None:
        self._supplies = supplies
        self._told: list[ReserveAttested] = []
        self._since: int | None = None

    def attested(self, fact: ReserveAttested) -> None:
        """Note an attestation."""
        self._told.append(fact)

    def differences(self) -> Iterator[Difference]:
        """The first attestation that is too low since last asked, or else what stood before."""
        for fact in self._told:
            supply = self._supplies.at(fact.as_of)
            if supply is None or fact.amount >= supply:
                self._since = None
                continue
            self._since = fact.as_of if self._since is None else self._since
            why = f"{fact.amount} base units are attested, and {supply} are out."
            yield Difference(
                kind="reserves below supply",
                subject=ALL_CHAINS,
                amount=fact.amount - supply,
                unit="base",
                since=self._since,
                why=why,
            )
        self._told = self._told[-1:]


class Statements:
    """Which banks made a statement of which day. banks: those that must; and every one that made one, from then on."""

    def __init__(self, banks: Iterable[str]) -> None:
        self._told: dict[str, set[datetime.date]] = {bank: set() for bank in banks}
        self._missing: dict[tuple[str, datetime.date], Difference] = {}
        self._last: datetime.date | None = None
        self._end = datetime.date.max

    def told(self, fact: StatementBalance) -> None:
        """Note a statement; midnight belongs to the day that it ends."""
        date = date_of(fact.as_of - 1)
        self._told.setdefault(fact.bank, set()).add(date)
        self._missing.pop((fact.bank, date), None)

    def end(self, now: int) -> None:
        """None is expected of this day and later ones."""
        self._end = date_of(now)

    def differences(self, now: int) -> Iterator[Difference]:
        """At a cut-off: the statements of the business day before that have not come, and those of before it."""
        date = self._last
        if date is not None and date < self._end:
            for bank, dates in self._told.items():
                if date not in dates and not (dates and date < min(dates)):
                    self._missing[bank, date] = _missing(bank, date)
        self._last = date_of(now) if is_business_day(date_of(now)) else self._last
        yield from self._missing.values()


def _missing(bank: str, date: datetime.date) -> Difference:
    close = datetime.datetime.combine(date, datetime.time(CUT_OFF_HOUR), datetime.UTC)
    why = f"No statement of {bank} for {date.isoformat()} has come."
    since = int(close.timestamp())
    subject = f"{bank} {date.isoformat()}"
    return Difference(kind="statement missing", subject=subject, amount=0, unit="cents", since=since, why=why)
