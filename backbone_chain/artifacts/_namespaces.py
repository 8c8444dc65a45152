"""Storage namespaces (ERC-7201) of a contract: structs marked `@custom:storage-location erc7201:<id>`.

solc's own `storageLayout` leaves them out, since no variable has them; they are found in its syntax trees.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from eth_utils.crypto import keccak

from backbone_chain.artifacts._ast_types import Json, Node, StorageTypes, declarations

_MARK = re.compile(r"@custom:storage-location\s+erc7201:(\S+)")
_LAST_BYTE = 0xFF


def namespace_slot(identifier: str) -> int:
    """The first slot of a namespace: keccak256(keccak256(id) - 1) without its last byte, as ERC-7201 says."""
    inner = int.from_bytes(keccak(text=identifier)) - 1
    return int.from_bytes(keccak(inner.to_bytes(32))) & ~_LAST_BYTE


def namespaces(trees: Mapping[str, Node], unit: str, contract: str) -> Json | None:
    """The namespaces of a contract: `{"spaces": {id: {contract, slot, storage}}, "types": …}`, or None where the trees
    can't tell, because that of a source is missing.

    trees: the syntax tree of each source unit, by its name.
    """
    units = _imported(trees, unit)
    declared = declarations(trees[each] for each in units if each in trees)
    owner = next((node for node in trees.get(unit, {}).get("nodes", ()) if node.get("name") == contract), None)
    if owner is None or not units <= set(trees):
        return None
    types, spaces = StorageTypes(declared), {}
    for identifier, struct in sorted(_marked(owner, declared), key=lambda found: found[0]):
        slot = f"0x{namespace_slot(identifier):064x}"
        spaces[identifier] = {"contract": struct["canonicalName"], "slot": slot, "storage": types.members(struct)}
    return {"spaces": spaces, "types": dict(sorted(types.found.items()))}


def _imported(trees: Mapping[str, Node], unit: str) -> set[str]:
    """The source unit, with all that it imports, directly or not."""
    found, waiting = {unit}, [unit]
    while waiting:
        nodes = trees.get(waiting.pop(), {}).get("nodes", ())
        new = {node["absolutePath"] for node in nodes if node["nodeType"] == "ImportDirective"} - found
        found |= new
        waiting += sorted(new)
    return found


def _marked(owner: Node, declared: Mapping[int, Node]) -> Iterator[tuple[str, Node]]:
    """Those of the contract and its bases, and those outside of contracts or in libraries, which anybody may use."""
    bases, held = set(owner["linearizedBaseContracts"]), set()
    for node in declared.values():
        if node["nodeType"] == "ContractDefinition":
            inside = {each["id"] for each in node["nodes"]}
            held |= inside if node["contractKind"] != "library" and node["id"] not in bases else set()
    for number, node in declared.items():
        if node["nodeType"] == "StructDefinition" and number not in held and (mark := _mark(node)):
            yield mark, node


def _mark(struct: Node) -> str:
    found = _MARK.search((struct.get("documentation") or {}).get("text", ""))
    return found[1] if found else ""
