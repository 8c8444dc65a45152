"""backbone replay: exit codes, what is said, and one sentence for bad input."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from bundles._breaks import SENTENCE, mended, stolen

from backbone_chain.bundles import Bundle, write
from backbone_chain.cli import main


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return stolen()


@pytest.fixture
def broken(bundle: Bundle, tmp_path: Path) -> str:
    return str(write(bundle, tmp_path / "broken.json"))


def test_what_still_breaks_is_said_first_and_exits_1(capsys: pytest.CaptureFixture[str], broken: str) -> None:
    code, out, err = run(capsys, "replay", broken)
    first, claim, *_, last = out.rstrip().split("\n")
    assert (code, err) == (1, "")
    assert first == "frozen-spender-cannot-spend (high) on a dollar still breaks: 2 of 2 claims are violated."
    assert claim == f"  violated  {SENTENCE.rstrip(chr(46))}; after step 6: it went through"
    assert last.startswith("7 of 7 steps went through; ")
    assert last.endswith(" s on revm (cancun).")


@pytest.mark.parametrize("engine", ["revm", "py-evm", "eels", "web3"])
def test_what_was_mended_exits_0(
    capsys: pytest.CaptureFixture[str], bundle: Bundle, tmp_path: Path, engine: str
) -> None:
    path = write(mended(bundle), tmp_path / "mended.json")
    code, out, _ = run(capsys, "replay", str(path), "--engine", engine)
    assert code == 0
    assert out.startswith(
        "frozen-spender-cannot-spend (high) on a dollar doesn't break any more: all claims are kept (2)."
    )
    assert "  note: Other code runs here than was recorded: FreezeSkipsTransferFrom at 0x" in out


def test_a_bundle_without_claims_breaks_nothing(
    capsys: pytest.CaptureFixture[str], bundle: Bundle, tmp_path: Path
) -> None:
    code, out, _ = run(capsys, "replay", str(write(replace(bundle, claims=()), tmp_path / "b.json")))
    assert code == 0
    assert "claims nothing, so nothing can break." in out


def test_json_has_the_format(capsys: pytest.CaptureFixture[str], broken: str) -> None:
    code, out, _ = run(capsys, "replay", broken, "--json", "-", "--engine", "py-evm")
    result = json.loads(out)
    assert code == 1
    assert result.pop("seconds") > 0
    assert result == {
        "schema": "backbone.replay/1",
        "property": "frozen-spender-cannot-spend",
        "severity": "high",
        "subject": "a dollar",
        "engine": "py-evm",
        "fork": "cancun",
        "breaks": True,
        "same_code": True,
        "steps": 7,
        "refused_steps": [],
        "claims": [
            {
                "sentence": SENTENCE,
                "kind": "refused",
                "step": 6,
                "recorded": "it went through",
                "seen": "it went through",
                "violated": True,
            },
            {
                "sentence": "Nobody gets tokens of a frozen holder.",
                "kind": "equals",
                "step": 6,
                "recorded": "5",
                "seen": "5",
                "violated": True,
            },
        ],
        "notes": [],
    }


BAD_INPUT = {
    "missing file": (["nowhere.json"], "nowhere.json can't be used as a bundle: there is no such file."),
    "folder": (["tests"], "tests can't be used as a bundle: it is no file."),
    "another file": (
        ["package.json"],
        "package.json can't be used as a bundle: it is JSON, but no bundle: it names no `schema`",
    ),
    "no JSON": (["README.md"], "README.md can't be used as a bundle: it is not JSON"),
    "unknown engine": (["BUNDLE", "--engine", "rvm"], "Did you mean 'revm'?"),
    "node is down": (["BUNDLE", "--engine", "http://127.0.0.1:9"], "127.0.0.1:9"),
    "no file": ([], "BUNDLE"),
    "json can't be written": (["BUNDLE", "--json", "nowhere/x.json"], "nowhere/x.json can't be written"),
}


@pytest.mark.parametrize("what", BAD_INPUT)
def test_bad_input_gets_one_sentence_and_exit_code_2(
    what: str, capsys: pytest.CaptureFixture[str], broken: str
) -> None:
    args, says = BAD_INPUT[what]
    code, out, err = run(capsys, "replay", *(broken if arg == "BUNDLE" else arg for arg in args))
    assert code == 2
    assert out == "" or what == "json can't be written"
    assert err.startswith("backbone: ")
    assert says in err
    assert err.count("\n") == 1
