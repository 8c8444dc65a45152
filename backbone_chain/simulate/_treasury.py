"""The reserve in motion: bills that fall due and are bought, cash for payouts, a bank that fails; amounts in cents."""

from __future__ import annotations

import dataclasses
import datetime
from typing import NamedTuple

from backbone_chain.desk.breaks import Holding
from backbone_chain.desk.reserves import BILL, CASH, FUND, REPO, Book, Position, bill_price, check_digit

REPO_SHARE, FUND_SHARE = 0.30, 0.05
LOTS, LOT_DAYS = 13, 91
YIELD = 430  # basis points
FAILING, BANK = "failing bank", "bank"
HOUSE = f"{BANK} 1"  # where dollars come in and go out
LOST = "loss:haircuts"
INSURED = 25_000_000  # cents at each bank
BASIS_POINTS = 10_000


class Move(NamedTuple):
    """Cents from one account of the ledger to another."""

    source: str
    target: str
    cents: int


def account(position: Position) -> str:
    """The ledger's account for what a position holds."""
    return f"{'bank' if position.kind == CASH else 'custodian'}:{position.place}"


class Treasury:
    """The book and what is done with it; the failing bank holds `stuck_share` of all, the other cash is elsewhere.

    moves: what went from one account to another, the opening and customers' dollars apart; whoever books it clears it.
    """

    def __init__(self, cents: int, today: datetime.date, *, cash_share: float, stuck_share: float, banks: int) -> None:
        self.today, self.lost, self.bills = today, 0, 0
        self.moves: list[Move] = []
        held = stuck_share / banks if banks else stuck_share
        failing = int(cents * held)
        cash = max(0, int(cents * cash_share) - failing)
        repo, fund = int(cents * REPO_SHARE), int(cents * FUND_SHARE)
        self.book = Book()
        for place, kind, amount in (
            (HOUSE, CASH, cash // 2),
            (f"{BANK} 2", CASH, cash - cash // 2),
            ("dealer", REPO, repo),
            ("fund house", FUND, fund),
            (FAILING, CASH, failing),  # paid from last
        ):
            self.book.add(Position(place=place, kind=kind, nominal=amount, market=amount, insured=min(amount, INSURED)))
        rest = cents - failing - cash - repo - fund
        for lot in range(LOTS):
            share = rest // LOTS + (rest % LOTS if not lot else 0)
            self._buy(share, today + datetime.timedelta(days=7 * (lot + 1)))

    # --- what comes and goes

    def receive(self, cents: int) -> None:
        """Dollars for an order."""
        self._change(HOUSE, cents)

    def pay(self, cents: int) -> bool:
        """Dollars out, from cash, then the fund, then repo; False, and nothing changed, where that isn't enough."""
        if cents > self.liquid():
            return False
        for position in [p for p in self.book.positions if not p.blocked and p.kind in (CASH, FUND, REPO)]:
            part = min(cents, position.nominal)
            if position.place != HOUSE:
                self._move(account(position), self._house, part)
            self._set(position, position.nominal - part)
            cents -= part
        return True

    def liquid(self) -> int:
        """Cents that can be paid now."""
        return sum(p.nominal for p in self.book.reserve if not p.blocked and p.kind in (CASH, FUND, REPO))

    def sell_bills(self, cents: int, haircut: int) -> None:
        """Sell the shortest bills until they bring so much; the haircut is lost."""
        for bill in sorted(self._bills(), key=lambda each: each.days(self.today)):
            if cents <= 0:
                return
            brings = bill.nominal * (BASIS_POINTS - haircut) // BASIS_POINTS
            self.lost += bill.nominal - brings
            self._move(account(bill), LOST, bill.nominal - brings)
            self._move(account(bill), self._house, brings)
            self._set(bill, 0)
            self.receive(brings)
            cents -= brings

    def new_day(self, today: datetime.date, target_cash: int) -> None:
        """Bills that fall due become cash, and cash above the target becomes bills; prices move with time."""
        self.today = today
        for bill in self._bills():
            if bill.days(today) == 0:
                self._move(account(bill), self._house, bill.nominal)
                self.receive(bill.nominal)
                self._set(bill, 0)
            else:
                market = bill_price(bill.nominal, bill.yield_basis_points, bill.days(today))
                self.book.replace(bill, dataclasses.replace(bill, market=market))
        self.book = Book(p for p in self.book.positions if p.nominal or p.kind != BILL)
        spare = self.at(HOUSE).nominal - target_cash
        if spare > target_cash // 4:
            self._change(HOUSE, -spare)
            self._move(self._house, account(self._buy(spare, today + datetime.timedelta(days=LOT_DAYS))), spare)

    def block(self, blocked: bool) -> None:
        """The failing bank closes, or its money can be had again."""
        bank = self.at(FAILING)
        self.book.replace(bank, dataclasses.replace(bank, blocked=blocked))

    # --- what is there

    def at(self, place: str) -> Position:
        """The account at a bank."""
        return next(position for position in self.book.positions if position.place == place)

    def nominal(self) -> int:
        """Cents, blocked ones too."""
        return sum(position.nominal for position in self.book.reserve)

    def by_kind(self) -> dict[str, int]:
        """Nominal cents by kind; what is blocked apart."""
        kinds = dict.fromkeys((CASH, BILL, REPO, FUND, "stuck"), 0)
        for position in self.book.reserve:
            kinds["stuck" if position.blocked else position.kind] += position.nominal
        return kinds

    def statements(self, as_of: int) -> list[Holding]:
        """What banks and custodians truly say; a failed bank says that nothing can be had."""
        sums: dict[tuple[str, str], int] = {}
        for position in self.book.reserve:
            key = (position.place, position.kind)
            sums[key] = sums.get(key, 0) + (0 if position.blocked else position.nominal)
        return [Holding(place=place, kind=kind, cents=cents, as_of=as_of) for (place, kind), cents in sums.items()]

    def _bills(self) -> list[Position]:
        return [position for position in self.book.positions if position.kind == BILL and position.nominal]

    @property
    def _house(self) -> str:
        return account(self.at(HOUSE))

    def _move(self, source: str, target: str, cents: int) -> None:
        if cents:
            self.moves.append(Move(source, target, cents))

    def moved(self) -> list[Move]:
        """What moved since last asked."""
        moves, self.moves = self.moves, []
        return moves

    def _change(self, place: str, cents: int) -> None:
        position = self.at(place)
        self._set(position, position.nominal + cents)

    def _set(self, position: Position, cents: int) -> None:
        market = position.market * cents // position.nominal if position.kind == BILL and position.nominal else cents
        self.book.replace(position, dataclasses.replace(position, nominal=cents, market=market))

    def _buy(self, cents: int, maturity: datetime.date) -> Position:
        """A lot at what it costs: its nominal is counted at cost, so that no profit is booked before it is made."""
        self.bills += 1
        eight = f"912797{self.bills % 100:02d}"
        days = (maturity - self.today).days
        lot = Position(
            place="custodian",
            kind=BILL,
            nominal=cents,
            market=bill_price(cents, YIELD, days),
            cusip=eight + check_digit(eight),
            maturity=maturity,
            yield_basis_points=YIELD,
        )
        self.book.add(lot)
        return lot
