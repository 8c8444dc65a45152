"""Statements and notices (camt.053, camt.054): the good is kept, the bad told in a sentence, the hostile not read."""

from __future__ import annotations

import pytest
from _messages import ACCOUNT, BANK, DAY, DIRECTORY, ENTRIES, LONG_ID, MIDNIGHT, NOON, entry, file_of, statement

from backbone_chain.desk.messages.notices import read_notices, write_notices
from backbone_chain.desk.messages.statements import read_statements
from backbone_chain.desk.messages.succession import Succession
from backbone_chain.errors import DeskError

VERSIONS = [f"{number:02}" for number in range(2, 13)]


def read(text: str):
    return read_statements(text.encode(), DIRECTORY)


def told(text: str) -> str:
    """The one sentence of a file of which nothing was refused but that."""
    found = read(text)
    assert len(found.refused) == 1, found.refused
    return str(found.refused[0])


@pytest.mark.parametrize("version", VERSIONS)
def test_a_statement_comes_back_as_it_was_written(version: str) -> None:
    written = statement(*ENTRIES, opening=-100)
    found = read(file_of(written, version=version))
    assert (found.kept, found.refused, found.pending) == ((written,), (), ())


@pytest.mark.parametrize("version", VERSIONS)
def test_a_notice_comes_back_as_it_was_written(version: str) -> None:
    data = write_notices(BANK, ACCOUNT, ENTRIES, identity="N1", created_at=NOON, version=version)
    found = read_notices(data, DIRECTORY)
    assert (found.kept, found.refused) == (ENTRIES, ())


def test_a_version_that_does_not_exist_is_refused() -> None:
    with pytest.raises(DeskError, match=r"no version 99 of a statement \(camt.053\)"):
        read(file_of(statement(entry())).replace("053.001.08", "053.001.99"))


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", "no ISO 20022 message"),
        ("<a/>", "no ISO 20022 message"),
        (file_of(statement(entry()))[:-30], "not well-formed"),
        (file_of(statement(entry())).replace("053.001", "054.001"), r"is a notice \(camt.054\)"),
        (file_of(statement(entry())).replace("BkToCstmrStmt", "Other"), "holds none"),
        (file_of().replace("<Stmt/>", ""), "holds no statement"),
        (
            file_of(statement(entry())).replace("<MsgId>M1", "<MsgId><Id/>M1"),
            r"not built as a statement \(camt.053\) is",
        ),
    ],
)
def test_a_malformed_or_foreign_file_is_refused(text: str, why: str) -> None:
    with pytest.raises(DeskError, match=why):
        read(text)


HEAD = '<?xml version="1.0" encoding="UTF-8"?>'


