"""initializer-called: an initialiser ran where none should."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import Finding, Initialized, Observation, Severity, Upgraded
from backbone_chain.watchers._base import Planned, Watcher

# What OpenZeppelin's _disableInitializers sets, since 5.0 and before: the opposite of an open initialiser.
LOCKED = (2**64 - 1, 2**8 - 1)


class InitializerCalled(Watcher):
    """An initialiser ran outside the deployment transaction (W23).

    It may run in the transaction in which the contract is first seen, together with a planned upgrade, or by the
    initialiser that the issuer's plan names. Built on USPD (2025-09-16: the initialiser was front-run), Audius
    (2022-07-23) and Parity (2017-07-19).
    """

    needs = (Initialized,)
    blind_spots = "An initialiser that is open and that nobody has called yet; audits look for those."
    stage = "privilege"
    first_do = "Compare the implementation and the keys with the deployment's plan, and stop mints until they agree."

    def start(self) -> dict[str, Any]:
        """`born`: contract -> the transaction in which it was first seen."""
        return {"born": {}, "plans": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Note each contract's first transaction; then judge every initialisation."""
        planned = Planned(self.state)
        planned.learn(observation)
        for fact in observation.facts:
            if fact.contract and fact.tx:
                self.state["born"].setdefault(fact.contract.lower(), fact.tx)
        upgraded = {
            fact.tx
            for fact in observation.facts
            if isinstance(fact, Upgraded) and planned.ticket("implementation", fact.implementation, observation.block)
        }
        for fact in observation.facts:
            if isinstance(fact, Initialized) and fact.version not in LOCKED and fact.tx not in upgraded:
                yield from self._judge(observation, fact)

    def _judge(self, observation: Observation, fact: Initialized) -> Iterator[Finding]:
        planned, by = Planned(self.state), fact.tx_sender
        at_birth = self.state["born"].get(fact.contract.lower()) == fact.tx
        nobody_named = not by or not planned.any("initialiser")  # some sources don't know the sender
        if planned.ticket("initialiser", by, observation.block) or (at_birth and nobody_named):
            return
        says = (
            f"An initialiser of {fact.contract} ran to version {fact.version}, called by {by}, who was not to call it."
        )
        yield self.finding(observation, fact, Severity.CRITICAL, fact.contract, says, version=fact.version, by=by)
