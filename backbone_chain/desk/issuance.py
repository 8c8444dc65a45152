"""From an order to its tokens: checked, paid, final, approved by two, minted once, confirmed, booked."""

from __future__ import annotations

from typing import Any

from eth_utils import keccak
from sqlalchemy import Connection, Row, func, select

from backbone_chain.chain import Receipt
from backbone_chain.desk._context import FEES, MINTS, OUTSTANDING, PAYOUTS, Context, add, change, one, whole_cents
from backbone_chain.desk._outbox import tell
from backbone_chain.desk._tables import APPROVALS, BANK_ENTRIES, ORDERS
from backbone_chain.desk.approvals import NEEDED, Approvers, Release
from backbone_chain.desk.calendar import DAY
from backbone_chain.desk.customers import known
from backbone_chain.desk.ledger import Entry, Line
from backbone_chain.desk.rails import rail
from backbone_chain.desk.records import BankEntry, Order
from backbone_chain.desk.reserves import UNITS_PER_CENT
from backbone_chain.errors import DeskError, RefusedError
from backbone_chain.model import BankCredit, Mint, OrderApproved

OPEN = ("placed", "paid")
RETURNED = "returned payment:"
MOST_AT_ONCE = 100  # mints in a step, each of which may be a block: of 256 that a chain keeps
COUNTED = (*OPEN, "minting", "minted", "done")


