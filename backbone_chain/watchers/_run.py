"""Feeding observations to rules: de-duplication, rolling back, retracting."""

from __future__ import annotations

import dataclasses
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from backbone_chain.model import Finding, Observation, Severity, Source, Status
from backbone_chain.watchers._base import Watcher

ALL_SOURCES = frozenset(Source)


class _Past(NamedTuple):
    """What stood before a block was observed."""

    block: int
    states: tuple[str, ...]
    said: dict[str, Severity]
    findings: int


class Watch:
    """Rules over a run of observations.

    sources: what the observations can hold; rules that need more are in `blind` and are not run.
    depth: how many blocks can be rolled back; 0 keeps no history.
    """

    def __init__(self, rules: Iterable[Watcher], *, sources: frozenset[Source] = ALL_SOURCES, depth: int = 0) -> None:
        chosen = list(rules)
        self.blind = {rule.id: missing for rule in chosen if (missing := rule.blind_for(sources))}
        self.rules = [rule for rule in chosen if rule.id not in self.blind]
        self.findings: list[Finding] = []
        self._said: dict[str, Severity] = {}
        self._depth = depth
        self._past: deque[_Past] = deque(maxlen=depth or None)

    def observe(self, observation: Observation) -> list[Finding]:
        """Show one block to every rule; answers what is new. A repeated key is said again only at a higher severity."""
        if self._depth and not (self._past and self._past[-1].block == observation.block):
            self._past.append(self._now(observation.block))
        said = [finding for rule in self.rules for finding in rule.observe(observation)]
        fresh = [finding for finding in said if self._is_news(finding)]
        self.findings += fresh
        return fresh

    def rollback(self, block: int) -> list[Finding]:
        """Forget this block and all after it; answers the findings that are thereby retracted.

        Raises: ValueError when the block is further back than `depth`.
        """
        if not self._past or self._past[0].block > block:
            raise ValueError(f"Block {block} is further back than the {self._depth} blocks that are kept.")
        past = None
        while self._past and self._past[-1].block >= block:
            past = self._past.pop()
        if past is None:  # a block that was not seen yet
            return []
        self.restore(past)
        return self._retract_from(past.findings)

    def save(self) -> _Past:
        """The present state of all rules, to go back to."""
        return self._now(0)

    def restore(self, past: _Past) -> None:
        """Every rule back to what `save` gave; findings said since then stay in the list until retracted."""
        for rule, state in zip(self.rules, past.states, strict=True):
            rule.restore(state)
        self._said = dict(past.said)

    def _now(self, block: int) -> _Past:
        return _Past(block, tuple(rule.save() for rule in self.rules), dict(self._said), len(self.findings))

    def _is_news(self, finding: Finding) -> bool:
        before = self._said.get(finding.key)
        if before is not None and before >= finding.severity:
            return False
        self._said[finding.key] = finding.severity
        return True

    def _retract_from(self, index: int) -> list[Finding]:
        retracted = [dataclasses.replace(finding, status=Status.RETRACTED) for finding in self.findings[index:]]
        del self.findings[index:]
        return retracted
