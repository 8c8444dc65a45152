"""Two worlds that differ by one contract's code, and the same calls in both, until one goes otherwise."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

from backbone_chain import artifacts
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Receipt
from backbone_chain.engines._base import Transaction
from backbone_chain.errors import RefusedError

from ..errors import MutationError
from .calls import Call, Caller, answer_of
from .reading import Read, all_reads
from .world import World, open_world

EPISODES = (30, 100, 300)
"""How many calls come before both worlds go back to their opening, since some of what happens can't be undone."""

WARPS = (1, 12, 3600, 86_400, 2 * 86_400, 30 * 86_400)
FARTHEST = 90 * 86_400
INITIALISED = 100
PASSES, READS = 0.06, 0.4


@dataclass(frozen=True, kw_only=True)
class Compared:
    """How many calls were sent, how many of them went through, which functions did, and the first difference."""

    calls: int
    succeeded: int
    reached: frozenset[str]
    difference: str = ""


class _DiffersError(Exception):
    """The two worlds are not the same any more."""


def compare(original: Artifact, mutant: Artifact, *, calls: int = 10_000, seed: int = 0) -> Compared:
    """Send the same random calls to a contract and its mutant, and compare status, output, logs, and all that can be
    read after each episode, also by the original's code from the mutant's storage, as after an upgrade.

    Raises: MutationError for a contract that can't be deployed.
    """
    world = open_world(original, seed)
    try:
        twin = open_world(mutant, seed)
    except (RefusedError, MutationError) as error:
        return Compared(calls=0, succeeded=0, reached=frozenset(), difference=f"It can't be deployed: {error}")
    twins = _Twins(world, twin, Caller.of(world, seed), random.Random(seed + 1))
    try:
        twins.run(calls)
    except _DiffersError as difference:
        return twins.compared(str(difference))
    return twins.compared("")


class _Twins:
    def __init__(self, world: World, twin: World, caller: Caller, dice: random.Random) -> None:
        self.world, self.twin, self.caller, self.dice = world, twin, caller, dice
        self.sent = self.succeeded = 0
        self.reads = all_reads(world)
        self.by_function = [list(group) for _, group in groupby(self.reads, key=lambda read: id(read.function))]

    def compared(self, difference: str) -> Compared:
        reached = frozenset(self.caller.reached)
        return Compared(calls=self.sent, succeeded=self.succeeded, reached=reached, difference=difference)

    def run(self, calls: int) -> None:
        if self.world.addresses != self.twin.addresses:
            raise _DiffersError("Its contracts come to stand at other addresses.")
        self._read_all("at the start")
        self._initialise_others()
        while self.sent < calls:
            with self._episode():
                for _ in range(min(self.dice.choice(EPISODES), calls - self.sent)):
                    self._step()
                self._read_all(f"after {self.sent} calls")
                self._read_as_upgraded()

    @contextmanager
    def _episode(self) -> Iterator[None]:
        self.caller.begin()
        with self.world.chain.isolated(), self.twin.chain.isolated():
            yield

    def _step(self) -> None:
        if self.dice.random() < PASSES:
            self._pass_time()
        if self.dice.random() < READS:
            self._read(self.dice.choice(self.dice.choice(self.by_function)), f"after {self.sent} calls")
        call = self.caller.next()
        self.sent += 1
        one, other = self._send(self.world, call), self._send(self.twin, call)
        if _told(one) != _told(other):
            raise _DiffersError(
                f"Call {self.sent}, {self._named(call)}: {_shown(one)}, but the mutant {_shown(other)}."
            )
        if one.success:
            self.succeeded += 1
            self.caller.went_through(call)
        else:
            self.caller.was_refused(call, one.output)

    def _initialise_others(self) -> None:
        """More proxies of the same code, initialised with whatever comes."""
        subject = self.world.subject.abi
        if not (self.world.implementation and subject.has("initialize")):
            return
        proxy, initialise = artifacts.load("ERC1967Proxy"), subject.function("initialize")
        for _ in range(INITIALISED):
            data = initialise.encode(*[self.caller.values.draw(each) for each in initialise.inputs])
            creation = proxy.bytecode + proxy.interface.constructor.encode((self.world.implementation, data))
            tx = Transaction(self.world.senders[0].address, None, creation)
            one, other = (world.chain.engine.transact(tx) for world in (self.world, self.twin))
            if (one.output, one.logs) != (other.output, other.logs):
                raise _DiffersError(f"A proxy initialised with 0x{data.hex()} ends otherwise.")

    def _send(self, world: World, call: Call) -> Receipt:
        return world.chain.send(call.target.address, call.data, sender=call.sender, check=False)

    def _pass_time(self) -> None:
        """Often to the very second that some answer named, or the one beside it."""
        now = self.world.chain.timestamp
        named = [each - now for each in self.caller.values.numbers if now < each < now + FARTHEST]
        seconds = self.dice.choice([*WARPS, *(each + self.dice.choice((-1, 0, 1)) for each in named[-3:])])
        for world in (self.world, self.twin):
            world.chain.warp(max(0, seconds))

    def _read(self, read: Read, when: str) -> None:
        one, other = read.of(self.world), read.of(self.twin)
        if (one.success, one.output) != (other.success, other.output):
            raise _DiffersError(
                f"{self._named(read)} {when}: 0x{one.output.hex()}, of the mutant 0x{other.output.hex()}."
            )
        if one.success:
            self.caller.values.learn(answer_of(read.target, read.function, one.output))

    def _read_all(self, when: str) -> None:
        for read in self.reads:
            self._read(read, when)

    def _read_as_upgraded(self) -> None:
        """The twin's storage, read by the original's code."""
        if self.world.implementation:
            code = self.world.chain.engine.get_code(self.world.implementation)
            self.twin.chain.engine.set_code(self.twin.implementation, code)
            self._read_all(f"after {self.sent} calls and an upgrade to the original")

    def _named(self, what: object) -> str:
        return self.world.chain.named(what)


def _told(receipt: Receipt) -> tuple[object, ...]:
    return receipt.success, receipt.output, receipt.logs


def _shown(receipt: Receipt) -> str:
    if not receipt.success:
        return f"is refused with {receipt.error}"
    return f"goes through with {len(receipt.logs)} events ({', '.join(event.name for event in receipt.events)})"
