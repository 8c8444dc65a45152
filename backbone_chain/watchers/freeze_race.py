"""freeze-race: a target that runs while its freeze is on the way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Fact, Finding, FreezeRequested, Frozen, Observation, Severity, Transfer, Unfrozen
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._register import SHARED, Register

MOST_HEIRS = 5_000


class FreezeRace(Watcher):
    """A target that moves tokens between the request to freeze it and the freeze, and to whom (W16).

    Who gets them is followed, so that the freeze can be widened; an account that is another's business, as an
    exchange's hot wallet, moves as it always does. Built on USDT, where 78.1 M left between request and effect, and on
    Drift.
    """

    needs = (FreezeRequested, Transfer, Frozen)
    blind_spots = "A request that the issuer doesn't tell, and tokens that went on through a pool or an exchange."
    stage = "exit"
    first_do = "Freeze the target and everybody who got its tokens, in one transaction."
    defaults: ClassVar[dict[str, Any]] = {
        "open_seconds": 7 * 86_400,  # a request that nobody acts upon for a week is let go
    }

    def start(self) -> dict[str, Any]:
        """`asked`: target -> [time, base units that left]. `heirs`: who got them -> the target."""
        return {"asked": {}, "heirs": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """In order, since one block can hold the last transfer and the freeze."""
        register = Register(self.state)
        register.learn(observation)
        self._let_go(observation.timestamp - self.settings["open_seconds"])
        for fact in observation.facts:  # a request is off chain, and may stand behind the block's events
            if isinstance(fact, FreezeRequested) and register.kind(fact.account) not in SHARED:
                self.state["asked"].setdefault(fact.account.lower(), [observation.timestamp, 0])
        for fact in self.own(observation):
            self._follow(fact)
            if isinstance(fact, Transfer) and fact.amount:
                yield from self._moved(observation, fact, register)

    def _follow(self, fact: Fact) -> None:
        if isinstance(fact, Frozen | Unfrozen):
            self.state["asked"].pop(fact.account.lower(), None)
            self.state["heirs"].pop(fact.account.lower(), None)

    def _moved(self, observation: Observation, transfer: Transfer, register: Register) -> Iterator[Finding]:
        sender, asked, heirs = transfer.sender.lower(), self.state["asked"], self.state["heirs"]
        target = sender if sender in asked else heirs.get(sender)
        if target is None:
            return
        kind = register.kind(transfer.to)
        if kind not in SHARED and transfer.to.lower() != target and len(heirs) < MOST_HEIRS:
            heirs[transfer.to.lower()] = target
        if target in asked:
            asked[target][1] += transfer.amount
        whose = (
            "its freeze was asked for" if sender == target else f"it got tokens of {target}, whose freeze is on its way"
        )
        where = f"the {kind} {transfer.to}" if kind else transfer.to
        says = f"{transfer.amount} left {transfer.sender} for {where} after {whose}."
        evidence = {"to": transfer.to, "amount": transfer.amount, "target": target, "kind": kind}
        yield self.finding(observation, transfer, Severity.HIGH, transfer.sender, says, **evidence, entity=target)

    def _let_go(self, oldest: int) -> None:
        for target in [each for each, (asked, _) in self.state["asked"].items() if asked < oldest]:
            del self.state["asked"][target]
            self.state["heirs"] = {heir: of for heir, of in self.state["heirs"].items() if of != target}
