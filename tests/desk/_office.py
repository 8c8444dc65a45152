"""A desk with customers, officers and a bank on the real token, and a day's business for it."""

from __future__ import annotations

import dataclasses

from backbone_chain.chain import Chain
from backbone_chain.desk.customers import Customer
from backbone_chain.desk.ledger import Ledger
from backbone_chain.desk.office import Desk
from backbone_chain.desk.records import BankEntry, Order, Payment, Redemption
from backbone_chain.desk.redemption import Policy
from backbone_chain.tokens import blueprint

BANK, OTHER_BANK = "first bank", "second bank"
WIRE_FEE = 2_500  # cents
CENT = 10_000  # base units
NOON = 1_790_000_000 // 86_400 * 86_400 + 12 * 3600  # a Monday
OFFICERS = ("maker", "checker", "third officer")


class Office:
    """The world of a desk's tests; a desk can be stopped and opened again on it."""

    def __init__(self, url: str = "sqlite://", engine: str | None = "revm", **options: object) -> None:
        self.chain = Chain(engine)
        made = blueprint("reference")
        self.token = made.family.deploy(self.chain, made)
        self.minter, self.alice, self.bob = map(self.chain.account, ("desk minter", "alice", "bob"))
        self.token.configure_minter(self.minter, 10**15)
        self.customers = {
            name: Customer(
                id=name, names=(f"{name.title()} Ltd.",), addresses=(who.address,), accounts=(f"account of {name}",)
            )
            for name, who in (("alice", self.alice), ("bob", self.bob))
        }
        self.ledger, self.options = Ledger(url), options
        self.desk = self.open()

    def open(self) -> Desk:
        """A desk on this ledger and this token, whatever was there before."""
        options = {"policy": Policy(), **self.options}
        return Desk(
            self.token,
            self.ledger,
            minter=self.minter,
            approvers=[self.chain.account(name).address for name in OFFICERS],
            customers=self.customers,
            banks=[BANK, OTHER_BANK],
            **options,  # type: ignore[arg-type]
        )

    def approve(self, order: str, *officers: str) -> None:
        for name in officers or OFFICERS[:2]:
            self.desk.approve(order, self.desk.sign(order, self.chain.account(name)))

    def issue(self, order: Order, at: int = NOON) -> None:
        """All the way from the order to its confirmed mint."""
        self.desk.order(order)
        self.desk.bank_entry(credit(order, at=at))
        self.approve(order.id)
        self.desk.step(at)
        self.chain.mine(3)
        self.desk.step(at + 60)

    def burn(self, wanted: Redemption) -> None:
        self.token.redeem(wanted.amount, bytes.fromhex(wanted.id[2:]), sender=self.chain.account(wanted.customer))
        self.chain.mine(3)

    @property
    def supply(self) -> int:
        return self.token.total_supply()


def order(office: Office, number: int = 1, cents: int = 500_000, customer: str = "alice", **changes: object) -> Order:
    fields = {
        "amount": cents * CENT,
        "fee": WIRE_FEE,
        "rail": "wire",
        "debtor": f"{customer.title()} Ltd.",
        "placed_at": NOON,
    }
    to = office.chain.account(customer).address
    made = Order(id=f"order-{number}", customer=customer, to=to, **fields)  # type: ignore[arg-type]
    return dataclasses.replace(made, **changes)


def credit(paid: Order, number: str = "", at: int = NOON, **changes: object) -> BankEntry:
    made = BankEntry(
        bank=BANK,
        entry=number or f"E-{paid.id}",
        direction="credit",
        amount=paid.amount // CENT + paid.fee,
        booked_at=at,
        value_at=at,
        reference=f"payment for {paid.id}",
        counterparty=paid.debtor.upper(),
        rail=paid.rail,
    )
    return dataclasses.replace(made, **changes)


def debit(payment: Payment, at: int = NOON, **changes: object) -> BankEntry:
    made = BankEntry(
        bank=payment.bank,
        entry=f"D-{payment.id}",
        direction="debit",
        amount=payment.amount,
        booked_at=at,
        value_at=at,
        reference=payment.id,
        counterparty=payment.creditor,
        rail=payment.rail,
    )
    return dataclasses.replace(made, **changes)


def redemption(
    office: Office, number: int = 1, cents: int = 200_000, customer: str = "alice", **changes: object
) -> Redemption:
    made = Redemption(
        id=f"0x{number:064x}",
        customer=customer,
        holder=office.chain.account(customer).address,
        amount=cents * CENT,
        fee=WIRE_FEE,
        rail="wire",
        account=f"account of {customer}",
        placed_at=NOON,
    )
    return dataclasses.replace(made, **changes)
