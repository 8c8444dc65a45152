"""The order in which mutants are drawn: by seed, so that each operator and each contract has its share."""

from __future__ import annotations

import random
from collections.abc import Iterable, Sequence
from itertools import chain, zip_longest

from .model import Mutant


def drawn(mutants: Iterable[Mutant], seed: int) -> list[Mutant]:
    """All mutants, the same for the same seed; the operators take turns, and within each operator the sources."""
    dice = random.Random(seed)
    by_operator: dict[str, dict[str, list[Mutant]]] = {}
    for mutant in mutants:
        by_operator.setdefault(mutant.operator, {}).setdefault(mutant.unit, []).append(mutant)
    return _in_turns([_in_turns(_shuffled(units, dice), dice) for units in by_operator.values()], dice)


def _shuffled(units: dict[str, list[Mutant]], dice: random.Random) -> list[list[Mutant]]:
    return [dice.sample(units[unit], len(units[unit])) for unit in sorted(units)]


def _in_turns(piles: Sequence[Sequence[Mutant]], dice: random.Random) -> list[Mutant]:
    """One from each pile, in an order drawn once, until all are empty."""
    order = dice.sample(list(piles), len(piles))
    return [each for each in chain.from_iterable(zip_longest(*order)) if each is not None]
