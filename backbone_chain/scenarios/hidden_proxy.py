"""hidden-proxy: a shadow implementation waits behind the token's proxy, and forwards to the audited one."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.chain import Contract
from backbone_chain.errors import BrokenScenarioError, RefusedError
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business, planned
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import address_of

QUIET_DAYS = (1, 10, 40, 80)
BEACON_OWNER = "upgrader"
MINTED_MOST = 98_000_000  # whole tokens
WAYS = ("front-run", "layout opens it again", "announced by an insider", "behind a beacon")


def put_behind_beacon(stage: Stage) -> Contract:
    """The upgrader puts the token behind a beacon that names the code which runs by now, all as announced."""
    deployer, running = stage.actor("deployer"), stage.token.implementation()
    made = artifacts.load("UpgradeableBeacon"), running, stage.actor(BEACON_OWNER).address
    beacon = stage.chain.deploy(*made, sender=deployer)
    follower = stage.chain.deploy(artifacts.load("BehindBeacon"), sender=deployer)
    changes = {"implementation": (follower, running), "beacon": (beacon,), "privilege:upgrade": (beacon,)}
    for what, announced in changes.items():
        stage.tell(*(planned(what, address_of(new), "one beacon for all") for new in announced))
    stage.token.upgrade(follower, follower.abi.function("follow").encode(beacon.address))
    return beacon


class HiddenProxy(Scenario):
    """Somebody gets a shadow behind the proxy that forwards to the audited code, and waits (S5).

    1. After each transaction of the deployment the attacker calls the initialiser, on the implementation and on the
    proxy. Or an announced upgrade is laid out anew, so that the count of initialisations reads 0, and the attacker
    initialises again. Or an insider announces the shadow itself as the next implementation. Or the token is put behind
    a beacon, as announced, and who has the key of the beacon's owner lets it name the shadow.
    2. Where the attacker initialised, it upgrades to the shadow, which forwards to the audited code, forges the
    Upgraded event and hides that it ever had a role.
    3. The issuer works on, none the wiser. 4. Up to 80 quiet days. 5. A hidden function mints up to 98 million.

    Built on USPD (planted 2025-09-16, used 2025-12-04) and, for the layout, Audius (2022-07-23).
    """

    needs = frozenset({"mint", "configure_minter", "upgrade", "initialise"})
    expects = Expects(
        errors=frozenset({"already-initialised"}),
        rules=frozenset({"implementation-changed", "initializer-called", "supply-mismatch"}),
    )
    blind_spots = (
        "A back door in the code that was reviewed and is the planned one shows at its first use only. Code that is "
        "destroyed and rebuilt in place is not played, as since EIP-6780 no contract can be."
    )
    deploys = True

    def choose(self) -> None:
        """How long the shadow waits, how it got there, and how much it mints."""
        self.days, self.way = self.pick(QUIET_DAYS), self.pick(WAYS)
        self.whole = self.random.randint(MINTED_MOST // 10, MINTED_MOST)

    @property
    def is_evasive(self) -> bool:
        """Whether the plan names the shadow, so that nothing tells before the mint."""
        return self.way == "announced by an insider"

    @property
    def victim(self) -> str:
        """Only a proxy that starts empty can be front-run."""
        return "proxy-initialized-later" if self.way == "front-run" else "reference"

    def attack(self, stage: Stage) -> None:
        """Plant, wait, mint."""
        self.refusals: list[RefusedError] = []
        self.contracts: list[Contract] = []
        self.taken: Contract | None = None
        hidden, attacker = self._get_in(stage), stage.actor("attacker")
        stage.chain.warp(self.days * DAY)
        hidden.send("hiddenMint", attacker.address, self.whole * stage.token.unit, sender=attacker)

    def _get_in(self, stage: Stage) -> Contract:
        """Answers the proxy with the shadow behind it."""
        self._open(stage)
        if self.way == "layout opens it again":
            return self._initialise_again(stage)
        if self.way == "announced by an insider":
            return self._announce(stage)
        if self.way == "behind a beacon":
            return self._turn_beacon(stage)
        if self.taken is None:
            raise self.refusals[-1]
        return self.taken

    def _open(self, stage: Stage) -> None:
        """The issuer's part; the attacker steps in between where the way is to be first."""
        try:
            stage.deploy(between=lambda contract: self._seen(stage, contract))
        except RefusedError as refusal:
            raise BrokenScenarioError(f"The issuer's own deployment was refused: {refusal.error}.") from refusal
        if self.taken is not None or self.way != "front-run":
            open_for_business(stage)

    def _seen(self, stage: Stage, contract: Contract) -> None:
        """The first contract is the implementation; what comes after it stands before it."""
        self.contracts.append(contract)
        if self.way == "front-run":
            self._front_run(stage, contract)

    def _initialise_again(self, stage: Stage) -> Contract:
        """The issuer upgrades as announced, to code that no longer knows that it was initialised."""
        relaid = stage.chain.deploy(artifacts.load("RelaidDollar"), sender=stage.actor("deployer"))
        self._upgrade(stage, relaid)
        stage.chain.warp(DAY)
        stage.blueprint.family.initialise(stage.token.contract, holder=stage.actor("attacker"))
        return self._plant(stage, stage.token.contract, relaid.address)

    def _announce(self, stage: Stage) -> Contract:
        """The shadow is the planned implementation, by its ticket."""
        shadow, attacker = artifacts.load("ShadowImplementation"), stage.actor("attacker")
        audited = stage.token.implementation()
        self._upgrade(stage, stage.chain.deploy(shadow, audited, attacker.address, sender=stage.actor("deployer")))
        return Contract(stage.chain, stage.token.address, shadow.interface)

    def _turn_beacon(self, stage: Stage) -> Contract:
        """The token's own storage says what it said before."""
        shadow, attacker = artifacts.load("ShadowImplementation"), stage.actor("attacker")
        audited = stage.token.implementation()
        beacon = put_behind_beacon(stage)
        planted = stage.chain.deploy(shadow, audited, attacker.address, sender=attacker)
        beacon.send("upgradeTo", planted.address, sender=stage.actor(BEACON_OWNER))
        return Contract(stage.chain, stage.token.address, shadow.interface)

    def _upgrade(self, stage: Stage, to: Contract) -> None:
        stage.tell(planned("implementation", to.address, "upgrade 1"))
        stage.token.upgrade(to)

    def _front_run(self, stage: Stage, contract: Contract) -> None:
        attacker, first = stage.actor("attacker"), self.contracts[0]
        refusal = stage.attempt(lambda: stage.blueprint.family.initialise(contract, holder=attacker))
        if refusal is not None:
            self.refusals.append(refusal)
        elif self.taken is None and contract.address != first.address:
            self.taken = self._plant(stage, contract, first.address)

    def _plant(self, stage: Stage, proxy: Contract, audited: str) -> Contract:
        attacker, shadow = stage.actor("attacker"), artifacts.load("ShadowImplementation")
        planted = stage.chain.deploy(shadow, audited, attacker.address, sender=attacker)
        take_over = planted.abi.function("takeOver").encode()
        proxy.send("upgradeToAndCall", planted.address, take_over, sender=attacker)
        return Contract(stage.chain, proxy.address, shadow.interface)

    def loss(self, stage: Stage) -> int:
        """What the hidden function gave the attacker."""
        return stage.token.balance_of(stage.actor("attacker"))
