"""privilege-closure-changed: somebody else can now reach a power, however far around."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from typing import Any, NamedTuple

from backbone_chain.model import Finding, Observation, PrivilegeRead, SafeChanged, Severity, SlotRead
from backbone_chain.watchers._base import Planned, Watcher

STOPS = ("pause", "freeze")
MINTS, PAUSES, FREEZES = ("mint",), ("pause",), ("freeze",)
REACHED_BY = {
    "role:minter": MINTS,
    "role:bridge": MINTS,
    "role:minter_admin": MINTS,
    "minter-allowance": MINTS,
    "role:pauser": PAUSES,
    "role:unpauser": PAUSES,
    "role:freezer": FREEZES,
    "role:unfreezer": FREEZES,
    "role:seizer": FREEZES,
}
"""Tickets that explain one power only; a ticket for any other key explains all that the key reaches."""
OF_SAFES = ("threshold", "singleton", "master copy", "guard", "modules", "module", "owners", "owner")
ALIASES = {"owners": ("owner", "safe-owner"), "modules": ("module",), "owner": ("owners", "safe-owner")}
ALIASES |= {"module": ("modules",), "singleton": ("master copy",), "master copy": ("singleton",)}
HASHED = ("owners", "modules")
OUTRIGHT = ("singleton", "master copy", "module", "modules")
ADDRESS_DIGITS = 40


class _Change(NamedTuple):
    """What of which Safe went from what to what; empty is zero."""

    safe: str
    what: str
    old: str
    new: str


class PrivilegeClosureChanged(Watcher):
    """The accounts that can reach mint, upgrade, pause or freeze changed outside a ticket (W10).

    Owners of owners, Safe owners, thresholds, modules, guards and master copies included. The first read of each is
    learned. Somebody who joins is critical, for the powers that only stop high; somebody who leaves is info. Built on
    pGALA (2022-11-03: the proxy admin's owner), Bybit (2025-02-21: a delegatecall that rewrote slot 0 of the Safe) and
    Radiant (2024-10-16).
    """

    needs = (PrivilegeRead,)
    blind_spots = (
        "Keys behind an address: two that one person holds, or one that two hold; powers behind contracts that the "
        "closure can't take apart; what is given and taken back between two reads."
    )
    stage = "privilege"
    first_do = "Ask the holders of the keys whether they meant it; if not, take the way in away, and pause until then."

    def start(self) -> dict[str, Any]:
        """`closure`: power -> [accounts by their small letters, block of the last read].

        `slots`: "safe what" -> [word, block].
        """
        return {"closure": {}, "slots": {}, "plans": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each read against the one before it, and against the tickets."""
        Planned(self.state).learn(observation)
        for fact in observation.facts:
            if isinstance(fact, PrivilegeRead):
                yield from self._closure(observation, fact)
            elif isinstance(fact, SlotRead) and fact.slot in OF_SAFES:
                yield from self._slot(observation, fact)
            elif isinstance(fact, SafeChanged):
                change = _Change(fact.safe, fact.what.lower(), fact.old, fact.new)
                yield from self._safe(observation, fact, change, observation.block)

    def _closure(self, observation: Observation, read: PrivilegeRead) -> Iterator[Finding]:
        now = {account.lower(): account for account in read.accounts}
        place = f"{read.power} {read.contract.lower()}"
        before, last_read = self.state["closure"].get(place, (None, 0))
        self.state["closure"][place] = [now, observation.block]
        if before is None:
            return
        for account in (now[key] for key in now if key not in before):
            if not self._ticket(read.power, account, observation.block, last_read + 1):
                says = f"{account} can now reach the power to {read.power}, and no ticket says so."
                severity = Severity.HIGH if read.power in STOPS else Severity.CRITICAL
                evidence = {"power": read.power, "joined": account, "before": len(before), "now": len(now)}
                yield self._place(self.finding(observation, read, severity, account, says, **evidence), read.power)
        for account in (before[key] for key in before if key not in now):
            says = f"{account} can no longer reach the power to {read.power}."
            evidence = {"power": read.power, "left": account, "before": len(before), "now": len(now)}
            yield self._place(self.finding(observation, read, Severity.INFO, account, says, **evidence), read.power)

    def _place(self, finding: Finding, power: str) -> Finding:
        """One account can join two powers in one block: these are two findings."""
        return dataclasses.replace(finding, key=f"{finding.key}{power}")

    def _ticket(self, power: str, account: str, block: int, since: int) -> bool:
        for what, new in Planned(self.state).live(block, since):
            if what.startswith("privilege:") and what != f"privilege:{power}":
                continue
            if new.partition("=")[0] == account.lower() and power in REACHED_BY.get(what, (power,)):
                return True
        return False

    def _slot(self, observation: Observation, read: SlotRead) -> Iterator[Finding]:
        place, word = f"{read.contract.lower()} {read.slot}", read.value.lower()
        old, last_read = self.state["slots"].get(place, (None, 0))
        self.state["slots"][place] = [word, observation.block]
        if old is not None and old != word:
            yield from self._safe(observation, read, _Change(read.contract, read.slot, old, word), last_read + 1)

    def _safe(
        self, observation: Observation, fact: SlotRead | SafeChanged, change: _Change, since: int
    ) -> Iterator[Finding]:
        if _number(change.old) == _number(change.new) or self._safe_ticket(change, observation.block, since):
            return
        lower = change.what == "threshold" and _is_less(change.new, change.old)
        unguarded = change.what == "guard" and not _number(change.new)
        outright = change.what in OUTRIGHT and _number(change.new)
        severity = Severity.CRITICAL if lower or unguarded or outright else Severity.HIGH
        says = f"The {change.what} of the Safe {change.safe} went from {_told(change.old)} to {_told(change.new)}; "
        says += f"{_meaning(change)}, and no ticket says so."
        evidence = {"what": change.what, "old": change.old, "new": change.new}
        finding = self.finding(observation, fact, severity, change.safe, says, **evidence)
        yield dataclasses.replace(finding, key=f"{finding.key}{change.what}")

    def _safe_ticket(self, change: _Change, block: int, since: int) -> bool:
        """By name and value; for the hash of a list, by name alone."""
        names = (change.what, *ALIASES.get(change.what, ()))
        for what, new in Planned(self.state).live(block, since):
            if what in names and (change.what in HASHED or _same(new, change)):
                return True
        return False


def _same(planned: str, change: _Change) -> bool:
    """Whether a ticket's value is the new one, or for something that is taken away the old one."""
    wanted = change.new if _number(change.new) else change.old
    return planned in (change.new.lower(), change.old.lower()) or _number(planned) in (
        _number(change.new),
        _number(wanted),
    )


def _number(value: str) -> int | str:
    """A word, an address or a decimal as a number, so that one value is equal in all three."""
    try:
        return int(value or "0", 16 if value.lower().startswith("0x") else 10)
    except ValueError:
        return value.lower()


def _is_less(value: str, other: str) -> bool:
    one, two = _number(value), _number(other)
    return isinstance(one, int) and isinstance(two, int) and one < two


def _told(value: str) -> str:
    number = _number(value)
    return str(number) if isinstance(number, str) or number < 2**16 else f"0x{number:040x}"[-ADDRESS_DIGITS - 2 :]


def _meaning(change: _Change) -> str:
    match change.what:
        case "threshold":
            return f"{_told(change.new)} keys are now enough"
        case "guard":
            return "nothing checks its transactions any more" if not _number(change.new) else "something else checks it"
        case "singleton" | "master copy":
            return "other code now decides what it does"
        case "module" | "modules":
            return "a module can act for it without its owners' signatures"
    return "other keys sign for it"
