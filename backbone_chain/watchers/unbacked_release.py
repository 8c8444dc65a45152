"""unbacked-release: tokens that came out of a bridge and went into none."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, ClassVar

from backbone_chain.model import (
    BridgeReceived,
    BridgeSent,
    Finding,
    Mint,
    Observation,
    Severity,
    Source,
    SupplyRead,
)
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._bridge import arrived, is_backed, is_told_twice, release
from backbone_chain.watchers._register import Register

KEPT_SECONDS = 90 * 86_400  # the forged message against Allbridge lay for 24 days
REPLACED_BLOCKS = 10  # after a reorg of the source, until a burn that isn't in it again is gone for good
ON_CHAIN = (Source.EVENTS, Source.STATE)
TINY_IN_ALL = 10  # tiny releases that together are still tiny


class UnbackedRelease(Watcher):
    """A release by a bridge without its burn or lock on the other chain, or another one than was burned (W12).

    A source may be late: a release whose burn isn't known yet is said as info, and as critical once the source has been
    seen up to that time, or has been waited for. A message that nothing was burned for is told at once, and so is a
    bridge's mint beyond its messages. Built on Nomad (on which this fires at the first bad transaction, with 5 false
    alarms in 4,474 releases, tiny ones), Noble and Allbridge (2026-08, 43), whose forged message stood there 24 days
    before it was used.
    """

    needs = (BridgeSent, BridgeReceived)
    follows_all_chains = True
    blind_spots = "A bridge that tells no messages and isn't in the register, and a source chain whose node lies."
    stage = "mint"
    first_do = "Set the bridge's limit to 0, then compare every message since the last good one."
    defaults: ClassVar[dict[str, Any]] = {
        "late_seconds": 1_200,  # twice the ten minutes by which an honest burn was seen late
        "source_lag_seconds": 60,  # a source seen until so shortly before a release has shown its burn
        "fee_share": 0.01,  # of what was burned, that a relayer may keep; no bridge on record takes more
        "tiny_share": 1e-6,  # of the supply: Nomad's five false alarms were test releases of a few dollars
    }

    def start(self) -> dict[str, Any]:
        """`sent`: message -> what left where, each time. `received`: message -> where and when it came out.

        `waiting`: releases without a burn so far. `heads`: chain -> time, block and hash until which it was seen.
        `names`: what messages call a chain -> the chain. `pairs`: chains where burns stand beside messages. `tells`:
        chains where arrivals are told. `claimed`: messages that explained a mint without one. `supply`: the largest
        that was read. `tiny`: what came out without a burn, and was let pass.
        """
        empty: dict[str, Any] = {name: {} for name in ("sent", "received", "waiting", "heads", "names")}
        return {**empty, "pairs": [], "tells": [], "claimed": [], "supply": 0, "tiny": 0}

    def observe(self, observation: Observation) -> Iterator[Finding]:
        """Messages first, since one block may hold both."""
        Register(self.state).learn(observation)
        yield from self._taken_back(observation)
        self._follow(observation)
        for fact in observation.facts:
            if isinstance(fact, BridgeSent):
                yield from self._sent(observation, fact)
        for fact in observation.facts:
            if isinstance(fact, BridgeReceived):
                yield from self._received(observation, fact)
        yield from self._minted(observation)
        yield from self._overdue(observation)
        self._let_go(observation.timestamp - KEPT_SECONDS)

    # --- chains

    def _follow(self, observation: Observation) -> None:
        """How far each chain was seen, by which name messages call it, and how much there is."""
        heads, names, chain = self.state["heads"], self.state["names"], observation.chain
        if _is_of_chain(observation):
            seen = max(observation.timestamp, heads.get(chain, [0])[0])
            heads[chain] = [seen, observation.block, observation.block_hash]
        for fact in observation.facts:
            if isinstance(fact, BridgeSent | BridgeReceived):
                names.setdefault(fact.source if isinstance(fact, BridgeSent) else fact.destination, chain)
            elif isinstance(fact, SupplyRead):
                self.state["supply"] = max(self.state["supply"], fact.amount)

    def _seen_until(self, name: str, here: str) -> int:
        """Time until which the chain that messages call so was seen; of two chains, it is the other one."""
        heads, names = self.state["heads"], self.state["names"]
        others = [chain for chain in heads if chain != here]
        chain = names.get(name, name if name in heads else others[0] if len(others) == 1 else None)
        return int(heads[chain][0]) if chain in heads else 0

    def _taken_back(self, observation: Observation) -> Iterator[Finding]:
        """A reorg of a chain takes its messages back: what came out for them waits until they are there again."""
        _, height, block_hash = self.state["heads"].get(observation.chain, [0, -1, ""])
        again = observation.block == height and "" != block_hash != observation.block_hash != ""
        if not _is_of_chain(observation) or not (again or observation.block < height):
            return
        self._drop("received", observation)
        for message in self._drop("sent", observation):
            for *what, here, _, _ in self.state["received"].get(message, [])[:1]:
                until = [observation.chain, height + REPLACED_BLOCKS]
                self.state["waiting"][message] = [*what, here, observation.timestamp, until]
                says = f"The burn of message {message}, which came out already, was taken back by a reorg."
                yield self._about(observation, release(message, what), Severity.INFO, says)

    def _drop(self, book: str, observation: Observation) -> list[str]:
        """Forget the book's entries that are gone with this chain's blocks; answers the messages without any left."""
        for entries in self.state[book].values():
            entries[:] = [each for each in entries if not _is_gone(each, observation.chain, observation.block)]
        gone = [message for message, entries in self.state[book].items() if not entries]
        for message in gone:
            del self.state[book][message]
        return gone

    # --- messages

    def _sent(self, observation: Observation, fact: BridgeSent) -> Iterator[Finding]:
        chain, backed = observation.chain, is_backed(fact, observation.facts)
        if backed and chain not in self.state["pairs"]:
            self.state["pairs"].append(chain)
        what = [fact.source, fact.destination, fact.amount, fact.to.lower()]
        if chain in self.state["pairs"] and not backed:
            says = (
                f"Message {fact.message} promises {fact.amount} on {fact.destination}, and nothing was burned for it."
            )
            yield self._about(observation, fact, Severity.HIGH, says)
            what[2] = 0  # nothing may come out for it
        self._note("sent", observation, fact.message, what)
        waiting = self.state["waiting"].pop(fact.message, None)
        if waiting and (wrong := self._difference(fact.message, waiting)):
            yield self._about(observation, fact, Severity.CRITICAL, f"Message {fact.message} {wrong}.")
        if not waiting:
            self._explain(observation, fact.message)

    def _explain(self, observation: Observation, message: str) -> None:
        """A late burn explains a mint without a message that waits for one."""
        sent = self.state["sent"][message][-1]
        for name, (*what, here, _, _) in self.state["waiting"].items():
            if not what[0] and here != observation.chain and self._fits(sent, what):
                del self.state["waiting"][name]
                self.state["claimed"].append(message)
                return

    def _received(self, observation: Observation, fact: BridgeReceived) -> Iterator[Finding]:
        what = [fact.source, fact.destination, fact.amount, fact.to.lower()]
        if is_told_twice(fact, observation.facts):
            return
        if observation.chain not in self.state["tells"]:
            self.state["tells"].append(observation.chain)
        before = [entry for entry in self.state["received"].get(fact.message, []) if entry[0] == fact.source]
        self._note("received", observation, fact.message, what)
        if before:
            says = f"Message {fact.message} came out a second time: {fact.amount} for {fact.to}."
            yield self._about(observation, fact, Severity.CRITICAL, says)
        elif fact.message in self.state["sent"]:
            if wrong := self._difference(fact.message, what):
                yield self._about(observation, fact, Severity.CRITICAL, f"Message {fact.message} {wrong}.")
        else:
            yield from self._unseen(observation, fact, what)

    def _minted(self, observation: Observation) -> Iterator[Finding]:
        """What a bridge mints beyond its messages; where none are told, a burn of that amount and recipient will do."""
        left, register = arrived(observation.facts), Register(self.state)
        for fact in self.own(observation):
            if isinstance(fact, Mint) and (fact.tx in left or register.kind(fact.minter) == "bridge"):
                excess = max(0, fact.amount - left.get(fact.tx, 0))
                left[fact.tx] = max(0, left.get(fact.tx, 0) - fact.amount)
                what = ["", "", excess, fact.to.lower()]
                if excess and not self._claim(observation, what):
                    what_came = release(f"mint {fact.tx}:{fact.log_index}", what, fact)
                    certain = observation.chain in self.state["tells"]
                    yield from self._unseen(observation, what_came, what, certain)

    def _claim(self, observation: Observation, what: list[Any]) -> bool:
        """Take a message that explains a mint without one, if its bridge tells no arrivals."""
        if observation.chain in self.state["tells"]:
            return False
        for message, entries in self.state["sent"].items():
            *sent, chain, _, _ = entries[0]
            if chain != observation.chain and message not in self.state["claimed"] and self._fits(sent, what):
                self.state["claimed"].append(message)
                self._note("received", observation, message, what)
                return True
        return False

    # --- releases without a burn

    def _unseen(
        self, observation: Observation, fact: BridgeReceived, what: list[Any], certain: bool = False
    ) -> Iterator[Finding]:
        """A release whose burn isn't known: wrong at once if the source has shown that there is none."""
        seen = self._seen_until(fact.source, observation.chain)
        if certain or (fact.source and seen >= observation.timestamp - self.settings["source_lag_seconds"]):
            yield self._unbacked(observation, fact)
            return
        self.state["waiting"][fact.message] = [*what, observation.chain, observation.timestamp, None]
        says = f"{fact.amount} came from {fact.source or 'a bridge'} for {fact.to}, whose burn there was not seen yet."
        yield self._about(observation, fact, Severity.INFO, says)

    def _overdue(self, observation: Observation) -> Iterator[Finding]:
        """Releases whose burn should have been seen by now."""
        for message, (*what, here, since, until) in list(self.state["waiting"].items()):
            late = observation.timestamp - since > self.settings["late_seconds"]
            if until:  # a burn that a reorg took back: the chain and the height at which it is gone for good
                over = self.state["heads"][until[0]][1] >= until[1]
            else:
                over = bool(what[0]) and self._seen_until(what[0], here) >= since
            if late or over:
                del self.state["waiting"][message]
                yield self._unbacked(observation, release(message, what))

    def _unbacked(self, observation: Observation, fact: BridgeReceived) -> Finding:
        tiny = self.state["supply"] * self.settings["tiny_share"]
        where = fact.source or "a bridge"
        says = f"{fact.amount} came from {where} for {fact.to}, and nothing was burned or locked there."
        if fact.amount <= tiny and self.state["tiny"] + fact.amount <= TINY_IN_ALL * tiny:
            self.state["tiny"] += fact.amount
            return self._about(observation, fact, Severity.INFO, says)
        return self._about(observation, fact, Severity.CRITICAL, says)

    # --- books

    def _difference(self, message: str, received: Sequence[Any]) -> str:
        """In what a release is another than what was sent under its message."""
        sent = [entry[:4] for entry in self.state["sent"][message]]
        if any(self._fits(each, received) for each in sent):
            return ""
        if not any(each[2] for each in sent):
            return "came out, although nothing was burned for it"
        names = ("source", "destination", "amount", "recipient")
        pairs = zip(names, sent[0], received, strict=False)
        wrong = [f"{name} {theirs} instead of {ours}" for name, ours, theirs in pairs if ours != theirs]
        return f"came out with {', '.join(wrong)}"

    def _fits(self, sent: Sequence[Any], received: Sequence[Any]) -> bool:
        """Whether they agree, but for a fee; a mint without a message says nothing of chains."""
        source, destination, amount, to = received[:4]
        least = sent[2] - sent[2] * self.settings["fee_share"]
        same = (source in ("", sent[0])) and (destination in ("", sent[1]))
        return bool(same and least <= amount <= sent[2] and to[-40:] == sent[3][-40:])  # 20 bytes, or a padded word

    def _note(self, book: str, observation: Observation, message: str, what: list[Any]) -> None:
        entry = [*what, observation.chain, observation.block, observation.timestamp]
        self.state[book].setdefault(message, []).append(entry)

    def _about(
        self, observation: Observation, fact: BridgeSent | BridgeReceived, severity: Severity, says: str
    ) -> Finding:
        evidence = {"message": fact.message, "amount": fact.amount, "source": fact.source, "to": fact.to}
        return self.finding(observation, fact, severity, fact.message, says, **evidence)

    def _let_go(self, oldest: int) -> None:
        for name in ("sent", "received"):
            book = self.state[name]
            while book and next(iter(book.values()))[-1][-1] < oldest:
                message = next(iter(book))
                del book[message]
                self.state["claimed"] = [each for each in self.state["claimed"] if each != message]


def _is_of_chain(observation: Observation) -> bool:
    """Whether it is a block, not something that was told between two."""
    facts = observation.facts
    return bool(observation.block_hash) or not facts or any(fact.origin in ON_CHAIN for fact in facts)


def _is_gone(entry: Sequence[Any], chain: str, block: int) -> bool:
    return bool(entry[4] == chain and entry[5] >= block)
