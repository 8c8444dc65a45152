"""Upgrades to rehearse, compiled once: sound ones, and each kind of unsafe one."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from backbone_chain import artifacts, compiler, scenarios, tokens
from backbone_chain.artifacts import Artifact
from backbone_chain.rehearse import Rehearsal, prepare, rehearse

ROOT = Path(__file__).parents[2]
SOURCES = (
    Path("tests/rehearse/upgrades/Unsafe.sol"),
    Path("contracts/upgrades/ReferenceDollarV2.sol"),
    Path("contracts/quirks/MintOpenToAll.sol"),
)

REWRITTEN = (
    ("token/Freezing.sol", "struct FreezingStorage {", "struct FreezingStorage { uint256 inserted;"),
    ("token/Minting.sol", "backbone.storage.Minting", "backbone.storage.Allowances"),
    ("token/ReferenceDollar.sol", "        _disableInitializers();\n", ""),
    ("token/ReferenceDollar.sol", "return 6;", "return 18;"),
    ("token/ReferenceDollar.sol", "function currency()", "function currencyCode()"),
    ("interfaces/IReferenceDollar.sol", "function currency()", "function currencyCode()"),
)
"""What was done to the token's own sources by somebody who knew nothing of proxies: file, text, other text."""


def require_solc() -> None:
    if not (ROOT / "node_modules" / "solc").is_dir() and not os.environ.get("SOLC"):
        reason = "npm's packages are not installed, so nothing can be compiled; run `npm ci`"
        assert os.environ.get("CI") != "true", reason
        pytest.skip(reason)


@pytest.fixture(scope="session")
def upgrades(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, Artifact]:
    """Every contract in SOURCES by its name."""
    require_solc()
    return _once(tmp_path_factory, "upgrades", lambda: [ROOT / source for source in SOURCES])


@pytest.fixture(scope="session")
def rewritten(tmp_path_factory: pytest.TempPathFactory) -> Artifact:
    """The token with all of REWRITTEN done to it."""
    require_solc()

    def sources() -> list[Path]:
        folder = tmp_path_factory.mktemp("rewritten")
        shutil.copytree(ROOT / "contracts", folder / "contracts")
        (folder / "node_modules").symlink_to(ROOT / "node_modules")
        for name, text, other in REWRITTEN:
            path = folder / "contracts" / name
            assert text in path.read_text(), f"{name} no longer has {text!r}; rewrite something else"
            path.write_text(path.read_text().replace(text, other))
        return [folder / "contracts/token/ReferenceDollar.sol"]

    return _once(tmp_path_factory, "rewritten", sources)["ReferenceDollar"]


def _once(
    tmp_path_factory: pytest.TempPathFactory, name: str, sources: Callable[[], list[Path]]
) -> dict[str, Artifact]:
    """Compiled by the first worker that needs it, then read by all."""
    base = tmp_path_factory.getbasetemp()
    folder = (base.parent if os.environ.get("PYTEST_XDIST_WORKER") else base) / f"compiled-{name}"
    done = folder / "done"
    if not done.is_file():
        for artifact in compiler.compile_files(sources(), say=lambda line: None):
            artifacts.write(artifact, folder / f"{artifact.name}.json")
        done.touch()
    return {path.stem: artifacts.read(path) for path in folder.glob("[!.]*.json")}


@pytest.fixture
def rehearsed() -> Callable[..., Rehearsal]:
    """`rehearsed(artifact, call="initializeV2")`: the reference token, upgraded to it, on the stories named."""

    def play(new: Artifact, *, token: str = "reference", stories: tuple[str, ...] = (), **details: object) -> Rehearsal:
        known = scenarios.catalogue()
        chosen = {name: known[name] for name in stories}
        return rehearse(prepare(tokens.blueprint(token), new, **details), chosen)  # type: ignore[arg-type]

    return play
