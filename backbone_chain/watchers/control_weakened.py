"""control-weakened: a limit, a delay or a brake was loosened, and nobody had announced it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import (
    AdminDelayChanged,
    Finding,
    LimitChanged,
    MinterConfigured,
    Observation,
    RoleRevoked,
    Severity,
    Unpaused,
)
from backbone_chain.watchers._base import Planned, Watcher

FEEDS = ("controller", "feed", "oracle", "gate")  # limits that are another contract, and their numbers its address
DELAYS = ("delay",)
BRAKES = ("pauser", "freezer", "canceller")
LARGEST = tuple(2**bits - 1 for bits in (64, 96, 128, 160, 192, 224, 256))  # the largest numbers of Solidity's types
MEANINGLESS = 2**127  # more than any money, whatever the decimals


class ControlWeakened(Watcher):
    """A limit raised or in effect switched off, a delay cut, a feed replaced, a pause lifted by an unusual key (W11).

    A limit that comes to mean unlimited is critical even with a ticket for something else. Built on Drift
    (2026-03-27: the timelock set to 0, five days before 285 M left), Acala (2022-08-14) and Paxos's rate limiter,
    where a refill of 0 limits nothing. A small raise is info with a weight, so that five per cent a day add up.
    """

    needs = (LimitChanged,)
    blind_spots = (
        "A limit whose change no event tells; a ticket that the attacker wrote; a raise below the factor is a weak "
        "sign, and only three of them in a week page."
    )
    stage = "preparation"
    first_do = "Set it back with the key that can tighten; if that key did it, pause minting and change the key."
    defaults: ClassVar[dict[str, Any]] = {
        "raise_factor": 2,  # at least doubled; a guess until it is fitted to an issuer's own history
    }

    def start(self) -> dict[str, Any]:
        """Admin delay last seen (seconds), keys that lifted a pause before, "kind subject" -> accepted level.

        `last`: "kind subject" -> what it was set to last.
        """
        return {"delay": None, "unpausers": [], "levels": {}, "last": {}, "plans": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each change against its plan."""
        Planned(self.state).learn(observation)
        facts = self.own(observation)
        told = {(fact.tx, fact.subject.lower()) for fact in facts if isinstance(fact, LimitChanged)}
        for fact in facts:
            if isinstance(fact, LimitChanged):
                yield from self._limit(observation, fact)
            elif isinstance(fact, MinterConfigured) and (fact.tx, fact.minter.lower()) not in told:
                yield from self._allowance(observation, fact)
            elif isinstance(fact, RoleRevoked) and fact.role in BRAKES:
                yield from self._revoked(observation, fact)
            elif isinstance(fact, AdminDelayChanged):
                yield from self._delay(observation, fact)
            elif isinstance(fact, Unpaused):
                yield from self._unpaused(observation, fact)

    def _allowance(self, observation: Observation, fact: MinterConfigured) -> Iterator[Finding]:
        """Of a token that tells no limits beside; what is no sentinel is privilege-then-mint's."""
        planned = Planned(self.state).ticket("minter-allowance", f"{fact.minter}={fact.allowance}", observation.block)
        if _means_unlimited(fact.allowance) and not planned:
            says = f"The minter-allowance of {fact.minter} was set to {fact.allowance}, which now means unlimited."
            evidence = {"kind": "minter-allowance", "new": fact.allowance, "by": fact.by}
            yield self.finding(observation, fact, Severity.CRITICAL, fact.minter, says, **evidence)

    def _revoked(self, observation: Observation, fact: RoleRevoked) -> Iterator[Finding]:
        """A brake without its key; a ticket for the role's next holder explains it too."""
        live = Planned(self.state).live(observation.block)
        names, role = (fact.account.lower(), "any"), f"role:{fact.role}"
        if any(what == role or (what == f"revoke:{fact.role}" and new in names) for what, new in live):
            return
        says = f"{fact.account} can no longer act as {fact.role}, and no ticket says so: a brake has one key less."
        yield self.finding(observation, fact, Severity.HIGH, fact.account, says, role=fact.role, by=fact.by)

    def _limit(self, observation: Observation, limit: LimitChanged) -> Iterator[Finding]:
        place = f"{limit.kind} {limit.subject.lower()}"
        level = self.state["levels"].get(place, limit.old)
        if Planned(self.state).ticket(limit.kind, f"{limit.subject}={limit.new}", observation.block):
            self.state["levels"][place] = limit.new or level
            self.state["last"][place] = limit.new
            return
        if any(word in limit.kind for word in (*DELAYS, *FEEDS)) and not _means_unlimited_in(limit):
            yield from self._brake(observation, limit)
            return
        last, self.state["last"][place] = self.state["last"].get(place, limit.old), limit.new
        raised = 0 < level * self.settings["raise_factor"] <= limit.new
        self.state["levels"][place] = self._accepted(level, limit, raised)
        evidence = {"kind": limit.kind, "old": limit.old, "new": limit.new, "by": limit.by}
        if limit.old == limit.new:
            return
        if _means_unlimited_in(limit):
            says = f"The {limit.kind} of {limit.subject} was set to {limit.new}, which now means unlimited."
            yield self.finding(observation, limit, Severity.CRITICAL, limit.subject, says, **evidence)
        elif raised:
            says = f"The {limit.kind} of {limit.subject} was raised from {level} to {limit.new} without a ticket."
            yield self.finding(observation, limit, Severity.HIGH, limit.subject, says, **evidence, level=level)
        elif 0 < max(level, last) < limit.new and limit.old < limit.new:
            says = f"The {limit.kind} of {limit.subject} was raised a little, from {last} to {limit.new}."
            yield self.finding(observation, limit, Severity.INFO, limit.subject, says, **evidence, weight=1)

    def _brake(self, observation: Observation, limit: LimitChanged) -> Iterator[Finding]:
        """Limits that are no amounts: a delay, which a cut weakens, and a contract that is asked."""
        evidence = {"kind": limit.kind, "old": limit.old, "new": limit.new, "by": limit.by}
        if any(word in limit.kind for word in DELAYS):
            if limit.new < limit.old:
                now = "nothing waits any more" if not limit.new else f"it was {limit.old} s"
                says = f"The {limit.kind} of {limit.subject} was cut to {limit.new} s without a ticket; {now}."
                yield self.finding(observation, limit, Severity.CRITICAL, limit.subject, says, **evidence)
        elif limit.old and limit.old != limit.new:  # from none to one is a brake more
            gone = "removed, so that nothing is asked any more" if not limit.new else "replaced"
            severity = Severity.HIGH if limit.new else Severity.CRITICAL
            says = f"The {limit.kind} of {limit.subject} was {gone}, without a ticket, by {limit.by}."
            yield self.finding(observation, limit, severity, limit.subject, says, **evidence)

    def _accepted(self, level: int, limit: LimitChanged, raised: bool) -> int:
        """What the next change is measured against.

        Not what was left of the limit, since an allowance is spent and set anew; not the last of many small raises;
        and not the 0 of a limit that is closed for a while.
        """
        if _means_unlimited_in(limit) or not limit.new:
            return level
        return limit.new if raised or level == 0 else min(level, limit.new)

    def _delay(self, observation: Observation, delay: AdminDelayChanged) -> Iterator[Finding]:
        old = delay.old if delay.old >= 0 else self.state["delay"]
        self.state["delay"] = delay.new
        if (delay.new == 0 and old != 0) or (old is not None and delay.new < old):
            if Planned(self.state).ticket("admin-delay", str(delay.new), observation.block):
                return
            now = "nothing waits any more" if delay.new == 0 else f"it was {old} s"
            says = f"The admin's delay is cut to {delay.new} s; {now}."
            yield self.finding(observation, delay, Severity.CRITICAL, delay.contract, says, old=old, new=delay.new)

    def _unpaused(self, observation: Observation, unpaused: Unpaused) -> Iterator[Finding]:
        known: list[str] = self.state["unpausers"]
        if unpaused.by.lower() in known:
            return
        unusual = bool(known) or Planned(self.state).any("unpause")
        known.append(unpaused.by.lower())
        if Planned(self.state).ticket("unpause", unpaused.by, observation.block):
            return
        severity, word = (
            (Severity.HIGH, "an unusual key") if unusual else (Severity.INFO, "the first key seen to do so")
        )
        says = f"The pause of {unpaused.bit} was lifted by {word}, {unpaused.by}."
        yield self.finding(observation, unpaused, severity, unpaused.by, says)


def _means_unlimited(value: int) -> bool:
    return value in LARGEST or value >= MEANINGLESS


def _means_unlimited_in(limit: LimitChanged) -> bool:
    """By its event's word, or by its size where it is an amount; contracts are addresses, and large numbers."""
    return limit.unlimited or (not any(word in limit.kind for word in FEEDS) and _means_unlimited(limit.new))
