"""Survivors that somebody has looked at: what equivalent.toml says of them."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from .errors import MutationError
from .model import Mutant
from .settings import FOLDER

EQUIVALENT, GAP = "equivalent", "gap"
MOST_EQUIVALENT = 0.05
"""The share of mutants that may be called equivalent."""

KEYS = ("file", "function", "before", "after", "class", "reason")


@dataclass(frozen=True, kw_only=True)
class Known:
    """One survivor: where it is, the changed lines before and after (without indentation), what it is and why."""

    file: str
    function: str
    before: str
    after: str
    kind: str
    reason: str

    def is_of(self, mutant: Mutant) -> bool:
        """Whether it speaks of this mutant."""
        place = (self.file, self.function) == (mutant.unit, mutant.home)
        return place and (self.before, self.after) == (mutant.before, mutant.after)


def read_known(path: Path = FOLDER / "equivalent.toml") -> list[Known]:
    """All entries. Raises: MutationError for one that is incomplete."""
    entries = tomllib.loads(path.read_text(encoding="utf-8")).get("survivor", [])
    return [_known(entry, path) for entry in entries]


def find_known(known: Iterable[Known], mutant: Mutant) -> Known | None:
    """What is said of a mutant, if anything is."""
    return next((each for each in known if each.is_of(mutant)), None)


def require_alive(known: Iterable[Known], mutants: Sequence[Mutant]) -> None:
    """Raises: MutationError for an entry that speaks of no mutant of the present sources."""
    for each in known:
        if not any(each.is_of(mutant) for mutant in mutants):
            place = f"{each.file}, {each.function}: {each.before!r} -> {each.after!r}"
            raise MutationError(
                f"equivalent.toml has an entry for a mutant that there isn't any more; take it out: {place}"
            )


def _known(entry: dict[str, str], path: Path) -> Known:
    missing = [key for key in KEYS if not entry.get(key) and key != "after"]
    if missing or entry["class"] not in (EQUIVALENT, GAP):
        what = f"{', '.join(missing)} missing" if missing else f"class {entry['class']!r}"
        raise MutationError(f"{path.name} has an entry with {what}; it needs {', '.join(KEYS)}: {entry}")
    return Known(
        file=entry["file"],
        function=entry["function"],
        before=_lines(entry["before"]),
        after=_lines(entry.get("after", "")),
        kind=entry["class"],
        reason=" ".join(entry["reason"].split()),
    )


def _lines(text: str) -> str:
    return "\n".join(line.strip() for line in text.splitlines() if line.strip())
