"""The token of a simulation: the real contract on a chain in this process, or only its sums."""

from __future__ import annotations

from backbone_chain.chain import Block, Chain
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.model import Fact
from backbone_chain.stage import Stage
from backbone_chain.tokens import blueprint
from backbone_chain.tokens._base import logs_of

ALLOWANCE_CENTS = 10**11  # each time that the minter's is used up


class Sums:
    """Balances without a chain, in cents: to see what another policy would have done."""

    def __init__(self) -> None:
        self.balances: dict[str, int] = {}

    def issue(self, holder: str, cents: int) -> None:
        """New tokens."""
        self.balances[holder] = self.balance(holder) + cents

    def redeem(self, holder: str, cents: int) -> None:
        """Tokens given back."""
        self.balances[holder] -= cents

    def balance(self, holder: str) -> int:
        """Cents."""
        return self.balances.get(holder, 0)

    def supply(self) -> int:
        """Cents."""
        return sum(self.balances.values())

    def facts(self) -> list[Fact]:
        """Nothing that a rule could see."""
        return []


class OnChain(Sums):
    """The reference token: every order is a transaction of its own; what its events say is told by `facts`."""

    def __init__(self, engine: str | None, seed: int) -> None:
        super().__init__()
        stage = Stage(blueprint("reference"), Chain(engine, seed=seed), rules=())
        self.token, self.chain = stage.deploy(), stage.chain
        self._minter, self._left, self._requests = stage.actor("minter"), 0, 0
        self._facts: list[Fact] = []
        self.chain.on_block.clear()  # this simulation reads the blocks itself, without the state of every holder
        self.chain.on_block.append(self._seen)

    def issue(self, holder: str, cents: int) -> None:
        """Mint to the holder, within an allowance that is renewed when it is used up."""
        if cents > self._left:
            self._left = max(ALLOWANCE_CENTS, cents)
            self.token.configure_minter(self._minter, self._left * UNITS_PER_CENT)
        self._left -= cents
        self.token.mint(self.chain.account(holder), cents * UNITS_PER_CENT)
        super().issue(holder, cents)

    def redeem(self, holder: str, cents: int) -> None:
        """Burn by the holder's own request."""
        self._requests += 1
        request = self._requests.to_bytes(32, "big")
        self.token.redeem(cents * UNITS_PER_CENT, request, sender=self.chain.account(holder))
        super().redeem(holder, cents)

    def supply(self) -> int:
        """What the contract says."""
        return self.token.total_supply() // UNITS_PER_CENT

    def facts(self) -> list[Fact]:
        """All since last asked."""
        facts, self._facts = self._facts, []
        return facts

    def _seen(self, block: Block) -> None:
        self._facts += self.token.facts(logs_of(block))
