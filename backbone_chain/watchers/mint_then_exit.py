"""mint-then-exit: new tokens on their way out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Finding, KnownAccount, Mint, Observation, Severity, Transfer
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._orders import Orders
from backbone_chain.watchers._register import Register

EXITS = ("pool", "lender", "bridge")
MOST_FOLLOWED = 10_000  # accounts; the newest stay


class MintThenExit(Watcher):
    """Minted tokens reach a pool, a lender or a bridge within N blocks, by whichever hands (W15).

    High where orders are told and the mint has none; else a weak sign about its minter, for customers sell too. Built
    on Echo, PlayDapp and Resolv, whose thieves sold what they minted within a few blocks.
    """

    needs = (Mint, Transfer, KnownAccount)
    blind_spots = "Pools that nobody put into the register, and a thief who waits."
    stage = "exit"
    first_do = "Freeze whoever holds the rest, stop the minter, and tell the pool's venue."
    defaults: ClassVar[dict[str, Any]] = {
        "within_blocks": 50,  # ten minutes: thieves swap within 5 blocks, and hand on a few times before
        "weight": 1,
    }

    def start(self) -> dict[str, Any]:
        """`fresh`: account -> [minter, block of the mint, base units, whether orders were told and it had none]."""
        return {"fresh": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """In order: a block may hold the mint, the hands and the exit."""
        register, orders = Register(self.state), Orders(self.state)
        register.learn(observation)
        orders.learn(observation)
        self._let_go(observation.block)
        for fact in self.own(observation):
            if isinstance(fact, Mint) and fact.amount:
                self._minted(observation, fact, orders)
            elif isinstance(fact, Transfer) and fact.sender.lower() in self.state["fresh"] and fact.amount:
                yield from self._moved(observation, fact, register)

    def _minted(self, observation: Observation, mint: Mint, orders: Orders) -> None:
        wrong = orders.armed and not orders.cover(observation, mint).fine
        if not orders.armed or wrong:
            self._follow(mint.to.lower(), [mint.minter, observation.block, mint.amount, wrong])

    def _moved(self, observation: Observation, transfer: Transfer, register: Register) -> Iterator[Finding]:
        fresh = self.state["fresh"]
        minter, block, left, wrong = fresh[transfer.sender.lower()]
        moved = min(left, transfer.amount)
        if left > moved:
            fresh[transfer.sender.lower()][2] = left - moved
        else:
            del fresh[transfer.sender.lower()]
        kind = register.kind(transfer.to)
        if kind not in EXITS:
            self._follow(transfer.to.lower(), [minter, block, moved, wrong])
            return
        blocks = observation.block - block
        says = f"{moved} minted by {minter} {blocks} blocks ago went into the {kind} {transfer.to}."
        evidence = {"amount": moved, "to": transfer.to, "kind": kind, "blocks": blocks, "entity": minter}
        more = {} if wrong else {"weight": self.settings["weight"]}
        severity = Severity.HIGH if wrong else Severity.INFO
        yield self.finding(observation, transfer, severity, minter, says, **evidence, **more)

    def _follow(self, account: str, trail: list[Any]) -> None:
        """What comes together counts together, under the newer mint."""
        before = self.state["fresh"].pop(account, None)
        if before:
            trail = [trail[0], max(trail[1], before[1]), trail[2] + before[2], trail[3] or before[3]]
        self.state["fresh"][account] = trail

    def _let_go(self, block: int) -> None:
        fresh = self.state["fresh"]
        for account in [a for a, trail in fresh.items() if block - trail[1] > self.settings["within_blocks"]]:
            del fresh[account]
        while len(fresh) > MOST_FOLLOWED:
            del fresh[next(iter(fresh))]
