"""Who may call, and how often: modifiers, roles, initialisers."""

from __future__ import annotations

from collections.abc import Iterator

from ..model import Edit, replaced, skipped
from ..tree import Site, callee, span
from ._base import Operator

ONCE = ("initializer", "reinitializer", "onlyInitializing")
"""OpenZeppelin's modifiers that let a function run at one time only."""


class DropModifier(Operator):
    """A function lost a modifier, so that what it asked for is asked no more."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Without the modifier; those of initialisers are another operator's."""
        if _is_modifier(site) and site.node["modifierName"]["name"] not in ONCE:
            yield _without(site)


class SwapRole(Operator):
    """A role was taken for another one: in a modifier, a check, or where a role is granted."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """The two roles that are declared next to it, in a circle."""
        name = site.node.get("name")
        if site.kind == "Identifier" and name in site.roles:
            place = site.roles.index(name)
            others = (site.roles[(place + step) % len(site.roles)] for step in (1, -1))
            yield from (replaced(site, other) for other in dict.fromkeys(others) if other != name)


class OpenInitialiser(Operator):
    """The contract can be initialised a second time, or its implementation a first time."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Without the modifier, with one for a second time, and without locking the implementation."""
        if _is_modifier(site) and site.node["modifierName"]["name"] in ONCE:
            yield _without(site)
            if site.node["modifierName"]["name"] == "initializer":
                yield replaced(site, "reinitializer(2)")
        if site.kind == "ExpressionStatement" and callee(site.node["expression"]) == "_disableInitializers":
            yield skipped(site)


def _is_modifier(site: Site) -> bool:
    return site.kind == "ModifierInvocation" and site.node.get("kind") == "modifierInvocation"


def _without(site: Site) -> Edit:
    """The node and the spaces before it are gone."""
    start, end = span(site.node)
    return Edit(start=len(site.source.content[:start].rstrip()), end=end, text="")
