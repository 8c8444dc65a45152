"""Foundry's forge from npm, on a project that holds nothing but the tests to run."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from backbone_chain.compiler._solc import find_solc
from backbone_chain.errors import CompilerNotFoundError

ROOT = Path(__file__).parents[2]


def forge_program() -> Path:
    installed = ROOT / "node_modules" / ".bin" / "forge"
    found = str(installed) if installed.exists() else shutil.which("forge")
    if found:
        return Path(found)
    reason = "forge is not installed; npm ci puts it into node_modules"
    assert os.environ.get("CI") != "true", reason
    pytest.skip(reason)


def solc_program() -> Path:
    try:
        return find_solc(start=ROOT).path
    except CompilerNotFoundError as error:
        reason = str(error)
    assert os.environ.get("CI") != "true", reason
    pytest.skip(reason)


def run_forge(folder: Path, tests: Mapping[str, str]) -> dict[str, str]:
    """Why each test file failed, empty for those that passed."""
    program, solc = forge_program(), solc_program()
    (folder / "test").mkdir(parents=True)
    (folder / "foundry.toml").write_text("[profile.default]\n")
    for name, text in tests.items():
        (folder / "test" / f"{name}.t.sol").write_text(text)
    command = [program, "test", "--json", "--offline", "--use", solc]
    ended = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    found: dict[str, Any] = json.loads(ended.stdout) if ended.stdout.startswith("{") else {}
    assert len(found) == len(tests), ended.stdout + ended.stderr
    reasons = {}
    for suite, told in found.items():
        (result,) = told["test_results"].values()
        reasons[Path(suite.partition(":")[0]).name.removesuffix(".t.sol")] = (
            "" if result["status"] == "Success" else result["reason"]
        )
    assert ended.returncode == int(any(reasons.values())), ended.stderr
    return reasons
