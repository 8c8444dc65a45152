"""Reading a compiled contract from the JSON of Foundry, Hardhat, Truffle, solc or Backbone Chain."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from eth_utils.crypto import keccak

from backbone_chain.artifacts import _shape
from backbone_chain.artifacts._model import Artifact, Json
from backbone_chain.artifacts._namespaces import namespaces
from backbone_chain.artifacts._shape import MalformedError
from backbone_chain.errors import ArtifactError, UnknownNameError

SCHEMA = "backbone.artifact/1"
STRUCTS_DOCUMENTED_SINCE = (0, 8, 20)  # of solc
DEEPEST = 2_000  # levels of nesting, Python's own included; metadata and ABIs have a few dozen
NO_BYTECODE = (
    "it has an ABI but no bytecode, as interfaces and abstract contracts do; choose a contract that can be deployed."
)


def read(path: str | Path, contract: str | None = None) -> Artifact:
    """The compiled contract in the file at `path`: Foundry's, Hardhat's, Truffle's, ours, or solc's output (standard
    JSON, a build-info file, or `--combined-json`).

    `contract` chooses by name, or by `source unit:name`, where a file holds several.

    Raises: ArtifactError with one sentence on what is wrong with the file; UnknownNameError for a contract that it
    doesn't hold.
    """
    path = Path(path)
    try:
        return _chosen([artifact(entry) for entry in _entries(_document(path), path.stem)], path, contract)
    except MalformedError as problem:
        raise ArtifactError(path, str(problem)) from problem


def from_output(output: Json) -> list[Artifact]:
    """Every contract in solc's standard-JSON output, those without bytecode too."""
    trees = _trees(output)
    return [artifact(entry) for entry in _standard_entries(output.get("contracts", {}), trees)]


def artifact(entry: Json) -> Artifact:
    """One contract from an entry in the keys of Foundry, Hardhat and ours."""
    libraries = entry.get("libraries", {})
    creation = _shape.code(_creation(entry), "bytecode", libraries)
    deployed = _shape.code(_deployed(entry), "deployedBytecode", libraries)
    metadata = _shape.mapping(_shape.parsed(entry.get("rawMetadata") or entry.get("metadata"), "metadata"), "metadata")
    layout = _shape.mapping(_shape.parsed(entry.get("storageLayout"), "storageLayout"), "storageLayout")
    return Artifact(
        name=_shape.text(entry.get("contractName"), "contractName"),
        source=_shape.text(entry.get("sourceName"), "sourceName"),
        compiler=_compiler(entry, metadata),
        abi=_shape.abi(entry.get("abi")),
        bytecode=creation.data,
        deployed_bytecode=deployed.data,
        immutable_references=deployed.immutable_references,
        source_map=creation.source_map,
        deployed_source_map=deployed.source_map,
        storage_layout=layout or None,
        namespaces=_shape.mapping(entry.get("storageNamespaces"), "storageNamespaces") or None,
        metadata=metadata or None,
        link_references=creation.link_references,
        deployed_link_references=deployed.link_references,
        source_hashes=_source_hashes(entry, metadata),
    )


@contextmanager
def shallow() -> Iterator[None]:
    """JSON that is nested too deeply ends in an error also where somebody has raised the interpreter's limit."""
    limit = sys.getrecursionlimit()
    sys.setrecursionlimit(min(limit, DEEPEST))
    try:
        yield
    finally:
        sys.setrecursionlimit(limit)


def _document(path: Path) -> Any:
    if path.is_dir():
        raise MalformedError("it is a directory; name the JSON file of one contract in it.")
    try:
        with shallow():
            return json.loads(path.read_bytes())
    except FileNotFoundError as error:
        raise MalformedError("there is no such file.") from error
    except OSError as error:
        raise MalformedError(f"it can't be read ({error.strerror}).") from error
    except json.JSONDecodeError as error:
        raise MalformedError(f"it is not JSON (line {error.lineno}: {error.msg}).") from error
    except (UnicodeDecodeError, RecursionError) as error:
        raise MalformedError("it is not JSON.") from error


def _entries(document: Any, stem: str) -> list[Json]:
    """The contracts in a document of whichever tool, all in the same keys."""
    if _shape.is_abi(document):
        raise MalformedError("it is an ABI without bytecode; give the artifact that your compiler wrote beside it.")
    if not isinstance(document, dict):
        raise MalformedError("it is JSON, but not of a compiled contract.")
    output = document.get("output", document)
    if isinstance(output, dict) and "contracts" in output:
        return _output_entries(_shape.mapping(output["contracts"], "contracts"), _trees(output))
    if "abi" not in document:
        raise MalformedError("it is JSON, but not of a compiled contract: it has neither `abi` nor `contracts`.")
    if not document.get("schema", SCHEMA) == SCHEMA:
        raise MalformedError(f"its format is {document['schema']!r}, and only {SCHEMA!r} can be read here.")
    return [_named(document, stem)]


def _named(document: Json, stem: str) -> Json:
    """The document with its names filled in: Foundry gives them in the metadata, or in nothing but the file's name."""
    if "contractName" in document:
        return document
    metadata = _shape.parsed(document.get("rawMetadata") or document.get("metadata"), "metadata")
    settings = _shape.mapping(_shape.mapping(metadata, "metadata").get("settings"), "metadata's settings")
    target = _shape.mapping(settings.get("compilationTarget"), "metadata's compilationTarget")
    source, name = next(iter(target.items()), ("", stem))
    return {**document, "sourceName": source, "contractName": name}


