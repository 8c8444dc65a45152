"""control-weakened: a limit, a delay or a brake was loosened, and nobody had announced it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import AdminDelayChanged, Finding, LimitChanged, Observation, Severity, Unpaused
from backbone_chain.watchers._base import Planned, Watcher


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
        """The admin delay last seen (seconds), the keys that lifted a pause before, the plans."""
        return {"delay": None, "unpausers": [], "plans": []}

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
        if Planned(self.state).ticket(limit.kind, f"{limit.subject}={limit.new}", observation.block):
            return
        evidence = {"kind": limit.kind, "old": limit.old, "new": limit.new, "by": limit.by}
        if limit.unlimited:
            says = f"The {limit.kind} of {limit.subject} was set to {limit.new}, which now means unlimited."
            yield self.finding(observation, limit, Severity.CRITICAL, limit.subject, says, **evidence)
        elif 0 < limit.old * self.settings["raise_factor"] <= limit.new:
            says = f"The {limit.kind} of {limit.subject} was raised from {limit.old} to {limit.new} without a ticket."
            yield self.finding(observation, limit, Severity.HIGH, limit.subject, says, **evidence)

    def _delay(self, observation: Observation, delay: AdminDelayChanged) -> Iterator[Finding]:
        old = delay.old if delay.old >= 0 else self.state["delay"]
        self.state["delay"] = delay.new
        if delay.new == 0 or (old is not None and delay.new < old):
            if Planned(self.state).ticket("admin-delay", str(delay.new), observation.block):
                return
            now = "nothing waits any more" if delay.new == 0 else f"it was {old} s"
            says = f"The admin's delay is cut to {delay.new} s; {now}."
            yield self.finding(observation, delay, Severity.CRITICAL, delay.contract, says, old=old, new=delay.new)

    def _unpaused(self, observation: Observation, unpaused: Unpaused) -> Iterator[Finding]:
        known: list[str] = self.state["unpausers"]
        if unpaused.by in known or Planned(self.state).ticket("unpause", unpaused.by, observation.block):
            return
        severity, word = (Severity.HIGH, "an unusual key") if known else (Severity.INFO, "the first key seen to do so")
        known.append(unpaused.by)
        says = f"The pause of {unpaused.bit} was lifted by {word}, {unpaused.by}."
        yield self.finding(observation, unpaused, severity, unpaused.by, says)
