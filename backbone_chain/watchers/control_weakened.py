"""control-weakened: a limit, a delay or a brake was loosened, and nobody had announced it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import AdminDelayChanged, Finding, LimitChanged, Observation, Severity, Unpaused
from backbone_chain.watchers._base import Planned, Watcher

FEEDS = ("supply-controller",)  # limits that are another contract, and their numbers its address


class ControlWeakened(Watcher):
    """A limit raised or in effect switched off, a delay cut, a feed replaced, a pause lifted by an unusual key (W11).

    A limit that comes to mean unlimited is critical even with a ticket for something else. Built on Drift
    (2026-03-27: the timelock set to 0, five days before 285 M left), Acala (2022-08-14) and Paxos's rate limiter,
    where a refill of 0 limits nothing.
    """

    needs = (LimitChanged,)
    defaults: ClassVar[dict[str, Any]] = {
        "raise_factor": 2,  # at least doubled; a guess until it is fitted to an issuer's own history
    }

    def start(self) -> dict[str, Any]:
        """Admin delay last seen (seconds), keys that lifted a pause before, "kind subject" -> accepted level."""
        return {"delay": None, "unpausers": [], "levels": {}, "plans": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each change against its plan."""
        Planned(self.state).learn(observation)
        for fact in observation.facts:
            if isinstance(fact, LimitChanged):
                yield from self._limit(observation, fact)
            elif isinstance(fact, AdminDelayChanged):
                yield from self._delay(observation, fact)
            elif isinstance(fact, Unpaused):
                yield from self._unpaused(observation, fact)

    def _limit(self, observation: Observation, limit: LimitChanged) -> Iterator[Finding]:
        place = f"{limit.kind} {limit.subject.lower()}"
        level = self.state["levels"].get(place, limit.old)
        if Planned(self.state).ticket(limit.kind, f"{limit.subject}={limit.new}", observation.block):
            self.state["levels"][place] = limit.new or level
            return
        raised = 0 < level * self.settings["raise_factor"] <= limit.new
        self.state["levels"][place] = self._accepted(level, limit, raised)
        evidence = {"kind": limit.kind, "old": limit.old, "new": limit.new, "by": limit.by}
        if limit.old == limit.new:
            return
        if limit.unlimited:
            says = f"The {limit.kind} of {limit.subject} was set to {limit.new}, which now means unlimited."
            yield self.finding(observation, limit, Severity.CRITICAL, limit.subject, says, **evidence)
        elif limit.kind in FEEDS:
            if limit.old:  # from none to one is a brake more
                says = f"The {limit.kind} of {limit.subject} was replaced without a ticket, by {limit.by}."
                yield self.finding(observation, limit, Severity.HIGH, limit.subject, says, **evidence)
        elif raised:
            says = f"The {limit.kind} of {limit.subject} was raised from {level} to {limit.new} without a ticket."
            yield self.finding(observation, limit, Severity.HIGH, limit.subject, says, **evidence, level=level)

    def _accepted(self, level: int, limit: LimitChanged, raised: bool) -> int:
        """What the next change is measured against.

        Not what was left of the limit, since an allowance is spent and set anew; not the last of many small raises;
        and not the 0 of a limit that is closed for a while.
        """
        if limit.unlimited or not limit.new:
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