def _trees(output: Json) -> Mapping[str, Json]:
    """The syntax trees in a compiler's output, by source unit; none in an output that was not asked for them."""
    sources = _shape.mapping(output.get("sources"), "sources")
    return {unit: tree for unit, each in sources.items() if (tree := _shape.mapping(each, unit).get("ast"))}


def _output_entries(contracts: Json, trees: Mapping[str, Json]) -> list[Json]:
    if any(isinstance(value, dict) and ("bin" in value or "abi" in value) for value in contracts.values()):
        return _combined_entries(contracts)
    return _standard_entries(contracts, trees)


def _standard_entries(contracts: Json, trees: Mapping[str, Json]) -> list[Json]:
    return [
        _standard_entry(source, name, value, trees)
        for source, held in contracts.items()
        for name, value in _shape.mapping(held, f"contracts[{source}]").items()
    ]


def _standard_entry(source: str, name: str, held: object, trees: Mapping[str, Json]) -> Json:
    value = _shape.mapping(held, f"contracts[{source}][{name}]")
    evm = _shape.mapping(value.get("evm"), f"contracts[{source}][{name}].evm")
    spaces = namespaces(trees, source, name) if source in trees and _documents_structs(value) else None
    return {**value, **evm, "storageNamespaces": spaces, "sourceName": source, "contractName": name}


def _documents_structs(value: Json) -> bool:
    """Whether the compiler puts the comments of structs, and so the marks of namespaces, into its syntax trees."""
    metadata = _shape.mapping(_shape.parsed(value.get("metadata"), "metadata"), "metadata")
    version = re.match(r"(\d+)\.(\d+)\.(\d+)", _compiler({}, metadata))
    return version is None or tuple(map(int, version.groups())) >= STRUCTS_DOCUMENTED_SINCE


def _combined_entries(contracts: Json) -> list[Json]:
    libraries = {_placeholder(full): full for full in contracts}
    return [_combined_entry(full, value, libraries) for full, value in contracts.items()]


def _combined_entry(full: str, held: object, libraries: Mapping[str, str]) -> Json:
    value = _shape.mapping(held, f"contracts[{full}]")
    source, _, name = full.rpartition(":")
    return {
        "sourceName": source,
        "contractName": name,
        "abi": value.get("abi"),
        "bytecode": {"object": value.get("bin"), "sourceMap": value.get("srcmap")},
        "deployedBytecode": {"object": value.get("bin-runtime"), "sourceMap": value.get("srcmap-runtime")},
        "metadata": value.get("metadata"),
        "storageLayout": value.get("storage-layout"),
        "libraries": libraries,
    }


def _placeholder(full_name: str) -> str:
    """What stands for the library's address: https://docs.soliditylang.org/en/latest/using-the-compiler.html."""
    return f"__${keccak(text=full_name).hex()[:34]}$__"


def _creation(entry: Json) -> Json:
    value = entry.get("bytecode")
    if not isinstance(value, str):
        return _shape.mapping(value, "bytecode")
    return {"object": value, "sourceMap": entry.get("sourceMap"), "linkReferences": entry.get("linkReferences")}


def _deployed(entry: Json) -> Json:
    value = entry.get("deployedBytecode")
    if not isinstance(value, str):
        return _shape.mapping(value, "deployedBytecode")
    return {
        "object": value,
        "sourceMap": entry.get("deployedSourceMap"),
        "linkReferences": entry.get("deployedLinkReferences"),
        "immutableReferences": entry.get("immutableReferences"),
    }


def _compiler(entry: Json, metadata: Json) -> str:
    given = entry.get("compiler") or metadata.get("compiler")
    if isinstance(given, str):
        return given
    return _shape.text(_shape.mapping(given, "compiler").get("version"), "compiler's version")


def _source_hashes(entry: Json, metadata: Json) -> Mapping[str, str]:
    if "sourceHashes" in entry:
        return _shape.mapping(entry["sourceHashes"], "sourceHashes")
    sources = _shape.mapping(metadata.get("sources"), "metadata's sources")
    return {unit: _shape.text(_shape.mapping(each, unit).get("keccak256"), unit) for unit, each in sources.items()}


def _chosen(held: list[Artifact], path: Path, contract: str | None) -> Artifact:
    if contract is not None:
        wanted = [each for each in held if contract in (each.name, each.label)]
        if not wanted:
            raise UnknownNameError(f"contract in {path}", contract, [each.name for each in held])
    else:
        wanted = [each for each in held if each.bytecode] or held
    if len(wanted) > 1:
        raise MalformedError(f"it holds several contracts; choose one of {', '.join(_names(wanted))}.")
    if not wanted:
        raise MalformedError("it is output of a compiler that holds no contract.")
    if not wanted[0].bytecode:
        raise MalformedError(NO_BYTECODE)
    return wanted[0]


def _names(held: list[Artifact]) -> list[str]:
    """The shortest names that tell them apart."""
    names = [each.name for each in held]
    return names if len(set(names)) == len(names) else [each.label for each in held]
