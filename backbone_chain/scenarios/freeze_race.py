"""freeze-race: a thief runs while the freeze is on its way."""

from __future__ import annotations

from backbone_chain.model import FreezeRequested, KnownAccount
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._bridge import cross
from backbone_chain.scenarios._exits import pool
from backbone_chain.scenarios._world import open_for_business
from backbone_chain.stage import Stage

STOLEN = 5_000_000  # whole tokens
WAYS = ("wallets", "two hops", "spender", "pool", "bridge")
FANS = (1, 8, 64)
UINT256_MAX = 2**256 - 1


class FreezeRace(Scenario):
    """A freeze in two steps is seen coming, and its target splits what it holds before the second (S10).

    1. A thief holds five million. 2. An authority asks for the freeze, and the issuer's signers gather. 3. In 1 to 20
    blocks the thief sends it to up to 64 accounts, through others, by a spender, into a Uniswap pool, or over a bridge
    to another chain. 4. The freeze comes, to an empty account.

    Built on USDT (78.1 million left between request and effect) and Drift.
    """

    needs = frozenset({"mint", "freeze", "configure_minter", "bridge_mint", "bridge_burn", "grant"})
    expects = Expects(errors=frozenset({"frozen"}), rules=frozenset({"freeze-race"}))
    blind_spots = "What a thief does on other chains, and tokens that a pool holds for it."

    def choose(self) -> None:
        """The way out, among how many accounts, and in how many blocks."""
        self.way, self.fan = self.pick(WAYS), self.pick(FANS)
        self.blocks = self.random.randint(1, 20)

    @property
    def is_evasive(self) -> bool:
        """Many hands, another's, or another chain."""
        return self.fan == FANS[-1] or self.way in ("two hops", "spender", "bridge")

    def prepare(self, stage: Stage) -> None:
        """The thief and its tokens, and what the issuer knows of the others."""
        open_for_business(stage)
        thief = stage.actor("thief")
        stage.tell(KnownAccount(account=stage.actor("exchange").address, kind="exchange"))
        stage.token.transfer(thief, STOLEN * stage.token.unit, sender=stage.actor("victim"))
        stage.token.approve(stage.actor("accomplice"), UINT256_MAX, sender=thief)
        if self.way == "pool":
            self.pool = pool(stage, STOLEN)
        if self.way == "bridge":
            self.crossing = cross(stage)
            stage.token.approve(self.crossing.home, UINT256_MAX, sender=thief)

    def attack(self, stage: Stage) -> None:
        """The request, the race, the freeze."""
        thief = stage.actor("thief")
        stage.tell(FreezeRequested(account=thief.address, authority="district court"))
        for number in range(self.fan):
            if number % max(1, self.fan // self.blocks) == 0:
                stage.chain.mine()
            self._run(stage, number)
        stage.token.freeze(thief)

    def _run(self, stage: Stage, number: int) -> None:
        token, thief = stage.token, stage.actor("thief")
        amount, heir = STOLEN * token.unit // self.fan, stage.actor(f"heir {number}")
        if self.way == "spender":
            token.transfer_from(thief, heir, amount, sender=stage.actor("accomplice"))
            return
        if self.way == "bridge":
            self.crossing.leave(thief, heir, amount)
            return
        if self.way == "pool":
            self.pool.sell(amount, seller=thief)
            return
        token.transfer(heir, amount, sender=thief)
        if self.way == "two hops":
            token.transfer(stage.actor(f"second heir {number}"), amount, sender=heir)

    def loss(self, stage: Stage) -> int:
        """What got away from the thief's account."""
        return STOLEN * stage.token.unit - stage.token.balance_of(stage.actor("thief"))
