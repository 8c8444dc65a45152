"""backbone rehearse: results, exit codes, and one sentence for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbone_chain import artifacts
from backbone_chain.cli import main

TERMS = "0x" + "11" * 32
V2 = ["rehearse", "ReferenceDollarV2", "--call", "initializeV2", "--arg", TERMS]


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    out, err = capsys.readouterr()
    return code, out, err


def test_a_safe_upgrade_is_said_first_and_exits_0(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, *V2)
    assert code == 0
    assert out.startswith("The upgrade of reference to ReferenceDollarV2 is safe: the storage layout fits, ")
    assert "backbone.storage.Terms" in out
    assert err.splitlines()[-1].startswith("rehearse ")


def test_an_unsafe_upgrade_is_refused_with_its_reasons_and_exits_1(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = artifacts.write(artifacts.load("MintOpenToAll"), tmp_path / "Next.json")
    code, out, _ = run(capsys, "rehearse", str(path))
    first, *reasons = out.split("\n")
    assert code == 1
    assert first.startswith("The upgrade of reference to MintOpenToAll is refused: ")
    assert reasons[0].startswith("  storage-layout-compatible: ")
    assert any(line == "  scenarios: The scenario outsider was refused and is noticed." for line in reasons)


def test_json_has_the_format(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, *V2, "--json", "-")
    result = json.loads(out)
    assert code == 0
    assert result["schema"] == "backbone.rehearse/1"
    assert result["safe"] is True
    assert result["reasons"] == []
    assert [each["kind"] for each in result["layout"]] == ["namespace-added"]
    assert {each["what"] for each in result["differences"]} == {"implementation slot", "version()"}
    assert {story["after"]["outcome"] for story in result["stories"]} <= {"refused", "noticed", "quiet"}
    assert set(result) == {
        *("schema", "token", "old", "new", "engine", "seed", "safe", "reasons", "notes", "layout", "opcodes"),
        *("interface", "acts", "answers", "unread", "differences", "stories", "seconds"),
    }


def test_the_same_seed_gives_the_same_result(capsys: pytest.CaptureFixture[str]) -> None:
    def result(seed: str) -> dict[str, object]:
        told: dict[str, object] = json.loads(run(capsys, *V2, "--json", "-", "--seed", seed)[1])
        del told["seconds"]
        return told

    assert result("5") == result("5") != result("6")


BAD_INPUT = {
    "unknown contract": (["ReferenceDollarV3"], "Did you mean 'ReferenceDollarV2'?"),
    "unknown token": (["ReferenceDollarV2", "--token", "referense"], "Did you mean 'reference'?"),
    "missing file": (["nowhere.json"], "nowhere.json"),
    "unknown function": (["ReferenceDollarV2", "--call", "initialiseV2"], "Did you mean"),
    "argument missing": (["ReferenceDollarV2", "--call", "initializeV2"], "it takes 1, not 0"),
    "argument of another type": (["ReferenceDollarV2", "--call", "initializeV2", "--arg", "five"], "initializeV2"),
    "argument without a call": (["ReferenceDollarV2", "--arg", "5"], "name it with --call"),
    "constructor without arguments": (["ReferenceDollarV2", "--constructor-arg", "5"], "it takes 0, not 1"),
    "unknown engine": (["ReferenceDollarV2", "--engine", "rvm"], "Did you mean 'revm'?"),
    "address without a node": (["ReferenceDollarV2", "--address", "0x12"], "name its node with --rpc"),
    "node without an address": (["ReferenceDollarV2", "--rpc", "http://127.0.0.1:9"], "say with --address"),
    "node is down": (["ReferenceDollarV2", "--rpc", "http://127.0.0.1:9", "--address", "0x12"], "127.0.0.1:9"),
}


@pytest.mark.parametrize("what", BAD_INPUT)
def test_bad_input_gets_one_sentence_and_exit_code_2(what: str, capsys: pytest.CaptureFixture[str]) -> None:
    args, says = BAD_INPUT[what]
    code, out, err = run(capsys, "rehearse", *args)
    assert code == 2
    assert out == ""
    assert err.startswith("backbone: ")
    assert says in err
    assert err.count("\n") == 1
