"""allowance-from-nowhere: a right to spend that its owner never gave."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import Approval, Finding, NonceRead, Observation, Severity, Transfer
from backbone_chain.watchers._base import Watcher

MOST_KNOWN = 100_000  # allowances and owners; the oldest are let go


class AllowanceFromNowhere(Watcher):
    """An allowance that rose in another's transaction although no permit of its owner was used up (W22).

    Critical for an owner that sends its own transactions; one that never did may be a contract, whose approvals always
    come in others' transactions, and is a weak sign. Built on signature checks that accept a signer of zero, and on
    burnFrom bugs that arm an allowance.
    """

    needs = (Approval, NonceRead)
    blind_spots = "Owners whose permit nonce is not read in the block, and an allowance that changed without an event."
    stage = "privilege"
    first_do = "Pause signatures, and tell the owner to set the allowance to 0."
    defaults: ClassVar[dict[str, Any]] = {"weight": 1}  # a contract wallet's owner approves so every day

    def start(self) -> dict[str, Any]:
        """`allowed`: owner and spender -> base units. `nonces`: owner -> permits used. `senders`: who sent anything."""
        return {"allowed": {}, "nonces": {}, "senders": {}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Approvals that rose in others' transactions, against the permits that were used up in this block."""
        used = dict(self._used(observation))
        for fact in self.own(observation):
            if fact.tx_sender:
                self.state["senders"].pop(fact.tx_sender.lower(), None)
                self.state["senders"][fact.tx_sender.lower()] = True
            if isinstance(fact, Approval):
                yield from self._approved(observation, fact, used)
        for name in ("allowed", "nonces", "senders"):
            while len(self.state[name]) > MOST_KNOWN:
                del self.state[name][next(iter(self.state[name]))]

    def _used(self, observation: Observation) -> Iterator[tuple[str, int]]:
        """Owner -> permits used since the last read; an owner's first read tells only of a nonce of 0."""
        for fact in observation.facts:
            if isinstance(fact, NonceRead):
                owner = fact.account.lower()
                before = self.state["nonces"].get(owner, 0 if fact.nonce == 0 else None)
                self.state["nonces"][owner] = fact.nonce
                if before is not None:
                    yield owner, fact.nonce - before

    def _approved(self, observation: Observation, fact: Approval, used: dict[str, int]) -> Iterator[Finding]:
        owner, place = fact.owner.lower(), f"{fact.owner.lower()} {fact.spender.lower()}"
        rose = fact.amount > self.state["allowed"].pop(place, 0)
        self.state["allowed"][place] = fact.amount
        given = fact.tx_sender.lower() in (owner, "") or not rose
        if given or _spends(observation, fact):
            return
        evidence = {"spender": fact.spender, "amount": fact.amount, "sent_by": fact.tx_sender}
        if owner not in used:
            says = f"{fact.spender} may spend {fact.amount} of {fact.owner}; nobody read whether a permit allowed that."
            yield self.finding(observation, fact, Severity.INFO, fact.owner, says, **evidence)
            return
        if used[owner] > 0:
            used[owner] -= 1
            return
        known = owner in self.state["senders"]
        says = f"{fact.spender} may spend {fact.amount} of {fact.owner}, who neither approved nor signed that."
        more = {} if known else {"weight": self.settings["weight"]}
        severity = Severity.CRITICAL if known else Severity.INFO
        yield self.finding(observation, fact, severity, fact.owner, says, **evidence, **more)


def _spends(observation: Observation, approval: Approval) -> bool:
    """Whether the event only tells what is left of an allowance that was spent in the same transaction.

    Nothing is spent by moving nothing, which is how a faulty burnFrom is used.
    """
    return any(
        isinstance(fact, Transfer)
        and fact.amount
        and fact.tx == approval.tx
        and fact.sender.lower() == approval.owner.lower()
        for fact in observation.facts
    )
