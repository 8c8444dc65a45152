"""What an issuer sees of one chain: blocks as facts, from the token and what stands around it, and reads of state."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from eth_utils import keccak

from backbone_chain.chain import Block, Chain
from backbone_chain.closure import Closure
from backbone_chain.codec import checksum
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.model import Approval, Fact, NonceRead, Observation, Transfer, Upgraded
from backbone_chain.surroundings import Translate, place
from backbone_chain.tokens._base import Log, Token, logs_of
from backbone_chain.watchers._ledger import control_of

FULL_READ_BLOCKS = 50  # how often everything is read again, whatever happened
FEW_HOLDERS = 32  # up to so many, all balances are read in every block
TRANSFER = keccak(text="Transfer(address,address,uint256)")
TRANSFER_TOPICS = 3
NO_HASH = "0x" + "00" * 32


class Mark(NamedTuple):
    """What of a sight goes back with its chain."""

    holders: dict[str, None]
    tip: str


class Sight:
    """A chain with a token on it. name: empty for the token's home chain, else that of another one."""

    def __init__(self, chain: Chain, name: str = "") -> None:
        self.chain, self.name = chain, name
        self.token: Token | None = None
        self.unseen: list[Block] = []
        self.stale: list[Block] | None = None
        self._followed: dict[str, Translate] = {}
        self._look_alikes: dict[bytes, Translate] = {}
        self._holders: dict[str, None] = {}
        self._tip = NO_HASH
        self._closure: Closure | None = None
        self._controls: dict[str, None] = {}
        self._since_full = FULL_READ_BLOCKS

    def open(self, token: Token) -> None:
        """Look at this token from now on."""
        self.token, self._closure = token, Closure(token)

    def follow(self, address: str, translate: Translate, topics: Iterable[bytes] = ()) -> None:
        """Look at a contract's events too; those with these topics at whatever contract they come from."""
        self._followed[address] = translate
        self._look_alikes.update(dict.fromkeys(topics, translate))

    def backlog(self, blocks: Iterable[Block]) -> Iterator[Observation]:
        """Blocks that are seen late: a node has all of them, and of its state only the last."""
        waiting = list(blocks)
        for block in waiting:
            yield self.observation(block, reads=block is waiting[-1])

    def mark(self) -> Mark:
        """To come back to."""
        return Mark(dict(self._holders), self._tip)

    def back(self, mark: Mark) -> None:
        """As it was then; the next block is read in full."""
        self._holders, self._tip, self._since_full = dict(mark.holders), mark.tip, FULL_READ_BLOCKS

    def observation(self, block: Block, *, reads: bool = True) -> Observation:
        """One block: the events in order, then the state at its end."""
        assert self.token is not None
        assert self._closure is not None
        logs = logs_of(block)
        self._closure.learn(logs)
        facts = sorted(self._said(self.token, logs), key=lambda fact: fact.log_index)
        for fact in facts:
            if fact.contract == self.token.address and (name := control_of(fact)):
                self._controls[name] = None
            if isinstance(fact, Transfer) and fact.contract == self.token.address:
                self._holders.update(dict.fromkeys(each for each in (fact.sender, fact.to) if each != ZERO_ADDRESS))
        state = self._read(self.token, block, logs, facts) if reads else []
        parent, self._tip = self._tip, block.hash_after(self._tip)
        return Observation(
            block=block.number,
            timestamp=block.timestamp,
            facts=(*facts, *state),
            block_hash=self._tip,
            parent_hash=parent,
            chain=self.name,
        )

    # --- events

    def _said(self, token: Token, logs: list[Log]) -> Iterator[Fact]:
        yield from token.facts(logs)
        for log in logs:
            if log.address == token.address or not log.topics:
                continue
            translate = self._followed.get(log.address) or self._look_alikes.get(log.topics[0])
            if translate:
                yield from translate(log)
            elif log.topics[0] == TRANSFER and len(log.topics) == TRANSFER_TOPICS:
                sender, to = (checksum("0x" + topic[-20:].hex()) for topic in log.topics[1:])
                yield Transfer(sender=sender, to=to, amount=int.from_bytes(log.data[:32]), **place(log))

    # --- state

    def _read(self, token: Token, block: Block, logs: list[Log], facts: list[Fact]) -> list[Fact]:
        assert self._closure is not None
        self._since_full += 1
        full = self._since_full > FULL_READ_BLOCKS or any(isinstance(fact, Upgraded) for fact in facts)
        reads = token.state_facts(self._balances(token, facts, full))
        reads += token.control_facts(self._changed(token, facts, full))
        reads += self._nonces(token, facts)
        if full or self._closure.touched(block):
            reads += self._closure.read()
        if full:
            self._since_full = 0
        return reads

    def _balances(self, token: Token, facts: list[Fact], full: bool) -> list[str]:
        """Whose balances to read: of few holders all, else those that moved."""
        if full or len(self._holders) <= FEW_HOLDERS:
            return list(self._holders)
        moved = [fact for fact in facts if isinstance(fact, Transfer) and fact.contract == token.address]
        return [
            each for each in dict.fromkeys(a for fact in moved for a in (fact.sender, fact.to)) if each in self._holders
        ]

    def _changed(self, token: Token, facts: list[Fact], full: bool) -> list[str]:
        """Which controls to read: those that an event of the token is about, now and then all of them."""
        if full:
            return list(self._controls)
        said = (control_of(fact) for fact in facts if fact.contract == token.address)
        return [*dict.fromkeys(name for name in said if name)]

    def _nonces(self, token: Token, facts: list[Fact]) -> list[Fact]:
        """How many permits those have used for whom somebody else's transaction approved something."""
        if not token.contract.abi.has("nonces"):
            return []
        owners = [fact.owner for fact in facts if isinstance(fact, Approval) and fact.owner != fact.tx_sender]
        return [
            NonceRead(contract=token.address, account=owner, nonce=int(token.contract.call("nonces", owner)))
            for owner in dict.fromkeys(owners)
        ]
