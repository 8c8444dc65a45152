"""Compiled contracts: those that are shipped with the package, and anybody else's from the file of any common tool.

The shipped files, and all others that `write` makes, hold the format `backbone.artifact/1`. Its keys, of which an empty
one is left out:

| key | holds |
|---|---|
| `schema` | `backbone.artifact/1` |
| `contractName`, `sourceName` | the contract and its source unit, for instance `contracts/token/ReferenceDollar.sol` |
| `compiler` | version of solc with its commit |
| `abi` | the ABI, as solc words it |
| `bytecode` | `object` (0x…, zeros where a library's address goes), `sourceMap`, `linkReferences` |
| `deployedBytecode` | the same, and `immutableReferences` ({number: [{start, length}]}) |
| `storageNamespaces` | of ERC-7201: `spaces` ({id: {contract, slot, storage}}) and `types`, as in a `storageLayout` |
| `storageLayout`, `metadata` | as solc words them; shipped files leave out the part `output` of the metadata |
| `sourceHashes` | keccak-256 of every source unit that the contract was compiled from |

File `i` in a source map is the `i`-th key of `sourceHashes` in alphabetical order; -1 is code that the compiler
made up. Artifacts of quirks hold names, compiler, ABI, the two codes and the source hashes only.
"""

from __future__ import annotations

import functools
from pathlib import Path

from backbone_chain.artifacts._model import Artifact
from backbone_chain.artifacts._namespaces import namespace_slot
from backbone_chain.artifacts._portable import portable
from backbone_chain.artifacts._read import from_output, read
from backbone_chain.artifacts._write import to_json, write
from backbone_chain.errors import UnknownNameError

__all__ = [
    "FOLDER",
    "Artifact",
    "control_quirks",
    "from_output",
    "load",
    "namespace_slot",
    "portable",
    "quirks",
    "read",
    "shipped",
    "to_json",
    "write",
]

FOLDER = Path(__file__).parent
"""Where the shipped artifacts lie: a file a contract, those of the quirks in `quirks/`, as in `contracts/quirks/`."""


def shipped() -> list[str]:
    """The names of all contracts that are shipped compiled, quirks among them, in alphabetical order."""
    return sorted([*_names_in(FOLDER), *quirks(), *control_quirks()])


def quirks() -> list[str]:
    """The names of the shipped quirks: the reference token with one thing wrong each, in alphabetical order."""
    return _names_in(FOLDER / "quirks")


def control_quirks() -> list[str]:
    """The names of the shipped supply controllers and reserve feeds with one thing wrong, in alphabetical order."""
    return _names_in(FOLDER / "quirks" / "control")


@functools.cache
def load(name: str) -> Artifact:
    """The shipped contract called `name`. Raises: UnknownNameError with the nearest name.

    The same object comes back every time, so don't change what is in it.
    """
    for folder in (FOLDER, FOLDER / "quirks", FOLDER / "quirks" / "control"):
        path = folder / f"{name}.json"
        if path.is_file():
            return read(path)
    raise UnknownNameError("shipped contract", name, shipped())


def _names_in(folder: Path) -> list[str]:
    return sorted(path.stem for path in folder.glob("[!.]*.json"))
