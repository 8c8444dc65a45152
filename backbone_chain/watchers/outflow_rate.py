"""outflow-rate: more leaves a bridge or the treasury than ever did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, KnownAccount, Mint, Observation, PlannedChange, Severity, Transfer
from backbone_chain.watchers._base import Planned, Watcher
from backbone_chain.watchers._bucket import Bucket
from backbone_chain.watchers._register import Register

FOLLOWED = ("bridge", "treasury")


class OutflowRate(Watcher):
    """Outflow of a bridge or the treasury above what its history allows; info with a weight (W13).

    What a bridge mints leaves it too. Each account has a bucket of its own, fitted or learned in a week; a plan for
    `outflow` with the account excuses it. Calibrated on Nomad: a rolling hour at each token's historical maximum fires
    at the first transaction on WBTC, after 4,261 seconds on USDC, and never on FRAX: it ranks, and doesn't page alone.
    """

    needs = (Transfer, KnownAccount)
    blind_spots = "A drain slower than the refill, and the first week of an account without a fitted bucket."
    stage = "exit"
    first_do = "Set the bridge's limit to 0, or freeze the recipient, until somebody has explained the outflow."
    defaults: ClassVar[dict[str, Any]] = {
        "capacity": 0,  # base units; 0 is learned: 1.2 x the largest window seen
        "refill_per_day": 0,  # base units; 0 is one capacity a window
        "window_seconds": 3_600,  # the rolling hour that was measured
        "margin": 1.2,  # over the maximum of history
        "learn_seconds": 7 * 86_400,
        "weight": 1,
    }

    def start(self) -> dict[str, Any]:
        """`buckets`: account -> its bucket."""
        return {"buckets": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each transfer out of a followed account, out of its bucket."""
        register, plans = Register(self.state), Planned(self.state)
        register.learn(observation)
        if any(isinstance(fact, PlannedChange) for fact in observation.facts):
            plans.learn(observation)
        for fact in self.own(observation):
            account = fact.minter if isinstance(fact, Mint) else fact.sender if isinstance(fact, Transfer) else ""
            if isinstance(fact, Mint | Transfer) and fact.amount and register.kind(account) in FOLLOWED:
                yield from self._draw(observation, fact, account, register.kind(account), plans)

    def _draw(
        self, observation: Observation, transfer: Mint | Transfer, sender: str, kind: str, plans: Planned
    ) -> Iterator[Finding]:
        account = sender.lower()
        planned = bool(plans.ticket("outflow", account, observation.block))
        bucket = Bucket(self.state["buckets"].setdefault(account, {}), self.settings)
        result = bucket.draw(observation.timestamp, transfer.amount, excused=planned)
        if result.over and not planned:
            says = f"{transfer.amount} left the {kind} {sender}, with what left before more than is usual."
            evidence = {
                "amount": transfer.amount,
                "drawn": result.drawn,
                "capacity": result.capacity,
                "to": transfer.to,
            }
            weight = self.settings["weight"]
            yield self.finding(observation, transfer, Severity.INFO, sender, says, **evidence, weight=weight)
