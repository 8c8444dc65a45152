"""One simulation, hour by hour: orders, banking hours, payouts, fear, price, reserves, and what the rules say."""

from __future__ import annotations

import datetime
import itertools
import random
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from backbone_chain import watchers
from backbone_chain.desk.breaks import Comparison, Holding
from backbone_chain.desk.reserves import CASH, UNITS_PER_CENT
from backbone_chain.model import Fact, Finding, Observation, PriceSeen, SupplyRead
from backbone_chain.simulate._market import Market
from backbone_chain.simulate._orders import ARBITRAGEURS, EXCHANGES, OPENING_CENTS, RETAIL, SHARES, Order
from backbone_chain.simulate._stress import Policies, Stress
from backbone_chain.simulate._token import Sums
from backbone_chain.simulate._treasury import FAILING, Treasury
from backbone_chain.watchers._run import Watch

OPENS, CLOSES = 13, 22  # UTC, of the banks
BUSINESS_DAYS = 2  # in which a redemption is to be paid
EQUITY = 0.015  # of the supply, the issuer's own on top
GATE = 0.10
RELIEF = 0.4  # of the fear stays when all can be had again
DUST = 100  # cents
WRONG_STATEMENTS = 0.1  # a day
RULES = ("redemption-run", "depeg", "reserve-concentration")
BLOCKS_AN_HOUR = 300


@dataclass(kw_only=True, slots=True)
class Claim:
    """What one redemption is owed; `due` is the hour by which it is to be paid."""

    cents: int
    hour: int
    due: int
    request: str
    arbitrage: bool = False
    late: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Day:
    """One day's end; cents."""

    date: datetime.date
    supply: int
    reserves: dict[str, int]
    net_issuance: int
    queue: int
    price: float
    lowest: float


@dataclass(kw_only=True)
class Outcome:
    """What became of it; cents and hours. problems: what did not add up, a sentence each."""

    days: list[Day] = field(default_factory=list)
    orders: int = 0
    minted: int = 0
    redeemed: int = 0
    overdue: int = 0
    unpaid: int = 0
    refused: int = 0
    first_unpaid_hour: int | None = None
    worst_price: float = 1.0
    problems: list[str] = field(default_factory=list)
    planted: int = 0
    found: int = 0
    false: int = 0
    findings: list[Finding] = field(default_factory=list)
    executed: list[int] = field(default_factory=list)

    @property
    def balanced(self) -> bool:
        """Whether all added up at all times."""
        return not self.problems


