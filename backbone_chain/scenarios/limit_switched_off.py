"""limit-switched-off: what limits a minter is set to mean nothing, or taken away, and then the minter mints."""

from __future__ import annotations

from backbone_chain.chain import Contract
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._control import ENDLESS_AT_ZERO, control, feed, install, is_controlled, limit
from backbone_chain.scenarios._world import ALLOWANCE, DAY, SUPPLY, open_for_business, planned
from backbone_chain.stage import Stage

UINT256_MAX = 2**256 - 1
TRILLION = 10**12
HOUR = 3600
WAITS_HOURS = (1, 24, 72, 120)
RAISED = 600_000_000  # whole tokens, what was announced
SWITCHES = ("allowance", "a little a day", "controller removed", "feed replaced", "delay cut", "window of 0")
OF_CONTROLLER = SWITCHES[2:]
SMALL = 5_000_000  # whole tokens: within every limit
RAISES, RAISE_PER_CENT = 30, 5


class LimitSwitchedOff(Scenario):
    """Stolen keys switch off what limits a minter; an hour to five days later the minter mints (S4).

    1. The allowance of a minter becomes 2^256 - 1; or it rises by 5 % a day for 30 days; or the supply controller is
    removed; or its reserve feed is replaced by one that says yes; or the delay of large mints is cut to 0; or the
    most of a day is set to 0, which to this controller means no limit. 2. Nothing
    happens for an hour to five days. 3. The minter mints all that it may now: 300 trillion where nothing limits it.

    Built on Paxos's rate limiter, where a refill of 0 limits nothing, on Drift (2026-03-27: the delay was set to 0) and
    Acala (2022-08-14).
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"control-weakened"}))
    precursor = True
    blind_spots = "Limits in contracts of other families, whose events this project has no word for."

    def choose(self) -> None:
        """The switch, and how long the attacker waits."""
        self.switch, self.hours = self.pick(SWITCHES), self.pick(WAITS_HOURS)
        self.share = self.random.randint(10, 90)

    @property
    def is_evasive(self) -> bool:
        """Whether each step is small."""
        return self.switch == "a little a day"

    @property
    def victim(self) -> str:
        """A sound token knows no allowance without end."""
        return "minter-allowance-unbounded" if self.switch == "allowance" else "reference"

    def prepare(self, stage: Stage) -> None:
        """A raise by a fifth is announced; where a story needs one, a supply controller is in place."""
        open_for_business(stage)
        minter = stage.actor("minter").address
        stage.tell(planned("minter-allowance", f"{minter}={RAISED * stage.token.unit}", "raise 600"))
        if self.of_controller(stage):
            self.controller = self._control(stage)
            if self.switch == "feed replaced":
                feed(stage, self.controller, "attester", SUPPLY + SMALL)
            install(stage, self.controller)

    def _control(self, stage: Stage) -> Contract:
        if self.switch == "window of 0":
            return control(stage, code=ENDLESS_AT_ZERO, window=SMALL)
        return control(stage, SMALL if self.switch == "delay cut" else ALLOWANCE)

    def of_controller(self, stage: Stage) -> bool:
        """Whether the switch is one of the supply controller's, and the token can have one."""
        return self.switch in OF_CONTROLLER and is_controlled(stage)

    def attack(self, stage: Stage) -> None:
        """Switch off, wait, mint."""
        whole = self._switch_controller(stage) if self.of_controller(stage) else self._raise(stage)
        stage.chain.warp(self.hours * HOUR)
        stage.token.mint(stage.actor("attacker"), whole * stage.token.unit)

    def _raise(self, stage: Stage) -> int:
        """By the minter admin's key; answers how many whole tokens the minter may then mint."""
        minter, unit = stage.actor("minter"), stage.token.unit
        if self.switch != "a little a day":
            stage.token.configure_minter(minter, UINT256_MAX)
            return 300 * TRILLION
        allowance = ALLOWANCE
        for _ in range(RAISES):
            allowance += allowance * RAISE_PER_CENT // 100
            stage.token.configure_minter(minter, allowance * unit)
            stage.chain.warp(DAY)
        return allowance * self.share // 100

    def _switch_controller(self, stage: Stage) -> int:
        """By the reserve admin's key, and the minter admin's for where to."""
        if self.switch == "controller removed":
            install(stage, None)
        elif self.switch == "feed replaced":
            feed(stage, self.controller, "attacker", 10 * SUPPLY)
        elif self.switch == "window of 0":
            limit(stage, self.controller, 0)
        else:
            terms = {"threshold": SMALL * stage.token.unit, "delay": 0, "lifetime": 7 * DAY}
            self.controller.send("setProposalTerms", terms, sender=stage.actor("reserve_admin"))
        attacker, minter = stage.actor("attacker").address, stage.actor("minter")
        whole = ALLOWANCE * self.share // 100
        self.controller.send("allowDestination", minter.address, attacker, sender=stage.actor("minter_admin"))
        if self.switch == "delay cut":
            self.controller.send("propose", attacker, whole * stage.token.unit, sender=minter)
        return whole

    def loss(self, stage: Stage) -> int:
        """What the attacker got."""
        return stage.token.balance_of(stage.actor("attacker"))
