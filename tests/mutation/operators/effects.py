"""What happens and what is told of it: changes, events, arguments, returned values."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise

from ..model import Edit, replaced, skipped
from ..tree import Node, Site, callee, span, type_of
from ._base import Operator
from .conditions import is_guard_call, opposite

OTHERS_BUSINESS = ("revert", "_disableInitializers")
"""Calls that stand alone and that other operators see to, or that nothing comes after."""


class SkipChange(Operator):
    """A change isn't made: an allowance or a limit is not used up, a value not stored, a step not taken."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Without an assignment, a delete, a step up or down, or a call that stands alone."""
        if site.kind == "ExpressionStatement" and _is_change(site.node["expression"]) and _ends(site):
            yield skipped(site)


class ForgetEvent(Operator):
    """An event isn't emitted."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Without the emit."""
        if site.kind == "EmitStatement":
            yield skipped(site)


class SwapArguments(Operator):
    """Two neighbouring arguments of the same type were swapped, in a call, an event or an error."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Each two neighbours that aren't the same text."""
        if site.kind == "FunctionCall" and site.node["kind"] == "functionCall":
            arguments: Sequence[Node] = site.node["arguments"]
            for first, second in pairwise(arguments):
                if type_of(first) == type_of(second) and site.quote(first) != site.quote(second):
                    yield _exchanged(site, first, second)


class ReplaceReturn(Operator):
    """A function answers something else: the opposite, or nothing."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """A bool flipped; 0 for numbers, addresses, bytes and text."""
        if site.parent["nodeType"] == "Return" and site.node is site.parent.get("expression"):
            text = _another(site)
            if text and text != site.quote(site.node):
                yield replaced(site, text)


def _is_change(node: Node) -> bool:
    if node["nodeType"] == "UnaryOperation":
        return node["operator"] in ("delete", "++", "--")
    if node["nodeType"] == "FunctionCall":
        return not is_guard_call(node) and callee(node) not in OTHERS_BUSINESS
    return bool(node["nodeType"] == "Assignment")


def _ends(site: Site) -> bool:
    """Whether it ends with a semicolon, as the step of a for loop doesn't."""
    return site.source.statement_span(site.node) != span(site.node)


def _exchanged(site: Site, first: Node, second: Node) -> Edit:
    (start, middle), (resumed, end) = span(first), span(second)
    between = site.source.content[middle:resumed].decode()
    return Edit(start=start, end=end, text=f"{site.quote(second)}{between}{site.quote(first)}")


def _another(site: Site) -> str:
    kind = type_of(site.node)
    if kind == "bool":
        return opposite(site, site.node)
    if kind.startswith(("uint", "int")) and "[" not in kind:
        return "0"
    if kind == "address" or (kind.startswith("bytes") and kind != "bytes" and " " not in kind):
        return f"{kind}(0)"
    return '""' if kind.startswith(("string", "literal_string")) else ""
