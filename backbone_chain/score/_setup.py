"""Whose rules watch, made anew for each run: ours, and beside them those of a user's folder under ids of their own."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from backbone_chain import watchers
from backbone_chain.model import Finding, Observation
from backbone_chain.registry import discover_folder
from backbone_chain.score._model import OURS, YOURS
from backbone_chain.watchers._base import Watcher


@dataclass(frozen=True, kw_only=True)
class Setup:
    """What every run of a score has in common, and what a worker needs to know.

    rules: ids of ours, all by default. settings: of ours, by id. folder: the user's rules.
    """

    seed: int = 0
    engine: str | None = None
    rules: tuple[str, ...] | None = None
    settings: Mapping[str, Mapping[str, Any]] = dataclasses.field(default_factory=dict)
    folder: str | None = None

    def ours(self) -> list[Watcher]:
        """New watchers of the project's."""
        return watchers.create(self.rules, self.settings)

    def yours(self) -> list[Watcher]:
        """New watchers of the user's folder."""
        return [rule() for rule in _user_rules(self.folder)] if self.folder else []

    def whose(self) -> dict[str, str]:
        """Rule id -> whose it is."""
        return {rule.id: OURS for rule in self.ours()} | {rule.id: YOURS for rule in self.yours()}


@cache
def _user_rules(folder: str) -> tuple[type[Watcher], ...]:
    """Once a process: the rules of a folder, each with an id that none of ours has."""
    found = discover_folder(Path(folder), Watcher)  # type: ignore[type-abstract]
    taken = set(watchers.rules())
    return tuple(_beside(rule, f"{name} (yours)" if name in taken else name) for name, rule in found.items())


def _beside(rule: type[Watcher], name: str) -> type[Watcher]:
    """The rule under that id, whatever id it writes into its findings."""

    class Beside(rule):  # type: ignore[misc, valid-type]
        __doc__ = rule.__doc__

        @property
        def id(self) -> str:
            return name

        def observe(self, observation: Observation) -> Iterable[Finding]:
            said = list(super().observe(observation))
            return [self._named(each) if isinstance(each, Finding) else each for each in said]

        def _named(self, finding: Finding) -> Finding:
            return dataclasses.replace(finding, rule=name, key=f"{name}:{finding.key}")

    return Beside
