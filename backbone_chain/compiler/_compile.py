"""Compiling a user's files with the settings of their project, or this project's contracts with its own."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final

from semantic_version import Version  # type: ignore[import-untyped]  # it ships no types

from backbone_chain.artifacts import Artifact, from_output, portable
from backbone_chain.compiler._layout import FOUNDRY_SETTINGS, layout_of, project_root
from backbone_chain.compiler._solc import Solc, find_solc
from backbone_chain.compiler._sources import Sources, collect
from backbone_chain.errors import ArtifactError, UsageError

SETTINGS: Final[Mapping[str, Any]] = MappingProxyType(
    {"optimizer": {"enabled": True, "runs": 200}, "evmVersion": "cancun"}
)
"""What decides on the bytecode, besides sources and compiler. The metadata's hash stays at solc's default, ipfs."""

CANCUN_SINCE = Version("0.8.24")
"""The first solc that knows the EVM version of the settings; an older one gets its own default."""

OUTPUTS = (
    "abi",
    "metadata",
    "storageLayout",
    "evm.bytecode.object",
    "evm.bytecode.sourceMap",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.sourceMap",
    "evm.deployedBytecode.linkReferences",
    "evm.deployedBytecode.immutableReferences",
)

THIRD_PARTY = (
    "@openzeppelin/contracts/governance/TimelockController.sol",
    "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol",
    "@openzeppelin/contracts/proxy/beacon/UpgradeableBeacon.sol",
    "@openzeppelin/contracts/proxy/transparent/ProxyAdmin.sol",
)
"""Other people's sources with contracts that are deployed as they are."""

NAMESPACE_MARK = "@custom:storage-location"
"""What a source says of a struct with a storage namespace of its own; an old solc doesn't repeat it."""

ENTRANCES = ("function", "constructor", "receive", "fallback")
"""What a contract has in its ABI if deploying it makes sense; a library of internal functions has none of them."""


def to_stderr(line: str) -> None:
    """Where a line goes that is not part of the result, if the caller has no better place."""
    sys.stderr.write(f"{line}\n")


def compile_files(
    files: Sequence[str | Path],
    *,
    root: Path | None = None,
    remappings: Sequence[str] = (),
    say: Callable[[str], None] = to_stderr,
) -> list[Artifact]:
    """The contracts in `files` that can be deployed, by file and name; what they import is compiled with them.

    Imports are searched as the project's tool would: `remappings` (`prefix=target` from the root), remappings.txt and
    foundry.toml, node_modules, lib. `root` is the project's root folder; without it, the nearest folder above the first
    file that looks like one. The solc is the first that satisfies all pragmas; `say` gets a line for each that doesn't.

    Raises: CompileError in solc's words, or for an import that isn't found; CompilerNotFoundError; ArtifactError if
    nothing in the files can be deployed; UsageError for files that aren't Solidity sources.
    """
    paths = [_solidity_file(Path(file)) for file in files]
    if not paths:
        raise UsageError("There is nothing to compile; name at least one Solidity file.")
    sources = collect(paths, root=root or project_root(paths[0]), remappings=remappings)
    solc = find_solc(pragmas=sources.pragmas, start=sources.root)
    _tell(solc, say)
    compiled = [each for each in _compiled(sources, solc, _settings(sources.root, solc.version)) if each.bytecode]
    if not compiled:
        raise ArtifactError(", ".join(map(str, files)), "only interfaces and abstract contracts are in it.")
    return compiled


def compile_project(root: Path, *, say: Callable[[str], None] = to_stderr) -> dict[str, Artifact]:
    """All contracts of this project that can be deployed, and the third-party ones that it deploys, by name.

    Only the solc that the lock file names will do, so that everybody gets the same bytecode; `say` gets a line for each
    that is passed over.

    Raises: as compile_files.
    """
    if not (root / "node_modules").is_dir():
        raise UsageError(f"There is no folder node_modules in {root}, where imports are found; run `npm ci` there.")
    third_party = [root / "node_modules" / unit for unit in THIRD_PARTY]
    sources = collect([*project_files(root), *third_party], root=root)
    solc = find_solc(locked_version(root), start=root)
    _tell(solc, say)
    return _by_name(each for each in _compiled(sources, solc, SETTINGS) if _is_deployed(each))


def project_input(root: Path) -> dict[str, Any]:
    """Solc's standard JSON input for this project's contracts, for tools that run the compiler themselves.

    Raises: UsageError for an import that isn't found.
    """
    return _request(collect(project_files(root), root=root), SETTINGS)


def project_files(root: Path) -> list[Path]:
    """The Solidity sources of the project itself, in alphabetical order."""
    return sorted((root / "contracts").rglob("*.sol"))


def locked_version(root: Path) -> str:
    """The version of solc in the project's lock file, package-lock.json."""
    path = root / "package-lock.json"
    try:
        return str(json.loads(path.read_bytes())["packages"]["node_modules/solc"]["version"])
    except (OSError, ValueError, KeyError) as error:
        raise UsageError(f"{path} doesn't say which version of solc is used ({type(error).__name__}).") from error


def _solidity_file(path: Path) -> Path:
    if path.suffix != ".sol" and not path.is_dir():
        raise UsageError(f"{path} is not a Solidity source; the names of those end in .sol.")
    return path


def _tell(solc: Solc, say: Callable[[str], None]) -> None:
    for note in solc.notes:
        say(note)


def _settings(root: Path, version: str) -> dict[str, Any]:
    """Our settings, with those that the user's project can't be compiled without."""
    settings = json.loads(json.dumps(dict(SETTINGS)))
    if Version(version) < CANCUN_SINCE:
        del settings["evmVersion"]
    for name, value in layout_of(root).settings.items():
        *above, last = FOUNDRY_SETTINGS[name]
        target = settings[above[0]] if above else settings
        target[last] = value
    return dict(settings)


def _compiled(sources: Sources, solc: Solc, settings: Mapping[str, Any]) -> list[Artifact]:
    output = solc.compile(_request(sources, settings))
    units = {each["id"]: unit for unit, each in output["sources"].items()}
    compiled = [portable(each, units) for each in from_output(output) if each.source in sources.entries]
    if any(NAMESPACE_MARK in text for text in sources.contents.values()):
        return compiled
    return [replace(each, namespaces={"spaces": {}, "types": {}}) for each in compiled]


def _request(sources: Sources, settings: Mapping[str, Any]) -> dict[str, Any]:
    selection = {"*": {"": ["ast"]}, **{unit: {"*": list(OUTPUTS)} for unit in sources.entries}}
    return {
        "language": "Solidity",
        "sources": {unit: {"content": content} for unit, content in sources.contents.items()},
        "settings": {**settings, "remappings": list(sources.remappings), "outputSelection": selection},
    }


def _is_deployed(artifact: Artifact) -> bool:
    return bool(artifact.bytecode) and any(entry["type"] in ENTRANCES for entry in artifact.abi)


def _by_name(artifacts: Iterator[Artifact]) -> dict[str, Artifact]:
    found: dict[str, Artifact] = {}
    for each in sorted(artifacts, key=lambda each: each.label):
        if found.setdefault(each.name, each) is not each:
            raise UsageError(f"Two contracts are called {each.name}: {found[each.name].label} and {each.label}.")
    return dict(sorted(found.items()))
