"""Scaffolding: a new plug-in is found with no other edit, and its test is red until it does something."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from backbone_chain.cli import main

# What turns each scaffold's test green: (old, new) in the plug-in's file.
FILLED = {
    "scenario": (
        '        """Do it, for instance: stage.token.mint(attacker, 1, sender=attacker)."""\n',
        '        """Do it."""\n        stage.token.mint(stage.actor("attacker"), 1, sender=stage.actor("attacker"))\n',
    ),
    "watcher": (
        "        yield from ()\n",
        "        for fact in observation.facts:\n"
        "            if isinstance(fact, Transfer):\n"
        '                yield self.finding(observation, fact, Severity.HIGH, fact.sender, "It moved.")\n',
    ),
    "token": (
        '        raise UsageError("The token my-plug-in can\'t be deployed yet: write its deploying().")\n'
        "        yield\n",
        '        steps = ReferenceDollar.deploying(chain, blueprint_of("reference"))\n'
        "        token = yield from steps\n"
        "        return cls(chain, token.contract)\n",
    ),
    "quirk": (
        "    // Override one function of the reference token with the defect.\n",
        "    function _authorizeUpgrade(address) internal override {}\n",
    ),
}
IMPORTS = {
    "watcher": ("import Finding, Observation, Transfer", "import Finding, Observation, Severity, Transfer"),
    "token": (
        "from backbone_chain.tokens import Blueprint",
        "from backbone_chain.tokens import blueprint as blueprint_of\n"
        "from backbone_chain.tokens.reference_dollar import ReferenceDollar\n"
        "from backbone_chain.tokens import Blueprint",
    ),
}


def run_tests(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "tests"]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("kind", list(FILLED))
def test_scaffold_is_red_until_it_does_something(kind: str, folder: Path, request: pytest.FixtureRequest) -> None:
    if kind == "quirk":
        request.getfixturevalue("solc")
    assert main(["new", kind, "my-plug-in"]) == 0
    red = run_tests(folder)
    assert red.returncode == 1, red.stdout + red.stderr
    plugin = next(path for path in folder.glob("*/*") if path.stem in ("my_plug_in", "MyPlugIn"))
    text = plugin.read_text()
    for old, new in (FILLED[kind], IMPORTS.get(kind, ("", ""))):
        assert old in text
        text = text.replace(old, new, 1)
    plugin.write_text(text)
    green = run_tests(folder)
    assert green.returncode == 0, green.stdout + green.stderr


def test_folder_is_named_in_pyproject_once(folder: Path) -> None:
    (folder / "pyproject.toml").write_text('[project]\nname = "mine"\n\n[tool.backbone]\nwatchers = "rules"\n')
    (folder / "rules").mkdir()
    assert main(["new", "watcher", "mint-burst"]) == 0
    assert main(["new", "scenario", "big-theft"]) == 0
    assert (folder / "rules" / "mint_burst.py").is_file()
    assert (folder / "scenarios" / "big_theft.py").is_file()
    text = (folder / "pyproject.toml").read_text()
    assert text.count("[tool.backbone]") == 1
    assert 'scenarios = "scenarios"' in text
    assert 'watchers = "rules"' in text


def test_what_is_there_is_not_overwritten(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "watcher", "mint-burst"]) == 0
    before = (folder / "watchers" / "mint_burst.py").read_text()
    assert main(["new", "watcher", "mint-burst"]) == 2
    assert "already there" in capsys.readouterr().err
    assert (folder / "watchers" / "mint_burst.py").read_text() == before


FOUR = {
    "stories/quick_grab.py": '''
"""quick-grab: a stranger mints."""
from backbone_chain.scenarios import Expects, Scenario, open_for_business

class QuickGrab(Scenario):
    """A stranger mints."""
    needs = frozenset({"mint"})
    expects = Expects(errors=frozenset({"not-authorised"}), rules=frozenset({"any-mint"}))

    def prepare(self, stage):
        open_for_business(stage)

    def attack(self, stage):
        stage.token.mint(stage.actor("stranger"), 7, sender=stage.actor("stranger"))

    def loss(self, stage):
        return stage.token.balance_of(stage.actor("stranger"))
''',
    "rules/any_mint.py": '''
"""any-mint: fires on every mint of seven."""
from backbone_chain.model import Mint, Severity
from backbone_chain.watchers import Watcher

class AnyMint(Watcher):
    """A mint of seven (mine)."""
    needs = (Mint,)

    def observe(self, observation):
        for fact in observation.facts:
            if isinstance(fact, Mint) and fact.amount == 7:
                yield self.finding(observation, fact, Severity.HIGH, fact.minter, "seven")
''',
    "families/twin_dollar.py": '''
"""twin-dollar: the reference token under another name."""
from backbone_chain import artifacts, tokens
from backbone_chain.tokens.reference_dollar import ReferenceDollar

class TwinDollar(ReferenceDollar):
    """The reference token again."""

    @classmethod
    def catalogue(cls):
        return [tokens.Blueprint(name="twin", family=cls, artifacts=(artifacts.load("ReferenceDollar"),))]
''',
    "defects/MintForFriends.sol": """// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IMinting} from "backbone-chain/contracts/interfaces/IMinting.sol";
import {Minting} from "backbone-chain/contracts/token/Minting.sol";
import {ReferenceDollar} from "backbone-chain/contracts/token/ReferenceDollar.sol";

contract MintForFriends is ReferenceDollar {
    function mint(address to, uint256 amount) external override(IMinting, Minting) {
        _mint(to, amount);
        emit Minted(_msgSender(), to, amount, 0, totalSupply());
    }
}
""",
}


def test_four_new_files_are_picked_up_with_no_other_edit(
    folder: Path, capsys: pytest.CaptureFixture[str], solc: None
) -> None:
    (folder / "pyproject.toml").write_text(
        '[tool.backbone]\nscenarios = "stories"\nwatchers = "rules"\ntokens = "families"\nquirks = "defects"\n'
    )
    for name, text in FOUR.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(text)
    assert main(["play", "quick-grab", "--token", "reference", "--token", "twin", "--token", "mint-for-friends"]) == 0
    out = capsys.readouterr().out
    assert "refused quick-grab: AccessControlUnauthorizedAccount(account=stranger" in out
    assert "noticed quick-grab: any-mint, in the block of the harm: seven" in out
    assert main(["list", "watchers"]) == 0
    assert "any-mint" in capsys.readouterr().out
