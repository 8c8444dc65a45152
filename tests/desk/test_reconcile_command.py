"""backbone desk reconcile: the answer first, exit codes that a script can trust, one sentence for a bad line."""

from __future__ import annotations

import dataclasses
import json

import pytest

from backbone_chain.cli import desk as command
from backbone_chain.cli import main
from backbone_chain.desk._plants import KINDS
from backbone_chain.desk.generated import generate

ORDER = {
    "record": "Order",
    "id": "order-1",
    "customer": "c",
    "to": "0x" + "11" * 20,
    "amount": 5_000_000_000,
    "fee": 100,
    "rail": "rtp",
    "debtor": "C Ltd.",
    "placed_at": 1_789_992_000,
    "at": 1_789_992_000,
}
CREDIT = {
    "record": "BankEntry",
    "bank": "b",
    "entry": "E1",
    "direction": "credit",
    "amount": 500_100,
    "booked_at": 1_789_993_000,
    "value_at": 1_789_993_000,
    "reference": "order-1",
    "counterparty": "C LTD",
    "rail": "rtp",
    "final_at": None,
    "at": 1_789_993_100,
}
MINT = {
    "record": "Mint",
    "minter": "0x" + "22" * 20,
    "to": "0x" + "11" * 20,
    "amount": 5_000_000_000,
    "tx": "0xaa",
    "at": 1_789_995_000,
}


def file_of(tmp_path, *records, name="records.jsonl"):
    file = tmp_path / name
    file.write_text("".join(f"{json.dumps(each)}\n" for each in records))
    return str(file)


def test_made_up_business_is_reconciled_and_written_as_json(capsys):
    args = ["desk", "reconcile", "--orders", "300", "--planted", str(len(KINDS)), "--seed", "3", "--json", "-"]
    assert main(args) == 0
    out, err = capsys.readouterr()
    data = json.loads(out)
    assert (data["schema"], data["orders"], data["seed"]) == ("backbone.desk/1", 300, 3)
    assert data["breaks"] == {"planted": len(KINDS), "found": len(KINDS), "false": 0}
    assert {each["kind"] for each in (*data["open"], *data["closed"])} == set(KINDS)
    assert all(each["age"] == data["as_of"] - each["since"] and each["owner"] for each in data["open"])
    assert data["seconds"] >= 0
    assert err.startswith(f"{len(KINDS)} of {len(KINDS)} planted breaks were found within one statement cycle")


def test_break_that_is_missed_has_exit_code_1(monkeypatch, capsys):
    def with_more(**options):
        business = generate(**options)
        hidden = next(at for at, record in business.told if type(record).__name__ == "Order")
        planted = [type(business.planted[0])(kind="mint without order", subjects=("0x00",), at=hidden)]
        return type(business)(orders=business.orders, told=business.told, planted=(*planted,), end=business.end)

    args = ["desk", "reconcile", "--orders", "50", "--planted", "1"]
    assert main(args) == 0
    monkeypatch.setattr(command, "generate", with_more)
    assert main(args) == 1
    assert "missed: mint without order" in capsys.readouterr().out


def test_records_that_agree_have_no_break(tmp_path, capsys):
    files = [file_of(tmp_path, ORDER, MINT, name="a"), file_of(tmp_path, CREDIT, name="b")]
    assert main(["desk", "reconcile", "--records", *files]) == 0
    assert capsys.readouterr().out.startswith("No break is open.")


def test_records_that_differ_are_a_table_of_breaks_and_exit_code_1(tmp_path, capsys):
    target = tmp_path / "out.json"
    assert main(["desk", "reconcile", "--records", file_of(tmp_path, ORDER, MINT), "--json", str(target)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("1 break is open")
    assert "issuance desk" in out
    data = json.loads(target.read_text())
    assert data["breaks"] == {"planted": 0, "found": 1, "false": 0}
    assert [(each["kind"], each["subject"]) for each in data["open"]] == [("mint without credit", "order-1")]


def test_made_up_records_of_all_kinds_can_be_read_from_a_file(tmp_path, capsys):
    told = generate(orders=400, planted=0).told
    lines = [{"record": type(record).__name__, **dataclasses.asdict(record), "at": at} for at, record in told]
    assert len({each["record"] for each in lines}) == 11
    assert main(["desk", "reconcile", "--records", file_of(tmp_path, *lines)]) == 0
    out = capsys.readouterr().out
    assert out.startswith("No break is open.")
    assert f"{len(lines)} records" in out


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("{", "not JSON"),
        ("[" * 100_000, "no object"),
        ("[1]", "no object"),
        ({**ORDER, "record": "Ordre"}, "no record called 'Ordre'. Did you mean 'Order'?"),
        ({**ORDER, "record": 7}, "no record called 7"),
        ({**ORDER, "at": -1}, "at = -1"),
        ({**ORDER, "at": "noon"}, "at = 'noon'"),
        ({**ORDER, "at": True}, "at = True"),
        ({**ORDER, "amount": "5"}, "amount = '5'"),
        ({**ORDER, "amount": 1.5}, "amount = 1.5"),
        ({**ORDER, "amount": -5}, "positive"),
        ({**ORDER, "placed_at": 10**20}, "placed_at"),
        ({**ORDER, "amuont": 5}, "no field 'amuont'. Did you mean 'amount'?"),
        ({key: value for key, value in ORDER.items() if key != "to"}, "lacks its field 'to'"),
        ({**CREDIT, "direction": "up"}, "direction = 'up'"),
        ({**CREDIT, "currency": "EUR"}, "is in EUR"),
        ({**CREDIT, "rail": "pigeon"}, "no rail called 'pigeon'"),
        ({"record": "ReserveAttested", "amount": 1, "as_of": 1, "attesters": "me", "at": 1}, "attesters = 'me'"),
    ],
)
def test_bad_line_is_one_sentence_with_its_file_and_line(tmp_path, capsys, line, says):
    file = tmp_path / "bad.jsonl"
    text = line if isinstance(line, str) else json.dumps(line)
    file.write_text(f"{json.dumps(ORDER)}\n\n{text}\n")
    assert main(["desk", "reconcile", "--records", str(file)]) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"{file}, line 3: " in err
    assert says in err
    assert err.count("\n") == 1


@pytest.mark.parametrize(
    "args",
    [["--messy", "101"], ["--messy", "nan"], ["--planted", "-1"], ["--orders", "0"], ["stray"], ["--records", "gone"]],
)
def test_bad_options_have_exit_code_2(args, capsys):
    assert main(["desk", "reconcile", *args]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_file_that_is_no_text_and_one_that_is_empty(tmp_path, capsys):
    file = tmp_path / "bytes"
    file.write_bytes(b"\xff\xfe")
    assert main(["desk", "reconcile", "--records", str(file)]) == 2
    assert "no text in UTF-8" in capsys.readouterr().err
    assert main(["desk", "reconcile", "--records", file_of(tmp_path)]) == 0
