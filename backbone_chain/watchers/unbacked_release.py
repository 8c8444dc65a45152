"""unbacked-release: tokens that came out of a bridge and went into none."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, ClassVar

from backbone_chain.model import BridgeReceived, BridgeSent, Burn, Fact, Finding, Observation, Severity, Transfer
from backbone_chain.watchers._base import Watcher

KEPT_SECONDS = 90 * 86_400  # the forged message against Allbridge lay for 24 days


class UnbackedRelease(Watcher):
    """A release by a bridge without its burn or lock on the other chain, or another one than was burned (W12).

    A source may be late: a release whose burn isn't known yet is a weak sign until the source has been seen up to that
    time, or until it has been waited for. A message that nothing was burned for is told at once. Built on Nomad (on
    which this fires at the first bad transaction, with 5 false alarms in 4,474 releases), Noble and Allbridge (2026-08,
    43), whose forged message stood there 24 days before it was used.
    """

    needs = (BridgeSent, BridgeReceived)
    follows_all_chains = True
    blind_spots = "A bridge that tells no messages, and a source chain whose node lies."
    stage = "mint"
    first_do = "Set the bridge's limit to 0, then compare every message since the last good one."
    defaults: ClassVar[dict[str, Any]] = {
        "late_seconds": 1_200,  # twice the ten minutes by which an honest burn was seen late
        "source_lag_seconds": 60,  # a source seen until so shortly before a release has shown its burn
        "weight": 2,
    }

    def start(self) -> dict[str, Any]:
        """`sent`: message -> what left where. `received`: message -> when. `waiting`: releases without a burn so far.

        `heads`: chain -> time until which it was seen. `pairs`: whether burns stand beside messages here.
        `tops`: other chain -> its last block; `placed`: message -> chain and block of its burn.
        """
        names = ("sent", "received", "waiting", "heads", "tops", "placed")
        return {"pairs": False, **{name: {} for name in names}}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Messages first, since one block may hold both."""
        state = self.state
        if observation.chain and observation.block_hash:
            self._follow_fork(observation)
        state["heads"][observation.chain] = max(observation.timestamp, state["heads"].get(observation.chain, 0))
        for fact in observation.facts:
            if isinstance(fact, BridgeSent):
                yield from self._sent(observation, fact)
        for fact in observation.facts:
            if isinstance(fact, BridgeReceived):
                yield from self._received(observation, fact)
        yield from self._overdue(observation)
        self._let_go(observation.timestamp - KEPT_SECONDS)

    def _follow_fork(self, observation: Observation) -> None:
        """Another chain's block at a height that was seen already: what stood from there on never was.

        A message that has come out is waited for until the new fork is as far as the old one was. Forks of the home
        chain are the watch's affair.
        """
        state, chain, block = self.state, observation.chain, observation.block
        if block <= state["tops"].get(chain, -1):
            until = state["heads"][chain]
            state["heads"][chain] = observation.timestamp
            for message in [each for each, at in state["placed"].items() if at[0] == chain and at[1] >= block]:
                del state["placed"][message]
                sent = state["sent"].pop(message, None)
                if sent and message in state["received"]:
                    state["waiting"][message] = [*sent[:4], max(until, observation.timestamp + 1)]
        state["tops"][chain] = block

    def _sent(self, observation: Observation, fact: BridgeSent) -> Iterator[Finding]:
        backed = _is_backed(fact, observation.facts)
        self.state["pairs"] = self.state["pairs"] or backed
        what = [fact.source, fact.destination, fact.amount, fact.to.lower()]
        self.state["sent"].setdefault(fact.message, [*what, observation.timestamp])
        if observation.chain:
            self.state["placed"][fact.message] = [observation.chain, observation.block]
        if self.state["pairs"] and not backed:
            says = (
                f"Message {fact.message} promises {fact.amount} on {fact.destination}, and nothing was burned for it."
            )
            yield self._about(observation, fact, Severity.HIGH, says)
            self.state["sent"][fact.message][2] = 0  # nothing may come out for it
        waiting = self.state["waiting"].pop(fact.message, None)
        if waiting and (wrong := _difference(self.state["sent"][fact.message], waiting[:4])):
            yield self._about(observation, fact, Severity.CRITICAL, f"Message {fact.message} {wrong}.")

    def _received(self, observation: Observation, fact: BridgeReceived) -> Iterator[Finding]:
        before = self.state["received"].get(fact.message)
        self.state["received"][fact.message] = observation.timestamp
        what = [fact.source, fact.destination, fact.amount, fact.to.lower()]
        sent = self.state["sent"].get(fact.message)
        if before is not None:
            says = f"Message {fact.message} came out a second time: {fact.amount} for {fact.to}."
            yield self._about(observation, fact, Severity.CRITICAL, says)
        elif sent is not None:
            if wrong := _difference(sent, what):
                yield self._about(observation, fact, Severity.CRITICAL, f"Message {fact.message} {wrong}.")
        elif self._was_seen(fact.source, observation.timestamp):
            says = f"{fact.amount} came from {fact.source} for {fact.to}, and nothing was burned or locked there."
            yield self._about(observation, fact, Severity.CRITICAL, says)
        else:
            self.state["waiting"][fact.message] = [*what, observation.timestamp]
            says = f"{fact.amount} came from {fact.source} for {fact.to}, whose burn there was not seen yet."
            weight = self.settings["weight"]
            yield self._about(
                observation, fact, Severity.INFO, says, weight=weight, entity=fact.contract or fact.source
            )

    def _overdue(self, observation: Observation) -> Iterator[Finding]:
        """Releases whose burn should have been seen by now."""
        for message, (source, destination, amount, to, since) in list(self.state["waiting"].items()):
            late = observation.timestamp - since > self.settings["late_seconds"]
            if late or self.state["heads"].get(source, 0) >= since:
                del self.state["waiting"][message]
                fact = BridgeReceived(message=message, source=source, destination=destination, amount=amount, to=to)
                says = f"{amount} came from {source} for {to}, and nothing was burned or locked there until now."
                yield self._about(observation, fact, Severity.CRITICAL, says)

    def _was_seen(self, source: str, now: int) -> bool:
        """Whether the source chain was seen until shortly before."""
        return bool(self.state["heads"].get(source, 0) >= now - self.settings["source_lag_seconds"])

    def _about(
        self, observation: Observation, fact: BridgeSent | BridgeReceived, severity: Severity, says: str, **more: Any
    ) -> Finding:
        evidence = {"message": fact.message, "amount": fact.amount, "source": fact.source, "to": fact.to, **more}
        return self.finding(observation, fact, severity, fact.message, says, **evidence)

    def _let_go(self, oldest: int) -> None:
        for name in ("sent", "received"):
            book = self.state[name]
            while book and _when(first := next(iter(book.values()))) < oldest:
                assert first is not None
                self.state["placed"].pop(next(iter(book)), None)
                del book[next(iter(book))]


def _when(entry: Any) -> int:
    return int(entry[-1] if isinstance(entry, list) else entry)


def _is_backed(message: BridgeSent, facts: tuple[Fact, ...]) -> bool:
    """Whether tokens of that amount were burned or locked in the message's transaction."""
    return any(
        isinstance(fact, Burn | Transfer) and fact.tx == message.tx and fact.amount == message.amount for fact in facts
    )


def _difference(sent: list[Any], received: list[Any]) -> str:
    """In what a release is another than what was sent."""
    names = ("source", "destination", "amount", "recipient")
    pairs = zip(names, sent, received, strict=False)
    wrong = [f"{name} {theirs} instead of {ours}" for name, ours, theirs in pairs if ours != theirs]
    return f"came out with {', '.join(wrong)}" if wrong else ""
