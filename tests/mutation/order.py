"""In which order the tests of a mutant run: those likeliest to notice it first."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from backbone_chain.registry import kebab

from .model import Mutant
from .reach import Reach
from .recording import CallMap, Calls

FIRST = 150
"""How many of the likeliest are picked one by one; the others follow file by file, which saves making fixtures anew."""


@dataclass(kw_only=True)
class Order:
    """What is known of the tests: what they call, and whom they noticed before."""

    calls: CallMap
    reach: Reach
    noticed: dict[str, Counter[str]] = field(default_factory=dict)
    _reached: dict[frozenset[str], frozenset[str]] = field(default_factory=dict)

    def learn(self, mutant: Mutant, test: str) -> None:
        """This test noticed that mutant."""
        for place in (mutant.home, mutant.unit):
            self.noticed.setdefault(place, Counter())[test] += 1

    def tests(self, mutant: Mutant) -> list[str]:
        """Every test, in this order: has noticed a mutant of the same function, of the same source; sends a call that
        reaches the function and is the source's own; sends one; only reads it; does neither.

        Of each test function one parameter comes first, because they tend to notice the same things.
        """
        tiers = {test: self._tier(mutant, test, calls) for test, calls in self.calls.tests.items()}
        turns = _turns(sorted(tiers, key=lambda test: (tiers[test], self.calls.tests[test].seconds)))
        picked = sorted(tiers, key=lambda test: (tiers[test], turns[test], self.calls.tests[test].seconds))
        likeliest = picked[:FIRST]
        rest = set(picked[FIRST:])
        return likeliest + [test for test in self.calls.tests if test in rest]

    def _tier(self, mutant: Mutant, test: str, calls: Calls) -> int:
        if self._has_noticed(test, mutant.home):
            return 0
        own = kebab(mutant.file.removesuffix(".sol")) == kebab(_stem(test).removeprefix("test_"))
        if mutant.home in self._everything_from(calls.sent):
            return 1 if own or self._has_noticed(test, mutant.unit) else 2
        if mutant.home in self._everything_from(calls.read):
            return 3
        return 1 if own and not calls.sent else 4

    def _has_noticed(self, test: str, place: str) -> bool:
        return place in self.noticed and test in self.noticed[place]

    def _everything_from(self, names: set[str]) -> frozenset[str]:
        key = frozenset(names)
        if key not in self._reached:
            self._reached[key] = self.reach.everything_from(key)
        return self._reached[key]


def _turns(tests: Sequence[str]) -> dict[str, int]:
    """For each test, how many of the same function stand before it."""
    seen: Counter[str] = Counter()
    turns = {}
    for test in tests:
        function = re.sub(r"\[.*", "", test)
        turns[test] = seen[function]
        seen[function] += 1
    return turns


def _stem(test: str) -> str:
    return test.partition("::")[0].rpartition("/")[2].removesuffix(".py")
