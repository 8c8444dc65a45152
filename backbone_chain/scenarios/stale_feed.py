"""stale-feed: the attesters' feed stops on a Friday, and tokens are minted over the week-end as if it went on."""

from __future__ import annotations

from backbone_chain.chain import Contract
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._control import control, feed, install, is_controlled
from backbone_chain.scenarios._desk import FRIDAY, HOUR, book, statements, until
from backbone_chain.scenarios._world import DAY, SUPPLY, open_for_business, order
from backbone_chain.scenarios.stolen_attester import attest
from backbone_chain.stage import Stage
from backbone_chain.tokens._control import CENTS
from backbone_chain.tokens._control import attest as post

GATES = ("no gate", "a gate that waits for a week", "a gate that waits for 26 hours")
PATIENCE = {GATES[1]: 7 * DAY, GATES[2]: 26 * HOUR}  # 26 hours let a daily attestation be two hours late
HOURS = (50, 63, 66, 89)
ATTESTER = "attester"
TUESDAY = 1
USUAL_DAYS = 3  # Tuesday to Thursday
ABOVE = 1  # per cent of the supply that the reserve has more, as it is invested


class StaleFeed(Scenario):
    """The daily attestation doesn't come after Friday's; the desk mints on Sunday or Monday on what Friday had.

    1. A reserve that is attested each day, on chain where there is a gate. 2. On Friday evening the bank fails, or the
    attesters are kept from their keys: nothing is attested any more. 3. Two days later or more, tokens are minted for
    dollars that went to that bank. A gate with a short patience refuses; one that was made patient, so that week-ends
    don't disturb, lets them through.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(errors=frozenset({"ReserveStale"}), rules=frozenset({"supply-over-reserves"}))
    blind_spots = "Mints within two days of the last attestation, where no gate asks for its age."

    def choose(self) -> None:
        """The gate, the hours since Friday's attestation, and the whole tokens of each of two mints."""
        self.gate, self.hours = self.pick(GATES), self.pick(HOURS)
        self.whole = self.random.randint(10, 2_000) * 1_000

    def prepare(self, stage: Stage) -> None:
        """Days with an attestation each, the last one on Friday evening."""
        open_for_business(stage)
        until(stage, TUESDAY, 22)
        stage.chain.mine()
        self.feed = stand_before(stage, PATIENCE.get(self.gate))
        for _ in range(USUAL_DAYS):
            daily(stage, self.feed)
            stage.chain.warp(DAY)
        until(stage, FRIDAY, 23)
        daily(stage, self.feed)
        stage.chain.warp(self.hours * HOUR)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """Two mints, an hour apart."""
        stage.chain.mine()
        for number in range(2):
            mint(stage, f"week-end {number}", self.whole)

    def loss(self, stage: Stage) -> int:
        """What was minted on nobody's word."""
        return max(0, stage.token.total_supply() - self.supply)


def mint(stage: Stage, name: str, whole: int) -> None:
    """An order and its mint."""
    customer, amount = stage.actor("customer"), whole * stage.token.unit
    order(stage, name, customer.address, amount)
    stage.token.mint(customer, amount)
    stage.chain.warp(HOUR)


def daily(stage: Stage, posted_to: Contract | None) -> None:
    """The day's book, statements and attestation, which is posted where a gate reads it."""
    book(stage)
    statements(stage)
    attest(stage, ABOVE)
    if posted_to is not None:
        attester = stage.actor(ATTESTER)
        post(posted_to, attested() * CENTS, stage.chain.timestamp - 1, [attester], sender=attester)
    stage.chain.mine()


def stand_before(stage: Stage, patience: int | None) -> Contract | None:
    """A controller whose gate reads a feed and believes it so long, seconds; answers the feed.

    None where there is to be no gate, or can't be one.
    """
    if patience is None or not is_controlled(stage):
        return None
    controller = control(stage)
    posted_to = feed(stage, controller, ATTESTER, attested(), patience)
    install(stage, controller)
    return posted_to


def attested() -> int:
    """Whole dollars."""
    return SUPPLY * (100 + ABOVE) // 100
