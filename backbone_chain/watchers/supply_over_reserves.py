"""supply-over-reserves: more tokens than attested dollars, or nobody has attested them lately."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import (
    BankCredit,
    Fact,
    Finding,
    Mint,
    Observation,
    PayoutSent,
    ReserveAttested,
    Severity,
    SupplyRead,
)
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._ledger import OF_SUPPLY, Books

FOLLOWED = OF_SUPPLY | {BankCredit, PayoutSent, ReserveAttested}


class SupplyOverReserves(Watcher):
    """Supply of all chains above attested reserves, or a mint on an attestation that is stale (W5).

    Reserves are the last attestation, with the credits that became final since and without the payouts sent since. A
    credit can be told late, so a small excess is high first, and critical when it stays; a large one is critical at
    once. Built on TUSD (2023), Binance-Peg BUSD (a chain's supply above its lock) and Paxos (2025-10-15).
    """

    needs = (SupplyRead, ReserveAttested)
    follows_all_chains = True
    blind_spots = (
        "All, until the first attestation; an attester who lies; tokens that are between two chains; chains that "
        "nobody watches."
    )
    stage = "mint"
    first_do = "Stop minting, and ask the banks and the attester what is there."
    defaults: ClassVar[dict[str, Any]] = {
        "stale_seconds": 2 * 86_400,  # issuers with a feed on chain attest daily; one missed day is no alarm
        "grace_seconds": 120,  # as for orders that are told late
        "large_share": 0.05,  # of reserves; typical orders are a hundredth of that
    }

    def start(self) -> dict[str, Any]:
        """`chains`: chain -> shadow supply. `attested`: [amount, as of]. `credits`: order -> [amount, final at].

        `payouts`: [amount, time]. `over`: since when, and what was said of it.
        """
        return {"chains": {}, "attested": None, "credits": {}, "payouts": [], "over": None, "stale": None}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Register what came in and went out, then judge the end of the block."""
        facts = [fact for fact in self.own(observation) if type(fact) in FOLLOWED]
        for fact in facts:
            self._money(observation, fact)
        books = Books(self.state["chains"].setdefault(observation.chain, {}))
        books.follow(facts)
        reads = [fact for fact in facts if isinstance(fact, SupplyRead)]
        for read in reads:
            books.settle(read)
        if self.state["attested"] is None:
            return
        mints = [fact for fact in facts if isinstance(fact, Mint)]
        if mints:
            yield from self._staleness(observation, mints[-1])
        if facts:
            yield from self._level(observation, (mints or reads or facts)[-1])

    def _money(self, observation: Observation, fact: Fact) -> None:
        match fact:
            case ReserveAttested(amount=amount, as_of=as_of):
                if self.state["attested"] is None or as_of >= self.state["attested"][1]:
                    self.state["attested"] = [amount, as_of]
                    self._forget_before(as_of)
            case BankCredit(order=order, amount=amount, final_at=final_at):
                self.state["credits"][order] = [amount, final_at]
            case PayoutSent(amount=amount):
                self.state["payouts"].append([amount, observation.timestamp])

    def _forget_before(self, as_of: int) -> None:
        """What the attestation has in it already."""
        credits_, payouts = self.state["credits"], self.state["payouts"]
        self.state["credits"] = {order: each for order, each in credits_.items() if each[1] > as_of}
        self.state["payouts"] = [each for each in payouts if each[1] > as_of]

    def _reserves(self, now: int) -> int:
        amount, as_of = self.state["attested"]
        came = sum(credit for credit, final_at in self.state["credits"].values() if as_of < final_at <= now)
        return int(amount + came - sum(paid for paid, at in self.state["payouts"] if at > as_of))

    def _staleness(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        as_of = self.state["attested"][1]
        age = observation.timestamp - as_of
        if age > self.settings["stale_seconds"] and self.state["stale"] != as_of:
            self.state["stale"] = as_of
            says = f"{mint.minter} minted {mint.amount} on an attestation that is {age} s old."
            evidence = {"as_of": as_of, "age_seconds": age, "amount": mint.amount}
            yield self.finding(observation, mint, Severity.HIGH, mint.minter, says, **evidence)

    def _level(self, observation: Observation, fact: Fact) -> Iterator[Finding]:
        now = observation.timestamp
        supply = sum(chain["supply"] or 0 for chain in self.state["chains"].values())
        reserves = self._reserves(now)
        if supply <= reserves:
            self.state["over"] = None
            return
        since, said = self.state["over"] or (now, "")
        large = supply - reserves > reserves * self.settings["large_share"]
        severity = Severity.CRITICAL if large or now - since > self.settings["grace_seconds"] else Severity.HIGH
        self.state["over"] = [since, max(said, severity.value, key=_rank)]
        if _rank(said) >= _rank(severity.value):
            return
        says = f"{supply} tokens stand against {reserves} of reserves: {supply - reserves} have nothing behind them."
        evidence = {"supply": supply, "reserves": reserves, "as_of": self.state["attested"][1]}
        yield self.finding(observation, fact, severity, fact.contract or "supply", says, **evidence)


def _rank(severity: str) -> int:
    return ["", *(each.value for each in Severity)].index(severity)
