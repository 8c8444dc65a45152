"""The token of a simulation: the real contract behind the real desk and ledger, or only its sums."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Iterable

from backbone_chain.chain import Block, Chain
from backbone_chain.desk.customers import Customer
from backbone_chain.desk.issuance import MOST_AT_ONCE
from backbone_chain.desk.ledger import Entry, Ledger, Line
from backbone_chain.desk.office import Desk
from backbone_chain.desk.records import BankEntry, Order, Payment, Redemption
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError, UnsupportedError
from backbone_chain.model import Fact, Upgraded
from backbone_chain.simulate._orders import CUSTOMERS
from backbone_chain.simulate._treasury import HOUSE, LOST, Move, Treasury, account
from backbone_chain.stage import Stage
from backbone_chain.tokens import blueprint
from backbone_chain.tokens._base import logs_of

OFFICERS = ("maker", "checker")
RAIL = "book"  # customers hold accounts at the desk's own bank: paid at once, without a fee
EQUITY, OPENING, TREASURY = "equity", "opening:home", "treasury"
CONFIRMATIONS = 2
ALLOWANCE = 10**12  # cents at a time, the most that the token allows
HOUR, WEEK = 3_600, 7 * 86_400


class Sums:
    """Balances without a chain, in cents: to see what another policy would have done."""

    def __init__(self) -> None:
        self.balances: dict[str, int] = {}

    def start(self, holder: str, cents: int) -> None:
        """Tokens that are out before the first day."""
        self.issue(holder, cents)

    def open(self, treasury: Treasury, equity: int) -> None:
        """Book what stands against them."""

    def at(self, hour: int) -> None:
        """An hour begins."""

    def issue(self, holder: str, cents: int) -> None:
        """New tokens, for dollars that came."""
        self.balances[holder] = self.balance(holder) + cents

    def redeem(self, holder: str, cents: int) -> str:
        """Tokens given back; answers the request's id."""
        self.balances[holder] -= cents
        return ""

    def book(self, moves: Iterable[Move]) -> None:
        """What moved within the reserve."""

    def settle(self, paid: Collection[str]) -> None:
        """The banks' hour ends: these requests are paid."""

    def look(self) -> None:
        """The hour ends."""

    def balance(self, holder: str) -> int:
        """Cents."""
        return self.balances.get(holder, 0)

    def supply(self) -> int:
        """Cents."""
        return sum(self.balances.values())

    def facts(self) -> list[Fact]:
        """Nothing that a rule could see."""
        return []

    def problems(self, treasury: Treasury, owed: int) -> list[str]:
        """What the ledger says otherwise than treasury and queue, a sentence each."""
        return []


