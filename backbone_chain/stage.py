"""The stage: a chain, a deployed token, named actors, and the watchers on it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from backbone_chain import watchers
from backbone_chain.accounts import Account
from backbone_chain.chain import Block, Chain, Contract
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import BackboneError, RefusedError
from backbone_chain.model import Fact, Finding, Observation, Transfer
from backbone_chain.tokens._base import Blueprint, Token, logs_of
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._run import Watch

Between = Callable[[Contract], None]


class Stage:
    """Where a story is played: whatever is sent on its chain becomes an observation, and every rule sees it.

    rules: the watchers, all that there are by default. Findings gather in `findings`; `on_finding` holds what is called
    with those that are new after a block or after something was told.
    """

    def __init__(
        self, blueprint: Blueprint, chain: Chain | None = None, rules: Iterable[Watcher] | None = None
    ) -> None:
        self.blueprint = blueprint
        self.chain = chain or Chain()
        self.watch = Watch(watchers.create() if rules is None else rules)
        self.on_finding: list[Callable[[list[Finding]], None]] = []
        self._token: Token | None = None
        self._unseen: list[Block] = []
        self._holders: dict[str, None] = {}
        self._tip = "0x" + "00" * 32
        self.chain.on_block.append(self._mined)

    @property
    def token(self) -> Token:
        """The token. Raises: BackboneError before `deploy`."""
        if self._token is None:
            raise BackboneError("There is no token on this stage yet; call deploy() first.")
        return self._token

    @property
    def is_open(self) -> bool:
        """Whether the token is deployed and watched."""
        return self._token is not None

    @property
    def findings(self) -> list[Finding]:
        """All that the rules have said so far."""
        return self.watch.findings

    def actor(self, name: str) -> Account:
        """A named account, made on demand."""
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
        self._token = token
        self.tell(*token.plan())
        backlog, self._unseen = self._unseen, []
        for block in backlog:
            self._observe(block, reads=block is backlog[-1])
        return token

    def tell(self, *facts: Fact) -> None:
        """Let the rules know what no chain says: registers, orders, bank credits."""
        last = self.chain.blocks[-1] if self.chain.blocks else None
        number, timestamp = (last.number, last.timestamp) if last else (0, self.chain.timestamp)
        if facts:
            self._show(Observation(block=number, timestamp=timestamp, facts=facts))

    def attempt(self, step: Callable[[], object]) -> RefusedError | None:
        """Take a step that may be refused; answers the refusal, or None when it went through."""
        try:
            step()
        except RefusedError as refusal:
            return refusal
        return None

    @contextmanager
    def isolated(self) -> Iterator[None]:
        """Chain, rules and findings are as before when it ends."""
        rules, said, holders, tip = self.watch.save(), len(self.findings), dict(self._holders), self._tip
        try:
            with self.chain.isolated():
                yield
        finally:
            self.watch.restore(rules)
            del self.findings[said:]
            self._holders, self._tip = holders, tip

    def _mined(self, block: Block) -> None:
        if self._token is None:
            self._unseen.append(block)
        else:
            self._observe(block)

    def _observe(self, block: Block, reads: bool = True) -> None:
        """One block as facts: the events in order, then the state at its end."""
        facts = self.token.facts(logs_of(block))
        for fact in facts:
            if isinstance(fact, Transfer):
                self._holders.update({account: None for account in (fact.sender, fact.to) if account != ZERO_ADDRESS})
        state = self.token.state_facts(list(self._holders)) if reads else []
        parent, self._tip = self._tip, block.hash_after(self._tip)
        self._show(
            Observation(
                block=block.number,
                timestamp=block.timestamp,
                facts=(*facts, *state),
                block_hash=self._tip,
                parent_hash=parent,
            )
        )

    def _show(self, observation: Observation) -> None:
        fresh = self.watch.observe(observation)
        for listener in self.on_finding if fresh else ():
            listener(fresh)
