"""Numbers, comparisons and bits."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..model import Edit, replaced
from ..tree import Node, Site, span
from ._base import Operator

BESIDE = {"<=": "<", "<": "<=", ">=": ">", ">": ">=", "==": "!=", "!=": "=="}
ARITHMETIC = {"+": "-", "-": "+", "*": "/", "/": "*", "%": "/", "+=": "-=", "-=": "+=", "*=": "/=", "/=": "*="}
BITS = {"|": "&", "&": "|", "^": "|", "|=": "&=", "&=": "|=", "^=": "|=", "<<": ">>", ">>": "<<"}


class OffByOne(Operator):
    """A number is one too high or too low, a comparison takes or leaves the boundary, a sum is a difference."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Literals up and down by one; <= and <, >= and >, == and !=; + and -, * and /; ++ and --."""
        if site.kind == "Literal" and site.node.get("kind") == "number":
            yield from _beside(site)
        if site.kind == "UnaryOperation" and site.node["operator"] in ("++", "--"):
            other = "--" if site.node["operator"] == "++" else "++"
            yield replaced(site, site.quote(site.node).replace(site.node["operator"], other))
        yield from _exchanged(site, BESIDE | ARITHMETIC)


class SwapBits(Operator):
    """An operator on bits was taken for another one."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """| and &, ^ for |, << and >>, also with =; ~ left out."""
        if site.kind == "UnaryOperation" and site.node["operator"] == "~":
            yield replaced(site, site.quote(site.node["subExpression"]))
        yield from _exchanged(site, BITS)


def _beside(site: Site) -> Iterator[Edit]:
    text = site.quote(site.node)
    yield replaced(site, f"({text} + 1)")
    if int(float(site.node["value"].replace("_", "")) if "x" not in text else int(text, 16)):
        yield replaced(site, f"({text} - 1)")


def _exchanged(site: Site, others: Mapping[str, str]) -> Iterator[Edit]:
    """The operator between two operands, replaced by the other one of its pair."""
    operator = str(site.node.get("operator", ""))
    if site.kind in ("BinaryOperation", "Assignment") and operator in others:
        left, right = _operands(site.node)
        (_, start), (end, _) = span(left), span(right)
        between = site.source.content[start:end].decode()
        yield Edit(start=start, end=end, text=between.replace(operator, others[operator], 1))


def _operands(node: Node) -> tuple[Node, Node]:
    if node["nodeType"] == "Assignment":
        return node["leftHandSide"], node["rightHandSide"]
    return node["leftExpression"], node["rightExpression"]
