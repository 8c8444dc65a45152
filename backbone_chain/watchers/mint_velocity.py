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
    }

    def start(self) -> dict[str, Any]:
        """What the bucket keeps."""
        state: dict[str, Any] = {}
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

    def _draw(self, observation: Observation, mint: Mint, ordered: bool) -> Iterator[Finding]:
        result = Bucket(self.state, self.settings).draw(observation.timestamp, mint.amount, excused=ordered)
        if result.over and not ordered:
            says = f"{mint.minter} minted {mint.amount}, and with what came shortly before that is more than is usual."
            evidence = {"amount": mint.amount, "drawn": result.drawn, "capacity": result.capacity, "to": mint.to}
            weight = self.settings["weight"]
            yield self.finding(observation, mint, Severity.INFO, mint.minter, says, **evidence, weight=weight)
