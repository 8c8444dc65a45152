"""limit-switched-off: a minter's allowance is set to the maximum, and then used."""

from __future__ import annotations

from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import open_for_business, planned
from backbone_chain.stage import Stage

UINT256_MAX = 2**256 - 1
TRILLION = 10**12
HOUR = 3600
LONGEST_WAIT_HOURS = 5 * 24
RAISED = 600_000_000  # whole tokens, what was announced


class LimitSwitchedOff(Scenario):
    """The minter admin's key sets an allowance to the largest number there is; some time later the minter mints (S4).

    1. The allowance of a minter becomes 2^256 - 1. 2. Nothing happens for an hour to five days. 3. The minter mints
    300 trillion.

    Built on Paxos's rate limiter, where a refill of 0 limits nothing, on Drift (2026-03-27) and Acala (2022-08-14).
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"over-limit"}), rules=frozenset({"control-weakened"}))
    blind_spots = "Limits in contracts of other families, whose events this project has no word for."

    def choose(self) -> None:
        """How long the attacker waits."""
        self.hours = self.random.randint(1, LONGEST_WAIT_HOURS)

    def prepare(self, stage: Stage) -> None:
        """A raise by a fifth is announced."""
        open_for_business(stage)
        minter = stage.actor("minter").address
        stage.tell(planned("minter-allowance", f"{minter}={RAISED * stage.token.unit}", "raise 600"))

    def attack(self, stage: Stage) -> None:
        """Raise, wait, mint."""
        stage.token.configure_minter(stage.actor("minter"), UINT256_MAX)
        stage.chain.warp(self.hours * HOUR)
        stage.token.mint(stage.actor("attacker"), 300 * TRILLION * stage.token.unit)

    def loss(self, stage: Stage) -> int:
        """What the attacker got."""
        return stage.token.balance_of(stage.actor("attacker"))
