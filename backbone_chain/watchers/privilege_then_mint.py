"""privilege-then-mint: a power changes hands outside any plan, and then somebody mints with it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import (
    Fact,
    Finding,
    LimitChanged,
    Mint,
    MinterConfigured,
    Observation,
    OwnerChanged,
    RoleGranted,
    Severity,
    Upgraded,
)
from backbone_chain.watchers._base import Planned, Watcher

# Who holds one of these can mint, at once or after giving itself one more.
LEADS_TO_MINT = ("minter", "minter_admin", "admin", "upgrader", "owner")


class PrivilegeThenMint(Watcher):
    """A role grant, limit raise or upgrade outside any plan, followed by a mint that uses it within N blocks (W2).

    Says `high` at the grant, before any harm, and `critical` at the mint. What happens in the first block that it
    sees is the state to start from, unless a plan for the same thing is known. Built on Echo eBTC (2026-05-18: grant,
    grant, mint, roles removed again), PlayDapp (2024-02-09), PAID (2021-03-05) and Ankr (2022-12-02).
    """

    needs = (RoleGranted, Mint)
    defaults: ClassVar[dict[str, Any]] = {
        "within_blocks": 216_000,  # 30 days of 12 s: Echo's cover-up and PlayDapp's second mint came days later
    }

    def start(self) -> dict[str, Any]:
        """`tainted`: account, or the proxy after an upgrade -> [block, what happened]."""
        return {"first": None, "tainted": {}, "plans": []}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """In order of the facts, since a grant and its mint can share a block."""
        Planned(self.state).learn(observation)
        if self.state["first"] is None and any(isinstance(fact, RoleGranted) for fact in observation.facts):
            self.state["first"] = observation.block
        for fact in observation.facts:
            if isinstance(fact, Mint):
                yield from self._mint(observation, fact)
            elif (change := _change(fact)) and not self._is_expected(observation, *change):
                yield self._change(observation, fact, *change)

    def _is_expected(self, observation: Observation, what: str, new: str, account: str) -> bool:
        planned = Planned(self.state)
        if planned.ticket(what, new, observation.block):
            return True
        return observation.block == self.state["first"] and not planned.any(what)

    def _change(self, observation: Observation, fact: Fact, what: str, new: str, account: str) -> Finding:
        self.state["tainted"][account] = [observation.block, f"{what} became {new}"]
        says = f"{what} became {new} outside any plan; whoever holds it can mint now, or soon."
        return self.finding(observation, fact, Severity.HIGH, account, says, what=what, new=new)

    def _mint(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        for account in (mint.minter, mint.contract):
            block, what = self.state["tainted"].get(account, (None, ""))
            if block is not None and observation.block - block <= self.settings["within_blocks"]:
                says = (
                    f"{mint.minter} minted {mint.amount} to {mint.to}, {observation.block - block} blocks after {what}."
                )
                evidence = {"change": what, "change_block": block, "amount": mint.amount, "to": mint.to}
                yield self.finding(observation, mint, Severity.CRITICAL, mint.minter, says, **evidence)
                return


def _change(fact: Fact) -> tuple[str, str, str] | None:
    """What was changed, to what, and whose mints are suspect from then on; None for a fact that leads to no mint."""
    match fact:
        case RoleGranted(role=role, account=account) if role in LEADS_TO_MINT:
            return f"role:{role}", account, account
        case MinterConfigured(minter=minter, allowance=allowance) if allowance > 0:
            return "minter-allowance", f"{minter}={allowance}", minter
        case LimitChanged(unlimited=True, subject=subject, kind=kind, new=new):
            return kind, f"{subject}={new}", subject
        case OwnerChanged(new=new):
            return "owner", new, new
        case Upgraded(implementation=implementation, proxy=proxy):
            return "implementation", implementation, proxy
    return None
