"""second-entry-point: balances moved by calls of another address than the token's."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from backbone_chain.model import BalanceRead, Fact, Finding, Observation, Severity, SupplyRead, Transfer
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._ledger import Books

MOST_KEPT = 10_000  # accounts of which other contracts spoke; the newest stay


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
        """What the shadow ledger keeps. `others`: account -> other contract -> what it says since the last read."""
        return {"others": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """The token's own events first; then each balance that they don't explain against the others'."""
        books, own = Books(self.state), self._own(observation)
        books.follow(own)
        mine = set(map(id, own))
        for fact in observation.facts:
            if isinstance(fact, Transfer) and id(fact) not in mine:
                self._note(fact)
        for fact in observation.facts:
            if isinstance(fact, SupplyRead | BalanceRead):
                expected = books.settle(fact)
                if isinstance(fact, BalanceRead):
                    others = self.state["others"].pop(fact.account.lower(), {})
                    if expected is not None and expected != fact.amount:
                        yield from self._explain(observation, fact, fact.amount - expected, others)

    def _own(self, observation: Observation) -> Sequence[Fact]:
        """The token is also the one whose balances are read."""
        token: dict[str, str] = self.state.setdefault("token", {})
        read = next((fact.contract for fact in observation.facts if isinstance(fact, BalanceRead)), "")
        own = self.own(observation)
        if read and observation.chain not in token:
            token[observation.chain] = read.lower()
            return self.own(observation)
        return own

    def _note(self, transfer: Transfer) -> None:
        others = self.state["others"]
        for account, change in ((transfer.sender.lower(), -transfer.amount), (transfer.to.lower(), transfer.amount)):
            said = others.setdefault(account, {})
            said[transfer.contract] = said.get(transfer.contract, 0) + change
        while len(others) > MOST_KEPT:
            del others[next(iter(others))]

    def _explain(
        self, observation: Observation, read: BalanceRead, change: int, others: dict[str, int]
    ) -> Iterator[Finding]:
        for entry in (entry for entry, said in others.items() if said == change):
            says = f"The balance of {read.account} moved by {change} through {entry}, which is not the token."
            evidence = {"entry": entry, "change": change, "account": read.account}
            yield self.finding(observation, read, Severity.CRITICAL, entry, says, **evidence)
            return
