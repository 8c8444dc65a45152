"""The compiled contracts that are shipped with the package: writing them, and finding those that are out of date."""

from __future__ import annotations

import functools
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

from eth_utils.crypto import keccak

from backbone_chain.artifacts import FOLDER, Artifact, load, read, to_json, write
from backbone_chain.compiler import _solidity
from backbone_chain.compiler._compile import compile_project, project_files, to_stderr
from backbone_chain.compiler._sources import read_source

QUIRKS = "contracts/quirks/"
"""The source units of quirks, whose artifacts are kept small."""


def write_artifacts(compiled: Mapping[str, Artifact], folder: Path = FOLDER) -> list[Path]:
    """Write what is shipped of each contract into `folder`, and delete the files of contracts that are no more.

    Returns the paths of all files, in alphabetical order; the same contracts give the same bytes.
    """
    paths = [write(as_shipped(each), _path(each, folder)) for each in compiled.values()]
    for path in set(_files(folder)) - set(paths):
        path.unlink()
    load.cache_clear()
    return sorted(paths)


def as_shipped(artifact: Artifact) -> Artifact:
    """The artifact without what nobody asks of a shipped one: metadata's copy of ABI and comments, of quirks more."""
    metadata = {key: value for key, value in (artifact.metadata or {}).items() if key != "output"}
    if not artifact.source.startswith(QUIRKS):
        return replace(artifact, metadata=metadata or None)
    return Artifact(
        name=artifact.name,
        source=artifact.source,
        compiler=artifact.compiler,
        abi=artifact.abi,
        bytecode=artifact.bytecode,
        deployed_bytecode=artifact.deployed_bytecode,
        link_references=artifact.link_references,
        deployed_link_references=artifact.deployed_link_references,
        source_hashes=artifact.source_hashes,
    )


def stale_artifacts(root: Path, folder: Path = FOLDER, *, say: Callable[[str], None] = to_stderr) -> list[str]:
    """One sentence for each shipped file that differs, byte for byte, from what the sources at `root` compile to.

    Raises: as compile_project.
    """
    expected = {_path(each, folder): to_json(as_shipped(each)) for each in compile_project(root, say=say).values()}
    reasons = {path: "is not the contract of any source." for path in _files(folder) if path not in expected}
    for path, text in expected.items():
        if not path.is_file():
            reasons[path] = "is missing."
        elif path.read_bytes() != text.encode():
            reasons[path] = "differs from what its sources compile to."
    return [f"{path.relative_to(folder)} {reasons[path]}" for path in sorted(reasons)]


def changed_sources(root: Path, folder: Path = FOLDER) -> list[str]:
    """One sentence for each shipped file whose sources at `root` have changed since; needs no compiler.

    It compares the sources' hashes, so it can't see a change of settings or compiler; stale_artifacts does.
    """
    hash_at = functools.cache(_hash)
    return [
        *(reason for path in _files(folder) for reason in _changes(path, root, folder, hash_at)),
        *_not_compiled(root, folder),
    ]


def _changes(path: Path, root: Path, folder: Path, hash_at: Callable[[Path], str]) -> Iterator[str]:
    for unit, known in read(path).source_hashes.items():
        source = root / unit if unit.startswith("contracts/") else root / "node_modules" / unit
        if not source.is_relative_to(root / "contracts") and not (root / "node_modules").is_dir():
            continue
        if not source.is_file():
            yield f"{path.relative_to(folder)} was compiled from {unit}, which is gone."
        elif hash_at(source) != known:
            yield f"{path.relative_to(folder)} was compiled from {unit}, which has changed."


def _not_compiled(root: Path, folder: Path) -> Iterator[str]:
    names = {path.stem for path in _files(folder)}
    for source in project_files(root):
        for contract in _solidity.concrete_contracts(read_source(source)):
            if contract not in names:
                yield f"{contract}.json is missing; {source.relative_to(root).as_posix()} was not compiled."


def _hash(path: Path) -> str:
    return f"0x{keccak(path.read_bytes()).hex()}"


def _path(artifact: Artifact, folder: Path) -> Path:
    if artifact.source.startswith(QUIRKS):
        folder = (folder / "quirks" / artifact.source.removeprefix(QUIRKS)).parent
    return folder / f"{artifact.name}.json"


def _files(folder: Path) -> list[Path]:
    return sorted((*folder.glob("[!.]*.json"), *(folder / "quirks").rglob("[!.]*.json")))
