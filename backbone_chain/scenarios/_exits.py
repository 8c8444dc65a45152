"""Where stolen tokens go: a Uniswap pool that buys them, and a market that lends against them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from backbone_chain import artifacts
from backbone_chain.accounts import Account
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Contract
from backbone_chain.errors import UnsupportedError
from backbone_chain.model import KnownAccount
from backbone_chain.stage import Stage

PACKAGES = {"UniswapV2Factory": "v2-core", "UniswapV2Pair": "v2-core", "UniswapV2Router02": "v2-periphery"}
FOREVER = 2**63
LONG_AGO = 60  # blocks since what goes into a pool was minted
LENT = 10**15  # base units of the other dollar that the market can lend
FOREIGN_UNIT = 10**18  # of the other dollar, which has 18 decimals as most tokens do


@dataclass(frozen=True, kw_only=True, slots=True)
class Pool:
    """A Uniswap v2 pair of the token and another dollar, and the router that sells to it."""

    stage: Stage
    pair: Contract
    router: Contract
    other: Contract

    @property
    def address(self) -> str:
        """Of the pair, which holds the tokens."""
        return self.pair.address

    def sell(self, amount: int, *, seller: Account) -> int:
        """Sell base units of the token by the router; answers what came out, in base units of the other dollar."""
        stage, before = self.stage, self.other.call("balanceOf", seller.address)
        stage.token.approve(self.router.address, amount, sender=seller)
        path = [stage.token.address, self.other.address]
        self.router.send("swapExactTokensForTokens", amount, 0, path, seller.address, FOREVER, sender=seller)
        return int(self.other.call("balanceOf", seller.address)) - int(before)


def pool(stage: Stage, whole: int) -> Pool:
    """A pool with so many whole tokens of the treasury's in it, told to the rules as one.

    Raises: UnsupportedError where npm's packages with Uniswap's contracts are not installed.
    """
    chain, deployer, treasury = stage.chain, stage.actor("deployer"), stage.actor("treasury")
    other = chain.deploy(artifacts.load("ForeignToken"), treasury.address, 10 * whole * FOREIGN_UNIT, sender=deployer)
    factory = chain.deploy(_installed(stage, "UniswapV2Factory"), deployer.address, sender=deployer)
    code = _installed(stage, "UniswapV2Router02")
    router = chain.deploy(code, factory.address, other.address, sender=deployer)
    factory.send("createPair", stage.token.address, other.address, sender=deployer)
    place = str(factory.call("getPair", stage.token.address, other.address))
    pair = chain.at(place, _installed(stage, "UniswapV2Pair").interface)
    stage.tell(KnownAccount(account=pair.address, kind="pool"))
    chain.mine(LONG_AGO)
    stage.token.transfer(pair.address, whole * stage.token.unit, sender=treasury)
    other.send("transfer", pair.address, whole * FOREIGN_UNIT, sender=treasury)
    pair.send("mint", treasury.address, sender=treasury)
    return Pool(stage=stage, pair=pair, router=router, other=other)


@dataclass(frozen=True, kw_only=True, slots=True)
class Lender:
    """A market that takes the token and lends another dollar against it."""

    stage: Stage
    market: Contract

    def borrow_against(self, amount: int, *, borrower: Account) -> None:
        """Pledge base units of the token, and take four fifths of them in the other dollar."""
        self.stage.token.approve(self.market.address, amount, sender=borrower)
        self.market.send("pledge", amount, sender=borrower)
        self.market.send("borrow", amount * 4 // 5, sender=borrower)


def lender(stage: Stage) -> Lender:
    """A market with much to lend, told to the rules as one."""
    deployer = stage.actor("deployer")
    other = stage.chain.deploy(artifacts.load("ForeignToken"), deployer.address, LENT, sender=deployer)
    code = artifacts.load("LendingMarket")
    market = stage.chain.deploy(code, stage.token.address, other.address, sender=deployer)
    other.send("transfer", market.address, LENT, sender=deployer)
    stage.tell(KnownAccount(account=market.address, kind="lender"))
    return Lender(stage=stage, market=market)


def _installed(stage: Stage, name: str) -> Artifact:
    found = _load(name)
    if found is None:
        package = f"@uniswap/{PACKAGES[name]}"
        raise UnsupportedError(stage.chain.engine.name, f"deploy what isn't installed (npm install {package})")
    return found


@cache
def _load(name: str) -> Artifact | None:
    """From npm's packages, which are under the GPL and not shipped with this one."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).parents[2]):
        path = folder / "node_modules" / "@uniswap" / PACKAGES[name] / "build" / f"{name}.json"
        if path.is_file():
            return artifacts.read(path)
    return None
