"""The desk: orders and redemptions against banks, ledger and the real token; it can be stopped anywhere."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from sqlalchemy import Connection, func, literal, select

from backbone_chain.accounts import Account
from backbone_chain.desk._context import BRIDGE, MINTS, OUTSTANDING, PAYOUTS, Context, add, cents_owed, one, sane_cents
from backbone_chain.desk._outbox import told
from backbone_chain.desk._tables import BANK_ENTRIES, CURSORS, ENTRIES, ORDERS, REDEMPTIONS
from backbone_chain.desk.approvals import Approvers
from backbone_chain.desk.customers import Customer, plain
from backbone_chain.desk.following import Follower
from backbone_chain.desk.issuance import RETURNED, Issuance
from backbone_chain.desk.ledger import Entry, Ledger, Line
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import CURRENCY, BankEntry, Order, Payment, PaymentStatus, Redemption
from backbone_chain.desk.redemption import UNPAID, Policy, Redemptions
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError
from backbone_chain.model import Fact
from backbone_chain.tokens._base import Token

CLOCK = "clock"
MOST_CHARGED = 10_000  # cents that a bank may take for itself without anybody looking


class Desk:
    """Everything that is told is written down in one transaction, or refused with one sentence and not at all.

    minter: whose key mints, used by nobody else. approvers: addresses, of which two release an order. banks: names.
    A desk on a database that another one left goes on where that stopped. Several chains are several desks on one
    ledger, each with a `chain_name` of its own; bridges: addresses that burn on one of them what they mint on another.
    """

    def __init__(
        self,
        token: Token,
        ledger: Ledger,
        *,
        minter: Account,
        approvers: Collection[str],
        customers: Mapping[str, Customer],
        banks: Collection[str],
        policy: Policy = Policy(),  # noqa: B008 - frozen
        confirmations: int = 2,
        chain_name: str = "home",
        bridges: Collection[str] = (),
    ) -> None:
        self.context = Context(
            ledger=ledger,
            token=token,
            minter=minter,
            customers=customers,
            banks=tuple(sorted(banks)),
            bridges=frozenset(bridges),
            chain_name=chain_name,
            confirmations=confirmations,
        )
        keys = Approvers(token=token.address, chain_id=token.chain.engine.chain_id(), keys=frozenset(approvers))
        self.issuance, self.redemptions = Issuance(self.context, keys), Redemptions(self.context, policy)
        self.follower = Follower(self.context, self.issuance, self.redemptions)
        self.follower.begin(token.chain.timestamp)

    # --- what customers and officers say

    def order(self, order: Order) -> None:
        """Take an order. Raises: DeskError."""
        with self.context.ledger.begin() as connection:
            self.issuance.place(connection, order)

    def approve(self, order: str, signature: str) -> str:
        """Take an approval; answers whose it is. Raises: DeskError."""
        with self.context.ledger.begin() as connection:
            return self.issuance.approve(connection, order, signature)

    def sign(self, order: str, by: Account) -> str:
        """An approver's signature of an open order. Raises: DeskError."""
        with self.context.ledger.begin() as connection:
            release = self.issuance.release_of(connection, order)
        return self.issuance.approvers.sign(release, by)

    def redeem(self, wanted: Redemption) -> None:
        """Take a request; the burn follows on the chain. Raises: DeskError."""
        with self.context.ledger.begin() as connection:
            self.redemptions.request(connection, wanted)

    def retry(self, redemption: str, account: str | None = None) -> None:
        """Decide that a failed payout is paid again. Raises: DeskError."""
        with self.context.ledger.begin() as connection:
            self.redemptions.retry(connection, redemption, account)

    def reissue(self, redemption: str, now: int) -> Order:
        """Decide that a failed payout is given back as tokens; answers the order, which two have to approve as any.

        Raises: DeskError.
        """
        with self.context.ledger.begin() as connection:
            order = self.redemptions.given_up(connection, redemption, now)
            self.issuance.reissue(connection, order, now)
        return order

    # --- what banks say

    def bank_entry(self, entry: BankEntry) -> str:
        """Book a bank's entry; answers what it was matched to, empty for one that waits for a person.

        The same one again is nothing. Raises: DeskError for one that can't be.
        """
        self._check(entry)
        with self.context.ledger.begin() as connection:
            known = one(connection, BANK_ENTRIES, bank=entry.bank, entry=entry.entry)
            columns = {name: getattr(entry, name) for name in COPIED}
            if known is not None:
                if any(getattr(known, name) != value for name, value in columns.items()):
                    raise DeskError(f"The entry {entry.entry} of {entry.bank} is booked already, with other terms.")
                return str(known.matched)
            matched, lines = self._match(connection, entry)
            add(connection, BANK_ENTRIES, **columns, matched=matched)
            source = f"bank:{entry.bank}:{entry.entry}"
            booked = Entry(source, entry.direction, source, entry.booked_at, entry.value_at, lines)
            self.context.ledger.post(connection, booked)
            return matched

    def _check(self, entry: BankEntry) -> None:
        what = f"The entry {entry.entry} of {entry.bank}"
        if entry.bank not in self.context.banks:
            raise DeskError(
                f"There is no bank called {entry.bank!r} at this desk; its entry {entry.entry} is not booked."
            )
        if entry.currency != CURRENCY:
            raise DeskError(f"{what} is in {entry.currency}; this desk's book is in {CURRENCY}.")
        if entry.direction not in ("credit", "debit"):
            raise DeskError(f"{what} is neither a credit nor a debit, but {entry.direction!r}.")
        sane_cents(entry.amount, what)
        rail(entry.rail)

    def _match(self, connection: Connection, entry: BankEntry) -> tuple[str, list[Line]]:
        """What the entry is, in words and in lines; what it is not known for stands in suspense."""
        bank, suspense = f"bank:{entry.bank}", f"suspense:{entry.bank}:{entry.entry}"
        if entry.direction == "credit":
            order = None if entry.returns else self.issuance.expecting(connection, entry)
            if order is not None:
                return f"order:{order.id}", self.issuance.paid(connection, order, entry)
            if lines := self.redemptions.came_back(connection, entry) if entry.returns else None:
                return f"returned payout:{entry.reference}", lines
            return "", [Line(bank, suspense, entry.amount)]
        if entry.returns and (lines := self.issuance.given_back(connection, entry)):
            return RETURNED + entry.returns, lines
        if lines := self.redemptions.debited(connection, entry):
            return f"payment:{entry.reference}", lines
        if plain(entry.counterparty) == plain(entry.bank) and entry.amount <= MOST_CHARGED:
            return "charge", [Line(f"charges:{entry.bank}", bank, entry.amount)]
        return "", [Line(suspense, bank, entry.amount)]

    def payment_status(self, said: PaymentStatus) -> None:
        """Take a bank's answer to a payment order. Raises: DeskError."""
        with self.context.ledger.begin() as connection:
            self.redemptions.status(connection, said)

    # --- time

    def follow(self, now: int) -> None:
        """Book what the chain shows, and nothing else; a chain keeps 256 blocks, so look often enough.

        Raises: DeskError for a clock that runs backwards, or blocks that are gone before they were looked at.
        """
        self._clock(now)
        self.issuance.recover(now)
        self.follower.follow(now)

    def step(self, now: int) -> list[Payment]:
        """Do all that can be done at the time `now`; answers the payment orders to give to the banks.

        Raises: DeskError as `follow` does.
        """
        self.follow(now)
        with self.context.ledger.begin() as connection:
            ready = self.issuance.ready(connection, now)
        for order in ready:
            self.issuance.mint(order, now)
        self.follower.follow(now)
        with self.context.ledger.begin() as connection:
            return [*self.redemptions.due(connection, now)]

    def _clock(self, now: int) -> None:
        with self.context.ledger.begin() as connection:
            last = one(connection, CURSORS, name=CLOCK)
            if last is not None and now < last.value:
                raise DeskError(f"The clock runs backwards, from {last.value} to {now}; nothing was done.")
            if last is None:
                add(connection, CURSORS, name=CLOCK, value=now)
            else:
                connection.execute(CURSORS.update().where(CURSORS.c.name == CLOCK).values(value=now))

    def late(self, now: int) -> list[str]:
        """Redemptions that should have been paid by now."""
        with self.context.ledger.begin() as connection:
            return self.redemptions.late(connection, now)

    def facts(self) -> list[Fact]:
        """What rules should know, since last asked, by this desk or one before it on the same ledger."""
        with self.context.ledger.begin() as connection:
            return told(connection, self.context.chain_name)

    # --- what must hold

    def problems(self) -> list[str]:
        """What is wrong with the books of all chains, and with this chain's; a sentence each, none when all is well."""
        ahead = self.follower.ahead()
        with self.context.ledger.begin() as connection:
            cents = self.context.ledger.balances(connection=connection)
            base = self.context.ledger.balances("base", connection=connection)
            wrong = [
                f"{name}: the ledger says {said}, and it should be {right}."
                for name, (said, right) in self._expected(connection, cents, base, ahead).items()
                if said != right
            ]
            early = self._early(connection)
        wrong += [
            f"{name} is overdrawn by {amount} cents."
            for name, amount in cents.items()
            if amount > 0 and name.startswith("customer:")
        ]
        if base.get(BRIDGE, 0) < 0:
            wrong.append(f"Bridges minted {-base[BRIDGE]} base units more than they burned.")
        return wrong + early

    def _expected(
        self, connection: Connection, cents: Mapping[str, int], base: Mapping[str, int], ahead: int
    ) -> dict[str, tuple[int, int]]:
        """What is said in one place, and what by another."""
        supply, between = base.get(self.context.supply, 0), base.get(BRIDGE, 0)
        everywhere = sum(amount for name, amount in base.items() if name.startswith("chain:"))
        minting = select(func.sum(ORDERS.c.amount)).where(ORDERS.c.state.in_(("minting", "minted")))
        paying = select(func.sum(REDEMPTIONS.c.amount), func.sum(REDEMPTIONS.c.fee))
        amount, fees = connection.execute(paying.where(REDEMPTIONS.c.state.in_(UNPAID))).one()
        return {
            "what is owed to holders": (-cents.get(self.context.tokens, 0), cents_owed(supply)),
            "what is out": (-base.get(OUTSTANDING, 0), everywhere + between),
            "what is between chains": (-cents.get(BRIDGE, 0), cents_owed(between)),
            "mints in flight": (-cents.get(MINTS, 0) * UNITS_PER_CENT, int(connection.scalar(minting) or 0)),
            "payouts in flight": (-cents.get(PAYOUTS, 0), int(amount or 0) // UNITS_PER_CENT - int(fees or 0)),
            "the supply on the chain": (supply + ahead, self.context.token.total_supply()),
        }

    def _early(self, connection: Connection) -> list[str]:
        """Mints before the money was final."""
        of_order = ENTRIES.c.source == literal("order:") + ORDERS.c.id
        early = select(ENTRIES.c.source, ENTRIES.c.trade_at).join(ORDERS, of_order)
        found = connection.execute(early.where(ENTRIES.c.kind == "mint", ENTRIES.c.trade_at < ORDERS.c.final_at))
        return [f"{source} was minted at {at}, before its money was final." for source, at in found]


COPIED = ("bank", "entry", "direction", "amount", "reference", "counterparty", "value_at")
