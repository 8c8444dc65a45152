"""freeze-without-request: an account is frozen that nobody asked to freeze."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import Finding, FreezeRequested, Frozen, Observation, Severity
from backbone_chain.watchers._base import Planned, Watcher
from backbone_chain.watchers._register import SHARED, Register


class FreezeWithoutRequest(Watcher):
    """A freeze of an account that no authority and no ticket named, once requests are told at all (W27).

    Critical for a pool, an exchange, a treasury or a bridge, since it stops all who have tokens there. Built on what a
    stolen freezer's key can do, and on Tornado Cash's dust of 2022, by which bystanders came onto lists.
    """

    needs = (Frozen, FreezeRequested)
    blind_spots = "A request that an attacker wrote, and an issuer that tells none of its requests."
    stage = "privilege"
    first_do = "Unfreeze who was hit, and take the freezer's key away; its holder may be somebody else by now."

    def start(self) -> dict[str, Any]:
        """`asked`: accounts that an authority asked to freeze. `told`: whether one ever did."""
        return {"asked": {}, "told": False, "plans": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Requests first: one may be told with the freeze."""
        register, plans = Register(self.state), Planned(self.state)
        register.learn(observation)
        plans.learn(observation)
        for fact in observation.facts:
            if isinstance(fact, FreezeRequested):
                self.state["told"] = True
                self.state["asked"][fact.account.lower()] = observation.block
        for fact in self.own(observation):
            if isinstance(fact, Frozen) and self.state["told"] and not self._is_known(fact, plans, observation.block):
                kind = register.kind(fact.account)
                severity = Severity.CRITICAL if kind in SHARED else Severity.HIGH
                who = f"{fact.account} ({kind})" if kind else fact.account
                says = f"{who} was frozen by {fact.by}, and nobody asked for that."
                evidence = {"kind": kind, "by": fact.by, "reason": fact.reason}
                yield self.finding(observation, fact, severity, fact.account, says, **evidence)

    def _is_known(self, fact: Frozen, plans: Planned, block: int) -> bool:
        return fact.account.lower() in self.state["asked"] or bool(plans.ticket("freeze", fact.account, block))
