"""fee-on-transfer: a part of every transfer goes to somebody else."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, Observation, Severity, Transfer
from backbone_chain.watchers._base import Watcher

ZERO_ADDRESS = "0x" + "00" * 20
Parts = list[Transfer]


class FeeOnTransfer(Watcher):
    """One transfer after the other pays the same part to the same account: the token has begun to take a fee (W28).

    A market that takes a fee does so in its own trades, among which others transfer without one; that ends the run.
    Built on USDT, whose setParams turns on a fee of up to 0.2 %.
    """

    needs = (Transfer,)
    blind_spots = "A fee that is taken without a Transfer of its own, which supply-mismatch reads from balances."
    stage = "privilege"
    first_do = "Find who set the fee; pools and lenders that count on whole transfers are wrong from now on."
    defaults: ClassVar[dict[str, Any]] = {
        "transfers": 5,  # of at least two payers, with none without the fee among them; a guess until it is fitted
    }

    def start(self) -> dict[str, Any]:
        """`collector`, the `fee` of a `total` it got first, the last `payers`, the `run`, whether it was `said`."""
        return {"collector": "", "fee": 0, "total": 1, "payers": [], "run": 0, "said": False}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """The transfers of each payer in a transaction are one payment."""
        payments: dict[tuple[str, str], Parts] = {}
        for fact in self.own(observation):
            if isinstance(fact, Transfer) and fact.amount and ZERO_ADDRESS not in (fact.sender, fact.to):
                payments.setdefault((fact.tx, fact.sender.lower()), []).append(fact)
        for parts in payments.values():
            self._follow(parts)
            if self._is_fee() and not self.state["said"]:
                self.state["said"] = True
                yield self._taken(observation, parts)

    def _follow(self, parts: Parts) -> None:
        state, payer = self.state, parts[0].sender.lower()
        least = min(parts, key=lambda part: part.amount)
        total = sum(part.amount for part in parts)
        if len(parts) == 1:
            if parts[0].to.lower() != state["collector"]:  # who pays the collector pays no fee on it
                self.state.update(self.start())
        elif least.to.lower() == state["collector"] and self._is_same_part(least.amount, total):
            state["run"] += 1
            if payer not in state["payers"]:
                state["payers"] = [*state["payers"][:1], payer]
        else:
            fresh = {"collector": least.to.lower(), "fee": least.amount, "total": total, "payers": [payer], "run": 1}
            self.state.update(self.start() | fresh)

    def _is_same_part(self, fee: int, total: int) -> bool:
        """But for what is rounded off."""
        difference = abs(fee * self.state["total"] - self.state["fee"] * total)
        return bool(difference <= max(total, self.state["total"]))

    def _is_fee(self) -> bool:
        long = self.state["run"] >= self.settings["transfers"]
        return bool(long and len(self.state["payers"]) > 1)

    def _taken(self, observation: Observation, parts: Parts) -> Finding:
        least, total = min(parts, key=lambda part: part.amount), sum(part.amount for part in parts)
        per_cent = round(100 * least.amount / total, 4)
        says = f"The last {self.state['run']} transfers paid {per_cent} % to {least.to}: the token takes a fee now."
        evidence = {"per_cent": per_cent, "collector": least.to, "transfers": self.state["run"]}
        return self.finding(observation, least, Severity.HIGH, least.to, says, **evidence)
