"""redemption-run: more is given back than ever, day after day, or a tenth of all within one day."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from statistics import median
from typing import Any, ClassVar

from backbone_chain.model import (
    BridgeReceived,
    BridgeSent,
    Burn,
    Fact,
    Finding,
    Mint,
    Observation,
    Severity,
    SupplyRead,
)
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._ledger import Books

DAY = 86_400
NORMAL = 1.4826  # the median absolute deviation times this is the standard deviation of a normal distribution
LARGEST_DAY = 6.0  # standard deviations that one day counts at most: one large customer is no run
HOUR = 3_600


class RedemptionRun(Watcher):
    """Net redemptions by a lower CUSUM over days, or a tenth of the supply within 24 hours (W19).

    Each day's net issuance, as a share of the supply, is held against the median of the days before it, in robust
    standard deviations; what a day lacks beyond k of them adds up, and a sum above h is a run. One day counts at most 6
    of them, so that a run takes two days, or the tenth of the supply. What goes to another chain is not redeemed.
    Built on USDC in March 2023 (876 and 1,303 million burned net on the 10th and 11th, said on the 11th).
    """

    needs = (Mint, Burn, SupplyRead)
    follows_all_chains = True
    blind_spots = "A run slower than one standard deviation a day; a token's first weeks; tokens sold, not given back."
    stage = "exit"
    first_do = (
        "Count what can be paid today, tomorrow and in two days, and tell the customers which of it they get when."
    )
    defaults: ClassVar[dict[str, Any]] = {
        "k": 1.0,  # robust standard deviations a day that are let pass, and
        "h": 8.0,  # what then adds up to a run: 6 alarms in five years of USDC, one of them day 2 of March 2023
        "share": 0.10,  # of the supply in 24 hours: an issuer's own gate stands there
        "learn_days": 20,  # days seen before one is judged: a month's business days
        "keep_days": 365,  # days that a new one is held against
        "least_deviation": 0.001,  # of the supply a day: below that a day's noise is rounding
    }

    def start(self) -> dict[str, Any]:
        """`chains`: chain -> shadow supply. `day`: its number, and its net. `days`: nets of those before, as shares.

        `sum`: the CUSUM. `hours`: [hour, net] of the last 24. `said`: until when the tenth was said.
        """
        return {"chains": {}, "day": None, "days": [], "sum": 0.0, "hours": [], "said": None, "in_run": False}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Take in what was issued and redeemed, and judge what it comes to."""
        facts = list(self.own(observation))
        self._close_days(observation.timestamp // DAY)
        moves = list(_issued(facts))
        net = sum(change for change, _ in moves)
        self._supply(observation, facts)
        self.state["day"][1] += net
        self._count_hour(observation.timestamp // HOUR, net)
        burned = [fact for change, fact in moves if change < 0]
        if burned and self._total():
            yield from self._tenth(observation, burned[-1])
            yield from self._run(observation, burned[-1])

    # --- what is kept

    def _supply(self, observation: Observation, facts: Sequence[Fact]) -> None:
        books = Books(self.state["chains"].setdefault(observation.chain, {}))
        books.follow(facts)
        for fact in facts:
            if isinstance(fact, SupplyRead):
                books.settle(fact)

    def _total(self) -> int:
        return sum(chain["supply"] or 0 for chain in self.state["chains"].values())

    def _close_days(self, today: int) -> None:
        """Days that are over become shares of the supply; days without anything count as nothing issued."""
        if self.state["day"] is None:
            self.state["day"] = [today, 0]
        while self.state["day"][0] < today:
            share = self._share(self.state["day"][1])
            self.state["sum"] = self._added(share)
            self.state["in_run"] = self.state["in_run"] and self.state["sum"] > 0
            self.state["days"] = [*self.state["days"], share][-int(self.settings["keep_days"]) :]
            self.state["day"] = [self.state["day"][0] + 1, 0]

    def _count_hour(self, hour: int, net: int) -> None:
        recent = [each for each in self.state["hours"] if each[0] > hour - 24]
        if recent and recent[-1][0] == hour:
            recent[-1][1] += net
        elif net:
            recent.append([hour, net])
        self.state["hours"] = recent

    # --- what is judged

    def _share(self, net: int) -> float:
        """Of the supply that there was before it."""
        before = self._total() - net
        return net / before if before > 0 else 0.0

    def _added(self, share: float) -> float:
        """The CUSUM with this day in it."""
        days = self.state["days"]
        if len(days) < self.settings["learn_days"]:
            return 0.0
        middle = median(days)
        deviation = NORMAL * median(abs(each - middle) for each in days)
        lacks = (middle - share) / max(deviation, self.settings["least_deviation"])
        return float(max(0.0, self.state["sum"] + min(lacks, LARGEST_DAY) - self.settings["k"]))

    def _run(self, observation: Observation, burn: Fact) -> Iterator[Finding]:
        reached = self._added(self._share(self.state["day"][1]))
        if reached <= self.settings["h"] or self.state["in_run"]:
            return
        self.state["in_run"] = True
        says = f"{-self.state['day'][1]} were given back net today, and too much on the days before: this is a run."
        evidence = {"net": self.state["day"][1], "cusum": round(reached, 2), "h": self.settings["h"]}
        yield self.finding(observation, burn, Severity.HIGH, burn.contract or "supply", says, **evidence)

    def _tenth(self, observation: Observation, burn: Fact) -> Iterator[Finding]:
        out = -sum(net for _, net in self.state["hours"])
        before = self._total() + out  # nothing was there where what was burned was never seen minted
        said = self.state["said"]
        if out <= before * self.settings["share"] or (said is not None and observation.timestamp < said + DAY):
            return
        self.state["said"] = observation.timestamp
        says = f"{out} of {before} tokens were given back within 24 hours."
        evidence = {"redeemed": out, "supply": before, "share": round(out / before, 4) if before else None}
        yield self.finding(observation, burn, Severity.CRITICAL, burn.contract or "supply", says, **evidence)


def _issued(facts: Sequence[Fact]) -> Iterator[tuple[int, Fact]]:
    """What was issued and redeemed, each with its fact, without what only changed the chain."""
    moved = {fact.tx for fact in facts if isinstance(fact, BridgeSent | BridgeReceived) and fact.tx}
    for fact in facts:
        if fact.tx in moved:
            continue
        if isinstance(fact, Mint):
            yield fact.amount, fact
        elif isinstance(fact, Burn):
            yield -fact.amount, fact