class World:
    """The state of one run."""

    def __init__(self, token: Sums, stress: Stress, policies: Policies, seed: int, days: int) -> None:
        self.token, self.stress, self.policies, self.days = token, stress, policies, days
        self.draw = random.Random(f"world {seed}")  # noqa: S311 - statements that are wrong, not secrets
        self.market, self.outcome = Market(), Outcome()
        self.queue: deque[Claim] = deque()
        self.orders_waiting: list[Order] = []
        self.recent: deque[tuple[int, int]] = deque()
        self.comparison, self.known_breaks = Comparison(), set[str]()
        self.watch = Watch([rule for rule in watchers.create() if rule.id in RULES])
        self.today_net, self.lowest, self.selling = 0, 1.0, 0
        self.hit = stress.day * 24 + stress.hour if stress.day < days else None
        self.back = self.hit + stress.back_after_hours if self.hit is not None and stress.back_after_hours else None
        for group, share in SHARES:
            for who in group:
                token.start(who, int(OPENING_CENTS * share) // len(group))
        self.supply = self.opening = sum(token.balance(who) for group, _ in SHARES for who in group)
        self.equity = int(self.opening * EQUITY)
        self.treasury = Treasury(
            self.opening + self.equity,
            stress.start,
            cash_share=policies.cash_share,
            stuck_share=stress.stuck_share,
            banks=policies.banks,
        )
        token.open(self.treasury, self.equity)
        self.cash_target = self.treasury.at("bank 1").nominal

    # --- time

    def run(self, orders: list[Order], say: Callable[[str], None] = lambda _: None) -> Outcome:
        """All hours; `say` is told each day that is over."""
        waiting = deque(orders)
        for hour in range(self.days * 24):
            self.token.at(hour)
            self._events(hour)
            while waiting and waiting[0].hour <= hour:
                self._take(waiting.popleft(), hour)
            self._fear(hour)
            if self._banking(hour):
                self._bank_hour(hour)
            self._overdue(hour)
            self.token.look()
            self._balance()
            self._tell(hour)
            if hour % 24 == 23:  # noqa: PLR2004 - the last of the day
                self._close_day(hour)
                say(self.date(hour).isoformat())
        self.outcome.unpaid = sum(claim.cents for claim in self.queue if claim.late)
        self.outcome.findings = self.watch.findings
        return self.outcome

    def date(self, hour: int) -> datetime.date:
        """The day of this hour."""
        return self.stress.start + datetime.timedelta(days=hour // 24)

    def _business(self, hour: int) -> bool:
        return self.date(hour).weekday() < 5 and hour // 24 not in self.stress.holidays  # noqa: PLR2004 - Saturday

    def _banking(self, hour: int) -> bool:
        return self.policies.always_open or (self._business(hour) and OPENS <= hour % 24 < CLOSES)

    def _due(self, hour: int) -> int:
        """The end of the second business day after this one."""
        day, left = hour // 24, BUSINESS_DAYS
        while left:
            day += 1
            left -= self._business(day * 24)
        return day * 24 + CLOSES

    # --- what happens

    def _events(self, hour: int) -> None:
        if hour == self.hit:
            self.treasury.block(blocked=bool(self.stress.stuck_share))
            self.market.fear = self.stress.fear * self._dread()
            left = int(self.supply * self.stress.outflow_share)
            for who in EXCHANGES:
                self._redeem(who, left // len(EXCHANGES), hour)
        if hour == self.back:
            self.treasury.block(blocked=False)
            self.market.fear *= RELIEF

    def _dread(self) -> float:
        """A smaller hole frightens fewer people."""
        stuck, said = self._stuck(), self.stress.stuck_share
        return max(0.1, stuck / said) if said else 1.0

    def _stuck(self) -> float:
        bank = self.treasury.at(FAILING)
        return bank.nominal / (self.opening + self.equity) if bank.blocked else 0.0

    def _take(self, order: Order, hour: int) -> None:
        if order.issues:
            self.orders_waiting.append(order)
        else:
            cents = min(order.cents, self.token.balance(order.who))
            self.outcome.executed.append(self._redeem(order.who, cents, hour))

    def _fear(self, hour: int) -> None:
        """What the frightened and the arbitrageurs do; the former redeem through exchanges, as far as these have."""
        opens = next(each for each in itertools.count(hour) if self._banking(each))
        wait = (opens - hour) / 24
        stuck = self._stuck()
        holders, arbitrage = self.market.hour(float(self.supply), stuck, self.stress.fear_half_life_hours, wait)
        self.outcome.worst_price = min(self.outcome.worst_price, self.market.price)
        self.lowest = min(self.lowest, self.market.price)
        self._give_back((*EXCHANGES, *RETAIL), int(holders), hour)
        taken = self._give_back((*ARBITRAGEURS, *EXCHANGES, *RETAIL), int(arbitrage), hour, arbitrage=True)
        self.market.refused(arbitrage - taken)

    def _give_back(self, holders: Sequence[str], cents: int, hour: int, *, arbitrage: bool = False) -> int:
        """From one holder after the other until it is enough; what was bought at an exchange still lies there."""
        left = cents
        for who in holders:
            if left < DUST:
                break
            left -= self._redeem(who, min(left, self.token.balance(who)), hour, arbitrage=arbitrage)
        return cents - left

    def _redeem(self, who: str, cents: int, hour: int, *, arbitrage: bool = False) -> int:
        """Burn, and owe the dollars; answers what was taken, less where the gate stands before it."""
        while self.recent and self.recent[0][0] <= hour - 24:
            self.recent.popleft()
        if self.policies.gate:
            room = int(self.supply * GATE) - sum(each for _, each in self.recent)
            self.outcome.refused += max(0, cents - max(0, room))
            cents = min(cents, max(0, room))
        if cents < DUST:
            return 0
        request = self.token.redeem(who, cents)
        self.recent.append((hour, cents))
        self.supply -= cents
        self.today_net -= cents
        self.outcome.redeemed += cents
        claim = Claim(cents=cents, hour=hour, due=self._due(hour), request=request, arbitrage=arbitrage)
        self.queue.append(claim)
        return cents

    # --- at the banks

    def _bank_hour(self, hour: int) -> None:
        for order in self.orders_waiting:
            self.treasury.receive(order.cents)
            self.token.issue(order.who, order.cents)
            self.supply += order.cents
            self.today_net += order.cents
            self.outcome.minted += order.cents
            self.outcome.executed.append(order.cents)
        self.orders_waiting = []
        if hour % 24 == OPENS:
            self.treasury.sell_bills(self.selling, self._haircut(hour))
            self.selling = max(0, self._owed() - self.treasury.liquid())
        paid = []
        while self.queue and self.treasury.pay(self.queue[0].cents):
            claim = self.queue.popleft()
            paid.append(claim.request)
            if claim.arbitrage:
                self.market.paid(claim.cents)
        self.token.book(self.treasury.moved())
        self.token.settle(paid)

    def _haircut(self, hour: int) -> int:
        return self.stress.bill_haircut_basis_points if self.hit is not None and hour >= self.hit else 5

    def _overdue(self, hour: int) -> None:
        for claim in self.queue:
            if claim.due <= hour and not claim.late:
                claim.late = True
                self.outcome.overdue += 1
                if self.outcome.first_unpaid_hour is None:
                    self.outcome.first_unpaid_hour = hour

    # --- what is looked at

    def _balance(self) -> None:
        """Assets and what was lost are the tokens, what is owed, and the issuer's own: to the cent, at every hour."""
        assets = self.treasury.nominal() + self.treasury.lost
        owed = self.supply + self._owed() + self.equity
        if assets != owed:
            self.outcome.problems.append(f"Assets are {assets} cents, and {owed} are owed.")

    def _owed(self) -> int:
        return sum(claim.cents for claim in self.queue)

    def _tell(self, hour: int, more: tuple[Fact, ...] = ()) -> None:
        facts = [*self.token.facts(), SupplyRead(amount=self.supply * UNITS_PER_CENT)]
        facts += [PriceSeen(price=self.market.price, venue="market"), *more]
        block = (hour + 1) * BLOCKS_AN_HOUR
        self.watch.observe(Observation(block=block, timestamp=self._time(hour), facts=tuple(facts)))

    def _time(self, hour: int) -> int:
        """Unix seconds."""
        start = datetime.datetime.combine(self.stress.start, datetime.time(), datetime.UTC)
        return int(start.timestamp()) + hour * 3_600

    def _close_day(self, hour: int) -> None:
        if self.token.supply() != self.supply:
            self.outcome.problems.append(f"{self.token.supply()} cents are out, and {self.supply} should be.")
        self.outcome.problems += self.token.problems(self.treasury, self._owed())
        if self._business(hour):
            self._statements(hour)
        self.outcome.days.append(
            Day(
                date=self.date(hour),
                supply=self.supply,
                reserves=self.treasury.by_kind(),
                net_issuance=self.today_net,
                queue=self._owed(),
                price=round(self.market.price, 4),
                lowest=round(self.lowest, 4),
            )
        )
        self.today_net, self.lowest = 0, self.market.price
        self.treasury.new_day(self.date(hour + 1), self.cash_target)
        self.token.book(self.treasury.moved())

    def _statements(self, hour: int) -> None:
        """The day's statements, of which now and then one is wrong; what the comparison finds is counted."""
        now = self._time(hour)
        true = self.treasury.statements(now)
        wrong = set(self._stuck_place())
        cash = [each for each in true if each.kind == CASH and each.cents]
        if self.draw.random() < WRONG_STATEMENTS and cash:
            victim = self.draw.choice(cash)
            wrong.add(victim.place)
            true = [_less(each, self.draw) if each is victim else each for each in true]
        found = {each.place for each in self.comparison.compare(self.treasury.book, true, now)}
        self.outcome.planted += len(wrong - self.known_breaks)
        self.outcome.found += len((wrong & found) - self.known_breaks)
        self.outcome.false += len(found - wrong)
        self.known_breaks = wrong
        self._tell(hour, (*self.treasury.book.facts(self.date(hour), now), *(each.fact() for each in true)))

    def _stuck_place(self) -> Iterator[str]:
        bank = self.treasury.at(FAILING)
        if bank.blocked and bank.nominal:
            yield FAILING


def _less(statement: Holding, draw: random.Random) -> Holding:
    cents = statement.cents - draw.randint(1, max(1, statement.cents // 10))
    return Holding(place=statement.place, kind=statement.kind, cents=cents, as_of=statement.as_of)
