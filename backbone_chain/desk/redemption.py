"""From a burn to its dollars: requested, burned, confirmed, paid once, debited, closed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, func, select

from backbone_chain.desk._context import FEES, PAYOUTS, Context, add, change, one, whole_cents
from backbone_chain.desk._outbox import tell
from backbone_chain.desk._tables import PAYMENTS, REDEMPTIONS
from backbone_chain.desk.calendar import DAY, business_days_after, is_open
from backbone_chain.desk.customers import known
from backbone_chain.desk.ledger import Line
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import BankEntry, Order, Payment, PaymentStatus, Redemption
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError
from backbone_chain.model import PayoutSent, Redeemed

BUSINESS_DAYS = 2
UNPAID = ("burned", "paying", "failed")
IN_WHOLE = 10_000  # a gate is counted in hundredths of a percent


@dataclass(frozen=True, kw_only=True, slots=True)
class Policy:
    """What the issuer decides. gate: the part of the supply that is paid out in 24 hours at most; None for no gate."""

    gate: float | None = None


class Redemptions:
    """The states of a request: requested, burned, paying, closed; or failed, until somebody decides; or reissued."""

    def __init__(self, context: Context, policy: Policy) -> None:
        self.context, self.policy = context, policy

    # --- the request and the burn

    def quote(self, amount: int, rail_name: str) -> int:
        """The fee in cents that is taken off, to be shown before a request is taken."""
        whole_cents(amount, "The redemption")
        return rail(rail_name).fee

    def request(self, connection: Connection, wanted: Redemption) -> None:
        """Take a request; the same one again is nothing. Raises: DeskError for one that can't be taken."""
        columns = {name: getattr(wanted, name) for name in COPIED}
        before = one(connection, REDEMPTIONS, id=wanted.id)
        if before is not None:
            if any(getattr(before, name) != value for name, value in columns.items()):
                raise DeskError(f"The redemption {wanted.id} is known already, with other terms.")
            return
        customer, cents = known(self.context.customers, wanted.customer), whole_cents(wanted.amount, "The redemption")
        if wanted.holder not in customer.addresses:
            raise DeskError(f"The redemption is of {wanted.holder}, which is none of {wanted.customer}'s addresses.")
        if wanted.account not in customer.accounts:
            raise DeskError(f"The redemption is to {wanted.account!r}, which is no account of {wanted.customer}'s.")
        if wanted.fee != self.quote(wanted.amount, wanted.rail) or not wanted.fee < cents <= rail(wanted.rail).most:
            raise DeskError(
                f"The redemption over {cents} cents less {wanted.fee} doesn't fit what {wanted.rail} costs and takes."
            )
        columns |= {"chain": self.context.chain_name, "state": "requested", "attempt": 0}
        add(connection, REDEMPTIONS, **columns)

    def burned(self, connection: Connection, fact: Redeemed, at: int, unasked: str) -> tuple[str, list[Line]]:
        """To which account a confirmed burn is owed, and what else is booked; `unasked` if nobody asked for it so."""
        here = {"chain": self.context.chain_name, "state": "requested"}
        asked = one(connection, REDEMPTIONS, id=fact.request_id, holder=fact.holder, amount=fact.amount, **here)
        if asked is None:
            return unasked, []
        due = business_days_after(at, BUSINESS_DAYS)
        change(connection, REDEMPTIONS, asked.id, state="burned", tx=fact.tx, burned_at=at, due_at=due)
        return PAYOUTS, [Line(PAYOUTS, FEES, asked.fee)] if asked.fee else []

    # --- the payment

    def due(self, connection: Connection, now: int) -> Iterator[Payment]:
        """Payment orders to give to the banks now: new ones while cash and gate allow, the oldest first.

        One that was ordered and that no bank has answered comes again, under its id.
        """
        here = REDEMPTIONS.c.chain == self.context.chain_name
        ordered = select(PAYMENTS).join(REDEMPTIONS).where(here, PAYMENTS.c.state == "ordered")
        for row in [*connection.execute(ordered)]:
            yield self._payment(connection, row)
        left = {bank: self._cash(connection, bank) for bank in self.context.banks}
        room = self._room(connection, now)
        burned = select(REDEMPTIONS).where(here, REDEMPTIONS.c.state == "burned").order_by(REDEMPTIONS.c.burned_at)
        for asked in [*connection.execute(burned)]:
            blocked = self.context.customers[asked.customer].is_blocked
            if blocked or not (rail(asked.rail).always_open or is_open(now)):
                continue
            cents = asked.amount // UNITS_PER_CENT - asked.fee
            bank = next((name for name in left if left[name] >= cents), None)
            if bank is None or (room is not None and cents > room):
                return
            left[bank] -= cents
            room = None if room is None else room - cents
            yield self._order(connection, asked, bank, cents, now)

    def _order(self, connection: Connection, asked: Row[Any], bank: str, cents: int, now: int) -> Payment:
        identity = _payment_id(asked)
        fields = {"redemption": asked.id, "bank": bank, "amount": cents, "ordered_at": now}
        add(connection, PAYMENTS, id=identity, state="ordered", **fields)
        change(connection, REDEMPTIONS, asked.id, state="paying")
        row = one(connection, PAYMENTS, id=identity)
        assert row is not None
        return self._payment(connection, row)

    def _payment(self, connection: Connection, row: Row[Any]) -> Payment:
        asked = one(connection, REDEMPTIONS, id=row.redemption)
        assert asked is not None
        fields = {"account": asked.account, "rail": asked.rail, "creditor": asked.customer}
        return Payment(id=row.id, bank=row.bank, amount=row.amount, ordered_at=row.ordered_at, **fields)

    def _cash(self, connection: Connection, bank: str) -> int:
        """What stands at the bank, less what it was told to pay already."""
        told = (PAYMENTS.c.bank == bank, PAYMENTS.c.state.in_(("ordered", "accepted")))
        ordered = connection.scalar(select(func.coalesce(func.sum(PAYMENTS.c.amount), 0)).where(*told))
        return self.context.ledger.balance(f"bank:{bank}", connection=connection) - int(ordered or 0)

    def _room(self, connection: Connection, now: int) -> int | None:
        """Cents that the gate still lets through; None without a gate."""
        if self.policy.gate is None:
            return None
        that_day = (PAYMENTS.c.ordered_at > now - DAY, PAYMENTS.c.state != "rejected")
        ordered = connection.scalar(select(func.coalesce(func.sum(PAYMENTS.c.amount), 0)).where(*that_day))
        accounts = (self.context.tokens, PAYOUTS)
        owed = -sum(self.context.ledger.balance(account, connection=connection) for account in accounts)
        return owed * round(self.policy.gate * IN_WHOLE) // IN_WHOLE - int(ordered or 0)

    # --- what banks say of it

    def status(self, connection: Connection, said: PaymentStatus) -> None:
        """A bank's answer. Raises: DeskError for a payment that it was never given."""
        payment = one(connection, PAYMENTS, id=said.id)
        if payment is None or payment.bank != said.bank:
            raise DeskError(f"The bank {said.bank} answers for a payment {said.id!r} that it was never given.")
        if payment.state in ("settled", "rejected"):
            return
        if said.status == "rejected":
            change(connection, PAYMENTS, said.id, state="rejected")
            change(connection, REDEMPTIONS, payment.redemption, state="failed")
        else:
            change(connection, PAYMENTS, said.id, state="accepted")

    def debited(self, connection: Connection, entry: BankEntry) -> list[Line] | None:
        """The bank's debit for a payment, of its amount; answers what is booked, None for another one.

        Also for one that the bank had rejected, unless somebody has decided on it since.
        """
        payment = one(connection, PAYMENTS, id=entry.reference, bank=entry.bank, amount=entry.amount)
        if payment is None or payment.state == "settled":
            return None
        asked = one(connection, REDEMPTIONS, id=payment.redemption)
        assert asked is not None
        if asked.state not in ("paying", "failed") or payment.id != _payment_id(asked):
            return None
        change(connection, PAYMENTS, payment.id, state="settled")
        change(connection, REDEMPTIONS, asked.id, state="closed")
        amount = entry.amount * UNITS_PER_CENT
        tell(connection, asked.chain, PayoutSent(request_id=asked.id, amount=amount, account=asked.account))
        return [Line(PAYOUTS, f"bank:{entry.bank}", entry.amount)]

    def came_back(self, connection: Connection, entry: BankEntry) -> list[Line] | None:
        """A payout that the creditor's bank sent back: owed again, until somebody decides."""
        payment = one(connection, PAYMENTS, id=entry.reference, state="settled")
        if payment is None or payment.amount != entry.amount:
            return None
        change(connection, PAYMENTS, payment.id, state="rejected")
        change(connection, REDEMPTIONS, payment.redemption, state="failed")
        return [Line(f"bank:{entry.bank}", PAYOUTS, entry.amount)]

    def retry(self, connection: Connection, identity: str, account: str | None = None) -> None:
        """Decide to pay again, under a new id. Raises: DeskError for what hasn't failed, or an account of nobody's."""
        asked = self._failed(connection, identity)
        if account is not None and account not in known(self.context.customers, asked.customer).accounts:
            raise DeskError(f"{account!r} is no account of {asked.customer}'s.")
        values = {"state": "burned", "attempt": asked.attempt + 1, "account": account or asked.account}
        change(connection, REDEMPTIONS, identity, **values)

    def given_up(self, connection: Connection, identity: str, now: int) -> Order:
        """Decide to pay it no more; answers the order for its tokens. Raises: DeskError for what hasn't failed."""
        asked = self._failed(connection, identity)
        change(connection, REDEMPTIONS, identity, state="reissued")
        return Order(
            id=f"reissue-{identity}",
            customer=asked.customer,
            to=asked.holder,
            amount=asked.amount - asked.fee * UNITS_PER_CENT,
            fee=0,
            rail="book",
            debtor=known(self.context.customers, asked.customer).names[0],
            placed_at=now,
            reissues=identity,
        )

    def _failed(self, connection: Connection, identity: str) -> Row[Any]:
        asked = one(connection, REDEMPTIONS, id=identity, chain=self.context.chain_name)
        if asked is None or asked.state != "failed":
            raise DeskError(f"There is no failed payout of a redemption called {identity!r}.")
        return asked

    def late(self, connection: Connection, now: int) -> list[str]:
        """The requests that should have been paid by now."""
        here = REDEMPTIONS.c.chain == self.context.chain_name
        overdue = (here, REDEMPTIONS.c.due_at < now, REDEMPTIONS.c.state.in_(UNPAID))
        return [*connection.scalars(select(REDEMPTIONS.c.id).where(*overdue).order_by(REDEMPTIONS.c.due_at))]


def _payment_id(asked: Row[Any]) -> str:
    """The end-to-end id of the payment that is tried now, under which a bank pays once."""
    return f"{asked.id}/{asked.attempt}"


COPIED = ("id", "customer", "holder", "amount", "fee", "rail", "account", "placed_at")
