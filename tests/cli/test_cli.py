"""The command line: results, exit codes, and one sentence for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backbone_chain import artifacts, engines, scenarios, tokens
from backbone_chain.cli import main
from backbone_chain.cli._options import progress

NAMES = {"play", "compile", "list", "new", "bench", "deploy", "verify", "rehearse"}


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    out, err = capsys.readouterr()
    return code, out, err


def test_play_gives_the_format_and_exit_code_0(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "play", "fat-finger", "large-order", "--token", "reference", "--json", "-")
    result = json.loads(out)
    assert code == 0
    assert result["schema"] == "backbone.play/1"
    assert [(cell["scenario"], cell["kind"], cell["outcome"]) for cell in result["cells"]] == [
        ("fat-finger", "attack", "refused"),
        ("large-order", "twin", "quiet"),
    ]
    assert result["seconds"] > 0
    assert "play 2/2: large-order on reference" in err
    assert "No attack went unnoticed." in err  # what a person reads makes way for what a program does


def test_play_without_names_plays_everything_and_ends_with_the_answer(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    two = {name: tokens.blueprint(name) for name in ("reference", "mint-skips-allowance")}
    monkeypatch.setattr(tokens, "catalogue", lambda: two)  # all of them take minutes, and are played by another test
    code, out, _ = run(capsys, "play")
    assert code == 0
    last = out.rstrip().split("\n")[-1]
    attacks = sum(story.kind == "attack" for story in scenarios.catalogue().values()) * len(two)
    assert last.startswith(f"No attack went unnoticed. Of {attacks} attacks ")
    assert "MintExceedsAllowance(minter=minter" in out  # the error behind a word, the actor by name


def test_play_exits_1_when_an_attack_is_silent(capsys: pytest.CaptureFixture[str], quiet_project: Path) -> None:
    code, out, _ = run(capsys, "play", "unseen-theft", "--token", "reference")
    assert code == 1
    assert "silent" in out
    assert "FAILED: an attack succeeded and nobody noticed." in out


def test_play_writes_a_page_that_stands_alone(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    page = tmp_path / "matrix.html"
    code, _, _ = run(capsys, "play", "fat-finger", "--html", str(page))
    text = page.read_text()
    assert code == 0
    assert text.startswith("<!doctype html>")
    assert "MintExceedsAllowance" in text
    assert not [word for word in ("<script", "http://", "https://", "src=", "@import", "url(") if word in text]


def test_play_takes_an_artifact_of_the_family(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = artifacts.write(artifacts.load("MintSkipsAllowance"), tmp_path / "Mine.json")
    code, out, _ = run(capsys, "play", "fat-finger", "--token", str(path), "--json", "-")
    assert code == 0
    assert [cell["outcome"] for cell in json.loads(out)["cells"]] == ["noticed"]


def test_play_takes_a_solidity_file_of_the_family(capsys: pytest.CaptureFixture[str], solc: None) -> None:
    code, out, _ = run(capsys, "play", "outsider", "--token", "contracts/quirks/UpgradeOpenToAll.sol", "--json", "-")
    assert code == 0
    assert [(cell["token"], cell["outcome"]) for cell in json.loads(out)["cells"]] == [("UpgradeOpenToAll", "noticed")]


def test_play_without_revm_says_so_in_one_line(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engines.engines()["revm"], "unavailable", classmethod(lambda cls: "no wheel"))
    code, out, err = run(capsys, "play", "fat-finger", "--token", "reference", "--json", "-")
    assert code == 0
    assert json.loads(out)["cells"][0]["engine"] == "py-evm"
    assert err.count("so py-evm is used") == 1


def test_settings_reach_the_rules(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    settings = tmp_path / "backbone.toml"
    settings.write_text("[rules.privilege-then-mint]\nwithin_blocks = 0\n")
    _, out, _ = run(
        capsys, "play", "role-mint-cover-up", "--token", "reference", "--json", "-", "--config", str(settings)
    )
    severities = [f["severity"] for f in json.loads(out)["cells"][0]["findings"] if f["rule"] == "privilege-then-mint"]
    assert "critical" in severities  # the first mint shares the grant's block
    assert severities.count("critical") == 1  # the second came days later


def test_list_names_what_there_is(capsys: pytest.CaptureFixture[str]) -> None:
    for kind, name in (
        ("scenarios", "fat-finger"),
        ("watcher", "limit-breach"),
        ("tokens", "reference"),
        ("engines", "revm"),
    ):
        code, out, _ = run(capsys, "list", kind)
        assert code == 0
        assert name in out


def test_compile_writes_artifacts_of_a_users_file(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, solc: None
) -> None:
    source = tmp_path / "Tiny.sol"
    source.write_text(
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\ncontract Tiny { uint256 public x = 5; }\n"
    )
    code, out, _ = run(capsys, "compile", str(source), "--out", str(tmp_path / "out"))
    assert code == 0
    assert "Tiny" in out
    assert artifacts.read(tmp_path / "out" / "Tiny.json").interface.has("x()")


def test_compile_error_is_shown_in_solcs_words(capsys: pytest.CaptureFixture[str], tmp_path: Path, solc: None) -> None:
    source = tmp_path / "Wrong.sol"
    source.write_text(
        "// SPDX-License-Identifier: MIT\npragma solidity ^0.8.20;\ncontract Wrong { uint256 public x = y; }\n"
    )
    code, _, err = run(capsys, "compile", str(source))
    assert code == 2
    assert "DeclarationError: Undeclared identifier." in err
    assert "Wrong.sol:3:" in err
    assert "Traceback" not in err


BAD_INPUT = {
    "unknown command": (["plya"], "There is no command 'plya'. Did you mean 'play'?"),
    "unknown scenario": (["play", "fat-fingr"], "There is no scenario called 'fat-fingr'. Did you mean 'fat-finger'?"),
    "unknown token": (
        ["play", "--token", "referense"],
        "There is no token called 'referense'. Did you mean 'reference'?",
    ),
    "unknown engine": (["play", "--engine", "rvm"], "There is no engine called 'rvm'. Did you mean 'revm'?"),
    "node is down": (["play", "--engine", "http://127.0.0.1:9"], "The node at http://127.0.0.1:9 "),
    "unknown flag": (["play", "--tokne", "x"], "--token"),
    "unknown kind": (["list", "wathcers"], "Did you mean 'watchers'?"),
    "unknown kind of plug-in": (["new", "scenari", "x"], "Did you mean 'scenario'?"),
    "bad plug-in name": (["new", "scenario", "9 Lives"], "is no name for a scenario"),
    "unknown bench": (["bench", "engine"], "Did you mean 'engines'?"),
    "seed is no number": (["play", "--seed", "x"], "'x' is not a valid integer"),
    "missing artifact": (["play", "--token", "nowhere.json"], "nowhere.json"),
    "no JSON": (["play", "--token", "{notjson}"], "can't be used as a compiled contract"),
    "no artifact": (["play", "--token", "{noartifact}"], "can't be used as a compiled contract"),
    "ABI without bytecode": (["play", "--token", "{abionly}"], "bytecode"),
    "unlinked library": (["play", "--token", "{unlinked}"], "MathLib"),
    "no adapter fits": (["play", "--token", "{foreign}"], "No token adapter fits the ABI of"),
    "missing source": (["play", "--token", "Nowhere.sol"], "Nowhere.sol doesn't exist"),
    "missing settings": (["play", "--config", "nowhere.toml"], "The settings file nowhere.toml can't be read"),
    "broken settings": (["play", "--config", "{badtoml}"], "is not valid TOML"),
    "unknown rule": (
        ["play", "--config", "{badrule}"],
        "There is no rule called 'limit-breech'. Did you mean 'limit-breach'?",
    ),
    "unknown setting": (["play", "--config", "{badsetting}"], "has no setting 'factor'. Did you mean 'raise_factor'?"),
    "file can't be written": (["play", "fat-finger", "--html", "/nowhere/x.html"], "/nowhere/x.html can't be written"),
    "not a Solidity file": (["compile", "README.txt"], "README.txt"),
    "missing Solidity file": (["compile", "Nowhere.sol"], "Nowhere.sol"),
    "import fails": (["list", "scenarios"], "it fails to import (ZeroDivisionError: division by zero)"),
}


@pytest.mark.parametrize(("args", "sentence"), list(BAD_INPUT.values()), ids=list(BAD_INPUT))
def test_bad_input_gets_one_sentence_and_exit_code_2(
    args: list[str],
    sentence: str,
    capsys: pytest.CaptureFixture[str],
    bad_files: dict[str, Path],
    request: pytest.FixtureRequest,
) -> None:
    if "import fails" in request.node.name:
        request.getfixturevalue("broken_project")
    code, out, err = run(capsys, *[arg.format(**bad_files) if arg.startswith("{") else arg for arg in args])
    complaint = [line for line in err.strip().split("\n") if not line.startswith("play ")]
    assert code == 2
    assert out.strip() == "" or "x.html" in sentence  # a page that can't be written costs nothing but the page
    assert len(complaint) == 1
    assert complaint[0].startswith("backbone: ")
    assert sentence in complaint[0]
    assert "Traceback" not in err


def test_commands_are_those_of_the_package(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "--help")
    assert code == 0
    assert {line.split()[0] for line in out.split("Commands:")[1].split("\n") if line.startswith("  ")} >= NAMES


def test_play_with_a_response_reports_the_loss_with_and_without(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = run(capsys, "play", "role-mint-cover-up", "--token", "reference", "--respond", "--json", "-")
    (cell,) = json.loads(out)["cells"]
    assert code == 0
    assert cell["loss"] > cell["loss_with_response"] == 0
    assert "Acting on the findings, 1 of 1 losses don't happen and 0 are smaller." in err


def test_play_without_a_response_says_nothing_of_one(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, err = run(capsys, "play", "role-mint-cover-up", "--token", "reference", "--json", "-")
    assert "loss_with_response" not in json.loads(out)["cells"][0]
    assert "Acting on the findings" not in err


def test_play_counts_what_it_had_to_skip_in_its_last_line(
    capsys: pytest.CaptureFixture[str], quiet_project: Path
) -> None:
    told = (quiet_project / "stories" / "unseen_theft.py").read_text()
    begin, reason = "def prepare(self, stage):\n", 'UnsupportedError("revm", "hold a Safe, which npm did not install")'
    told = told.replace("UnseenTheft", "NeedsMore").replace(begin, f"{begin}        raise {reason}\n")
    story = f"from backbone_chain.errors import UnsupportedError\n{told}"
    (quiet_project / "stories" / "needs_more.py").write_text(story)
    code, out, _ = run(capsys, "play", "needs-more", "--token", "reference")
    assert code == 0
    assert "1 were skipped, since this machine or the engine lacks what they need." in out.rstrip().split("\n")[-1]


@pytest.mark.parametrize(("total", "lines"), [(1, 1), (2, 2), (40, 40), (96, 40), (3_168, 40)])
def test_progress_without_a_terminal_is_few_lines_and_the_last_is_among_them(
    total: int, lines: int, capsys: pytest.CaptureFixture[str]
) -> None:
    step = progress(total, "play")
    for number in range(total):
        step(f"story {number}")
    printed = capsys.readouterr().err.splitlines()
    assert len(printed) == lines
    assert printed[-1] == f"play {total}/{total}: story {total - 1}"
