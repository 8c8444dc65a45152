"""Where stolen tokens go: a real Uniswap v2 pool, and a lending market that takes them as collateral."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.chain import Contract
from backbone_chain.errors import UnsupportedError
from backbone_chain.model import KnownAccount
from backbone_chain.stage import Stage

FILES = {
    "UniswapV2Factory": "v2-core/build/UniswapV2Factory.json",
    "UniswapV2Pair": "v2-core/build/UniswapV2Pair.json",
    "UniswapV2Router02": "v2-periphery/build/UniswapV2Router02.json",
}
NEVER = 2**63  # no deadline
LENT_PERCENT = 80  # what the market lends against a dollar
OTHER_SUPPLY = 10**15  # base units of the dollars that the exits pay with


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """The token against another dollar, at what price the pool gives."""

    stage: Stage
    router: Contract
    pair: Contract
    other: Contract
    filled: int

    @property
    def bought(self) -> int:
        """Base units that it has now above those that it was filled with."""
        return self.stage.token.balance_of(self.pair.address) - self.filled

    def sell(self, seller: Account, amount: int) -> None:
        """So many base units, for whatever the pool pays."""
        token = self.stage.token
        token.approve(self.router.address, amount, sender=seller)
        way = [token.address, self.other.address]
        self.router.send("swapExactTokensForTokens", amount, 0, way, seller.address, NEVER, sender=seller)


@dataclass(frozen=True, kw_only=True, slots=True)
class Market:
    """Lends another dollar against the token."""

    stage: Stage
    contract: Contract

    def borrow_against(self, borrower: Account, amount: int) -> None:
        """Pledge so many base units, and borrow as much as they are good for."""
        self.stage.token.approve(self.contract.address, amount, sender=borrower)
        self.contract.send("pledge", amount, sender=borrower)
        self.contract.send("borrow", amount * LENT_PERCENT // 100, sender=borrower)


def open_pool(stage: Stage) -> Pool:
    """A pool that the exchange fills with half of what it holds, and that the issuer knows.

    Raises: UnsupportedError without npm's packages.
    """
    chain, owner, provider = stage.chain, stage.actor("venue"), stage.actor("exchange")
    factory = chain.deploy(_installed(chain.engine.name, "UniswapV2Factory"), owner.address, sender=owner)
    weth = owner.address  # which the router only keeps for ether, and nobody here pays with ether
    routing = _installed(chain.engine.name, "UniswapV2Router02")
    router = chain.deploy(routing, factory.address, weth, sender=owner)
    other = _other_dollar(stage, provider)
    token, half = stage.token, stage.token.balance_of(provider) // 2
    token.approve(router.address, half, sender=provider)
    other.send("approve", router.address, half, sender=provider)
    sides = (token.address, other.address, half, half, 0, 0, provider.address, NEVER)
    router.send("addLiquidity", *sides, sender=provider)
    made = factory.call("getPair", token.address, other.address)
    pair = chain.at(made, _installed(chain.engine.name, "UniswapV2Pair").interface)
    stage.tell(KnownAccount(account=pair.address, kind="pool"))
    return Pool(stage=stage, router=router, pair=pair, other=other, filled=half)


def open_market(stage: Stage) -> Market:
    """A market with plenty to lend, that the issuer knows."""
    owner = stage.actor("venue")
    other = _other_dollar(stage, owner)
    code = artifacts.load("LendingMarket")
    market = stage.chain.deploy(code, stage.token.address, other.address, sender=owner)
    other.send("transfer", market.address, OTHER_SUPPLY, sender=owner)
    stage.tell(KnownAccount(account=market.address, kind="lender"))
    return Market(stage=stage, contract=market)


def _other_dollar(stage: Stage, holder: Account) -> Contract:
    return stage.chain.deploy(artifacts.load("ForeignToken"), holder.address, OTHER_SUPPLY, sender=stage.actor("venue"))


@cache
def load(name: str) -> artifacts.Artifact | None:
    """One of FILES, from npm's packages, which are not shipped with this one; None where they are missing."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).parents[2]):
        path = folder / "node_modules" / "@uniswap" / FILES[name]
        if path.is_file():
            return artifacts.read(path)
    return None


def _installed(engine: str, name: str) -> artifacts.Artifact:
    found = load(name)
    if found is None:
        lacking = "deploy Uniswap's pool (run: npm install @uniswap/v2-core@1.0.1 @uniswap/v2-periphery@1.1.0-beta.0)"
        raise UnsupportedError(engine, lacking)
    return found
