"""reentrant-controller: whom the token asks before each mint consents to everything, and mints on its own."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.model import ApprovedMinter
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._control import control, install
from backbone_chain.scenarios._world import ALLOWANCE, DAY, MONTH, open_for_business
from backbone_chain.stage import Stage

WAYS = ("consents", "mints again", "in one transaction")
WAITS = (0, 3_600, DAY, 30 * DAY)
MINTS = (1, 5)
MOST_SHARE = 90  # per cent of a minter's allowance


class ReentrantController(Scenario):
    """The reserve key puts a controller in place that never objects; it may call back in the middle of a mint.

    1. Two keys are stolen, of the reserve and of a minter. 2. The supply controller is replaced by one that consents to
    everything, and that may be a minter too, if the minter admin's key is stolen as well. 3. At once or up to a month
    later the stolen minter mints within its allowance; while the token asks, the controller mints as well; or a
    contract makes all these mints in one transaction.

    Built on Drift (2026-03-27: what limits was taken out of the way, five days before the money left) and Platypus
    (2023-02-17: what should have objected was asked at the wrong moment).
    """

    needs = frozenset({"mint", "configure_minter", "bridge_mint", "grant"})
    expects = Expects(
        errors=frozenset({"over-limit"}),
        rules=frozenset({"control-weakened", "mint-without-order", "privilege-then-mint", "unknown-minter"}),
    )
    precursor = True
    blind_spots = "A controller that an honest ticket names and whose owner changes its mind."

    def choose(self) -> None:
        """The way, how long it waits, in how many mints, and how much of the allowance."""
        self.way, self.wait, self.mints = self.pick(WAYS), self.pick(WAITS), self.pick(MINTS)
        self.share = self.random.randint(MOST_SHARE // 9, MOST_SHARE)

    @property
    def is_evasive(self) -> bool:
        """Whether a month lies between."""
        return self.wait == WAITS[-1]

    def prepare(self, stage: Stage) -> None:
        """An honest controller in place, and the ticket for its next version."""
        open_for_business(stage)
        self.second = control(stage)
        install(stage, control(stage))
        since = stage.chain.timestamp - MONTH
        stage.tell(ApprovedMinter(minter=stage.actor("minter").address, since=since))

    def attack(self, stage: Stage) -> None:
        """Replace, wait, mint."""
        attacker = stage.actor("attacker")
        hostile = stage.chain.deploy(artifacts.load("ReentrantController"), sender=attacker)
        install(stage, hostile)
        if self.way != "consents":
            stage.token.configure_minter(hostile, ALLOWANCE * stage.token.unit)
        stage.chain.warp(self.wait)
        parts = self.mints * (2 if self.way == "in one transaction" else 1)
        amount = ALLOWANCE * stage.token.unit * self.share // 100 // parts
        call = stage.token.contract.abi.function("mint").encode(attacker.address, amount)
        for _ in range(self.mints):
            if self.way == "in one transaction":
                hostile.send("prepare", stage.token.address, call, True, sender=attacker)
                hostile.send("execute", stage.token.address, call, sender=attacker)
                continue
            if self.way == "mints again":
                hostile.send("prepare", stage.token.address, call, True, sender=attacker)
            stage.token.mint(attacker, amount)

    def loss(self, stage: Stage) -> int:
        """What the attacker got."""
        return stage.token.balance_of(stage.actor("attacker"))
