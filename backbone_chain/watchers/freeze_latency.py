"""freeze-latency: funds that should stand still, moving."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import (
    Fact,
    Finding,
    FreezeRequested,
    Frozen,
    Mint,
    Observation,
    Seized,
    Severity,
    Transfer,
    Unfrozen,
    Wiped,
)
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._register import SHARED, Register


class FreezeLatency(Watcher):
    """Tokens that leave or are minted to a frozen account, or leave one whose freeze was asked for N blocks ago (W17).

    The first are critical: the token's freeze has a hole, as for a spender with an allowance. Wiping and seizing don't
    count, nor does what an exchange or a pool moves before its freeze. Built on the frozen spenders of USD1 and TUSD,
    and on USDT's two-step freezes, in which 78 M moved between request and effect.
    """

    needs = (Frozen, Transfer)
    blind_spots = "A request that the issuer doesn't tell; balances that a pool or an exchange holds for the frozen."
    stage = "exit"
    first_do = "Freeze who got the tokens, and find the call that went around the freeze."
    defaults: ClassVar[dict[str, Any]] = {
        "after_blocks": 25,  # five minutes of 12 s from request to effect; the slow case on record took 44 minutes
    }

    def start(self) -> dict[str, Any]:
        """`frozen`: account -> block of its freeze. `asked`: account -> block of a request that is still open."""
        return {"frozen": {}, "asked": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """In order, since the same block can hold the last legal transfer and the freeze."""
        register = Register(self.state)
        register.learn(observation)
        own = self.own(observation)
        enforced = {(fact.tx, fact.holder.lower()) for fact in own if isinstance(fact, Wiped | Seized)}
        for fact in own:
            self._follow(observation, fact, register)
            # Anybody can move nothing out of any account, and poisoners of address books do.
            if isinstance(fact, Transfer) and fact.amount and (fact.tx, fact.sender.lower()) not in enforced:
                yield from self._judge(observation, fact)
            elif isinstance(fact, Mint) and fact.amount:
                yield from self._minted(observation, fact)

    def _follow(self, observation: Observation, fact: Fact, register: Register) -> None:
        match fact:
            case FreezeRequested(account=account) if register.kind(account) not in SHARED:
                self.state["asked"].setdefault(account.lower(), observation.block)
            case Frozen(account=account):
                self.state["frozen"].setdefault(account.lower(), observation.block)
                self.state["asked"].pop(account.lower(), None)
            case Unfrozen(account=account):
                self.state["frozen"].pop(account.lower(), None)
                self.state["asked"].pop(account.lower(), None)

    def _minted(self, observation: Observation, mint: Mint) -> Iterator[Finding]:
        frozen = self.state["frozen"].get(mint.to.lower())
        if frozen is not None:
            says = f"{mint.amount} was minted to {mint.to}, frozen since block {frozen}: the freeze has a hole."
            evidence = {"minter": mint.minter, "amount": mint.amount, "frozen_block": frozen}
            yield self.finding(observation, mint, Severity.CRITICAL, mint.to, says, **evidence)

    def _judge(self, observation: Observation, transfer: Transfer) -> Iterator[Finding]:
        sender = transfer.sender.lower()
        frozen, asked = self.state["frozen"].get(sender), self.state["asked"].get(sender)
        evidence = {"to": transfer.to, "amount": transfer.amount, "frozen_block": frozen, "requested_block": asked}
        if frozen is not None:
            says = f"{transfer.amount} left {transfer.sender}, frozen since block {frozen}: the freeze has a hole."
            yield self.finding(observation, transfer, Severity.CRITICAL, transfer.sender, says, **evidence)
        elif asked is not None and observation.block - asked > self.settings["after_blocks"]:
            late = observation.block - asked
            says = f"{transfer.sender} still moves tokens {late} blocks after its freeze was asked for."
            yield self.finding(observation, transfer, Severity.HIGH, transfer.sender, says, **evidence)
