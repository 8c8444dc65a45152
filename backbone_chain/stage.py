"""The stage: a chain, a deployed token, named actors, and the watchers on it; where needed a second chain."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from typing import NamedTuple

from backbone_chain import engines, watchers
from backbone_chain.accounts import Account
from backbone_chain.chain import Block, Chain, Contract, Snapshot
from backbone_chain.errors import BackboneError, RefusedError
from backbone_chain.model import Fact, Finding, Observation
from backbone_chain.sight import Mark, Sight
from backbone_chain.surroundings import Translate
from backbone_chain.tokens._base import Blueprint, Token
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._run import Watch

Between = Callable[[Contract], None]
FORK_BLOCKS = 64  # how far back a reorg can reach: two epochs of Ethereum, after which blocks are final


class _Point(NamedTuple):
    """Where a reorg can go back to: before `block`."""

    block: int
    snapshot: Snapshot
    mark: Mark


class Stage:
    """Where a story is played: whatever is sent on its chain becomes an observation, and every rule sees it.

    rules: the watchers, all that there are by default. Findings gather in `findings`, those that a reorg took back in
    `retracted`; `on_finding` holds what is called with those that are new after a block or after something was told.
    """

    def __init__(
        self, blueprint: Blueprint, chain: Chain | None = None, rules: Iterable[Watcher] | None = None
    ) -> None:
        self.blueprint = blueprint
        self.chain = chain or Chain()
        self.watch = Watch(watchers.create() if rules is None else rules, depth=FORK_BLOCKS)
        self.on_finding: list[Callable[[list[Finding]], None]] = []
        self.retracted: list[Finding] = []
        self._sight = Sight(self.chain)
        self._far: Sight | None = None
        self._points: deque[_Point] = deque(maxlen=FORK_BLOCKS)
        self._keeps_points = False
        self._beside: deque[tuple[int, Observation]] = deque(maxlen=1_000)
        self.chain.on_block.append(self._mined)

    @property
    def token(self) -> Token:
        """The token. Raises: BackboneError before `deploy`."""
        if self._sight.token is None:
            raise BackboneError("There is no token on this stage yet; call deploy() first.")
        return self._sight.token

    @property
    def is_open(self) -> bool:
        """Whether the token is deployed and watched."""
        return self._sight.token is not None

    @property
    def findings(self) -> list[Finding]:
        """All that the rules have said so far, and that no reorg took back."""
        return self.watch.findings

    @property
    def far(self) -> Sight:
        """The other chain, which has this token too, made on demand; its blocks are observed as those of `far`."""
        if self._far is None:
            home = self.chain
            engine = engines.create(home.engine.name, chain_id=home.engine.chain_id() + 1)
            chain = Chain(engine, seed=home.seed)
            if chain.engine.capabilities.sets_time and home.timestamp > chain.timestamp:
                chain.warp(home.timestamp - chain.timestamp)
            self._far = Sight(chain, "far")
            self._far.open(self.blueprint.family.deploy(chain, self.blueprint))
            chain.on_block.append(self._mined_far)
        return self._far

    def actor(self, name: str) -> Account:
        """A named account, made on demand, the same on both chains."""
        return self.chain.account(name)

    def deploy(self, between: Between | None = None) -> Token:
        """Deploy the token; `between` is called after each transaction, with the contract that is then there."""
        steps = self.blueprint.family.deploying(self.chain, self.blueprint)
        while True:
            try:
                contract = next(steps)
            except StopIteration as end:
                return self.open(end.value)
            if between:
                between(contract)

    def open(self, token: Token) -> Token:
        """Watch a token that is on the chain: what the issuer planned first, then all that happened until now."""
        self._sight.open(token)
        self.tell(*token.plan())
        backlog, self._sight.unseen = self._sight.unseen, []
        for observation in self._sight.backlog(backlog):
            self._show(observation)
        return token

    def follow(self, contract: Contract | str, translate: Translate, topics: Iterable[bytes] = ()) -> None:
        """Show the rules another contract's events too; those with these topics from whatever contract they come."""
        self._sight.follow(contract if isinstance(contract, str) else contract.address, translate, topics)

    def tell(self, *facts: Fact) -> None:
        """Let the rules know what no chain says: registers, orders, bank credits."""
        last = self.chain.blocks[-1] if self.chain.blocks else None
        number, timestamp = (last.number, last.timestamp) if last else (0, self.chain.timestamp)
        if facts:
            self._show_beside(Observation(block=number, timestamp=timestamp, facts=facts))

    def attempt(self, step: Callable[[], object]) -> RefusedError | None:
        """Take a step that may be refused; answers the refusal, or None when it went through."""
        try:
            step()
        except RefusedError as refusal:
            return refusal
        return None

    # --- what happens to chains and to nodes

    def keep_forks(self) -> None:
        """From now on the last blocks can be reorganised away. Raises: UnsupportedError on an engine that can't."""
        self._keeps_points = True
        self._point()

    def reorg(self, depth: int, replacement: Callable[[], None]) -> None:
        """The last `depth` blocks never were; what `replacement` does stands in their place.

        What is not of this chain, as orders and the far chain's blocks, stays. Raises: ValueError when less than that
        has happened since `keep_forks`.
        """
        if not 0 < depth < len(self._points):
            raise ValueError(f"{depth} blocks can't be taken back; {max(0, len(self._points) - 1)} can.")
        for _ in range(depth):
            self._points.pop()
        point = self._points[-1]
        last = point.block - 1
        kept = [observation for height, observation in self._beside if height > last]
        self._beside = deque(((min(height, last), each) for height, each in self._beside), self._beside.maxlen)
        self.retracted += self.watch.rollback(point.block)
        self.chain.revert(point.snapshot)
        self._sight.back(point.mark)
        for observation in kept:
            self._show(observation)
        replacement()

    def fork_far(self, happened: Callable[[], None], instead: Callable[[], None]) -> None:
        """The far chain's blocks of `happened`, which the issuer has seen, never were; those of `instead` stand."""
        snapshot, mark = self.far.chain.snapshot(), self.far.mark()
        happened()
        self.far.chain.revert(snapshot)
        self.far.back(mark)
        instead()

    def keep_pace(self) -> None:
        """Bring both chains to the same height and time, that of the one which is ahead."""
        home, far = self.chain, self.far.chain
        home.mine(max(0, far.block_number - home.block_number))
        far.go_to(max(home.block_number, far.block_number), max(home.timestamp, far.timestamp))

    @contextmanager
    def stale(self, *, far: bool = False) -> Iterator[None]:
        """The issuer's node stands still while its chain and the issuer's clock go on; then it catches up by blocks."""
        sight = self.far if far else self._sight
        sight.stale = []
        try:
            yield
        finally:
            missed, sight.stale = sight.stale, None
            for observation in sight.backlog(missed):
                self._show_beside(observation) if far else self._show(observation)

    @contextmanager
    def isolated(self) -> Iterator[None]:
        """Chain, rules and findings are as before when it ends."""
        rules, said, mark = self.watch.save(), len(self.findings), self._sight.mark()
        points, beside = list(self._points), list(self._beside)
        try:
            with self.chain.isolated():
                yield
        finally:
            self.watch.restore(rules)
            del self.findings[said:]
            self._sight.back(mark)
            self._points, self._beside = deque(points, FORK_BLOCKS), deque(beside, self._beside.maxlen)

    # --- what is seen

    def _mined(self, block: Block) -> None:
        if not self.is_open:
            self._sight.unseen.append(block)
        elif self._sight.stale is not None:
            self._sight.stale.append(block)
            self._hear(self.watch.tick(block.timestamp))
        else:
            self._show(self._sight.observation(block))
        if self._keeps_points:
            self._point()

    def _mined_far(self, block: Block) -> None:
        if self.far.stale is not None:
            self.far.stale.append(block)
            self._hear(self.watch.tick(block.timestamp, self.far.name))
        else:
            self._show_beside(self.far.observation(block))

    def _point(self) -> None:
        self._points.append(_Point(self.chain.block_number, self.chain.snapshot(), self._sight.mark()))

    def _show_beside(self, observation: Observation) -> None:
        """What a reorg of the home chain doesn't take back."""
        self._beside.append((self.chain.block_number - 1, observation))
        self._show(observation)

    def _show(self, observation: Observation) -> None:
        self._hear(self.watch.observe(observation))

    def _hear(self, fresh: list[Finding]) -> None:
        for listener in self.on_finding if fresh else ():
            listener(fresh)
