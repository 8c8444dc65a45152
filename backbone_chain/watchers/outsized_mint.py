"""outsized-mint: one mint that is large beside all that there is."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, Mint, Observation, Severity, SupplyRead
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._ledger import OF_SUPPLY, Books
from backbone_chain.watchers._orders import Orders


class OutsizedMint(Watcher):
    """One mint above a share of the supply before it, 20 % by default; info with a weight, for it proves nothing (W6).

    Mints of one transaction count together, ordered ones not at all. Calibrated on 2,251 mints of USDP: 20 % was passed
    once, 10 % 7 times, 5 % 38 times; a robust z-score of the amounts would have needed a mint of 14 billion.
    """

    needs = (Mint, SupplyRead)
    blind_spots = "Mints in slices, and a supply that was never read; on a young token every mint is large."
    stage = "mint"
    first_do = "Ask the desk whether the amount was meant."
    defaults: ClassVar[dict[str, Any]] = {
        "share": 0.2,  # one of 2,251 mints of USDP passed it
        "weight": 2,
    }

    def start(self) -> dict[str, Any]:
        """What the shadow ledger and the book of orders keep."""
        return {}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Each transaction's mints against the supply before them."""
        books, orders = Books(self.state), Orders(self.state)
        orders.learn(observation)
        minted: dict[str, int] = {}
        before: dict[str, int | None] = {}
        facts = [fact for fact in self.own(observation) if type(fact) in OF_SUPPLY]
        for fact in books.through(facts):
            if isinstance(fact, Mint) and not (orders.armed and orders.cover(observation, fact).fine):
                place = fact.tx or str(fact.log_index)
                minted[place] = minted.get(place, 0) + fact.amount
                yield from self._judge(observation, fact, minted[place], before.setdefault(place, books.supply))
        for fact in facts:
            if isinstance(fact, SupplyRead):
                books.settle(fact)

    def _judge(self, observation: Observation, mint: Mint, minted: int, supply: int | None) -> Iterator[Finding]:
        if supply and minted > supply * self.settings["share"]:
            says = f"{mint.minter} minted {minted} at once, {minted / supply:.0%} of all that there was."
            evidence = {"amount": minted, "supply": supply, "to": mint.to, "weight": self.settings["weight"]}
            yield self.finding(observation, mint, Severity.INFO, mint.minter, says, **evidence)
