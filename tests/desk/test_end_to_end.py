"""From a payment into a bank to tokens and back to a payment out of it, by the files that banks and desk exchange."""

from __future__ import annotations

import pytest
from _office import BANK, CENT, NOON, OTHER_BANK, WIRE_FEE, Office, order, redemption

from backbone_chain.desk.banks import Bank
from backbone_chain.desk.messages.notices import read_notices
from backbone_chain.desk.messages.payments import write_payments
from backbone_chain.desk.messages.statements import read_statements
from backbone_chain.desk.messages.statuses import read_statuses
from backbone_chain.errors import DeskError

HOUR, DAY = 3_600, 86_400
ACCOUNT = "RESERVE1"
DIRECTORY = {BANK: [ACCOUNT]}


class Books:
    """A desk and one bank that speak in files alone."""

    def __init__(self) -> None:
        self.office, self.bank = Office(), Bank(BANK, {ACCOUNT: 0})

    def told(self, at: int) -> list[str]:
        """Every entry of the bank's notice, booked; what each was matched to."""
        read = read_notices(self.bank.notice(at), DIRECTORY)
        assert read.refused == ()
        return [self.office.desk.bank_entry(entry) for entry in read.kept]

    def step(self, at: int) -> int:
        """The desk's step, its payment orders to the bank, and the bank's answers; how many payments there were."""
        self.office.chain.mine(3)
        payments = self.office.desk.step(at)
        if payments:
            terms = {"debtor": "Issuer", "accounts": {BANK: ACCOUNT}, "identity": f"P{at}", "created_at": at}
            answer = self.bank.take(write_payments(payments, **terms), at)  # type: ignore[arg-type]
            known = [payment.id for payment in payments]
            for status in read_statuses(answer, [BANK, OTHER_BANK], known=known).kept:
                self.office.desk.payment_status(status)
        return len(payments)


@pytest.fixture
def books() -> Books:
    return Books()


def issue(books: Books) -> None:
    wanted = order(books.office)
    books.office.desk.order(wanted)
    books.bank.deposit(amount=500_000 + WIRE_FEE, reference="order-1", counterparty="ALICE LTD", at=NOON)
    assert books.told(NOON + HOUR) == ["order:order-1"]
    books.office.approve("order-1")
    books.step(NOON + HOUR + 1)
    books.step(NOON + HOUR + 60)


def test_dollars_become_tokens_and_tokens_become_dollars(books: Books) -> None:
    issue(books)
    assert books.office.supply == 500_000 * CENT
    wanted = redemption(books.office)
    books.office.desk.redeem(wanted)
    books.office.burn(wanted)
    assert books.step(NOON + 2 * HOUR) == 1
    assert books.step(NOON + 2 * HOUR + 1) == 0
    assert books.told(NOON + 8 * HOUR) == [f"payment:{wanted.id}/0", "charge"]
    assert books.office.ledger.balance(f"bank:{BANK}") == books.bank.balance(NOON + 8 * HOUR)
    assert books.office.supply == 300_000 * CENT
    assert books.office.ledger.balance("in-flight:") == books.office.ledger.balance("suspense:") == 0
    assert books.office.desk.problems() == []


def test_the_banks_statement_says_what_the_ledger_says(books: Books) -> None:
    issue(books)
    [statement] = read_statements(books.bank.statement_file(NOON + 11 * HOUR), DIRECTORY).kept
    assert statement.closing == books.office.ledger.balance(f"bank:{BANK}") == 500_000 + WIRE_FEE
    assert [books.office.desk.bank_entry(entry) for entry in statement.entries] == ["order:order-1"]
    assert len(books.office.ledger.entries("bank:first bank:" + statement.entries[0].entry)) == 1


def test_a_bank_that_fails_is_told_nothing_and_the_payment_is_given_again(books: Books) -> None:
    issue(books)
    wanted = redemption(books.office)
    books.office.desk.redeem(wanted)
    books.office.burn(wanted)
    books.bank.fail(NOON + 2 * HOUR)
    payments = books.office.desk.step(NOON + 2 * HOUR)
    with pytest.raises(DeskError, match="first bank"):
        books.bank.take(
            write_payments(payments, debtor="Issuer", accounts={BANK: ACCOUNT}, identity="P", created_at=NOON),
            NOON + 2 * HOUR,
        )
    assert books.office.desk.step(NOON + 3 * HOUR) == payments
    books.bank.reopen(NOON + 4 * HOUR)
    assert books.step(NOON + 4 * HOUR) == 1
    assert books.told(NOON + 9 * HOUR) == [f"payment:{wanted.id}/0", "charge"]
    assert books.office.desk.problems() == []
