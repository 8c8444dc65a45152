"""backbone desk reconcile --statements: banks' own files against orders and the chain, and what is wrong in them."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest
from test_reconcile_command import MINT, ORDER, file_of

from backbone_chain.cli import main
from backbone_chain.desk.bank_files import read
from backbone_chain.desk.banks import Bank
from backbone_chain.desk.calendar import DAY
from backbone_chain.desk.messages.statements import write_statements
from backbone_chain.desk.records import BankEntry, Statement
from backbone_chain.errors import DeskError
from backbone_chain.model import StatementBalance

HOUR = 3_600
MORNING = 1_789_992_000 // DAY * DAY + 9 * HOUR  # of a Monday
MIDNIGHT = MORNING + 15 * HOUR
DIRECTORY = {"b": ["ACC1"]}
RECORDS = (ORDER, {**MINT, "at": ORDER["at"] + 6 * HOUR})


def bank(amount: int = 500_100) -> Bank:
    made = Bank("b", {"ACC1": 0})
    made.deposit(amount=amount, reference="order-1", counterparty="C LTD", at=ORDER["at"] + HOUR, by="rtp")
    return made


def written(tmp_path: Path, data: bytes, name: str = "b.xml") -> str:
    file = tmp_path / name
    file.write_bytes(data)
    return str(file)


def reconcile(tmp_path: Path, *files: str, records: tuple[dict, ...] = RECORDS) -> list[str]:
    statements = [word for file in files for word in ("--statements", file)]
    return ["desk", "reconcile", "--account", "b=ACC1", *statements, "--records", file_of(tmp_path, *records)]


@pytest.mark.parametrize("kind", ["statement", "notice", "both"])
def test_banks_files_pay_the_orders_that_they_name(tmp_path, capsys, kind) -> None:
    made, files = bank(), []
    if kind != "statement":
        files.append(written(tmp_path, made.notice(ORDER["at"] + 2 * HOUR), "notice.xml"))
    if kind != "notice":
        files.append(written(tmp_path, made.statement_file(MIDNIGHT), "statement.xml"))
    assert main(reconcile(tmp_path, *files)) == 0
    assert "No break is open" in capsys.readouterr().out


def test_what_the_bank_says_otherwise_is_a_break(tmp_path, capsys) -> None:
    file = written(tmp_path, bank(amount=500_000).statement_file(MIDNIGHT))
    assert main([*reconcile(tmp_path, file), "--json", "-"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [each["kind"] for each in found["open"]] == ["credit of another amount"]
    assert found["wrong"] == []


def statement(number: int, opening: int, *entries: BankEntry) -> Statement:
    """The statement of the number'th day, from Monday on."""
    from_ = MORNING // DAY * DAY + (number - 1) * DAY
    moved = sum(entry.amount for entry in entries)
    fields = {"bank": "b", "account": "ACC1", "sequence": number, "opening": opening, "closing": opening + moved}
    return Statement(from_=from_, to=from_ + DAY - 1, entries=entries, **fields)  # type: ignore[arg-type]


def entry(number: int, amount: int = 100) -> BankEntry:
    at = MORNING + (number - 1) * DAY
    fields = {"direction": "credit", "amount": amount, "booked_at": at, "value_at": at, "rail": "wire"}
    return BankEntry(bank="b", entry=f"E{number}", reference=f"r{number}", counterparty="C LTD", **fields)  # type: ignore[arg-type]


FIRST, SECOND, THIRD = statement(1, 0, entry(1)), statement(2, 100, entry(2)), statement(3, 200, entry(3))


def files_of(tmp_path: Path, *statements: Statement) -> list[str]:
    return [
        written(tmp_path, write_statements([each], identity=f"M{at}", created_at=MIDNIGHT), f"{at}.xml")
        for at, each in enumerate(statements)
    ]


