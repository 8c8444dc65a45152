"""Files as banks send them, made from good ones by changing a word."""

from __future__ import annotations

import dataclasses

from backbone_chain.desk.messages.statements import signed, write_statements
from backbone_chain.desk.records import BankEntry, Payment, Statement

NOON = 1_790_000_000 // 86_400 * 86_400 + 12 * 3600  # a Monday
MIDNIGHT = NOON - 12 * 3600
DAY = 86_400
BANK, ACCOUNT = "first bank", "ACC1"
DIRECTORY = {BANK: [ACCOUNT], "second bank": ["ACC2"]}
LONG_ID = f"0x{'ab' * 32}/0"


def entry(number: int = 1, **changes: object) -> BankEntry:
    made = BankEntry(
        bank=BANK,
        entry=f"E{number}",
        direction="credit",
        amount=50_000,
        booked_at=NOON,
        value_at=NOON,
        reference=f"payment for order-{number}",
        counterparty="Payer Ltd.",
        rail="wire",
    )
    return dataclasses.replace(made, **changes)


ENTRIES = (
    entry(1),
    entry(2, direction="debit", amount=20_000, reference=LONG_ID, rail="ach", value_at=NOON + DAY),
    entry(3, direction="debit", returns="E1", reference="order-1", amount=1),
    entry(4, returns="E2", reference=LONG_ID, rail="sepa-instant", final_at=NOON + 5),
    entry(5, reference="", counterparty="", rail="rtp"),
)


def statement(*entries: BankEntry, sequence: int = 1, opening: int = 0, from_: int = MIDNIGHT, **changes: object):
    made = Statement(
        bank=BANK,
        account=ACCOUNT,
        sequence=sequence,
        opening=opening,
        closing=opening + sum(map(signed, entries)),
        from_=from_,
        to=from_ + DAY - 1,
        entries=entries,
    )
    return dataclasses.replace(made, **changes)


def file_of(*statements: Statement, version: str = "08") -> str:
    return write_statements(statements, identity="M1", created_at=NOON, version=version).decode()


def payment(number: int = 1, **changes: object) -> Payment:
    made = Payment(
        id=f"payment-{number}",
        bank=BANK,
        creditor="Creditor Ltd.",
        account="account of creditor",
        amount=10_000,
        rail="wire",
        ordered_at=NOON,
    )
    return dataclasses.replace(made, **changes)
