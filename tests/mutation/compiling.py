"""Sources to syntax trees, and mutants to the few contracts that they change."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from backbone_chain.artifacts import Artifact, from_output
from backbone_chain.compiler import SETTINGS, Solc, find_solc, locked_version
from backbone_chain.compiler._sources import Sources, collect

from .settings import ROOT
from .tree import Project, Source

OUTPUTS = (
    "abi",
    "storageLayout",
    "evm.bytecode.object",
    "evm.bytecode.linkReferences",
    "evm.deployedBytecode.object",
    "evm.deployedBytecode.linkReferences",
    "evm.deployedBytecode.immutableReferences",
)
"""What tests ask of a contract, and no more, so that solc is done sooner."""

METADATA = re.compile(rb"\xa2\x64ipfs\x58\x22.{34}\x64solc\x43...\x00\x33", re.DOTALL)
"""What solc appends to code: a hash of the sources, which differs by every letter of them, and its version."""


@dataclass(frozen=True, kw_only=True)
class Compiler:
    """The project's solc with the project's settings, and the sources of all contracts."""

    solc: Solc
    sources: Sources = field(repr=False)

    @classmethod
    def of(cls, files: Sequence[Path], root: Path) -> Compiler:
        """For these files of the project at `root`, and all that they import."""
        return cls(solc=find_solc(locked_version(ROOT), start=ROOT), sources=collect(files, root=root))

    @classmethod
    def of_project(cls, root: Path) -> Compiler:
        """For all contracts of this project."""
        return cls.of(sorted((root / "contracts").rglob("*.sol")), root)

    def project(self) -> Project:
        """The syntax trees of all sources."""
        output = self._run(self.sources.contents, {"*": {"": ["ast"]}})
        contents = self.sources.contents
        sources = {
            unit: Source(unit=unit, content=contents[unit].encode(), tree=each["ast"])
            for unit, each in output["sources"].items()
        }
        return Project.of(sources)

    def compile(self, wanted: Mapping[str, str], changed: Mapping[str, str] | None = None) -> dict[str, Artifact]:
        """These contracts (name to source unit), with the changed text of some sources.

        Raises: CompileError in solc's words.
        """
        selection: dict[str, dict[str, list[str]]] = {}
        for name, unit in wanted.items():
            selection.setdefault(unit, {})[name] = list(OUTPUTS)
        output = self._run({**self.sources.contents, **(changed or {})}, selection)
        return {each.name: each for each in from_output(output) if each.name in wanted}

    def _run(self, contents: Mapping[str, str], selection: Mapping[str, Any]) -> dict[str, Any]:
        settings = json.loads(json.dumps(dict(SETTINGS)))
        request = {
            "language": "Solidity",
            "sources": {unit: {"content": content} for unit, content in contents.items()},
            "settings": {**settings, "remappings": list(self.sources.remappings), "outputSelection": selection},
        }
        return self.solc.compile(request)


def same_code(one: Artifact, other: Artifact) -> bool:
    """Whether two contracts have the same code, the hashes of their sources aside."""
    return METADATA.sub(b"", one.bytecode) == METADATA.sub(b"", other.bytecode)