@pytest.mark.parametrize(
    ("told", "entries", "wrong"),
    [
        pytest.param((FIRST, SECOND, THIRD), 3, "", id="in order"),
        pytest.param((THIRD, FIRST, SECOND), 3, "", id="in another order"),
        pytest.param((FIRST, FIRST, SECOND), 2, "", id="one twice"),
        pytest.param((FIRST, THIRD), 2, "leaves a gap: number 2 did not come", id="a gap"),
        pytest.param((FIRST, statement(2, 101, entry(2)), THIRD), 3, "opens with 101 cents", id="a seam"),
        pytest.param(
            (FIRST, SECOND, statement(2, 100, entry(2, 999))), 2, "comes after number 2; it was taken before", id="two"
        ),
    ],
)
def test_statements_that_do_not_follow_are_told_of_and_the_rest_is_kept(tmp_path, told, entries, wrong) -> None:
    found = read(files_of(tmp_path, *told), DIRECTORY)
    assert sum(isinstance(record, BankEntry) for _, record in found.told) == entries
    assert bool(found.wrong) == bool(wrong)
    assert all(any(part in each for part in (wrong, "opens with")) for each in found.wrong)
    assert any(wrong in each for each in found.wrong) == bool(wrong)


def test_statement_is_known_when_its_period_is_over_and_has_its_numbers(tmp_path) -> None:
    *entries, (at, balance) = read(files_of(tmp_path, SECOND), DIRECTORY).told
    assert entries == [(SECOND.to + 1, dataclasses.replace(entry(2), final_at=None))]
    assert at == SECOND.to + 1
    assert balance == StatementBalance(
        bank="b", instrument="cash", amount=2_000_000, opening=1_000_000, number=2, as_of=at
    )


def test_bad_entry_is_told_of_and_the_good_ones_are_reconciled(tmp_path, capsys) -> None:
    data = bank().statement_file(MIDNIGHT).replace(b'Ccy="USD">5001', b'Ccy="EUR">5001', 1)
    assert main([*reconcile(tmp_path, written(tmp_path, data)), "--json", "-"]) == 1
    assert any("EUR" in each for each in json.loads(capsys.readouterr().out)["wrong"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (lambda data: b"nonsense", "no ISO 20022 message"),
        (lambda data: data[: len(data) // 2], "not well-formed"),
        (lambda data: data.replace(b"camt.053", b"pain.001"), "a payment order (pain.001)"),
        (lambda data: b"<!DOCTYPE a []>" + data, "document type"),
    ],
)
def test_file_that_cannot_be_read_is_refused_in_one_sentence(tmp_path, capsys, change, says) -> None:
    file = written(tmp_path, change(bank().statement_file(MIDNIGHT)))
    with pytest.raises(DeskError):
        read([file], DIRECTORY)
    assert main(reconcile(tmp_path, file)) == 2
    err = capsys.readouterr().err
    assert (file in err, says in err, err.count("\n")) == (True, True, 1)


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["--statements", "gone.xml", "--account", "b=ACC1"], "gone.xml can't be read"),
        (["--statements", "gone.xml", "--account", "b"], "give it as BANK=NUMBER"),
        (["--account", "b=ACC1"], "give both"),
        (["--statements", "a.xml", "b.xml"], "b.xml is not expected here"),
    ],
)
def test_bad_use_is_refused_in_one_sentence(capsys, args, says) -> None:
    assert main(["desk", "reconcile", *args]) == 2
    assert says in capsys.readouterr().err


def test_account_that_is_not_the_desks_is_told_of_and_leaves_its_breaks(tmp_path, capsys) -> None:
    file = written(tmp_path, bank().statement_file(MIDNIGHT))
    args = ["desk", "reconcile", "--account", "b=OTHER", "--statements", file, "--records", file_of(tmp_path, *RECORDS)]
    assert main([*args, "--json", "-"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert "ACC1" in found["wrong"][0]
    assert [each["kind"] for each in found["open"]] == ["mint without credit"]