@pytest.mark.parametrize(
    "hostile",
    [
        '<!DOCTYPE lolz [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>',
        '<!DOCTYPE x SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE x [<!ENTITY % p SYSTEM "http://127.0.0.1/x"> %p;]>',
    ],
)
def test_a_hostile_file_is_refused_before_it_is_parsed(hostile: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("backbone_chain.desk.messages._document.XmlParser", None)
    with pytest.raises(DeskError, match="document type or entities"):
        read(file_of(statement(entry())).replace(HEAD, HEAD + hostile))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7"])
def test_a_declaration_does_not_hide_in_another_encoding(encoding: str) -> None:
    text = file_of(statement(entry())).replace(HEAD, f'<?xml version="1.0" encoding="{encoding}"?><!DOCTYPE x>')
    with pytest.raises(DeskError, match="UTF-8"):
        read_statements(text.encode(encoding), DIRECTORY)


def test_a_statement_in_another_currency_is_refused_and_the_next_one_kept() -> None:
    first, second = file_of(statement(entry(1)), statement(entry(2), sequence=2)).split("</Stmt>", 1)
    found = read(first.replace("<Ccy>USD</Ccy>", "<Ccy>EUR</Ccy>") + "</Stmt>" + second)
    assert [each.sequence for each in found.kept] == [2]
    assert "is in EUR" in str(found.refused[0])


@pytest.mark.parametrize(
    ("amount", "why"),
    [
        ('Ccy="EUR">700.00', "is in EUR"),
        ('Ccy="USD">-700.00', "over -700.00 USD"),
        ('Ccy="USD">0', "over 0 USD"),
        ('Ccy="USD">700.001', "no whole cents"),
        ('Ccy="USD">7E+99', "should be a positive number"),
        ('Ccy="USD">NaN', "over NaN"),
        ('Ccy="USD">many', "over many"),
    ],
)
def test_an_entry_of_an_absurd_amount_is_left_out_and_the_good_ones_kept(amount: str, why: str) -> None:
    data = write_notices(BANK, ACCOUNT, [entry(1), entry(2, amount=70_000)], identity="N", created_at=NOON).decode()
    found = read_notices(data.replace('Ccy="USD">700.00', amount).encode(), DIRECTORY)
    assert found.kept == (entry(1),)
    assert len(found.refused) == 1
    assert why in str(found.refused[0])
    assert "E2" in str(found.refused[0])


def test_an_entry_in_another_currency_leaves_the_rest_of_a_statement() -> None:
    text = file_of(statement(entry(1), entry(2, amount=70_000)))
    found = read(text.replace('Ccy="USD">700.00', 'Ccy="EUR">700.00'))
    assert found.kept[0].entries == (entry(1),)
    assert ["is in EUR" in str(found.refused[0]), "which is 70000 off" in str(found.refused[1])] == [True, True]


def test_an_entry_that_is_there_twice_counts_once() -> None:
    text = file_of(statement(entry(1), entry(2)))
    inside = text[text.index("<Ntry>") : text.index("</Ntry>") + len("</Ntry>")]
    found = read(text.replace(inside, inside * 2))
    assert found.kept == (statement(entry(1), entry(2)),)
    assert "E1" in str(found.refused[0])
    assert "twice, with the same terms" in str(found.refused[0])


def test_a_statement_that_does_not_add_up_is_refused() -> None:
    assert "which is 1 off" in told(file_of(statement(entry(), closing=50_001)))


@pytest.mark.parametrize(
    ("before", "after", "why"),
    [
        ("<Id>ACC1</Id>", "<Id>ACC9</Id>", "no account 'ACC9' at first bank"),
        ("<Id>ACC1</Id>", "<Id>ACC2</Id>", "no account 'ACC2' at first bank"),
        ("<Nm>first bank</Nm>", "<Nm>frist bank</Nm>", "Did you mean 'first bank'"),
        ("<ElctrncSeqNb>1</ElctrncSeqNb>", "", "has no number"),
        ("OPBD", "ITBD", "has no opening balance"),
    ],
)
def test_a_statement_of_an_unknown_account_or_bank_is_refused(before: str, after: str, why: str) -> None:
    text = file_of(statement(entry()))
    assert before in text
    assert why in told(text.replace(before, after))


def test_the_bank_is_known_by_the_account_where_the_file_does_not_name_it() -> None:
    text = file_of(statement(entry())).replace("<Nm>first bank</Nm>", "<BICFI>FRSTUS33</BICFI>")
    assert read(text).kept == (statement(entry()),)


def test_pending_entries_are_not_booked() -> None:
    data = write_notices(BANK, ACCOUNT, [entry(1), entry(2)], identity="N", created_at=NOON).decode()
    found = read_notices(data.replace("<Cd>BOOK</Cd>", "<Cd>PDNG</Cd>", 1).encode(), DIRECTORY)
    assert (found.kept, found.pending) == ((entry(2),), (entry(1),))
    found = read_notices(data.replace("<Cd>BOOK</Cd>", "<Cd>WHAT</Cd>", 1).encode(), DIRECTORY)
    assert (found.kept, found.pending) == ((entry(2),), ())
    assert "neither booked nor pending" in str(found.refused[0])


def test_a_reversal_without_a_return_reason_says_what_it_gives_back() -> None:
    text = file_of(statement(entry(1, direction="debit", reference="order-7"), opening=90_000))
    assert read(text).kept[0].entries[0].returns == ""
    found = read(text.replace("</CdtDbtInd><Sts>", "</CdtDbtInd><RvslInd>true</RvslInd><Sts>"))
    assert (found.kept[0].entries[0].direction, found.kept[0].entries[0].returns) == ("debit", "order-7")


def batch(*amounts: str, charge: str = "") -> str:
    """A statement whose one entry over 500.00 is of several transactions."""
    text = file_of(statement(entry(1)))
    inside = text[text.index("<TxDtls>") : text.index("</TxDtls>") + len("</TxDtls>")]
    parts = "".join(inside.replace("500.00", each) for each in amounts)
    charges = f'<Chrgs><TtlChrgsAndTaxAmt Ccy="USD">{charge}</TtlChrgsAndTaxAmt></Chrgs>' if charge else ""
    return text.replace(inside, parts).replace("<NtryDtls>", f"{charges}<NtryDtls>")


def test_an_entry_without_a_reference_is_known_by_its_place_in_a_statement_and_in_no_notice() -> None:
    data = write_notices(BANK, ACCOUNT, [entry(1), entry(2)], identity="N", created_at=NOON).decode()
    for each in ("E1", "E2"):
        data = data.replace(f"<AcctSvcrRef>{each}</AcctSvcrRef>", "").replace(f"<NtryRef>{each}</NtryRef>", "")
    found = read_notices(data.encode(), DIRECTORY)
    assert (found.kept, len(found.refused)) == ((), 2)
    assert "no reference of the bank's" in str(found.refused[0])

    text = file_of(statement(entry(1), entry(2), entry(3)))
    for each in ("E1", "E2"):
        text = text.replace(f"<AcctSvcrRef>{each}</AcctSvcrRef>", "").replace(f"<NtryRef>{each}</NtryRef>", "")
    (made,) = read(text).kept
    assert [(each.entry, each.amount) for each in made.entries] == [
        (f"{ACCOUNT}/1#1", 50_000),
        (f"{ACCOUNT}/1#2", 50_000),
        ("E3", 50_000),
    ]
    assert read(text).refused == ()


def test_a_batch_becomes_its_transactions() -> None:
    found = read(batch("100.00", "150.00", "250.00")).kept[0].entries
    assert [(each.entry, each.amount) for each in found] == [("E1/1", 10_000), ("E1/2", 15_000), ("E1/3", 25_000)]


def test_a_batch_that_is_not_its_transactions_is_refused() -> None:
    found = read(batch("100.00", "150.00", "260.00"))
    assert "over 50000 cents, and its transactions are over 51000" in str(found.refused[0])
    assert found.kept[0].entries == ()


def test_a_charge_taken_from_a_credit_becomes_its_own_debit() -> None:
    made = read(batch("525.00", charge="25.00")).kept[0].entries
    assert [(each.entry, each.direction, each.amount) for each in made] == [
        ("E1", "credit", 52_500),
        ("E1/charge", "debit", 2_500),
    ]
    assert "transactions are over 52500" in str(read(batch("525.00", charge="24.00")).refused[0])


def test_a_dollar_file_with_dates_alone_is_read() -> None:
    text = file_of(statement(entry(1))).replace("<DtTm>2026-09-21T12:00:00Z</DtTm>", "<Dt>2026-09-21</Dt>")
    assert read(text).kept[0].entries[0].booked_at == MIDNIGHT
    text = file_of(statement(entry(1))).replace("<DtTm>2026-09-21T12:00:00Z</DtTm>", "<Dt>2026-99-21</Dt>")
    assert "booked on no date" in str(read(text).refused[0])


@pytest.mark.parametrize("date", ["99999-01-01", "-0044-03-15", "9999-12-31"])
def test_a_date_that_no_calendar_has_is_none(date: str) -> None:
    text = file_of(statement(entry(1))).replace("<DtTm>2026-09-21T12:00:00Z</DtTm>", f"<Dt>{date}</Dt>")
    assert "booked on no date" in str(read(text).refused[0])


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-1", "1.5", "x"])
def test_a_number_that_is_none_is_no_statements(number: str) -> None:
    text = file_of(statement(entry(1)))
    assert "ElctrncSeqNb>1<" in text
    assert "has no number" in told(text.replace("ElctrncSeqNb>1<", f"ElctrncSeqNb>{number}<"))


def test_an_entry_booked_outside_its_statement_is_refused() -> None:
    assert "E1, which is booked outside its period" in told(file_of(statement(entry(1, booked_at=NOON + 2 * DAY))))


def test_an_unknown_way_to_pay_counts_as_the_one_that_can_come_back_longest() -> None:
    text = file_of(statement(entry(1)))
    assert read(text.replace("<Cd>wire</Cd>", "<Cd>NTRF</Cd>")).kept[0].entries[0].rail == "wire"
    unknown = text.replace("<Cd>wire</Cd>", "<Cd>NTRF</Cd>").replace("DMCT", "OTHR")
    assert read(unknown).kept[0].entries[0].rail == "ach"


def test_what_a_file_can_not_hold_is_not_written() -> None:
    for changes in ({"entry": "E" * 36}, {"reference": "r" * 141}, {"counterparty": "a\x00b"}, {"reference": " x"}):
        with pytest.raises(DeskError):
            file_of(statement(entry(1, **changes)))
    assert LONG_ID in file_of(statement(entry(1, direction="debit", reference=LONG_ID)))


# --- one after the other


def test_statements_that_follow_each_other_are_taken_once() -> None:
    succession = Succession()
    first = statement(entry(1))
    second = statement(entry(2, booked_at=NOON + DAY), sequence=2, opening=first.closing, from_=MIDNIGHT + DAY)
    assert [succession.take(each) for each in (first, first, second, second)] == [True, False, True, False]


def test_a_weekend_is_no_gap() -> None:
    succession = Succession()
    assert succession.take(statement(from_=MIDNIGHT + 4 * DAY))
    assert succession.take(statement(from_=MIDNIGHT + 7 * DAY, sequence=2))


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"sequence": 3}, "leaves a gap: number 2 did not come"),
        ({"sequence": 5}, "leaves a gap: numbers 2 to 4 did not come"),
        ({"sequence": 1}, "taken before, or its number is wrong"),
        ({"from_": MIDNIGHT + DAY - 3600}, "overlaps number 1"),
        ({"from_": MIDNIGHT + 2 * DAY}, "no statement tells of 2026-09-22"),
        ({"opening": 1}, "opens with 1 cents; number 1 closed with 50000"),
    ],
)
def test_a_gap_or_an_overlap_is_refused_and_the_right_one_still_taken(changes: dict[str, int], why: str) -> None:
    succession = Succession()
    first = statement(entry(1))
    succession.take(first)
    right = {"sequence": 2, "opening": first.closing, "from_": MIDNIGHT + DAY}
    with pytest.raises(DeskError, match=why):
        succession.take(statement(**{**right, **changes}))
    assert succession.take(statement(**right))