class OnChain(Sums):
    """The reference token behind a desk: every order is paid, signed by two and minted; every burn is paid out once.

    A chain's time begins in 2026; days before that are dated as many whole weeks later. ledger: a database's URL.
    Raises: DeskError for a URL that leads to no database, or to one with entries in it; UnsupportedError for a node
    that closes blocks only when it likes.
    """

    def __init__(self, engine: str | None, seed: int, start: datetime.date, ledger: str = "sqlite://") -> None:
        super().__init__()
        self.ledger = Ledger(ledger)
        if self.ledger.entries():
            raise DeskError(f"The database {ledger!r} holds the ledger of another chain; give an empty one.")
        chain = Chain(engine, seed=seed)
        able = chain.engine.capabilities
        if not (able.sets_block or (able.mines and able.sets_time)):
            raise UnsupportedError(chain.engine.name, "let time pass without transactions", "Anvil")
        stage = Stage(blueprint("reference"), chain, rules=())
        self.token, self.chain = stage.deploy(), stage.chain
        self._officers = [self.chain.account(name) for name in OFFICERS]
        self._minter = self.chain.account("desk minter")
        self.token.configure_minter(stage.actor("minter"), ALLOWANCE * UNITS_PER_CENT)
        self._count, self._ordered, self._moved, self._looked, self._left = 0, 0, 0, 0, 0
        self._wrong: list[str] = []
        self._facts: list[Fact] = []
        self.chain.on_block.clear()  # this simulation reads the blocks itself, without the state of every holder
        self.chain.on_block.append(self._seen)
        began = int(datetime.datetime.combine(start, datetime.time(), datetime.UTC).timestamp())
        self.began = began + max(0, -(-(self.chain.timestamp - began) // WEEK)) * WEEK
        self.now = self.began
        self.first, self.upgrades = self.token.implementation(), list[tuple[int, Upgraded]]()

    def start(self, holder: str, cents: int) -> None:
        """Mint before there is a desk."""
        self.token.mint(self.chain.account(holder), cents * UNITS_PER_CENT)
        super().issue(holder, cents)

    def open(self, treasury: Treasury, equity: int) -> None:
        """The desk begins with the supply as it stands, and books the reserve and the issuer's own against it."""
        self.chain.mine(CONFIRMATIONS)
        self.desk = Desk(
            self.token,
            self.ledger,
            minter=self._minter,
            approvers=[officer.address for officer in self._officers],
            customers={name: self._customer(name) for name in CUSTOMERS},
            banks=[HOUSE],
            confirmations=CONFIRMATIONS,
        )
        held = [Line(account(each), OPENING, each.nominal) for each in treasury.book.reserve if each.nominal]
        self._post("opening:reserve", [*held, Line(OPENING, EQUITY, equity)])

    def _customer(self, name: str) -> Customer:
        where = (self.chain.account(name).address,)
        return Customer(id=name, names=(name,), addresses=where, accounts=(name,), daily=10**15)

    def _post(self, key: str, lines: list[Line]) -> None:
        with self.ledger.begin() as connection:
            self.ledger.post(connection, Entry(key, TREASURY, key, self.now, self.now, lines))

    # --- business

    def at(self, hour: int) -> None:
        """The chain's clock follows the simulation's."""
        self.chain.warp(max(0, self.began + hour * HOUR - self.chain.timestamp))
        self.now = self.chain.timestamp

    def issue(self, holder: str, cents: int) -> None:
        """An order, its dollars, and the signatures of two; it is minted when the hour is settled."""
        if cents > self._left:
            self._left = ALLOWANCE
            self.token.configure_minter(self._minter, ALLOWANCE * UNITS_PER_CENT)
        self._left -= cents
        self._ordered += 1
        self._count += 1
        name, to = f"order-{self._count}", self.chain.account(holder).address
        fields = {"customer": holder, "to": to, "amount": cents * UNITS_PER_CENT, "fee": 0, "debtor": holder}
        self.desk.order(Order(id=name, rail=RAIL, placed_at=self.now, **fields))  # type: ignore[arg-type]
        self.desk.bank_entry(self._entry("credit", cents, name, holder))
        for officer in self._officers:
            self.desk.approve(name, self.desk.sign(name, officer))
        super().issue(holder, cents)

    def redeem(self, holder: str, cents: int) -> str:
        """A request, and the burn by the holder's own hand."""
        self._count += 1
        request, who = f"0x{self._count:064x}", self.chain.account(holder)
        fields = {"customer": holder, "holder": who.address, "account": holder, "fee": 0}
        amount = cents * UNITS_PER_CENT
        self.desk.redeem(Redemption(id=request, amount=amount, rail=RAIL, placed_at=self.now, **fields))  # type: ignore[arg-type]
        self.token.redeem(amount, bytes.fromhex(request[2:]), sender=who)
        super().redeem(holder, cents)
        self._keep_up()
        return request

    def book(self, moves: Iterable[Move]) -> None:
        """One entry for all moves of the hour."""
        lines = [Line(each.target, each.source, each.cents) for each in moves]
        if lines:
            self._moved += 1
            self._post(f"treasury:{self._moved}", lines)

    def settle(self, paid: Collection[str]) -> None:
        """Mint what was ordered; the desk's payments must be those that the banks make."""
        payments: dict[str, Payment] = {}
        for _ in range(0, max(1, self._ordered), MOST_AT_ONCE):
            self._confirm()
            payments |= {each.id: each for each in self.desk.step(self.now)}
        self._ordered = 0
        if {_request(each) for each in payments.values()} != set(paid):
            self._wrong.append(f"The desk orders {len(payments)} payments, and the banks make {len(paid)}.")
        for each in payments.values():
            self.desk.bank_entry(self._entry("debit", each.amount, each.id, each.creditor))

    def look(self) -> None:
        """Let the desk see the hour's burns; a chain keeps no more than its last blocks."""
        if self.chain.block_number > self._looked:
            self._confirm()
            self.desk.follow(self.now)

    def _keep_up(self) -> None:
        if self.chain.block_number - self._looked >= MOST_AT_ONCE:
            self.look()

    def _confirm(self) -> None:
        self.chain.mine(CONFIRMATIONS)
        self.now = max(self.now, self.chain.timestamp)
        self._looked = self.chain.block_number

    def _entry(self, direction: str, cents: int, reference: str, who: str) -> BankEntry:
        fields = {"direction": direction, "amount": cents, "reference": reference, "counterparty": who, "rail": RAIL}
        at = {"booked_at": self.now, "value_at": self.now}
        return BankEntry(bank=HOUSE, entry=f"{direction} {reference}", **fields, **at)  # type: ignore[arg-type]

    # --- what is looked at

    def supply(self) -> int:
        """What the contract says."""
        return self.token.total_supply() // UNITS_PER_CENT

    def facts(self) -> list[Fact]:
        """All since last asked."""
        facts, self._facts = [*self._facts, *self.desk.facts()], []
        return facts

    def problems(self, treasury: Treasury, owed: int) -> list[str]:
        """The desk's own, and every account of the ledger against the treasury's book and the queue."""
        balances = self.ledger.balances()
        expected = dict.fromkeys(map(account, treasury.book.reserve), 0)
        for each in treasury.book.reserve:
            expected[account(each)] += each.nominal
        expected |= {LOST: treasury.lost, OPENING: 0, "in-flight:payouts": -owed}
        wrong = [
            f"{name}: the ledger says {balances.get(name, 0)} cents, and it should be {cents}."
            for name, cents in expected.items()
            if balances.get(name, 0) != cents
        ]
        return [*self._wrong, *self.desk.problems(), *wrong]

    def _seen(self, block: Block) -> None:
        facts = self.token.facts(logs_of(block))
        self._facts += facts
        self.upgrades += [(block.timestamp, fact) for fact in facts if isinstance(fact, Upgraded)]


def _request(payment: Payment) -> str:
    return payment.id.rpartition("/")[0]
