"""Operators: the ways in which a contract can be wrong, each one class with one sentence that says which."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from ..model import Mutant, mutant
from ..tree import Project
from ._base import Operator
from .access import DropModifier, OpenInitialiser, SwapRole
from .arithmetic import OffByOne, SwapBits
from .conditions import DropCondition, NegateCondition, ReorderChecks
from .effects import ForgetEvent, ReplaceReturn, SkipChange, SwapArguments
from .storage import ShiftStorage

OPERATORS: tuple[type[Operator], ...] = (
    DropModifier,
    SwapRole,
    OpenInitialiser,
    NegateCondition,
    DropCondition,
    ReorderChecks,
    SkipChange,
    ForgetEvent,
    SwapArguments,
    ReplaceReturn,
    ShiftStorage,
    SwapBits,
    OffByOne,
)
"""All of them; of two that make the same text, the first one has it."""


def names() -> list[str]:
    """What they are called."""
    return [operator.name() for operator in OPERATORS]


def mutants(project: Project, units: Sequence[str]) -> list[Mutant]:
    """Every mutant of these sources once, in the order of the operators and then of the text."""
    found = (each for operator in OPERATORS for unit in units for each in _of(operator(), project, unit))
    texts: dict[tuple[str, str], Mutant] = {}
    for each in found:
        texts.setdefault((each.unit, each.digest), each)
    return _numbered(texts.values())


def _of(operator: Operator, project: Project, unit: str) -> Iterator[Mutant]:
    for site in project.sites(unit):
        if site.home:
            yield from (mutant(operator.name(), site, edit) for edit in operator.edits(site))


def _numbered(found: Iterable[Mutant]) -> list[Mutant]:
    seen: dict[str, int] = {}
    numbered = []
    for each in found:
        seen[each.id] = seen.get(each.id, 0) + 1
        numbered.append(replace(each, number=seen[each.id]))
    return numbered
