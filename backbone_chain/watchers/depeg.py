"""depeg: the token is sold below a dollar, for a time."""

from __future__ import annotations

from collections.abc import Iterator
from statistics import median
from typing import Any, ClassVar

from backbone_chain.model import Finding, Observation, PriceSeen, Severity
from backbone_chain.watchers._base import Watcher


class Depeg(Watcher):
    """The middle price of all venues below a band for a time; far below it for a short one (W20).

    One venue's odd trade moves no middle of three, and a price that nobody renewed is let go. Built on USDC on
    2023-03-11 (0.88 and, at some venues, 0.81), Terra in May 2022, FDUSD in April 2025 (0.88).
    """

    needs = (PriceSeen,)
    blind_spots = "Venues that nobody watches; a price above a dollar; a fall that is over within the time."
    stage = "exit"
    first_do = "Say what the reserves are and where, and check that redemptions at par are open and being paid."
    defaults: ClassVar[dict[str, Any]] = {
        "band": 0.99,  # dollars; large coins leave it only in a crisis
        "seconds": 600,  # below the band: one feed's heartbeat and then some
        "deep": 0.95,  # dollars; below it nobody waits long
        "deep_seconds": 60,
        "stale_seconds": 3_600,  # after which a venue's last price says nothing
    }

    def start(self) -> dict[str, Any]:
        """`venues`: venue -> [price, time]. `below`, `deep`: since when. `said`: the severity that was said."""
        return {"venues": {}, "band": None, "deep": None, "said": ""}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Take in the prices, then look how long the middle one has been low."""
        now = observation.timestamp
        prices = [fact for fact in observation.facts if isinstance(fact, PriceSeen)]
        for fact in prices:
            self.state["venues"][fact.venue] = [fact.price, now]
        oldest = now - self.settings["stale_seconds"]
        self.state["venues"] = {name: each for name, each in self.state["venues"].items() if each[1] >= oldest}
        if not self.state["venues"]:
            self.state.update(band=None, deep=None)
            return
        middle = median(price for price, _ in self.state["venues"].values())
        low, deep = self._since("band", middle, now), self._since("deep", middle, now)
        if low is None:
            self.state["said"] = ""
        elif deep is not None and deep >= self.settings["deep_seconds"]:
            yield from self._say(observation, Severity.CRITICAL, middle, low)
        elif low >= self.settings["seconds"]:
            yield from self._say(observation, Severity.HIGH, middle, low)

    def _since(self, what: str, price: float, now: int) -> int | None:
        """Seconds that the price has been below this bound, None when it isn't."""
        if price >= self.settings[what]:
            self.state[what] = None
            return None
        if self.state[what] is None:
            self.state[what] = now
        return int(now - self.state[what])

    def _say(self, observation: Observation, severity: Severity, price: float, seconds: int) -> Iterator[Finding]:
        if self.state["said"] and Severity(self.state["said"]) >= severity:
            return
        self.state["said"] = severity.value
        venue = min(self.state["venues"], key=lambda name: self.state["venues"][name][0])
        says = f"The token is at {price:.4f} dollars, and has been below {self.settings['band']} for {seconds} s."
        evidence = {"price": price, "seconds": seconds, "lowest_venue": venue, "venues": len(self.state["venues"])}
        at = PriceSeen(price=price, venue=venue)
        yield self.finding(observation, at, severity, "price", says, **evidence)
