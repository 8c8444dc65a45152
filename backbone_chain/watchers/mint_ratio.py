"""mint-ratio: more tokens out than value came in for them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import BankCredit, Finding, Mint, Observation, OrderApproved, Severity, ValueIn
from backbone_chain.watchers._base import Watcher


class MintRatio(Watcher):
    """Tokens out against the value that came in for them, outside a band (W25).

    An order is held against its bank credit as soon as both are known, before anything is minted. What depositors put
    in is kept for each of them, and every mint to one of them is held against what is left of it, so that fifty small
    requests are seen as well as a large one. Built on Resolv (2026-03-22: 80 million tokens for 0.2 million dollars).
    """

    needs = (Mint,)
    blind_spots = "Mints to somebody else than who put the value in; value that is priced too high when it comes in."
    stage = "mint"
    first_do = "Stop the key that completed the request, and compare its other requests with what came in for them."
    defaults: ClassVar[dict[str, Any]] = {
        "most": 1.005,  # tokens for each unit of value: fees and rounding are within 0.2 %, prices within 0.5 %
        "keep_seconds": 30 * 86_400,  # that a request may stay open
    }

    def start(self) -> dict[str, Any]:
        """`orders`: order -> [ordered, came in, time, said]. `value`: depositor -> [left, came in, time]."""
        return {"orders": {}, "value": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Value first, since it is told with the block in which it is spent; then orders and mints."""
        self._let_go(observation.timestamp - self.settings["keep_seconds"])
        for fact in observation.facts:
            if isinstance(fact, ValueIn):
                self._came(fact, observation.timestamp)
            elif isinstance(fact, BankCredit | OrderApproved):
                yield from self._order(observation, fact)
        for fact in self.own(observation):
            if isinstance(fact, Mint):
                yield from self._minted(observation, fact)

    def _came(self, fact: ValueIn, now: int) -> None:
        """What an earlier request got a little too much of is forgiven; what it left is still there."""
        left = max(0, self.state["value"].get(fact.depositor.lower(), [0])[0]) + fact.amount
        self.state["value"][fact.depositor.lower()] = [left, left, now]

    def _order(self, observation: Observation, fact: BankCredit | OrderApproved) -> Iterator[Finding]:
        entry = self.state["orders"].setdefault(fact.order, [None, None, 0, False])
        entry[0 if isinstance(fact, OrderApproved) else 1] = fact.amount
        entry[2] = observation.timestamp
        ordered, came, _, said = entry
        if ordered is None or came is None or said or ordered <= came * self.settings["most"]:
            return
        entry[3] = True
        says = f"{fact.order} is approved for {ordered} tokens, and {came} came in for it."
        evidence = {"tokens": ordered, "value": came, "ratio": _ratio(ordered, came)}
        yield self.finding(observation, fact, Severity.CRITICAL, fact.order, says, **evidence)

    def _minted(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        entry = self.state["value"].get(mint.to.lower())
        if entry is None:
            return
        left, came, _ = entry
        slack = round(came * (self.settings["most"] - 1))
        entry[0] = max(-slack, left - mint.amount)
        if mint.amount <= left + slack:
            return
        left = max(0, left)
        says = f"{mint.minter} minted {mint.amount} to {mint.to}, for whom {left} of value was left."
        evidence = {"tokens": mint.amount, "value": left, "ratio": _ratio(mint.amount, left), "to": mint.to}
        yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)

    def _let_go(self, oldest: int) -> None:
        for kept in (self.state["orders"], self.state["value"]):
            for name in [name for name, entry in kept.items() if entry[2] < oldest]:
                del kept[name]


def _ratio(tokens: int, value: int) -> float | None:
    """None where nothing came in at all."""
    return round(tokens / value, 6) if value else None
