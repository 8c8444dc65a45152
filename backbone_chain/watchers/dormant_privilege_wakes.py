"""dormant-privilege-wakes: a key that has slept for months."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Fact, Finding, Observation, PrivilegeRead, RoleGranted, Severity, Source
from backbone_chain.watchers._base import Planned, Watcher


class DormantPrivilegeWakes(Watcher):
    """A privileged account that acts after a long silence, and not under a ticket (W14).

    Privileged is who ever used a power, was given one, or stands in the closure; any transaction of it counts, since a
    thief tries a stolen key on something small. Built on Infini (114 idle days between the role and its use) and Ankr.
    A ticket is a plan for `key` with the account.
    """

    needs = (RoleGranted,)
    blind_spots = "A key that was never seen to act or to be given, and one that its thief uses as often as its owner."
    stage = "preparation"
    first_do = "Ask who holds that key whether it was them; until they answer, take its powers away."
    defaults: ClassVar[dict[str, Any]] = {
        "silent_seconds": 90 * 86_400,  # a quarter, after which a drill is due; Infini's key slept 114 days
    }

    def start(self) -> dict[str, Any]:
        """`last`: privileged account -> when it acted last, or was given its power."""
        return {"last": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Who acted, each account once a block; then who is privileged from now on."""
        plans, last = Planned(self.state), self.state["last"]
        plans.learn(observation)
        acted: dict[str, Fact] = {}
        for fact in observation.facts:
            if fact.origin is Source.EVENTS:
                for account in _actors(fact):
                    acted.setdefault(account.lower(), fact)
        for account, fact in acted.items():
            if account in last:
                yield from self._judge(observation, fact, account, plans)
        for fact in observation.facts:
            self._learn(observation, fact)

    def _judge(self, observation: Observation, fact: Fact, account: str, plans: Planned) -> Iterator[Finding]:
        silent = observation.timestamp - self.state["last"][account]
        self.state["last"][account] = observation.timestamp
        if silent < self.settings["silent_seconds"] or plans.ticket("key", account, observation.block):
            return
        says = (
            f"{account} acts for the first time in {silent // 86_400} days ({type(fact).__name__}), and holds powers."
        )
        yield self.finding(observation, fact, Severity.HIGH, account, says, silent_seconds=silent)

    def _learn(self, observation: Observation, fact: Fact) -> None:
        if isinstance(fact, RoleGranted):
            given = [fact.account, fact.by]
        elif isinstance(fact, PrivilegeRead):
            given = [each.partition(":")[2] if each.startswith("safe:") else each for each in fact.accounts]
        else:
            given = [*_users(fact)]
        for account in filter(None, given):
            self.state["last"].setdefault(account.lower(), observation.timestamp)


def _users(fact: Fact) -> Iterator[str]:
    """Who used a power in this event."""
    for name in ("by", "minter"):
        if fact.origin is Source.EVENTS and (account := getattr(fact, name, "")):
            yield account


def _actors(fact: Fact) -> Iterator[str]:
    """Who did it, and who sent it."""
    yield from _users(fact)
    if fact.tx_sender:
        yield fact.tx_sender
