"""The layout of types in storage, worked out from solc's syntax tree in the words of its `storageLayout`.

solc says where a contract's variables lie, but not where the members of a struct do that no variable has. The rules are
those of https://docs.soliditylang.org/en/latest/internals/layout_in_storage.html.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeAlias

SLOT_BYTES = 32
ADDRESS_BYTES = 20
FUNCTION_BYTES = {"external": 24, "internal": 8}
NAMED_SIZES = {"address": ADDRESS_BYTES, "address payable": ADDRESS_BYTES, "bool": 1}

_BITS = re.compile(r"u?int(\d+)$")
_BYTES = re.compile(r"bytes(\d+)$")
_LENGTH = re.compile(r"\[(\d*)\](?: storage.*| memory| calldata)?$")

Node: TypeAlias = Mapping[str, Any]
Json: TypeAlias = dict[str, Any]


def declarations(trees: Iterable[Node]) -> dict[int, Node]:
    """Every struct, enum, contract and value type of the syntax trees, by its number."""
    return {node["id"]: node for tree in trees for node in _declared(tree)}


def _declared(node: Node) -> Iterator[Node]:
    for each in node.get("nodes", ()):
        yield each
        if each["nodeType"] == "ContractDefinition":
            yield from _declared(each)


class StorageTypes:
    """The types that were asked for, with those that they are made of; `found` is as `types` of a `storageLayout`."""

    def __init__(self, declared: Mapping[int, Node]) -> None:
        self.found: dict[str, Json] = {}
        self._declared = declared
        self._structs: dict[int, str] = {}

    def members(self, struct: Node) -> list[Json]:
        """Where each member of a struct lies, counted from its first slot."""
        slot, offset, placed = 0, 0, []
        for member in struct["members"]:
            name = self.name(member["typeName"])
            size, alone = self._size(name), self._starts_a_slot(name)
            if offset and (alone or offset + size > SLOT_BYTES):
                slot, offset = slot + 1, 0
            placed.append({"label": member["name"], "offset": offset, "slot": str(slot), "type": name})
            slot, offset = (slot + size // SLOT_BYTES, 0) if alone else (slot, offset + size)
        return placed

    def name(self, kind: Node) -> str:
        """The name of a type in `found`, where it then is."""
        make = {
            "ElementaryTypeName": self._elementary,
            "UserDefinedTypeName": self._declared_type,
            "Mapping": self._mapping,
            "ArrayTypeName": self._array,
            "FunctionTypeName": self._function,
        }[kind["nodeType"]]
        return make(kind)

    def _size(self, name: str) -> int:
        return int(self.found[name]["numberOfBytes"])

    def _starts_a_slot(self, name: str) -> bool:
        kind = self.found[name]
        return "members" in kind or ("base" in kind and kind["encoding"] == "inplace")

    def _put(self, label: str, size: int, encoding: str = "inplace", **parts: Any) -> str:
        self.found[label] = {"encoding": encoding, "label": label, "numberOfBytes": str(size), **parts}
        return label

    def _elementary(self, kind: Node) -> str:
        label = kind["typeDescriptions"]["typeString"].split(" storage")[0]
        if label in ("bytes", "string"):
            return self._put(label, SLOT_BYTES, "bytes")
        bits, size = _BITS.match(label), _BYTES.match(label)
        if bits:
            return self._put(label, int(bits[1]) // 8)
        return self._put(label, int(size[1]) if size else NAMED_SIZES[label])

    def _mapping(self, kind: Node) -> str:
        key, value = self.name(kind["keyType"]), self.name(kind["valueType"])
        return self._put(f"mapping({key} => {value})", SLOT_BYTES, "mapping", key=key, value=value)

    def _array(self, kind: Node) -> str:
        base, length = self.name(kind["baseType"]), _LENGTH.search(kind["typeDescriptions"]["typeString"])
        if length is None or not length[1]:
            return self._put(f"{base}[]", SLOT_BYTES, "dynamic_array", base=base)
        return self._put(f"{base}[{length[1]}]", self._array_bytes(base, int(length[1])), base=base)

    def _array_bytes(self, base: str, length: int) -> int:
        size = self._size(base)
        if size > SLOT_BYTES:
            return length * size
        return -(-length // (SLOT_BYTES // size)) * SLOT_BYTES

    def _function(self, kind: Node) -> str:
        label = kind["typeDescriptions"]["typeString"]
        return self._put(label, FUNCTION_BYTES[kind.get("visibility", "internal")])

    def _declared_type(self, kind: Node) -> str:
        node = self._declared[kind["referencedDeclaration"]]
        if node["nodeType"] == "StructDefinition":
            return self._struct(node)
        if node["nodeType"] == "EnumDefinition":
            values = [value["name"] for value in node["members"]]
            return self._put(f"enum {node['canonicalName']}", 1, values=values)
        if node["nodeType"] == "ContractDefinition":
            return self._put(f"contract {node['name']}", ADDRESS_BYTES)
        underlying = self.name(node["underlyingType"])
        label = node.get("canonicalName", node["name"])
        return self._put(label, self._size(underlying), underlying=underlying)

    def _struct(self, node: Node) -> str:
        """By a name of its own, since two files may each have a struct of the same name; known before its members are,
        since a struct may hold a mapping to itself.
        """
        if node["id"] not in self._structs:
            label = f"struct {node['canonicalName']}"
            same = sum(name.partition("#")[0] == label for name in self._structs.values())
            name = self._structs[node["id"]] = f"{label}#{same}" if same else label
            self._put(name, SLOT_BYTES, members=[])
            members = self.members(node)
            last = members[-1]
            end = int(last["slot"]) * SLOT_BYTES + last["offset"] + self._size(last["type"])
            self._put(name, -(-end // SLOT_BYTES) * SLOT_BYTES, members=members)
        return self._structs[node["id"]]
