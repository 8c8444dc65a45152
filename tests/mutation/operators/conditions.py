"""What is asked before something happens, and in which order."""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise

from ..model import Edit, replaced, skipped
from ..tree import Node, Site, callee, type_of, walk
from ._base import Operator

OPPOSITES = {"==": "!=", "!=": "==", "<": ">=", ">=": "<", ">": "<=", "<=": ">"}
REQUIRES = ("require", "assert")
GUARDS = ("_require", "_check", "_authorize", "_only", "_validate")
"""How functions begin that do nothing but refuse."""


class NegateCondition(Operator):
    """A condition was written the wrong way round."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Each condition of require, if, loops and the ternary operator."""
        if _is_condition(site):
            yield replaced(site, opposite(site, site.node))


class DropCondition(Operator):
    """A condition, or one half of it, is asked no more."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Without the check that stands alone, with a condition that always or never holds, with half of && and ||."""
        if site.kind == "ExpressionStatement" and is_guard_call(site.node["expression"]):
            yield skipped(site)
        if _is_condition(site) and callee(site.parent) not in REQUIRES:
            yield from (replaced(site, constant) for constant in ("true", "false"))
        if site.kind == "BinaryOperation" and site.node["operator"] in ("&&", "||"):
            halves = (site.node["leftExpression"], site.node["rightExpression"])
            yield from (replaced(site, site.quote(half)) for half in halves)


class ReorderChecks(Operator):
    """A check comes one step too late or too early."""

    def edits(self, site: Site) -> Iterator[Edit]:
        """Each two neighbours of which one is a check, swapped; not where one only reads something into a variable."""
        if site.kind in ("Block", "UncheckedBlock"):
            for first, second in pairwise(site.node["statements"]):
                if _makes_a_difference(first, second):
                    yield _swapped(site, first, second)


def opposite(site: Site, node: Node) -> str:
    """The text of the condition that holds when this one doesn't."""
    if node["nodeType"] == "UnaryOperation" and node["operator"] == "!":
        return site.quote(node["subExpression"])
    if node["nodeType"] == "BinaryOperation" and node["operator"] in OPPOSITES:
        left, right = site.quote(node["leftExpression"]), site.quote(node["rightExpression"])
        return f"{left} {OPPOSITES[node['operator']]} {right}"
    return f"!({site.quote(node)})"


def is_guard_call(node: Node) -> bool:
    """Whether a call is there only to refuse."""
    return callee(node) in REQUIRES or callee(node).startswith(GUARDS)


def _is_condition(site: Site) -> bool:
    if callee(site.parent) in REQUIRES:
        return site.node is site.parent["arguments"][0]
    return site.node is site.parent.get("condition")


def _is_guard(statement: Node) -> bool:
    if statement["nodeType"] == "ExpressionStatement":
        return is_guard_call(statement["expression"])
    leaves = ("Return", "RevertStatement")
    return statement["nodeType"] == "IfStatement" and any(node["nodeType"] in leaves for node in walk(statement))


def _makes_a_difference(first: Node, second: Node) -> bool:
    has_guard = _is_guard(first) or _is_guard(second)
    return has_guard and not _needs(second, first) and not (_only_reads(first) or _only_reads(second))


def _only_reads(statement: Node) -> bool:
    """Whether it declares a variable, and calls at most what changes nothing."""
    calls = [node for node in walk(statement) if node.get("kind") == "functionCall"]
    harmless = [call for call in calls if re.search(r"\b(view|pure)\b", type_of(call["expression"]))]
    return statement["nodeType"] == "VariableDeclarationStatement" and len(harmless) == len(calls)


def _needs(second: Node, first: Node) -> bool:
    declared = {node["id"] for node in walk(first) if node["nodeType"] == "VariableDeclaration"}
    return any(node.get("referencedDeclaration") in declared for node in walk(second))


def _swapped(site: Site, first: Node, second: Node) -> Edit:
    content = site.source.content
    (start, middle), (resumed, end) = site.source.statement_span(first), site.source.statement_span(second)
    text = content[resumed:end] + content[middle:resumed] + content[start:middle]
    return Edit(start=start, end=end, text=text.decode())
