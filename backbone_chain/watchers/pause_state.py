"""pause-state: the brake, pulled or let go by the wrong hand, or with no hand on it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import (
    Finding,
    Observation,
    OwnerChanged,
    Paused,
    PrivilegeRead,
    RoleGranted,
    RoleRevoked,
    Severity,
    Unpaused,
)
from backbone_chain.watchers._base import Planned, Watcher

POWERS = {"pause": "pauser", "unpause": "unpauser"}
MASTER = "master"  # who may do everything, or let somebody do it
KEYS = {"pauser": "pauser", "unpauser": "unpauser", "admin": MASTER, "agent": MASTER}
HANDS = {Paused: ("pauser", "pause"), Unpaused: ("unpauser", "unpause")}


class PauseState(Watcher):
    """Paused or unpaused by another than the plan names, paused again too soon, or nobody left who could (W18).

    The plan names holders of a role as `role:pauser` and `role:unpauser`, or the act itself as `pause` and `unpause`.
    Where it never named any, who was given the role, or that of an admin, owner or agent, or did it first is taken for
    it, and said once as info; so is a pauser who lets go where nobody was ever given that. Who pauses again what was
    let go a moment ago, outside the plan, is at odds with who let it go, and one of their keys may be stolen. Built on
    frozen and unfrozen bridges whose brakes their attackers held.
    """

    needs = (Paused, Unpaused)
    blind_spots = "The first pause by a pauser's stolen key: it may pause. Whether its holder would wake up at night."
    stage = "privilege"
    first_do = "Find out whether the issuer stopped it; if not, treat the pauser's key as stolen."
    defaults: ClassVar[dict[str, Any]] = {
        "again_seconds": 86_400,  # whoever lets go has looked into it first, and a second cause on one day is rare
    }

    def start(self) -> dict[str, Any]:
        """`usual`: role -> accounts that had used it. `holders`: role, or master, -> who has it, by events and reads.

        `read`: roles whose holders were read once. `dead`: whether nobody could pause when last seen. `let_go`: what
        was paused -> who let it go and when.
        """
        return {
            "usual": {"pauser": [], "unpauser": []},
            "holders": {"pauser": [], "unpauser": [], MASTER: []},
            "read": [],
            "dead": False,
            "let_go": {},
        }

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Plans first; then each act, and who is left."""
        plans = Planned(self.state)
        plans.learn(observation)
        for fact in self.own(observation):
            if isinstance(fact, Paused | Unpaused):
                yield from self._acted(observation, fact, plans)
            elif isinstance(fact, RoleGranted | RoleRevoked) and fact.role in KEYS:
                yield from self._changed(observation, fact)
            elif isinstance(fact, OwnerChanged):
                self._drop(MASTER, fact.old)
                self.state["holders"][MASTER].append(fact.new.lower())
            elif isinstance(fact, PrivilegeRead) and fact.power in POWERS:
                yield from self._read(observation, fact)

    def _acted(self, observation: Observation, fact: Paused | Unpaused, plans: Planned) -> Iterator[Finding]:
        role, act = HANDS[type(fact)]
        usual, by = self.state["usual"][role], fact.by.lower()
        known, holders = plans.any(f"role:{role}"), self.state["holders"][role]
        announced = plans.ticket(act, by, observation.block)
        planned = announced or plans.ticket(f"role:{role}", by, observation.block)
        held = known and self._holds(role, by, plans)
        did = f"{fact.by} {'paused' if act == 'pause' else 'let go'} {fact.bit}"
        before = self._let_go(observation, fact)
        if planned or held or by in usual:
            if by not in usual:
                usual.append(by)
            if before and not announced:
                who, seconds = before
                says = f"{did} again, {seconds} s after {who} let it go."
                evidence = {"bit": fact.bit, "let_go_by": who, "seconds": seconds}
                yield self.finding(observation, fact, Severity.HIGH, fact.by, says, **evidence)
        elif not known and (by in holders or self._may_stand_in(role, by) or not (usual or holders)):
            usual.append(by)
            says = f"{did} outside any plan; taken for who does that here, since no plan says who should."
            yield self.finding(observation, fact, Severity.INFO, fact.by, says, bit=fact.bit)
        else:
            severity = Severity.HIGH if isinstance(fact, Paused) else Severity.CRITICAL
            says = f"{did}, and is not who does that here."
            yield self.finding(observation, fact, severity, fact.by, says, bit=fact.bit, usual=list(usual))

    def _may_stand_in(self, role: str, account: str) -> bool:
        pausers, unpausers, masters = self.state["holders"].values()
        return account in masters or (role == "unpauser" and not unpausers and account in pausers)

    def _drop(self, role: str, account: str) -> None:
        holders = self.state["holders"][role]
        holders[:] = [each for each in holders if each != account.lower()]

    def _let_go(self, observation: Observation, fact: Paused | Unpaused) -> tuple[str, int] | None:
        """Note who lets go; answers for a pause who did so shortly before, and how many seconds."""
        if isinstance(fact, Unpaused):
            self.state["let_go"][fact.bit] = [fact.by, observation.timestamp]
            return None
        who, at = self.state["let_go"].pop(fact.bit, ("", 0))
        seconds = observation.timestamp - at
        return (who, seconds) if who and seconds <= self.settings["again_seconds"] else None

    def _holds(self, role: str, account: str, plans: Planned) -> bool:
        """Whether the plan ever named it for this role: plans of a deployment end with the deployment."""
        return bool(plans.ticket(f"role:{role}", account, 1 << 62, since=0)) or account in self.state["holders"][role]

    def _changed(self, observation: Observation, fact: RoleGranted | RoleRevoked) -> Iterator[Finding]:
        holders, account = self.state["holders"][KEYS[fact.role]], fact.account.lower()
        if isinstance(fact, RoleGranted):
            holders.append(account)
            self.state["dead"] = self.state["dead"] and fact.role != "pauser"
        elif account in holders:
            self._drop(KEYS[fact.role], account)
            if fact.role == "pauser":
                yield from self._left(observation, fact, bool(holders))

    def _read(self, observation: Observation, fact: PrivilegeRead) -> Iterator[Finding]:
        """The first read tells who could; who joins later is privilege-closure-changed's."""
        role = POWERS[fact.power]
        if role not in self.state["read"]:
            self.state["read"].append(role)
            self.state["holders"][role] += [each.lower() for each in fact.accounts]
        if role == "pauser":
            yield from self._left(observation, fact, bool(fact.accounts))

    def _left(self, observation: Observation, fact: RoleRevoked | PrivilegeRead, alive: bool) -> Iterator[Finding]:
        was, self.state["dead"] = self.state["dead"], not alive
        if not alive and not was:
            says = "Nobody is left who could pause the token."
            yield self.finding(observation, fact, Severity.HIGH, "pause", says)
