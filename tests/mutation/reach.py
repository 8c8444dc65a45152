"""Which functions may run when a function of some name is called: by names alone, so rather too many than too few.

An override, a function of a base, one of another contract that is called: whatever has a name that the text mentions
counts as called. So a test that sends no call from which a place can be reached can't notice what changes there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from .tree import Node, Project, walk

DEFINITIONS = ("FunctionDefinition", "ModifierDefinition", "StructDefinition", "VariableDeclaration")
AT_CREATION = "constructor"
WITHOUT_SELECTOR = ("receive", "fallback")


@dataclass(frozen=True, kw_only=True)
class Reach:
    """Names by the names of what mentions them, and the names of functions by selector."""

    mentions: Mapping[str, frozenset[str]]
    selectors: Mapping[bytes, str]

    @classmethod
    def of(cls, project: Project) -> Reach:
        """From the syntax trees of all sources."""
        mentions: dict[str, set[str]] = {}
        selectors: dict[bytes, str] = {}
        for node in _definitions(project):
            name = str(node["name"] or node.get("kind"))
            mentions.setdefault(name, set()).update(_mentioned(node))
            if node.get("functionSelector"):
                selectors[bytes.fromhex(node["functionSelector"])] = name
        return cls(mentions={name: frozenset(each) for name, each in mentions.items()}, selectors=selectors)

    def names_in(self, data: bytes) -> set[str]:
        """The functions whose selectors stand anywhere in calldata, also in calldata that is passed on."""
        found = {name for selector, name in self.selectors.items() if selector in data}
        return found | set(WITHOUT_SELECTOR)

    def everything_from(self, names: Iterable[str]) -> frozenset[str]:
        """All names that can be reached from these."""
        reached: set[str] = set()
        ahead = list(names)
        while ahead:
            name = ahead.pop()
            if name not in reached:
                reached.add(name)
                ahead += self.mentions.get(name, ())
        return frozenset(reached)


def _definitions(project: Project) -> Iterator[Node]:
    for source in project.sources.values():
        yield from (node for node in walk(source.tree) if node["nodeType"] in DEFINITIONS)


def _mentioned(node: Node) -> Iterator[str]:
    for each in walk(node):
        if each is not node and each["nodeType"] in ("Identifier", "IdentifierPath", "MemberAccess"):
            name = str(each.get("name") or each.get("memberName"))
            yield name.rpartition(".")[2]
