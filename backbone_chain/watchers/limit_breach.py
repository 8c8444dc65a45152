"""limit-breach: a mint over the allowance, rate or cap that the events themselves say is in force."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, LimitChanged, Mint, MinterConfigured, Observation, Severity, SupplyRead
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._ledger import OF_ALLOWANCES, OF_SUPPLY, Allowances, Books

WINDOW = ("rate", "window", "day", "daily", "hour", "capacity")
SUPPLY = ("supply",)
AMOUNT = ("cap", "limit", "max", "mint", "transaction")
NO_LIMITS = ("controller", "feed", "delay", "refill", "redeem", "burn", "staleness")
DAY = 86_400
FOLLOWED = OF_SUPPLY | OF_ALLOWANCES | {LimitChanged}


class LimitBreach(Watcher):
    """A mint over the allowance, rate or cap in force in a shadow ledger that is rebuilt from events alone (W3).

    A minter whose allowance was never seen is left to unknown-minter, unless it was removed: then its allowance is
    zero. A limit that its event calls unlimited limits nothing here, and is control-weakened's. Built on Paxos
    (2025-10-15, 300 trillion PYUSD) and on what stopped Noble's bridge (2024-08-27): a mint limit.
    """

    needs = (Mint, MinterConfigured)
    blind_spots = (
        "A limit that was set before the watch began and not since; the window of a rate, which no event tells and "
        "the settings do."
    )
    stage = "mint"
    first_do = "Remove the minter and pause minting: the token lets more through than its own limits allow."
    defaults: ClassVar[dict[str, Any]] = {
        "rate_window_seconds": 3_600,  # events don't say the window; shorter than an issuer's can't raise a false alarm
    }

    def start(self) -> dict[str, Any]:
        """`limits`: "kind subject" -> base units. `minted`: "kind subject" -> [time, amount] in its window.

        Beside what the shadow ledger keeps.
        """
        return {"left": {}, "before": {}, "limits": {}, "minted": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Follow every limit; compare every mint with what was left."""
        allowances, books = Allowances(self.state), Books(self.state)
        facts = [fact for fact in self.own(observation) if type(fact) in FOLLOWED]
        for fact in books.through(facts):
            if isinstance(fact, Mint):
                yield from self._allowance(observation, fact, allowances)
                allowances.spend(fact)
                yield from self._limits(observation, fact, books.supply or 0)
            elif isinstance(fact, LimitChanged):
                self._follow(fact)
            else:
                allowances.follow(fact)
        for fact in facts:
            if isinstance(fact, SupplyRead):
                books.settle(fact)

    def _allowance(self, observation: Observation, mint: Mint, allowances: Allowances) -> Iterator[Finding]:
        left = allowances.left(mint.minter)
        if left is not None and mint.amount > left:
            says = f"{mint.minter} minted {mint.amount} with an allowance of {left}: the token let it through."
            evidence = {"allowance": left, "amount": mint.amount, "to": mint.to}
            yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)

    def _follow(self, limit: LimitChanged) -> None:
        place = f"{limit.kind} {limit.subject.lower()}"
        if any(word in limit.kind for word in NO_LIMITS):
            return
        if "allowance" in limit.kind:
            self._follow_allowance(limit)
        elif limit.unlimited:
            self.state["limits"].pop(place, None)
        else:
            self.state["limits"][place] = limit.new

    def _follow_allowance(self, limit: LimitChanged) -> None:
        """For tokens that tell it as a limit only; a zero that limits nothing is no allowance."""
        if limit.unlimited and not limit.new:
            self.state["left"].pop(limit.subject.lower(), None)
        else:
            Allowances(self.state).follow(MinterConfigured(minter=limit.subject, allowance=limit.new, by=limit.by))

    def _limits(self, observation: Observation, mint: Mint, supply: int) -> Iterator[Finding]:
        subjects = {mint.minter.lower(), mint.contract.lower()}
        for place, limit in self.state["limits"].items():
            kind, _, subject = place.rpartition(" ")
            if subject not in subjects:
                continue
            of_all = subject == mint.contract.lower()
            counted = self._counted(kind, place, mint, supply if of_all else None, observation.timestamp)
            if counted > limit:
                says = f"{mint.minter} minted {mint.amount}, which makes {counted} where the {kind} is {limit}."
                evidence = {"kind": kind, "limit": limit, "counted": counted, "amount": mint.amount, "to": mint.to}
                yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)

    def _counted(self, kind: str, place: str, mint: Mint, supply: int | None, now: int) -> int:
        """What a limit of this kind limits, this mint included; 0 for a kind that is no limit of mints.

        Where the kind says no more than that, one mint is held against it, which every limit forbids.
        """
        if any(word in kind for word in WINDOW):
            days = any(word in kind for word in ("day", "daily"))
            return self._in_window(place, mint.amount, now, DAY if days else self.settings["rate_window_seconds"])
        if supply is not None and (kind == "cap" or any(word in kind for word in SUPPLY)):
            return supply + mint.amount
        return mint.amount if any(word in kind for word in AMOUNT) else 0

    def _in_window(self, place: str, amount: int, now: int, window: int) -> int:
        minted = [each for each in self.state["minted"].get(place, []) if each[0] > now - window]
        self.state["minted"][place] = [*minted, [now, amount]]
        return sum(each[1] for each in self.state["minted"][place])
