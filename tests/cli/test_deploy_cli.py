"""backbone deploy and backbone verify: dry runs, formats, exit codes, and one sentence for bad input."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from backbone_chain.cli import main
from backbone_chain.deploy import safe

ROOT = Path(__file__).parents[2]
EXAMPLE = "examples/deploy.toml"


@pytest.fixture
def npm() -> None:
    """Skips, visibly, where npm's packages are not installed; in CI that is a failure."""
    if not (ROOT / "node_modules" / safe.PACKAGE).is_dir():
        reason = "the contracts of Safe are not installed; npm ci puts them into node_modules"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)


@pytest.fixture
def without_safe(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """A machine on which npm has not put Safe's contracts."""
    safe.load.cache_clear()
    monkeypatch.setattr(safe, "PACKAGE", "@safe-global/not-installed")
    yield
    safe.load.cache_clear()


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    out, err = capsys.readouterr()
    return code, out, err


def test_dry_run_answers_first_and_sends_nothing(capsys: pytest.CaptureFixture[str], npm: None, tmp_path: Path) -> None:
    manifest = tmp_path / "manifest.json"
    code, out, err = run(capsys, "deploy", EXAMPLE, "--manifest", str(manifest))
    lines = out.split("\n")
    assert code == 0
    assert lines[0].startswith("Dry run: 6 transactions, 19,9")
    assert lines[1].startswith("What came to stand there is as it should be: ")
    assert "holds nothing." in out
    assert "deploy 6/6: foundation 0x" in err
    assert json.loads(manifest.read_text())["schema"] == "backbone.manifest/1"

    code, out, _ = run(capsys, "verify", str(manifest))
    assert code == 0
    assert out.startswith("The manifest is as it should be: ")


def test_deploy_writes_its_format(capsys: pytest.CaptureFixture[str], npm: None) -> None:
    deployer = "0xDeaDbeefdEAdbeefdEadbEEFdeadbeEFdEaDbeeF"
    code, out, _ = run(capsys, "deploy", EXAMPLE, "--json", "-", "--deployer", deployer)
    result = json.loads(out)
    assert code == 0
    assert (result["schema"], result["dry_run"], result["deployer"]) == ("backbone.deploy/1", True, deployer)
    assert [each["nonce"] for each in result["transactions"]] == [0, 1, 2, 3, 4, 5]
    assert result["gas"] == sum(each["gas"] for each in result["transactions"])
    assert {"safe", "timelock", "token", "supply_controller", "reserve_feed"} <= set(result["contracts"])
    assert len(result["opening"]["calls"]) == 10
    assert result["differences"] == []


def test_verify_exits_1_and_says_what_differs(capsys: pytest.CaptureFixture[str], npm: None, tmp_path: Path) -> None:
    file = tmp_path / "manifest.json"
    run(capsys, "deploy", EXAMPLE, "--manifest", str(file))
    manifest = json.loads(file.read_text())
    manifest["state"]["safe"]["threshold"] = 1
    file.write_text(json.dumps(manifest))

    code, out, _ = run(capsys, "verify", str(file))
    assert code == 1
    assert out.startswith("1 thing differs, of ")
    assert "the Safe's threshold" in out

    code, out, _ = run(capsys, "verify", str(file), "--json", "-")
    result = json.loads(out)
    assert (result["schema"], result["rehearsed"], code) == ("backbone.verify/1", True, 1)
    assert [each["sentence"] for each in result["differences"]] == ["the Safe's threshold: expected 1, found 3"]


def test_safe_that_is_there_needs_no_npm(
    capsys: pytest.CaptureFixture[str], without_safe: None, tmp_path: Path
) -> None:
    text = (ROOT / EXAMPLE).read_text()
    begin, end = text.index("owners = ["), text.index("[timelock]")
    config, manifest = tmp_path / "deploy.toml", tmp_path / "manifest.json"
    config.write_text(f'{text[:begin]}address = "0x8800000000000000000000000000000000000001"\n{text[end:]}')
    code, out, _ = run(capsys, "deploy", str(config), "--manifest", str(manifest))
    assert code == 0
    assert out.startswith("Dry run: 2 transactions")
    assert run(capsys, "verify", str(manifest))[0] == 0


def test_without_safes_contracts_one_sentence_says_how_to_get_them(
    capsys: pytest.CaptureFixture[str], without_safe: None
) -> None:
    code, out, err = run(capsys, "deploy", EXAMPLE)
    assert (code, out) == (2, "")
    assert "The contracts of Safe are not installed; run: npm install @safe-global/" in err
    assert "or give the address of a Safe that is on the chain" in err
    assert len(err.strip().split("\n")) == 1


BAD_INPUT = {
    "missing configuration": (["deploy", "nowhere.toml"], "The settings file nowhere.toml can't be read"),
    "mistake in it": (["deploy", "{config}"], "has an unknown section [tokn]. Did you mean 'token'?"),
    "node is down": (["deploy", EXAMPLE, "--rpc", "http://127.0.0.1:9"], "The node at http://127.0.0.1:9 "),
    "no address": (
        ["deploy", EXAMPLE, "--deployer", "me"],
        "'me' is not an address; name the deployer's after --deployer.",
    ),
    "missing manifest": (["verify", "nowhere.json"], "The manifest nowhere.json can't be read: No such file"),
    "no manifest": (
        ["verify", "package.json"],
        "package.json is not a manifest: its schema is not backbone.manifest/1.",
    ),
    "no JSON": (["verify", "README.md"], "The manifest README.md is not JSON"),
}


@pytest.mark.parametrize(("args", "sentence"), list(BAD_INPUT.values()), ids=list(BAD_INPUT))
def test_bad_input_gets_one_sentence_and_exit_code_2(
    args: list[str], sentence: str, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "deploy.toml").write_text("[tokn]\n")
    code, out, err = run(capsys, *[arg.format(config=tmp_path / "deploy.toml") for arg in args])
    assert (code, out) == (2, "")
    assert err.startswith("backbone: ")
    assert sentence in err
    assert len(err.strip().split("\n")) == 1
