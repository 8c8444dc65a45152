"""Writing a compiled contract in our own format, the same bytes for the same contract."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from backbone_chain.artifacts._model import Artifact
from backbone_chain.artifacts._read import SCHEMA


def to_json(artifact: Artifact) -> str:
    """The artifact as text: keys sorted, one key of the top level a line, newline at the end.

    A line a key keeps the file small and still lets a diff say what changed: the ABI, the code, or only the sources.
    """
    fields = {key: value for key, value in _fields(artifact).items() if value not in (None, "", {})}
    lines = (f"{_compact(key)}: {_compact(value)}" for key, value in sorted(fields.items()))
    return "{\n" + ",\n".join(lines) + "\n}\n"


def write(artifact: Artifact, path: Path) -> Path:
    """Write the artifact to `path`, all or nothing, because another process may be reading the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_name(f".{path.name}.{os.getpid()}")
    unfinished.write_text(to_json(artifact), encoding="utf-8", newline="\n")
    unfinished.replace(path)
    return path


def _fields(artifact: Artifact) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "contractName": artifact.name,
        "sourceName": artifact.source,
        "compiler": artifact.compiler,
        "abi": artifact.abi,
        "bytecode": _section(
            object="0x" + artifact.bytecode.hex(),
            sourceMap=artifact.source_map,
            linkReferences=artifact.link_references,
        ),
        "deployedBytecode": _section(
            object="0x" + artifact.deployed_bytecode.hex(),
            sourceMap=artifact.deployed_source_map,
            linkReferences=artifact.deployed_link_references,
            immutableReferences=artifact.immutable_references,
        ),
        "storageLayout": artifact.storage_layout,
        "storageNamespaces": artifact.namespaces,
        "metadata": artifact.metadata,
        "sourceHashes": artifact.source_hashes,
    }


def _section(**parts: Any) -> dict[str, Any]:
    return {key: value for key, value in parts.items() if value}


def _compact(value: object) -> str:
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
