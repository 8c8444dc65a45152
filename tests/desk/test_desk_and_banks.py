"""The desk and simulated banks, speaking in files alone: an order paid in, a redemption paid out."""

from __future__ import annotations

from _messages import DAY
from _office import BANK, CENT, NOON, OTHER_BANK, Office, order, redemption

from backbone_chain.desk.bank_terms import Terms
from backbone_chain.desk.banks import Bank
from backbone_chain.desk.messages.notices import read_notices
from backbone_chain.desk.messages.payments import write_payments
from backbone_chain.desk.messages.statuses import read_statuses

ACCOUNTS = {BANK: "ACC1", OTHER_BANK: "ACC2"}
DIRECTORY = {bank: [account] for bank, account in ACCOUNTS.items()}
LATER = NOON + 3 * 3600


def tell(office: Office, bank: Bank, at: int) -> list[str]:
    """The bank's notice to the desk; answers what each entry was matched to."""
    found = read_notices(bank.notice(at), DIRECTORY)
    assert found.refused == ()
    return [office.desk.bank_entry(entry) for entry in found.kept]


def paid_in(office: Office, bank: Bank) -> None:
    placed = order(office)
    office.desk.order(placed)
    amount = placed.amount // CENT + placed.fee
    bank.deposit(amount=amount, reference=f"payment for {placed.id}", counterparty=placed.debtor, at=LATER)


def test_an_order_and_a_redemption_go_through_files_alone() -> None:
    office, bank = Office(), Bank(BANK, {"ACC1": 0}, terms=Terms(fee=0))
    paid_in(office, bank)
    assert tell(office, bank, LATER) == ["order:order-1"]
    office.approve("order-1")
    office.desk.step(LATER)
    office.chain.mine(3)
    office.desk.step(LATER + 60)
    wanted = redemption(office)
    office.desk.redeem(wanted)
    office.burn(wanted)
    payments = office.desk.step(LATER + 120)
    data = write_payments(payments, debtor="Issuer", accounts=ACCOUNTS, identity="O1", created_at=LATER + 120)
    (status,) = read_statuses(bank.take(data, LATER + 120), DIRECTORY).kept
    assert (status.id, status.status) == (payments[0].id, "settled")
    office.desk.payment_status(status)
    assert tell(office, bank, LATER + 180) == [f"payment:{payments[0].id}"]
    assert (office.desk.problems(), office.supply) == ([], (500_000 - 200_000) * CENT)
    assert office.ledger.balance(f"bank:{BANK}") == bank.balance(LATER + DAY)


def test_a_missing_reference_waits_for_a_person_and_mints_nothing() -> None:
    office, bank = Office(), Bank(BANK, {"ACC1": 0}, terms=Terms(fee=0, missing=1.0))
    paid_in(office, bank)
    assert tell(office, bank, LATER) == [""]
    office.desk.step(LATER)
    assert (office.desk.problems(), office.supply) == ([], 0)
    assert office.ledger.balance(f"bank:{BANK}") == bank.balance(LATER)
