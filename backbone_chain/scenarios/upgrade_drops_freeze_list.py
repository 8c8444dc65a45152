"""upgrade-drops-freeze-list: after an honest upgrade nobody is frozen any more."""

from __future__ import annotations

from backbone_chain import artifacts
from backbone_chain.model import FreezeRequested
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._world import DAY, open_for_business, planned
from backbone_chain.stage import Stage

STOLEN = 5_000_000  # whole tokens
FROZEN = (1, 4, 16)
WAITS = (12, 3_600, DAY, 30 * DAY)
HANDS = ("themselves", "a spender")
ALLOWANCE = 2**256 - 1


class UpgradeDropsFreezeList(Scenario):
    """A planned upgrade keeps its freeze list in a new place and starts it empty; who was frozen takes all away.

    1. One to sixteen thieves are frozen, as a court asked. 2. An implementation that was announced and reviewed is put
    in place; nobody moves the list. 3. A block to a month later the thieves send their tokens, or a spender does.

    Built on the storage collision of Audius (2022-07-23), where an upgrade's new layout meant something else, and on
    issuers that moved their lists into another contract.
    """

    needs = frozenset({"mint", "freeze", "configure_minter", "upgrade"})
    expects = Expects(errors=frozenset({"frozen"}), rules=frozenset({"supply-mismatch", "freeze-latency"}))
    precursor = True
    blind_spots = "A list of which only some entries are lost, when none of those was frozen while the watch ran."

    def choose(self) -> None:
        """How many are frozen, how long they wait, and by whose hands the tokens leave."""
        self.frozen, self.wait, self.hands = self.pick(FROZEN), self.pick(WAITS), self.pick(HANDS)

    @property
    def is_evasive(self) -> bool:
        """Whether they wait until nobody looks at the upgrade any more."""
        return self.wait == WAITS[-1]

    @property
    def thieves(self) -> list[str]:
        """Who is frozen."""
        return [f"thief {number}" for number in range(self.frozen)]

    def prepare(self, stage: Stage) -> None:
        """The thieves, their freeze, and the upgrade's ticket."""
        open_for_business(stage)
        token = stage.token
        for name in self.thieves:
            thief = stage.actor(name)
            token.transfer(thief, STOLEN * token.unit // self.frozen, sender=stage.actor("victim"))
            token.approve(stage.actor("accomplice"), ALLOWANCE, sender=thief)
            stage.tell(FreezeRequested(account=thief.address, authority="district court"))
            token.freeze(thief)
        self.next = stage.chain.deploy(artifacts.load("ForgetfulDollar"), sender=stage.actor("deployer"))
        self.rebuilt = stage.chain.deploy(stage.blueprint.artifacts[0], sender=stage.actor("deployer"))
        for code in (self.next, self.rebuilt):
            stage.tell(planned("implementation", code.address, "upgrade 1"))

    def attack(self, stage: Stage) -> None:
        """The upgrade, and what it lets happen."""
        stage.token.upgrade(self.next)
        stage.chain.warp(self.wait)
        self.run(stage)

    def run(self, stage: Stage) -> None:
        """The thieves' tokens go to the accomplice."""
        token, accomplice = stage.token, stage.actor("accomplice")
        for name in self.thieves:
            thief = stage.actor(name)
            amount = token.balance_of(thief)
            if self.hands == "a spender":
                token.transfer_from(thief, accomplice, amount, sender=accomplice)
            else:
                token.transfer(accomplice, amount, sender=thief)

    def loss(self, stage: Stage) -> int:
        """What the accomplice holds."""
        return stage.token.balance_of(stage.actor("accomplice"))
