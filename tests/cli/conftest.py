"""Files and projects to give to the command line."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

UNSEEN_THEFT = '''
"""unseen-theft: a story that no rule knows."""
from backbone_chain.scenarios import Expects, Scenario, open_for_business

class UnseenTheft(Scenario):
    """The exchange's tokens go to a thief."""
    needs = frozenset({"mint"})
    expects = Expects(rules=frozenset({"limit-breach"}))

    def prepare(self, stage):
        open_for_business(stage)

    def attack(self, stage):
        stage.token.transfer(stage.actor("thief"), 5, sender=stage.actor("exchange"))

    def loss(self, stage):
        return stage.token.balance_of(stage.actor("thief"))
'''


def project(folder: Path, monkeypatch: pytest.MonkeyPatch, **modules: str) -> Path:
    """A user's project with scenarios, and the working folder in it."""
    (folder / "pyproject.toml").write_text('[tool.backbone]\nscenarios = "stories"\n')
    (folder / "stories").mkdir()
    for name, text in modules.items():
        (folder / "stories" / f"{name}.py").write_text(text)
    monkeypatch.chdir(folder)
    return folder


@pytest.fixture
def quiet_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return project(tmp_path, monkeypatch, unseen_theft=UNSEEN_THEFT)


@pytest.fixture
def broken_project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    return project(tmp_path, monkeypatch, broken="1 / 0\n")


@pytest.fixture
def bad_files(tmp_path: Path) -> dict[str, Path]:
    texts = {
        "notjson.json": "{ this is no JSON",
        "noartifact.json": json.dumps({"hello": "world"}),
        "abionly.json": json.dumps({"contractName": "I", "abi": [], "bytecode": "0x", "deployedBytecode": "0x"}),
        "unlinked.json": json.dumps(
            {
                "contractName": "T",
                "sourceName": "T.sol",
                "abi": [],
                "bytecode": "0x60" + "__$" + "ab" * 17 + "$__",
                "deployedBytecode": "0x60",
                "linkReferences": {"lib/MathLib.sol": {"MathLib": [{"start": 1, "length": 20}]}},
            }
        ),
        "foreign.json": json.dumps({"contractName": "F", "abi": [], "bytecode": "0x6000", "deployedBytecode": "0x60"}),
        "badtoml.toml": "[rules",
        "badrule.toml": "[rules.limit-breech]\nx = 1\n",
        "badsetting.toml": "[rules.control-weakened]\nfactor = 3\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    return {name.partition(".")[0]: tmp_path / name for name in texts}


@pytest.fixture
def solc() -> None:
    """Skips, visibly, where no compiler can run; in CI that is a failure."""
    if shutil.which("solc") or os.environ.get("SOLC"):
        return
    if not shutil.which("node") or not (ROOT / "node_modules" / "solc").is_dir():
        reason = "no Solidity compiler: neither solc nor Node.js with npm's solc is installed"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)


@pytest.fixture(autouse=True)
def at_root(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
