"""mint-velocity: more minted in a time than ever before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, Mint, Observation, Severity
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._bucket import Bucket
from backbone_chain.watchers._orders import Orders


class MintVelocity(Watcher):
    """Mints above a bucket that is fitted to history; info with a weight, for it proves nothing (W7).

    Many times as much is what no issuer means: high from ten times, critical from a thousand. Built on Paxos
    (2025-10-15: 300 trillion PYUSD by the usual minter's hand) and Tether (2019-07-13: 5 billion for 50 million).

    The bucket empties with every mint and refills steadily. Without a fitted one, its capacity is the most that was
    minted in one window so far, and a fifth more, once enough was seen; what was too much counts a week later. Ordered
    mints count, and are never said.
    Calibrated on USDP: 200 million with a refill of 8 times the daily mean was not passed in 4.2 years.
    """

    needs = (Mint,)
    blind_spots = "A theft slower than the refill; the first week of a token without a fitted bucket."
    stage = "mint"
    first_do = "Compare the day's mints with the desk's orders, and lower the minter's allowance until that is done."
    defaults: ClassVar[dict[str, Any]] = {
        "capacity": 0,  # base units; 0 is learned: 1.2 x the largest window seen
        "refill_per_day": 0,  # base units; 0 is one capacity a window
        "window_seconds": 86_400,
        "margin": 1.2,  # over the maximum of history: the bound that was measured
        "learn_seconds": 7 * 86_400,  # a week, so that its days are all in it
        "weight": 1,
        "usual_mints": 30,  # fewer say nothing of what is usual, unless the bucket is fitted
        "times_high": 10,  # Tether's slip was a hundred times what was meant; a guess until it is fitted
        "times_critical": 1_000,  # nobody means that; PYUSD's slip was 300 trillion
    }

    def start(self) -> dict[str, Any]:
        """What the bucket keeps, and how many mints there were."""
        state: dict[str, Any] = {"mints": 0}
        Bucket(state, self.settings)
        return state

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each mint out of the bucket."""
        orders = Orders(self.state)
        orders.learn(observation)
        for fact in self.own(observation):
            if isinstance(fact, Mint) and fact.amount:
                ordered = orders.armed and orders.cover(observation, fact).fine
                yield from self._draw(observation, fact, ordered)
                self.state["mints"] += 1

    def _draw(self, observation: Observation, mint: Mint, ordered: bool) -> Iterator[Finding]:
        result = Bucket(self.state, self.settings).draw(observation.timestamp, mint.amount, excused=ordered)
        if not result.over or ordered:
            return
        evidence = {"amount": mint.amount, "drawn": result.drawn, "capacity": result.capacity, "to": mint.to}
        minted = f"{mint.minter} minted {mint.amount}, and with what came shortly before that is"
        times = result.drawn // max(1, result.capacity or 0)
        severity = self._severity(times)
        if severity is Severity.INFO:
            says, weight = f"{minted} more than is usual.", self.settings["weight"]
            yield self.finding(observation, mint, severity, mint.minter, says, **evidence, weight=weight)
        else:
            says = f"{minted} {times:,} times what is usual."
            yield self.finding(observation, mint, severity, mint.minter, says, **evidence)

    def _severity(self, times: int) -> Severity:
        """By how many times the bucket was too small."""
        if self.state["mints"] < self.settings["usual_mints"] and not self.settings["capacity"]:
            return Severity.INFO
        grades = {Severity.CRITICAL: "times_critical", Severity.HIGH: "times_high"}
        return next((grade for grade, least in grades.items() if times >= self.settings[least]), Severity.INFO)
