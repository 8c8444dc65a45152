"""Where state lies."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ..model import Edit, replaced
from ..tree import Site, span
from ._base import Operator

NAMESPACE = re.compile(r"^[a-zA-Z][\w-]*(\.[a-zA-Z][\w-]*)+$")
"""A namespace of ERC-7201, as in `backbone.storage.Minting`."""


class ShiftStorage(Operator):
    """State lies elsewhere than before, so that an upgrade loses it."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """A field put first in a struct that has a namespace; another namespace."""
        if site.kind == "StructDefinition" and _has_namespace(site):
            start, _ = span(site.node["members"][0])
            yield Edit(start=start, end=start, text="uint256 shifted; ")
        if site.kind == "Literal" and site.node.get("kind") == "string" and NAMESPACE.match(str(site.node["value"])):
            yield replaced(site, f'"{site.node["value"]}.moved"')


def _has_namespace(site: Site) -> bool:
    documentation = site.node.get("documentation") or {}
    return "storage-location erc7201" in str(documentation.get("text", "")) and bool(site.node["members"])
