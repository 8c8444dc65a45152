"""pause-state: the brake, pulled or let go by the wrong hand, or with no hand on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from backbone_chain.model import (
    Finding,
    Observation,
    Paused,
    PrivilegeRead,
    RoleGranted,
    RoleRevoked,
    Severity,
    Unpaused,
)
from backbone_chain.watchers._base import Planned, Watcher

HANDS = {Paused: ("pauser", "pause"), Unpaused: ("unpauser", "unpause")}


class PauseState(Watcher):
    """Paused or unpaused by an account that the plan doesn't name for it, or nobody left who could pause (W18).

    The plan names holders of a role as `role:pauser` and `role:unpauser`, or the act itself as `pause` and `unpause`.
    Where it never named any, the first who does it is learned. Built on frozen and unfrozen bridges whose brakes their
    attackers held.
    """

    needs = (Paused, Unpaused)
    blind_spots = "A pauser's stolen key: it may pause. Whether its holder would wake up at night."
    stage = "privilege"
    first_do = "Find out whether the issuer stopped it; if not, treat the pauser's key as stolen."

    def start(self) -> dict[str, Any]:
        """`usual`: role -> accounts that have it or had used it. `dead`: whether nobody could pause when last seen."""
        return {"usual": {"pauser": [], "unpauser": []}, "holders": [], "dead": False}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Plans first; then each act, and who is left."""
        plans = Planned(self.state)
        plans.learn(observation)
        for fact in self.own(observation):
            if isinstance(fact, Paused | Unpaused):
                yield from self._acted(observation, fact, plans)
            elif isinstance(fact, RoleGranted | RoleRevoked) and fact.role == "pauser":
                yield from self._changed(observation, fact)
            elif isinstance(fact, PrivilegeRead) and fact.power == "pause":
                yield from self._left(observation, fact, bool(fact.accounts))

    def _acted(self, observation: Observation, fact: Paused | Unpaused, plans: Planned) -> Iterator[Finding]:
        role, act = HANDS[type(fact)]
        usual, by = self.state["usual"][role], fact.by.lower()
        known = plans.any(f"role:{role}")
        planned = any(plans.ticket(what, new, observation.block) for what, new in ((f"role:{role}", by), (act, by)))
        held = known and self._holds(role, by, plans)
        if planned or held or by in usual or not (known or usual):
            if by not in usual:
                usual.append(by)
            return
        severity = Severity.HIGH if isinstance(fact, Paused) else Severity.CRITICAL
        says = f"{fact.by} {'paused' if act == 'pause' else 'let go'} {fact.bit}, and is not who does that here."
        yield self.finding(observation, fact, severity, fact.by, says, bit=fact.bit, usual=list(usual))

    def _holds(self, role: str, account: str, plans: Planned) -> bool:
        """Whether the plan ever named it for this role: plans of a deployment end with the deployment."""
        return bool(plans.ticket(f"role:{role}", account, 1 << 62, since=0)) or account in self.state["holders"]

    def _changed(self, observation: Observation, fact: RoleGranted | RoleRevoked) -> Iterator[Finding]:
        holders, account = self.state["holders"], fact.account.lower()
        if isinstance(fact, RoleGranted):
            holders.append(account)
        elif account in holders:
            holders[:] = [each for each in holders if each != account]
            yield from self._left(observation, fact, bool(holders))

    def _left(self, observation: Observation, fact: RoleRevoked | PrivilegeRead, alive: bool) -> Iterator[Finding]:
        was, self.state["dead"] = self.state["dead"], not alive
        if not alive and not was:
            says = "Nobody is left who could pause the token."
            yield self.finding(observation, fact, Severity.HIGH, "pause", says)