class Issuance:
    """The states of an order: placed, paid, minting, minted, done; or returned, refused."""

    def __init__(self, context: Context, approvers: Approvers) -> None:
        self.context, self.approvers = context, approvers

    # --- the order

    def quote(self, amount: int, rail_name: str) -> int:
        """The fee in cents that comes on top, to be shown before an order is taken."""
        whole_cents(amount, "The order")
        return rail(rail_name).fee

    def place(self, connection: Connection, order: Order) -> None:
        """Take an order; the same one again is nothing. Raises: DeskError for one that can't be taken."""
        if order.reissues:
            raise DeskError(f"The order {order.id} is for a failed payout, about which the desk itself decides.")
        columns = self._columns(order)
        before = one(connection, ORDERS, id=order.id)
        if before is not None:
            if any(getattr(before, name) != value for name, value in columns.items()):
                raise DeskError(f"The order {order.id} is known already, with other terms.")
            return
        self._check(connection, order)
        add(connection, ORDERS, **columns, state="placed")

    def reissue(self, connection: Connection, order: Order, now: int) -> None:
        """Take an order that a failed payout has paid."""
        fields = {"state": "paid", "final_at": now}
        add(connection, ORDERS, **self._columns(order), **fields)
        lines = [Line(PAYOUTS, f"customer:{order.customer}", order.amount // UNITS_PER_CENT)]
        self._post(connection, order.id, "reissue", now, lines)
        tell(connection, self.context.chain_name, BankCredit(order=order.id, amount=order.amount, final_at=now))

    def _columns(self, order: Order) -> dict[str, Any]:
        fields = {name: getattr(order, name) for name in COPIED}
        return {"recipient": order.to, "chain": self.context.chain_name, **fields}

    def _check(self, connection: Connection, order: Order) -> None:
        customer, cents = (
            known(self.context.customers, order.customer),
            whole_cents(order.amount, f"The order {order.id}"),
        )
        if order.to not in customer.addresses:
            raise DeskError(f"The order {order.id} is for {order.to}, which is none of {order.customer}'s addresses.")
        if not customer.is_named(order.debtor):
            raise DeskError(
                f"The order {order.id} is to be paid by {order.debtor!r}, which is no name of {order.customer}."
            )
        if order.fee != self.quote(order.amount, order.rail):
            raise DeskError(f"The order {order.id} says a fee of {order.fee} cents; it is {rail(order.rail).fee}.")
        if cents + order.fee > rail(order.rail).most:
            raise DeskError(f"The order {order.id} is larger than {order.rail} carries, {rail(order.rail).most} cents.")
        since = order.placed_at - DAY
        that_day = (ORDERS.c.customer == order.customer, ORDERS.c.placed_at > since, ORDERS.c.state.in_(COUNTED))
        ordered = connection.scalar(select(func.coalesce(func.sum(ORDERS.c.amount), 0)).where(*that_day))
        if int(ordered or 0) // UNITS_PER_CENT + cents > customer.daily:
            raise DeskError(
                f"The order {order.id} takes {order.customer} above its {customer.daily} cents in 24 hours."
            )

    # --- the money

    def expecting(self, connection: Connection, entry: BankEntry) -> Row[Any] | None:
        """The order that this credit pays: named in its reference, of its amount, from its payer, not paid yet."""
        words = entry.reference.replace(",", " ").replace(";", " ").split()
        for word in [entry.reference, *words]:
            order = one(connection, ORDERS, id=word, state="placed")
            if order is None:
                continue
            expected = order.amount // UNITS_PER_CENT + order.fee
            if entry.amount == expected and self.context.customers[order.customer].is_named(entry.counterparty):
                return order
        return None

    def paid(self, connection: Connection, order: Row[Any], entry: BankEntry) -> list[Line]:
        """The order's dollars are there; answers what is booked."""
        final_at = max(rail(entry.rail).final_at(entry.value_at), entry.final_at or 0)
        if entry.final_at is not None and not rail(entry.rail).returns_days:
            final_at = entry.final_at
        change(connection, ORDERS, order.id, state="paid", bank=entry.bank, entry=entry.entry, final_at=final_at)
        customer = f"customer:{order.customer}"
        fee = [Line(customer, FEES, order.fee)] if order.fee else []
        tell(connection, order.chain, BankCredit(order=order.id, amount=order.amount, final_at=final_at))
        return [Line(f"bank:{entry.bank}", customer, entry.amount), *fee]

    def given_back(self, connection: Connection, entry: BankEntry) -> list[Line] | None:
        """A payment that the bank takes back: the order's if it is not minted, else a loss with its owner.

        None, for a person to look at, where the payment is no order's, came back already, or was of another amount.
        """
        order = one(connection, ORDERS, bank=entry.bank, entry=entry.returns)
        if order is None or entry.amount != order.amount // UNITS_PER_CENT + order.fee:
            return None
        if one(connection, BANK_ENTRIES, bank=entry.bank, matched=RETURNED + entry.returns) is not None:
            return None
        bank, customer = f"bank:{entry.bank}", f"customer:{order.customer}"
        if order.state in ("paid", "refused"):
            change(connection, ORDERS, order.id, state="returned")
            fee = [Line(FEES, customer, order.fee)] if order.fee else []
            return [*fee, Line(customer, bank, entry.amount)]
        return [Line(f"loss:{order.customer}", bank, entry.amount)]

    # --- four eyes

    def release_of(self, connection: Connection, identity: str) -> Release:
        """What approvers sign for an order. Raises: DeskError for one that isn't open."""
        order = one(connection, ORDERS, id=identity, chain=self.context.chain_name)
        if order is None or order.state not in OPEN:
            raise DeskError(f"There is no open order called {identity!r}.")
        return Release(action="mint", order=order.id, to=order.recipient, amount=order.amount)

    def approve(self, connection: Connection, identity: str, signature: str) -> str:
        """Note an approval; answers whose it is. Raises: DeskError for a foreign key's, or of other terms."""
        who = self.approvers.signer(self.release_of(connection, identity), signature)
        if one(connection, APPROVALS, subject=identity, approver=who) is None:
            add(connection, APPROVALS, subject=identity, approver=who, signature=signature)
        return who

    # --- the mint

    def ready(self, connection: Connection, now: int) -> list[Row[Any]]:
        """Orders whose money is final and that two have approved, the oldest first, MOST_AT_ONCE of them."""
        paid = (ORDERS.c.chain == self.context.chain_name, ORDERS.c.state == "paid", ORDERS.c.final_at <= now)
        approvals = select(func.count()).where(APPROVALS.c.subject == ORDERS.c.id).scalar_subquery()
        oldest = select(ORDERS).where(*paid, approvals >= NEEDED).order_by(ORDERS.c.placed_at, ORDERS.c.id)
        return [*connection.execute(oldest.limit(MOST_AT_ONCE))]

    def mint(self, order: Row[Any], now: int) -> None:
        """Write down what will be done, by which nonce; do it; write down that it was done."""
        chain, minter = self.context.token.chain, self.context.minter.address
        nonce = chain.engine.get_nonce(minter)
        lines = [Line(f"customer:{order.customer}", MINTS, order.amount // UNITS_PER_CENT)]
        with self.context.ledger.begin() as connection:
            change(connection, ORDERS, order.id, state="minting", nonce=nonce, block=self.context.height)
            self._post(connection, order.id, f"mint:{nonce}", now, lines)
            approvers = [*connection.scalars(select(APPROVALS.c.approver).where(APPROVALS.c.subject == order.id))]
            terms = {"order": order.id, "to": order.recipient, "amount": order.amount}
            tell(connection, order.chain, OrderApproved(approvers=tuple(sorted(approvers)), **terms))
        self._send(order, nonce, now)

    def _send(self, order: Row[Any], nonce: int, now: int) -> None:
        try:
            terms = (order.recipient, order.amount)
            receipt = self.context.token.mint(*terms, sender=self.context.minter, note=note_of(order.id))
        except RefusedError:
            self._refused(order, nonce, now)
            return
        with self.context.ledger.begin() as connection:
            change(connection, ORDERS, order.id, state="minted", block=receipt.block, tx=receipt.hash)

    def _refused(self, order: Row[Any], nonce: int, now: int) -> None:
        """The token refused it: the customer's money is its own again, and a person decides."""
        with self.context.ledger.begin() as connection:
            change(connection, ORDERS, order.id, state="refused")
            lines = [Line(MINTS, f"customer:{order.customer}", order.amount // UNITS_PER_CENT)]
            self._post(connection, order.id, f"refused:{nonce}", now, lines)

    def recover(self, now: int) -> None:
        """After a stop in the middle: a mint that the chain shows under the order's note is not sent again.

        Raises: DeskError for one that may have been sent, in a block that is no longer kept; nothing is minted for it.
        """
        with self.context.ledger.begin() as connection:
            here = (ORDERS.c.chain == self.context.chain_name, ORDERS.c.state == "minting")
            waiting = [*connection.execute(select(ORDERS).where(*here))]
        for order in waiting:
            receipt = self._sent(order)
            if receipt is None:
                self._send(order, order.nonce, now)
            elif not receipt.success:
                self._refused(order, order.nonce, now)
            else:
                with self.context.ledger.begin() as connection:
                    change(connection, ORDERS, order.id, state="minted", block=receipt.block, tx=receipt.hash)

    def _sent(self, order: Row[Any]) -> Receipt | None:
        """The order's mint, if it was sent. A nonce that is used need not be its own: others may have the key too."""
        chain = self.context.token.chain
        if chain.engine.get_nonce(self.context.minter.address) == order.nonce:
            return None
        since = [block for block in chain.blocks if block.number > order.block]
        for receipt in (*(receipt for block in since for receipt in block.receipts), *chain.held):
            if receipt.sender == self.context.minter.address and note_of(order.id) in receipt.tx.data:
                return receipt
        if [block.number for block in since] == [*range(order.block + 1, self.context.height + 1)]:
            return None
        raise DeskError(
            f"The mint of order {order.id} may have been sent, too long ago to be found; look for it by hand."
        )

    def minted(self, connection: Connection, fact: Mint, now: int) -> bool:
        """Book a confirmed mint; answers whether it is an order's, of its amount and to its address."""
        here = {"chain": self.context.chain_name, "state": "minted"}
        order = one(connection, ORDERS, tx=fact.tx, recipient=fact.to, amount=fact.amount, **here)
        if order is None:
            return False
        change(connection, ORDERS, order.id, state="done")
        cents = Line(MINTS, self.context.tokens, order.amount // UNITS_PER_CENT)
        base = Line(self.context.supply, OUTSTANDING, order.amount, "base")
        self._post(connection, order.id, "minted", now, [cents, base])
        return True

    def _post(self, connection: Connection, identity: str, kind: str, now: int, lines: list[Line]) -> None:
        source = f"order:{identity}"
        self.context.ledger.post(connection, Entry(f"{source}:{kind}", kind.partition(":")[0], source, now, now, lines))


def note_of(order: str) -> bytes:
    """What stands behind the calldata of an order's mint, 32 bytes: keccak256 of `order:` and the order's id."""
    return keccak(text=f"order:{order}")


COPIED = ("id", "customer", "amount", "fee", "rail", "debtor", "placed_at")
