"""second-entry-point: balances moved by calls of another address than the token's."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import BalanceRead, Finding, Observation, Severity, SupplyRead, Transfer
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._ledger import Books


class SecondEntryPoint(Watcher):
    """A balance that moved as another contract's events say, and not as the token's own do (W21).

    Built on TrueUSD (2022), whose old address still moved the balances of the new one: a market that refused to give
    out the token by its name gave it out by the other.
    """

    needs = (Transfer, BalanceRead)
    blind_spots = "A second address whose calls emit nothing: the balances are then told by supply-mismatch alone."
    stage = "privilege"
    first_do = "Close the other address, and warn whoever lists the token by one address."

    def start(self) -> dict[str, Any]:
        """What the shadow ledger keeps."""
        return {}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """The token's own events first; then each balance that they don't explain against the others'."""
        books, own = Books(self.state), list(self.own(observation))
        books.follow(own)
        known = {id(fact) for fact in own}
        others = [fact for fact in observation.facts if isinstance(fact, Transfer) and id(fact) not in known]
        for fact in observation.facts:
            if isinstance(fact, SupplyRead | BalanceRead):
                expected = books.settle(fact)
                if isinstance(fact, BalanceRead) and expected is not None and expected != fact.amount:
                    yield from self._explain(observation, fact, fact.amount - expected, others)

    def _explain(
        self, observation: Observation, read: BalanceRead, change: int, others: list[Transfer]
    ) -> Iterator[Finding]:
        account = read.account.lower()
        for entry in dict.fromkeys(fact.contract for fact in others):
            mine = [fact for fact in others if fact.contract == entry]
            came = sum(fact.amount for fact in mine if fact.to.lower() == account)
            left = sum(fact.amount for fact in mine if fact.sender.lower() == account)
            if came - left == change:
                says = f"The balance of {read.account} moved by {change} through {entry}, which is not the token."
                evidence = {"entry": entry, "change": change, "account": read.account}
                yield self.finding(observation, read, Severity.CRITICAL, entry, says, **evidence)
                return
