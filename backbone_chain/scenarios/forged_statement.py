"""forged-statement: tokens are minted on dollars that only a forged bank statement shows."""

from __future__ import annotations

from backbone_chain.model import BookBalance, StatementBalance
from backbone_chain.scenarios._base import Expects, Scenario
from backbone_chain.scenarios._desk import RESERVE, statements
from backbone_chain.scenarios._desk import book as whole_book
from backbone_chain.scenarios._world import DAY, SUPPLY, open_for_business, order
from backbone_chain.stage import Stage

BANK, CASH = "second bank", "cash"
WAYS = ("the bank's next one", "the bank's own of that day", "a wrong beginning")
DAYS = (0, 1, 3)
DAILY = 1_000  # whole tokens that a usual day brings
USUAL = 3  # statements before anything happens


class ForgedStatement(Scenario):
    """A bank statement is forged so that it agrees with the book, and tokens are minted on what it shows.

    1. The bank tells a statement each day, and the book agrees. 2. Somebody at the issuer books a payment that never
    came, and forges the statement that shows it: 2 to 20 % more than is there. 3. The bank's own statement of that day
    or of the next one says otherwise; or the forger didn't know with what it had to begin. 4. The order is minted.
    """

    needs = frozenset({"mint", "configure_minter"})
    expects = Expects(
        errors=frozenset({"over-limit"}), rules=frozenset({"statement-out-of-line", "reserve-concentration"})
    )
    blind_spots = "A forger who also holds back all that the bank itself sends."

    def choose(self) -> None:
        """How it comes out, by how much per cent the balance is too high, and how many days it is quiet before."""
        self.way, self.days = self.pick(WAYS), self.pick(DAYS)
        self.per_cent = self.random.randint(2, 20)

    def prepare(self, stage: Stage) -> None:
        """Some days of statements, with which the book agrees."""
        open_for_business(stage)
        whole_book(stage)
        statements(stage)
        self.number, self.closing = 0, SUPPLY * stage.token.unit * RESERVE[BANK, CASH] // 1_000
        for _ in range(USUAL + self.days):
            usual_day(self, stage)
        self.supply = stage.token.total_supply()

    def attack(self, stage: Stage) -> None:
        """The forged statement, what the bank says, and the mint."""
        true, forged = self.closing, self.closing * (100 + self.per_cent) // 100
        wrong = self.way == WAYS[2]
        stage.chain.mine()
        book(stage, forged)
        state(stage, self.number + 1, true + stage.token.unit * wrong, forged)
        stage.chain.mine()
        stage.chain.warp(DAY)
        if self.way == WAYS[0]:
            state(stage, self.number + 2, true, true)
        elif self.way == WAYS[1]:
            state(stage, self.number + 1, true, true)
        customer = stage.actor("customer")
        order(stage, "never paid", customer.address, forged - true)
        stage.token.mint(customer, forged - true)

    def loss(self, stage: Stage) -> int:
        """What was minted on it."""
        return max(0, stage.token.total_supply() - self.supply)


def usual_day(story: ForgedStatement, stage: Stage) -> None:
    """A day's statement, which the book agrees with."""
    story.number, opening = story.number + 1, story.closing
    story.closing += DAILY * stage.token.unit
    book(stage, story.closing)
    state(stage, story.number, opening, story.closing)
    stage.chain.mine()
    stage.chain.warp(DAY)


def book(stage: Stage, amount: int) -> None:
    """What the issuer's own book says, base units."""
    now = stage.chain.timestamp
    stage.tell(BookBalance(bank=BANK, instrument=CASH, amount=amount, insured=amount, days=0, as_of=now))


def state(stage: Stage, number: int, opening: int, closing: int, as_of: int | None = None) -> None:
    """What a statement says, base units."""
    at = stage.chain.timestamp if as_of is None else as_of
    stage.tell(StatementBalance(bank=BANK, instrument=CASH, amount=closing, as_of=at, number=number, opening=opening))
