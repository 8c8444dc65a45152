"""reserve-hole-and-run: a part of the reserve is gone over a week-end, and everybody wants dollars."""

from __future__ import annotations

from backbone_chain.model import PriceSeen
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._desk import FRIDAY, MONDAY, book, redeem, statements, until, usual_weeks
from backbone_chain.scenarios._world import CUSTOMERS, DAY, SUPPLY
from backbone_chain.stage import Stage

BANK = ("failing bank", "cash")
BILLS = ("custodian", "treasury-bill")
HOLES = ("bank fails", "unlisted fund", "pledged twice", "rumour only", "a tenth in a day")
MOVED = 110  # thousandths: what goes to a fund that can't pay it back, and what is given back in one day
RUN_DAYS = 5
HOURS_OF_PRICES = 2


class ReserveHoleAndRun(Scenario):
    """On Friday night a bank with 8 % fails; the book shows it on Monday; 2 to 4 % a day is redeemed meanwhile (S11).

    1. The hole: the bank fails, or bills are moved to a fund that the reserve may not hold, or a deposit is pledged, or
    there is only a rumour. 2. The price falls over the week-end. 3. Holders redeem day after day, or 11 % in one day,
    and what they are owed past two business days is not paid. 4. On Monday the statement says what is there.

    Built on USDC (March 2023: 3.3 of 40 billion dollars at one bank), TUSD (456 million in a fund) and Binance-Peg.
    """

    needs = frozenset({"mint", "configure_minter", "redeem"})
    expects = Expects(rules=frozenset({"reserve-concentration", "redemption-run", "depeg"}))
    blind_spots = "Other banks that fail by contagion, and holders who sell for other coins instead of redeeming."

    def choose(self) -> None:
        """The hole, and the speed of the run in thousandths of the supply a day."""
        self.hole = HOLES[self.variant % len(HOLES)]
        self.speed = self.random.randint(20, 40)
        self.price = self.random.uniform(0.88, 0.98)

    def prepare(self, stage: Stage) -> None:
        """Weeks of business, then a book and statements that agree, on a Friday."""
        usual_weeks(stage)
        until(stage, FRIDAY, 22)
        book(stage)
        statements(stage)
        self.unpaid = 0

    def attack(self, stage: Stage) -> None:
        """The hole, the week-end, the run."""
        self._prices(stage)
        if self.hole == "a tenth in a day":
            self._redeem(stage, MOVED, "rush")
            return
        for day in range(RUN_DAYS):
            self._redeem(stage, self.speed, f"run {day}")
            if day == RUN_DAYS // 2:
                until(stage, MONDAY, 14)
                self._statement(stage)
            stage.chain.warp(DAY)

    def loss(self, stage: Stage) -> int:
        """What was given back and can't be paid in time."""
        return self.unpaid

    def _prices(self, stage: Stage) -> None:
        for _ in range(6 * HOURS_OF_PRICES):
            stage.token.transfer(stage.actor("treasury"), stage.token.unit, sender=stage.actor("exchange"))
            stage.tell(PriceSeen(price=self.price, venue="exchange"))
            stage.chain.warp(600)
        stage.token.transfer(stage.actor("treasury"), stage.token.unit, sender=stage.actor("exchange"))
        stage.tell(PriceSeen(price=1.0, venue="exchange"))

    def _redeem(self, stage: Stage, thousandths: int, name: str) -> None:
        each = SUPPLY * stage.token.unit // 1_000 * thousandths // len(CUSTOMERS)
        self.unpaid += each * len(CUSTOMERS)
        for who in CUSTOMERS:
            redeem(stage, who, each, f"{name} {who}")

    def _statement(self, stage: Stage) -> None:
        if self.hole == "bank fails":
            statements(stage, {BANK: 0})
        elif self.hole == "unlisted fund":
            statements(stage, {BILLS: 560 - MOVED, ("fund house", "private-fund"): MOVED})
        elif self.hole == "pledged twice":
            statements(stage, {BANK: 0, (BANK[0], "pledged-cash"): 80})
