"""What the tests of subjects share: the fixtures' contracts, compiled once."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from backbone_chain import compiler
from backbone_chain.artifacts._write import write

ROOT = Path(__file__).parents[2]
FIXTURES = Path(__file__).parent / "fixtures"


@pytest.fixture(scope="session")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The contracts of parts.sol, an artifact each."""
    folder = tmp_path_factory.mktemp("parts")
    for each in compiler.compile_files([FIXTURES / "parts.sol"]):
        write(each, folder / f"{each.name}.json")
    return folder


@pytest.fixture
def subject_file(parts: Path) -> Callable[[str, str], Path]:
    """Writes a subject file beside the artifacts, for one of them."""

    def written(contract: str, text: str) -> Path:
        path = parts / "subject.toml"
        path.write_text(f'artifact = "{contract}.json"\n{text}', encoding="utf-8")
        return path

    return written


@pytest.fixture
def package() -> Callable[[str], Path]:
    """The folder of an npm package, or a visible skip."""

    def found(name: str) -> Path:
        folder = ROOT / "node_modules" / name
        if not folder.is_dir():
            reason = f"{name} is not installed; npm ci puts it into node_modules"
            assert os.environ.get("CI") != "true", reason
            pytest.skip(reason)
        return folder

    return found
