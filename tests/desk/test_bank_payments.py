"""Payment orders (pain.001) and their status (pain.002, pacs.002), written and read."""

from __future__ import annotations

import pytest
from _messages import ACCOUNT, BANK, DIRECTORY, LONG_ID, NOON, payment

from backbone_chain.desk.messages.payments import read_payments, write_payments
from backbone_chain.desk.messages.statuses import read_statuses, write_statuses
from backbone_chain.desk.records import Payment, PaymentStatus
from backbone_chain.errors import DeskError

PAYMENTS = (payment(1), payment(2, rail="ach", id=LONG_ID), payment(3, amount=1))
SAYINGS = (("accepted", ""), ("settled", ""), ("rejected", "AC04"), ("pending", "the bank opens at eight " * 9 + "x"))
STATUSES = tuple(
    PaymentStatus(id=identity, bank=BANK, status=status, at=NOON + 5, reason=why)  # type: ignore[arg-type]
    for identity, (status, why) in zip(("a", "b", LONG_ID, "d"), SAYINGS, strict=True)
)


def orders(*payments: Payment, version: str = "09") -> str:
    accounts = {BANK: ACCOUNT}
    return write_payments(
        payments or PAYMENTS, debtor="Issuer", accounts=accounts, identity="O1", created_at=NOON, version=version
    ).decode()


def read(text: str):
    return read_payments(text.encode(), DIRECTORY)


def answers(*statuses: PaymentStatus, **options: str) -> str:
    return write_statuses(statuses or STATUSES, answers="O1", identity="S1", created_at=NOON, **options).decode()


@pytest.mark.parametrize("version", [f"{number:02}" for number in range(3, 13)])
def test_payment_orders_come_back_as_they_were_written(version: str) -> None:
    found = read(orders(version=version))
    assert (found.kept, found.refused, found.message) == (PAYMENTS, (), "O1")


def test_an_order_is_written_once_and_for_a_bank_where_an_account_pays() -> None:
    with pytest.raises(DeskError, match="payment-1 is there twice"):
        orders(payment(1), payment(1))
    with pytest.raises(DeskError, match="where no account pays"):
        orders(payment(1, bank="second bank"))
    with pytest.raises(DeskError, match="no rail called 'wires'"):
        orders(payment(1, rail="wires"))


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("<NbOfTxs>2</NbOfTxs>", "<NbOfTxs>3</NbOfTxs>", "says that it holds 3 payment orders, and holds 2"),
        ("<CtrlSum>200.00", "<CtrlSum>300.00", "over 300.00, and they are over 200.00"),
        ("pain.001", "pain.008", "payment order .pain.001. is needed"),
    ],
)
def test_a_file_that_contradicts_itself_is_refused(before: str, after: str, why: str) -> None:
    text = orders(payment(1), payment(2))
    assert len(read(text).kept) == 2
    assert before in text
    with pytest.raises(DeskError, match=why):
        read(text.replace(before, after, 1))


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("<EndToEndId>payment-2<", "<EndToEndId>payment-1<", "payment-1 is there twice; the first one counts"),
        ("<EndToEndId>payment-2<", "<EndToEndId>NOTPROVIDED<", "no end-to-end id"),
        ('Ccy="USD">150.00', 'Ccy="EUR">150.00', "payment-2 is in EUR"),
        ('Ccy="USD">150.00', 'Ccy="USD">-150.00', "over -150.00"),
        ("<Id>account of two</Id>", "<Id/>", "has no account to pay to"),
    ],
)
def test_a_bad_order_is_told_and_the_good_one_kept(before: str, after: str, why: str) -> None:
    text = orders(payment(1), payment(2, amount=15_000, account="account of two"))
    text = text.replace("<CtrlSum>250.00</CtrlSum>", "")
    assert before in text
    found = read(text.replace(before, after))
    assert found.kept == (payment(1),)
    assert why in str(found.refused[0])


def test_an_order_from_an_account_that_is_not_the_banks_is_refused() -> None:
    found = read(orders(payment(1)).replace("<Id>ACC1</Id>", "<Id>ACC2</Id>"))
    assert (found.kept, str(found.refused[0])) == ((), "This desk has no account 'ACC2' at first bank.")


@pytest.mark.parametrize("kind", ["pain.002", "pacs.002"])
@pytest.mark.parametrize("version", ["03", "06", "10", "14"])
def test_statuses_come_back_as_they_were_written(kind: str, version: str) -> None:
    found = read_statuses(answers(kind=kind, version=version).encode(), DIRECTORY)
    assert (found.kept, found.refused) == (STATUSES, ())


def test_a_bank_that_knows_the_short_id_alone_is_understood() -> None:
    status = STATUSES[2]
    text = answers(status)
    text = text[: text.index("<OrgnlTxRef>")] + text[text.index("</OrgnlTxRef>") + len("</OrgnlTxRef>") :]
    assert read_statuses(text.encode(), DIRECTORY, known=["a", LONG_ID]).kept == (status,)
    assert read_statuses(text.encode(), DIRECTORY).kept[0].id.startswith("BC-")


def test_a_bad_answer_is_told_and_the_good_ones_kept() -> None:
    found = read_statuses(answers().replace("ACSC", "OKAY").encode(), DIRECTORY)
    assert found.kept == (STATUSES[0], *STATUSES[2:])
    assert str(found.refused[0]) == "first bank says 'OKAY' of the payment b; there is no such status."
    found = read_statuses(answers().replace("EndToEndId>b<", "EndToEndId>a<").encode(), DIRECTORY)
    assert found.kept == (STATUSES[0], *STATUSES[2:])
    assert "answers twice for the payment a" in str(found.refused[0])


def test_an_unknown_bank_is_refused() -> None:
    with pytest.raises(DeskError, match="no bank called 'third bank'"):
        read_statuses(answers().replace(BANK, "third bank").encode(), DIRECTORY)
    with pytest.raises(DeskError, match="2 banks': first bank, second bank"):
        answers(STATUSES[0], PaymentStatus(id="x", bank="second bank", status="settled", at=NOON))


def test_an_answer_to_a_whole_message_is_one_to_each_of_its_payments() -> None:
    text = answers(STATUSES[0])
    start, end = text.index("<OrgnlPmtInfAndSts>"), text.index("</OrgnlPmtInfAndSts>") + len("</OrgnlPmtInfAndSts>")
    text = (text[:start] + text[end:]).replace("</OrgnlGrpInfAndSts>", "<GrpSts>RJCT</GrpSts></OrgnlGrpInfAndSts>")
    found = read_statuses(text.encode(), DIRECTORY, sent={"O1": ["a", "b"]})
    assert [(each.id, each.status) for each in found.kept] == [("a", "rejected"), ("b", "rejected")]
    with pytest.raises(DeskError, match="'O1' as a whole, and this desk never sent it"):
        read_statuses(text.encode(), DIRECTORY)
