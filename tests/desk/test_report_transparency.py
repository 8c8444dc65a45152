"""The public report: what it says is signed, adds up, and names what was not looked at."""

from __future__ import annotations

import csv
import json

import pytest

from backbone_chain import artifacts, simulate
from backbone_chain.cli import main
from backbone_chain.desk.attestation import is_signed
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.report.transparency import _holder, transparency

ARGS = ["report", "--days", "12", "--orders", "150"]


@pytest.fixture
def report(tmp_path):
    page, folder, data = tmp_path / "page.html", tmp_path / "tables", tmp_path / "report.json"
    assert main([*ARGS, "--html", str(page), "--csv", str(folder), "--json", str(data)]) == 0
    return json.loads(data.read_text()), page.read_text(), folder


def test_figures_of_the_report_add_up_and_are_signed(report):
    data, _, _ = report
    reserves, attestation = data["reserves"], data["attestation"]
    assert sum(reserves["by_kind"].values()) == sum(reserves["by_place"].values()) == reserves["value"]
    assert sum(each["cents"] for each in data["holders"]) == sum(data["supply"].values())
    assert attestation["owed_cents"] == sum(data["supply"].values()) + data["owed"]
    assert len(attestation["signatures"]) == 3
    assert all(is_signed(attestation, address) for address in attestation["signatures"])
    assert {each["power"] for each in data["powers"]} >= {"mint", "pause", "freeze", "upgrade"}
    assert {each["power"]: bool(each["held_by"]) for each in data["powers"]}["bridge_mint"] is False  # there is none
    assert all(each["held_by"] for each in data["powers"] if each["power"] != "bridge_mint")
    shares = data["concentration"]
    assert 0 < shares["herfindahl"] < shares["largest"] < shares["ten_largest"] < 1
    assert data["not_looked_at"]


def test_page_stands_alone_and_tables_are_csv(report):
    data, page, folder = report
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org", "")
    assert page.count("<svg") == 2
    with (folder / "flows.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert [int(row["supply"]) for row in rows] == [each["supply"] for each in data["flows"]]


def test_upgrades_and_who_makes_them_wait_are_said_as_they_stand_on_the_chain():
    result = simulate.run(days=2, orders=10)
    token = result.world.token
    chain, contract = token.chain, token.token.contract
    before = transparency(result)
    (begun,) = before["upgrades"]
    assert (begun["implementation"], begun["by"]) == (token.token.implementation(), "deployment")
    upgrader = chain.account("upgrader")
    timelock = chain.deploy(
        artifacts.load("TimelockController"),
        3_600,
        [upgrader.address],
        [upgrader.address],
        ZERO_ADDRESS,
        sender=upgrader,
    )
    contract.send("grantRole", contract.call("UPGRADER_ROLE"), timelock.address, sender=chain.account("admin"))
    second = chain.deploy(artifacts.load("ReferenceDollarV2"), sender=upgrader)
    token.token.upgrade(second, sender=upgrader)
    after = transparency(result)
    assert [each["implementation"] for each in after["upgrades"]] == [begun["implementation"], second.address]
    assert after["upgrades"][1]["by"] == upgrader.address
    assert _holder(chain, "timelock", timelock.address)["delay_seconds"] == 3_600
    assert _holder(chain, "token", contract.address) | {"name": ""} == {
        "name": "",
        "address": contract.address,
        "kind": "contract",
        "delay_seconds": 0,
    }
    assert _holder(chain, "upgrader", upgrader.address)["kind"] == "key"


def test_same_seed_gives_the_same_report(report, tmp_path):
    again = tmp_path / "again.json"
    assert main([*ARGS, "--json", str(again)]) == 0
    assert json.loads(again.read_text()) == report[0]


def test_bad_stress_is_refused_in_one_sentence(capsys):
    assert main(["report", "--stress", "svp"]) == 2
    assert "Did you mean 'svb'" in capsys.readouterr().err


def test_stuck_bank_is_missing_in_the_report(tmp_path):
    stress, data = tmp_path / "hole.toml", tmp_path / "report.json"
    stress.write_text("day = 2\nstuck_share = 0.2\n")
    assert main([*ARGS, "--stress", str(stress), "--json", str(data)]) == 0
    report = json.loads(data.read_text())
    assert [each["subject"] for each in report["attestation_problems"]] == ["under-reserved"]
    assert [each["place"] for each in report["breaks"]] == ["failing bank"]
