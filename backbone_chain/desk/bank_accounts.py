"""A bank's accounts: what it booked on them, what it has told of it, and what it got wrong."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from backbone_chain.desk.bank_terms import HOUR, SLIPS, Terms
from backbone_chain.desk.calendar import DAY, business_days_after
from backbone_chain.desk.messages.statements import signed
from backbone_chain.desk.records import BankEntry, Statement
from backbone_chain.errors import DeskError

NEXT_DAY = ("ach", "swift")  # they settle at the cut-off of the next business day
Direction = Literal["credit", "debit"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Slip:
    """What a bank got wrong: which of SLIPS, in which entry, and the reference that it should have."""

    entry: str
    kind: str
    reference: str


class Accounts:
    """The accounts of the bank `name`, each with its opening balance in cents; the first where none is named."""

    def __init__(self, name: str, opening: Mapping[str, int], terms: Terms, seed: int) -> None:
        if not opening:
            raise DeskError(f"The bank {name} has no account.")
        self.name, self.opening, self.terms, self.seed = name, dict(opening), terms, seed
        self.slips: list[Slip] = []
        self._entries: dict[str, list[BankEntry]] = {account: [] for account in opening}
        self._telling: dict[str, list[tuple[int, BankEntry]]] = {account: [] for account in opening}
        self._sums = dict(opening)  # of all that is booked or taken to be booked
        self._coming: dict[str, list[BankEntry]] = {account: [] for account in opening}
        self._closed: dict[str, Statement] = {}
        self._number = 0

    def named(self, account: str | None) -> str:
        """The account, or the first. Raises: DeskError for none of this bank's."""
        known = next(iter(self.opening)) if account is None else account
        if known not in self.opening:
            raise DeskError(f"The bank {self.name} has no account {known!r}.")
        return known

    # --- what is booked

    def book(self, account: str, entry: BankEntry, *, exact: bool = False) -> BankEntry:
        """Book it under the next number, with what the bank gets wrong in it unless it is to be exact."""
        self._number += 1
        name, by, at = f"E{self._number:06}", entry.rail, entry.booked_at
        slip = "" if exact else self._slip(name)
        booked = dataclasses.replace(
            entry,
            entry=name,
            value_at=business_days_after(at, 1) if by in NEXT_DAY else at,
            reference=self._misheard(slip, entry.reference, self._entries[account]),
        )
        if slip in ("late", "again") or booked.reference != entry.reference:
            self.slips.append(Slip(entry=name, kind=slip, reference=entry.reference))
        self._entries[account].append(booked)
        self._sums[account] += signed(booked)
        if booked.direction == "credit":
            self._coming[account].append(booked)
        told = at + (DAY if slip == "late" else 0)
        self._telling[account] += [(told, booked), *([(told + HOUR, booked)] if slip == "again" else [])]
        return booked

    def _slip(self, entry: str) -> str:
        draw = random.Random(f"{self.seed} {self.name} {entry}").random()  # noqa: S311 - mistakes, not secrets
        for kind in SLIPS:
            draw -= getattr(self.terms, kind)
            if draw < 0:
                return kind
        return ""

    def _misheard(self, slip: str, reference: str, before: Sequence[BankEntry]) -> str:
        if slip == "wrong" and reference:
            at = random.Random(f"{self.seed} {reference}").randrange(len(reference))  # noqa: S311 - as above
            return reference[:at] + ("8" if reference[at] != "8" else "3") + reference[at + 1 :]
        if slip == "duplicate" and before:
            return before[-1].reference
        return "" if slip == "missing" else reference

    def drop_from(self, at: int) -> None:
        """Forget what was to be booked then or later."""
        for account, entries in self._entries.items():
            self._entries[account] = [entry for entry in entries if entry.booked_at < at]
            self._sums[account] = self.opening[account] + sum(map(signed, self._entries[account]))
            self._coming[account] = [entry for entry in self._coming[account] if entry.booked_at < at]
            told = self._telling[account]
            self._telling[account] = [(due, entry) for due, entry in told if entry.booked_at < at]

    def find(self, entry: str, direction: Direction) -> tuple[str, BankEntry]:
        """An entry that is no return itself, and its account. Raises: DeskError, also for one that was given back."""
        booked = [(account, each) for account, entries in self._entries.items() for each in entries]
        if any(each.returns == entry for _, each in booked):
            raise DeskError(f"The entry {entry} of {self.name} was given back already.")
        for account, each in booked:
            if (each.entry, each.direction, each.returns) == (entry, direction, ""):
                return account, each
        raise DeskError(f"The bank {self.name} has booked no {direction} {entry!r}.")

    def balance(self, account: str, at: int) -> int:
        """Cents that are booked at a time."""
        return self.opening[account] + sum(signed(each) for each in self._entries[account] if each.booked_at <= at)

    def available(self, account: str, at: int) -> int:
        """Cents that can still be paid: what is there, less what is still to go; ask of later times only."""
        self._coming[account] = [entry for entry in self._coming[account] if entry.booked_at > at]
        return self._sums[account] - sum(entry.amount for entry in self._coming[account])

    # --- what is told

    def tell(self, account: str, now: int) -> list[BankEntry]:
        """What there is to tell since last asked."""
        due = sorted(self._telling[account], key=lambda each: (each[0], each[1].entry))
        self._telling[account] = [each for each in due if each[0] > now]
        return [entry for at, entry in due if at <= now]

    def close(self, account: str, now: int) -> Statement:
        """All that was booked since the last statement and before now. Raises: DeskError for no time at all."""
        last = self._closed.get(account)
        from_ = (
            last.to + 1 if last else min((e.booked_at for e in self._entries[account]), default=now - 1) // DAY * DAY
        )
        if now <= from_:
            raise DeskError(f"There is nothing to state of {account} at {self.name} between {from_} and {now}.")
        booked = [entry for entry in self._entries[account] if from_ <= entry.booked_at < now]
        opening = last.closing if last else self.opening[account]
        made = Statement(
            bank=self.name,
            account=account,
            sequence=last.sequence + 1 if last else 1,
            opening=opening,
            closing=opening + sum(map(signed, booked)),
            from_=from_,
            to=now - 1,
            entries=tuple(sorted(booked, key=lambda each: (each.booked_at, each.entry))),
        )
        self._closed[account] = made
        return made
