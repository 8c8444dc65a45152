"""Solidity sources with solc's syntax tree: its nodes, their text, and the places where an operator may look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

Node = Mapping[str, Any]

HOMES = ("FunctionDefinition", "ModifierDefinition", "StructDefinition")
"""What a mutant is said to be in, if not in a variable of the contract."""

WITHOUT_CODE = ("StructuredDocumentation", "ImportDirective", "PragmaDirective", "InlineAssembly")


@dataclass(frozen=True, kw_only=True)
class Source:
    """One source unit; places in it are bytes, as solc counts them."""

    unit: str
    content: bytes
    tree: Node

    def quote(self, node: Node) -> str:
        """The text of a node."""
        start, end = span(node)
        return self.content[start:end].decode()

    def line(self, place: int) -> int:
        """The line of a place, from 1."""
        return self.content.count(b"\n", 0, place) + 1

    def statement_span(self, node: Node) -> tuple[int, int]:
        """From where to where a statement goes, its semicolon included."""
        start, end = span(node)
        after = end
        while self.content[after : after + 1].isspace():
            after += 1
        return start, after + 1 if self.content[after : after + 1] == b";" else end


@dataclass(frozen=True, kw_only=True)
class Site:
    """A node where an operator may look: what it stands in, and `roles`, the role constants that can be named there."""

    source: Source
    node: Node
    parent: Node
    home: str
    contract: str
    roles: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """solc's name for this kind of node."""
        return str(self.node["nodeType"])

    def quote(self, node: Node) -> str:
        """The text of a node of the same source."""
        return self.source.quote(node)


@dataclass(frozen=True, kw_only=True)
class Project:
    """All source units of one compilation, by name."""

    sources: Mapping[str, Source]
    declarations: Mapping[int, Node] = field(repr=False)

    @classmethod
    def of(cls, sources: Mapping[str, Source]) -> Project:
        """The sources, with their declarations found by solc's numbers."""
        nodes = (node for source in sources.values() for node in walk(source.tree))
        return cls(sources=sources, declarations={node["id"]: node for node in nodes if "id" in node})

    def sites(self, unit: str) -> Iterator[Site]:
        """Every place of a source, in the order of the text."""
        source = self.sources[unit]
        for contract in children(source.tree):
            if contract["nodeType"] == "ContractDefinition" and contract["contractKind"] != "interface":
                yield from _Walk(source, str(contract["name"]), self._roles(contract)).sites(contract, "")

    def _roles(self, contract: Node) -> tuple[str, ...]:
        """The constants of a contract and its bases that are roles, the nearest first."""
        bases = [self.declarations[base] for base in contract["linearizedBaseContracts"] if base in self.declarations]
        return tuple(str(node["name"]) for base in bases for node in children(base) if _is_role(node))


@dataclass(frozen=True)
class _Walk:
    source: Source
    contract: str
    roles: tuple[str, ...]

    def sites(self, node: Node, home: str) -> Iterator[Site]:
        for child in children(node):
            inside = home or _home(child)
            if child["nodeType"] not in WITHOUT_CODE:
                yield Site(
                    source=self.source,
                    node=child,
                    parent=node,
                    home=inside,
                    contract=self.contract,
                    roles=self.roles,
                )
                yield from self.sites(child, inside)


def children(node: Node) -> list[Node]:
    """The nodes directly below a node, in the order of the text."""
    held = (each for value in node.values() for each in (value if isinstance(value, list) else [value]))
    return sorted((each for each in held if isinstance(each, dict) and "nodeType" in each), key=span)


def walk(node: Node) -> Iterator[Node]:
    """A node and all below it."""
    yield node
    for child in children(node):
        yield from walk(child)


def span(node: Node) -> tuple[int, int]:
    """Where the text of a node begins and ends."""
    start, length, _ = map(int, node["src"].split(":"))
    return start, start + length


def type_of(node: Node) -> str:
    """The type of an expression or a variable in solc's words, empty where there is none."""
    return str(node.get("typeDescriptions", {}).get("typeString") or "")


def callee(node: Node) -> str:
    """The name of what a call calls: `f` of f(x), a.f(x) and super.f(x); empty for other nodes."""
    if node.get("nodeType") != "FunctionCall":
        return ""
    called = node["expression"]
    return str(called.get("name") or called.get("memberName") or "")


def _home(node: Node) -> str:
    if node["nodeType"] == "FunctionDefinition":
        return str(node["name"] or node["kind"])
    if node["nodeType"] in HOMES or (node["nodeType"] == "VariableDeclaration" and node.get("stateVariable")):
        return str(node["name"])
    return ""


def _is_role(node: Node) -> bool:
    return (
        node["nodeType"] == "VariableDeclaration"
        and node.get("mutability") == "constant"
        and node.get("visibility") != "private"
        and type_of(node) == "bytes32"
        and str(node["name"]).endswith("_ROLE")
    )


__all__ = ["Node", "Project", "Site", "Source", "callee", "children", "span", "type_of", "walk"]
