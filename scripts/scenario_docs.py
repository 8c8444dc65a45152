"""docs/scenarios.md from the stories themselves."""

from __future__ import annotations

import inspect
import re
import sys
from collections.abc import Iterator
from pathlib import Path

from backbone_chain import scenarios
from backbone_chain.scenarios import Scenario

ROOT = Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs/scenarios.md"
HEAD = """# What is told to a token

Every story is one file of `backbone_chain/scenarios/`; this page is made from them by `make docs`. An attack has a
benign twin: the legal case that looks most like it, with the same actors, settings and registers, at which no rule may
say more than info. `backbone play` tells each story once, `backbone score` in all its variants: on the reference token,
and where that refuses, on a token with the defect that lets the harm happen. Recall counts only runs in which it did.
"""


def page() -> str:
    """The numbered stories in their order, then the others by name."""
    catalogue = scenarios.catalogue()
    attacks = [(name, story) for name, story in catalogue.items() if story.kind == "attack"]
    attacks.sort(key=lambda each: (_number(each[1]), each[0]))
    twins = [story for story in catalogue.values() if story.kind == "twin"]
    return HEAD + "".join(_section(name, story, twins) for name, story in attacks)


def _number(story: type[Scenario]) -> int:
    found = re.search(r"\(S(\d+)\)", story.summary())
    return int(found[1]) if found else sys.maxsize


def _section(name: str, story: type[Scenario], twins: list[type[Scenario]]) -> str:
    own = [twin for twin in twins if twin.story() == name]
    parts = [f"\n## {name}\n\n{inspect.getdoc(story)}\n", f"\n{' '.join(_lines(story))}\n"]
    parts += ["\nBenign twins:\n\n", *(f"- `{_id(twin)}`: {twin.summary()}\n" for twin in own)] if own else []
    parts += [f"\nWhat it can't see: {story.blind_spots}\n"] if story.blind_spots else []
    return "".join(parts)


def _id(story: type[Scenario]) -> str:
    return story.__module__.rpartition(".")[2].replace("_", "-")


def _lines(story: type[Scenario]) -> Iterator[str]:
    """What it asks of a token, how it may end, and how often it is played."""
    told = [story(variant=variant) for variant in range(story.variants)]
    evasive = sum(each.is_evasive for each in told)
    faulty = frozenset(each.victim for each in told) - {"reference"}
    yield f"Needs {_words(story.needs)}."
    if story.expects.errors:
        yield f"A sound token refuses it as {_words(story.expects.errors)}."
    yield f"Watchers notice it by {_words(story.expects.rules)}."
    yield f"{story.variants} variants, {evasive} of them evasive."
    if faulty:
        yield f"Its harm needs a defect in some of them, as of {_words(faulty)}."
    if story.precursor:
        yield "Something gives it away before the harm."


def _words(names: frozenset[str]) -> str:
    return ", ".join(f"`{name}`" for name in sorted(names)) or "nothing"


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
