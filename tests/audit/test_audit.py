"""Whole audits: what is found, by whom it is confirmed, and what a report says of it."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest

from backbone_chain import audit as audits
from backbone_chain import bundles
from backbone_chain.cli import main
from backbone_chain.errors import BackboneError, SettingsError, UsageError
from backbone_chain.invariants import invariants
from backbone_chain.properties import Judgement, properties
from backbone_chain.report.audit import answer
from backbone_chain.report.audit_page import audit_page
from backbone_chain.report.junit import junit
from backbone_chain.report.sarif import sarif

FIXTURES = Path(__file__).parent.parent / "subjects" / "fixtures"
DESIGNS = str(FIXTURES / "designs.sol")
FEW = ("frozen-spender-cannot-spend", "outsider-cannot-mint", "powers-are-separated", "upgrade-is-delayed")


@pytest.fixture(scope="module")
def owned() -> audits.Audit:
    """A token of one owner, whose freeze forgets the spender."""
    chosen = {name: properties()[name] for name in FEW}
    return audits.run(DESIGNS, chosen, contract="OwnedDollar", engine="revm")


def verdicts(audit: audits.Audit) -> dict[str, str]:
    return {each.verdict.property: each.verdict.judgement.value for each in audit.results}


def test_powers_are_found_by_what_calls_do_and_not_by_their_names(owned):
    calls = {(each.verb, each.call) for each in owned.capabilities}

    assert {
        ("mint", "issueTo(uint256,address)"),
        ("freeze", "setBan(address,bool)"),
        ("seize", "confiscate(address)"),
    } <= calls
    assert not [each for each in owned.capabilities if each.verb in ("pause", "wipe", "upgrade", "redeem")]


def test_the_authority_map_names_who_holds_a_power_and_who_gives_it(owned):
    held = {each.power: each for each in owned.authority}

    assert held["mint"].held_by == ("@deployer",)
    assert held["freeze"].granted_by == ("@deployer",)
    assert held["mint"].delay == 0


def test_each_property_gets_its_verdict(owned):
    assert verdicts(owned) | {} == {
        "balances-change-only-with-events": "holds",
        "frozen-spender-cannot-spend": "broken",
        "outsider-cannot-mint": "holds",
        "powers-are-separated": "broken",
        "supply-cap-respected": "not-applicable",
        "supply-changes-only-by-mint-and-burn": "holds",
        "supply-events-match-state": "broken",
        "supply-is-sum-of-balances": "holds",
        "upgrade-is-delayed": "not-applicable",
    }


def test_a_break_is_confirmed_by_engines_that_share_no_code(owned):
    broken = {each.verdict.property: each for each in owned.results if each.is_broken}

    assert broken["frozen-spender-cannot-spend"].confirmed_on == ("py-evm", "eels")
    assert broken["powers-are-separated"].confirmed_on == ("py-evm",)
    assert not [each for each in owned.results if each.diverging]


def test_the_bundle_of_a_break_breaks_again_and_survives_being_written(owned):
    broken = next(each for each in owned.results if each.verdict.property == "frozen-spender-cannot-spend")

    assert bundles.replay(bundles.loads(bundles.dumps(broken.bundle)), "revm").breaks
    assert not [each.bundle for each in owned.results if each.bundle and not each.is_broken]


def test_the_answer_comes_first(owned):
    assert answer(owned) == "OwnedDollar: 2 properties of severity high broken, and 1 of less weight."
    assert owned.fails


# --- accepted findings


def accepted(tmp_path: Path, text: str) -> dict[str, audits.Accepted]:
    path = tmp_path / "baseline.toml"
    path.write_text(text, encoding="utf-8")
    return audits.read_baseline(path, [*properties(), *invariants()])


ENTRY = (
    '[[accepted]]\nproperty = "frozen-spender-cannot-spend"\nowner = "treasury"\nexpires = 2027-01-31\nwhy = "known"\n'
)


@pytest.mark.parametrize(("today", "is_accepted"), [(date(2027, 1, 31), True), (date(2027, 2, 1), False)])
def test_an_accepted_finding_counts_again_once_it_has_expired(owned, tmp_path, today, is_accepted):
    results = audits.accept(owned.results, accepted(tmp_path, ENTRY), today)

    one = next(each for each in results if each.verdict.property == "frozen-spender-cannot-spend")
    assert (one.accepted is not None) is is_accepted
    assert one.fails is not is_accepted
    assert not [each for each in results if each.accepted and each is not one]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (ENTRY.replace("frozen-spender", "frozen-spendr"), "is no property. Did you mean"),
        (ENTRY.replace("owner", "ower"), "unknown key 'ower'"),
        (ENTRY.replace("2027-01-31", '"soon"'), "is no date"),
        (ENTRY.replace('owner = "treasury"\n', ""), "needs owner"),
        ("accepted = 5", "something else"),
        ("[[accepted]]\n", "needs property"),
        ("=", "not valid TOML"),
    ],
)
def test_a_baseline_that_cannot_be_used_gets_one_sentence(tmp_path, text, says):
    with pytest.raises(SettingsError, match=says):
        accepted(tmp_path, text)


# --- reports


def test_sarif_has_a_rule_and_a_result_for_each_property(owned):
    run = sarif(owned, "1.0")["runs"][0]

    assert [each["id"] for each in run["tool"]["driver"]["rules"]] == [each["ruleId"] for each in run["results"]]
    levels = {each["ruleId"]: (each["kind"], each["level"]) for each in run["results"]}
    assert levels["frozen-spender-cannot-spend"] == ("fail", "error")
    assert levels["powers-are-separated"] == ("fail", "warning")
    assert levels["outsider-cannot-mint"] == ("pass", "none")
    assert levels["upgrade-is-delayed"] == ("notApplicable", "none")


def test_junit_has_a_case_for_each_property(owned):
    suite = ElementTree.fromstring(junit(owned))[0]

    assert suite.get("tests") == str(len(owned.results))
    assert suite.get("failures") == "3"
    assert [each.get("name") for each in suite] == [each.verdict.property for each in owned.results]


def test_the_page_says_what_is_broken_how_to_see_it_and_who_holds_what(owned):
    page = audit_page(owned)

    for word in ("frozen-spender-cannot-spend", "backbone replay", "@deployer", "<svg", "not-applicable"):
        assert word in page
    assert "<script" not in page
    assert "http" not in page.replace("http://www.w3.org/2000/svg", "")


def test_json_has_the_fields_that_programs_rely_on(owned):
    told = json.loads(json.dumps(owned.as_json()))

    assert told["schema"] == "backbone.audit/1"
    assert set(told["subject"]) == {"name", "family", "engine", "code_hash"}
    assert {"verb", "call", "how"} <= set(told["capabilities"][0])
    assert {"power", "held_by", "granted_by", "delay"} <= set(told["authority"][0])
    wanted = {"property", "verdict", "severity", "reason", "scwe", "ethtrust", "bundle"}
    assert all(wanted <= set(each) for each in told["results"])


# --- the command


def test_the_command_exits_with_one_for_a_grave_break_and_writes_every_report(tmp_path, capsys):
    files = {kind: tmp_path / f"report.{kind}" for kind in ("json", "html", "sarif", "junit")}
    options = [word for kind, path in files.items() for word in (f"--{kind}", str(path))]

    code = main(["audit", DESIGNS, "--contract", "WardDollar", "--bundles", str(tmp_path / "b"), *options])

    assert code == 1
    assert capsys.readouterr().out.startswith("WardDollar: ")
    told = json.loads(files["json"].read_text())
    broken = {each["property"] for each in told["results"] if each["verdict"] == "broken"}
    assert "minter-has-a-cap" in broken
    assert {path.stem for path in (tmp_path / "b").iterdir()} <= broken
    assert all(path.stat().st_size for path in files.values())


@pytest.mark.parametrize(
    ("target", "says"),
    [
        (["no-such-token"], "There is no token called"),
        (["nothing.toml"], "can't be read"),
        (["nothing.json"], "no file"),
        ([DESIGNS], "several contracts"),
        (["0x" + "11" * 20], "--rpc"),
    ],
)
def test_a_target_that_is_none_gets_one_sentence(target, says, capsys):
    assert main(["audit", *target]) == 2

    printed = capsys.readouterr()
    assert says in printed.err
    assert "Traceback" not in printed.err


def test_the_same_seed_gives_the_same_audit(owned):
    chosen = {name: properties()[name] for name in FEW}
    again = audits.run(DESIGNS, chosen, contract="OwnedDollar", engine="revm")

    assert [each.as_json() for each in again.results] == [each.as_json() for each in owned.results]


def test_what_is_no_token_is_refused(tmp_path):
    source = tmp_path / "Empty.sol"
    source.write_text(
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\ncontract Empty { function f() external {} }\n"
    )

    with pytest.raises(UsageError, match="is no ERC-20 token"):
        audits.run(str(source), {}, engine="revm")


# --- a real token


USDC = {
    "admin-handover-is-two-step",
    "bare-implementation-locked",
    "frozen-relayer-cannot-relay",
    "minter-has-a-cap",
    "permit-respects-freeze",
    "permit-works-for-delegated-accounts",
    "redemption-survives-pause",
    "revoke-approval-survives-pause",
    "upgrade-is-delayed",
}
"""What is broken on Circle's FiatTokenV2_2 as this file sets it up."""


def test_circles_token_is_judged_as_its_code_is():
    try:
        audit = audits.run(str(FIXTURES / "usdc.toml"), properties(), engine="revm")
    except BackboneError as missing:
        if "doesn't exist" in str(missing):
            pytest.skip("Circle's token is not installed; npm ci puts it into node_modules")
        raise

    assert {each.verdict.property for each in audit.results if each.is_broken} == USDC
    held = {each.verdict.property for each in audit.results if each.verdict.judgement is Judgement.HOLDS}
    assert {"frozen-spender-cannot-spend", "mint-within-allowance", "removed-minter-stays-at-zero"} <= held
