"""backbone export: where the program goes, and one sentence for bad input."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from bundles._breaks import stolen

from backbone_chain.bundles import Bundle, export, write
from backbone_chain.cli import main


def run(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    code = main(args)
    out, err = capsys.readouterr()
    return code, out, err


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return stolen()


@pytest.fixture
def path(bundle: Bundle, tmp_path: Path) -> str:
    return str(write(bundle, tmp_path / "bundle.json"))


@pytest.mark.parametrize("to", ["pytest", "forge", "script"])
def test_the_program_goes_to_standard_output(
    to: str, capsys: pytest.CaptureFixture[str], bundle: Bundle, path: str
) -> None:
    assert run(capsys, "export", path, "--to", to) == (0, export(bundle, to), "")


def test_or_to_a_file(capsys: pytest.CaptureFixture[str], bundle: Bundle, path: str, tmp_path: Path) -> None:
    file = tmp_path / "test_frozen.py"
    code, out, err = run(capsys, "export", path, "--to", "pytest", "--output", str(file))
    assert (code, out, err) == (0, "", f"frozen-spender-cannot-spend is in {file}.\n")
    assert file.read_text() == export(bundle, "pytest")


def test_json_has_the_format(capsys: pytest.CaptureFixture[str], bundle: Bundle, path: str) -> None:
    code, out, _ = run(capsys, "export", path, "--to", "forge", "--json", "-")
    assert code == 0
    assert json.loads(out) == {
        "schema": "backbone.export/1",
        "property": "frozen-spender-cannot-spend",
        "to": "forge",
        "output": None,
        "text": export(bundle, "forge"),
    }


BAD_INPUT = {
    "no format": (["BUNDLE"], "Missing option '--to'"),
    "unknown format": (
        ["BUNDLE", "--to", "hardhat"],
        "There is no format called 'hardhat'. There are: forge, pytest, script.",
    ),
    "missing file": (
        ["nowhere.json", "--to", "forge"],
        "nowhere.json can't be used as a bundle: there is no such file.",
    ),
    "another file": (["package.json", "--to", "forge"], "it names no `schema`"),
    "output can't be written": (
        ["BUNDLE", "--to", "forge", "--output", "nowhere/x.sol"],
        "nowhere/x.sol can't be written",
    ),
}


@pytest.mark.parametrize("what", BAD_INPUT)
def test_bad_input_gets_one_sentence_and_exit_code_2(what: str, capsys: pytest.CaptureFixture[str], path: str) -> None:
    args, says = BAD_INPUT[what]
    code, out, err = run(capsys, "export", *(path if arg == "BUNDLE" else arg for arg in args))
    assert (code, out) == (2, "")
    assert err.startswith("backbone: ")
    assert says in err
    assert err.count("\n") == 1
