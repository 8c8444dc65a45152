"""mint-velocity: more minted in a time than ever before."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, Mint, Observation, Severity
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._orders import Orders


class MintVelocity(Watcher):
    """Mints above a bucket that is fitted to history; info with a weight, for it proves nothing (W7).

    The bucket empties with every mint and refills steadily. Without a fitted one, its capacity is the most that was
    minted in one window so far, and a fifth more, once enough was seen. Ordered mints count, and are never said.
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
    }

    def start(self) -> dict[str, Any]:
        """`drawn`: what the bucket lacks, and when. `window`: its number and what was minted in it. `most`: of one.

        `first`: time of the first mint.
        """
        return {"first": None, "drawn": [0, 0], "window": [0, 0], "most": 0}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each mint out of the bucket."""
        orders = Orders(self.state)
        orders.learn(observation)
        for fact in self.own(observation):
            if isinstance(fact, Mint) and fact.amount:
                ordered = orders.armed and orders.cover(observation, fact).fine
                yield from self._draw(observation, fact, ordered)

    def _draw(self, observation: Observation, mint: Mint, ordered: bool) -> Iterator[Finding]:
        now, capacity = observation.timestamp, self._capacity(observation.timestamp)
        drawn = self._refilled(now, capacity) + mint.amount
        over = capacity is not None and drawn > capacity
        self.state["drawn"] = [0 if capacity is None else min(drawn, capacity), now]
        self._learn(now, mint.amount, over and not ordered)
        if over and not ordered:
            says = f"{mint.minter} minted {mint.amount}, and with what came shortly before that is more than ever."
            evidence = {"amount": mint.amount, "drawn": drawn, "capacity": capacity, "to": mint.to}
            weight = self.settings["weight"]
            yield self.finding(observation, mint, Severity.INFO, mint.minter, says, **evidence, weight=weight)

    def _capacity(self, now: int) -> int | None:
        """Base units; None while too little was seen to know."""
        if self.settings["capacity"]:
            return int(self.settings["capacity"])
        first = self.state["first"]
        if first is None or now - first < self.settings["learn_seconds"]:
            return None
        return int(self.state["most"] * self.settings["margin"])

    def _refilled(self, now: int, capacity: int | None) -> int:
        drawn, at = self.state["drawn"]
        a_day, window = int(self.settings["refill_per_day"]), int(self.settings["window_seconds"])
        refilled = (now - at) * a_day // 86_400 if a_day else (now - at) * (capacity or 0) // window
        return max(0, int(drawn) - int(refilled))

    def _learn(self, now: int, amount: int, over: bool) -> None:
        """The largest window that is over, so that slices don't raise it, without what was said to be too much."""
        if self.state["first"] is None:
            self.state["first"] = now
        number, minted = self.state["window"]
        if now // self.settings["window_seconds"] != number:
            self.state["most"] = max(self.state["most"], minted)
            number, minted = now // self.settings["window_seconds"], 0
        self.state["window"] = [number, minted if over else minted + amount]
