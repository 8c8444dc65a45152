"""Feeding observations to rules: de-duplication, adding up weak signals, rolling back, retracting."""

from __future__ import annotations

import dataclasses
import itertools
from collections import deque
from collections.abc import Iterable
from typing import NamedTuple

from backbone_chain.errors import OthersCode, PluginError
from backbone_chain.model import Finding, Observation, Severity, Source, Status
from backbone_chain.watchers._base import Watcher
from backbone_chain.watchers._incidents import Weighing
from backbone_chain.watchers._lag import Lag

ALL_SOURCES = frozenset(Source)
BYTES_PER_FACT = 200  # of saved state: writing them down costs less than showing one fact to all rules


class _Past(NamedTuple):
    """Where a block began: its number, how many observations and how many findings there were before it."""

    block: int
    step: int
    findings: int


class _Saved(NamedTuple):
    """All rules' states after so many observations, and how many findings there were by then."""

    step: int
    findings: int
    states: tuple[str, ...]


class _Moment(NamedTuple):
    """All that a watch knows at one time."""

    states: tuple[str, ...]
    findings: int
    height: int
    past: tuple[_Past, ...]
    saved: tuple[_Saved, ...]
    kept: tuple[Observation, ...]
    unsaved: int


def _said(rules: Iterable[Watcher], observation: Observation) -> list[Finding]:
    """What rules say of it. Raises: PluginError for one that fails, or says what is no finding."""
    said: list[Finding] = []
    rule: Watcher | None = None
    with OthersCode(lambda told: PluginError(rule.id if rule else "", f"it fails on an observation ({told}).")):
        for rule in rules:
            for each in rule.observe(observation):
                if not isinstance(each, Finding):
                    raise PluginError(rule.id, f"it says {each!r}, which is no Finding.")
                said.append(each)
    return said


class Watch:
    """Rules over a run of observations.

    sources: what the observations can hold; rules that need more are in `blind` and are not run.
    depth: how many blocks can be rolled back; 0 keeps no history. The history is the observations themselves and, now
    and then, the rules' states, so that its cost doesn't grow with them: a rollback replays what lies between.
    """

    def __init__(self, rules: Iterable[Watcher], *, sources: frozenset[Source] = ALL_SOURCES, depth: int = 0) -> None:
        chosen = list(rules)
        self.blind = {rule.id: missing for rule in chosen if (missing := rule.blind_for(sources))}
        self.rules = [rule for rule in chosen if rule.id not in self.blind]
        self.findings: list[Finding] = []
        self._weighing, self._lag = Weighing(), Lag()
        self._said: dict[str, Severity] = {}
        self._depth = depth
        self._height = 0
        self._past: deque[_Past] = deque(maxlen=depth or None)
        self._saved: deque[_Saved] = deque()
        self._kept: deque[Observation] = deque()
        self._unsaved = 0

    def observe(self, observation: Observation) -> list[Finding]:
        """Show one block to every rule; answers what is new. A repeated key is said again only at a higher severity.

        Another chain's block goes with the home chain's last one, and only to rules that follow all chains.
        """
        if not observation.chain:
            self._height = observation.block
        if self._depth:
            self._remember(observation)
        fresh = self._news(observation)
        self.findings += fresh
        return fresh

    def tick(self, now: int, chain: str = "") -> list[Finding]:
        """It is this time by the issuer's own clock: answers what is new about a chain whose blocks don't come.

        Once for each standstill, within three blocks of its beginning. now: in Unix seconds.
        """
        fresh = [finding for finding in self._lag.look(now, chain) if self._is_news(finding)]
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
        retracted = self._retract_from(past.findings)
        self._rewind(past.step)
        self._height = block - 1
        return retracted

    def save(self) -> _Moment:
        """The present state of all rules, to go back to."""
        history = (tuple(self._past), tuple(self._saved), tuple(self._kept), self._unsaved)
        return _Moment(self._states(), len(self.findings), self._height, *history)

    def restore(self, moment: _Moment) -> None:
        """Every rule back to what `save` gave; findings said since then stay in the list until retracted."""
        self._restore(moment.states)
        self._said = _severities(self.findings[: moment.findings])
        self._height, self._unsaved = moment.height, moment.unsaved
        self._past = deque(moment.past, maxlen=self._depth or None)
        self._saved, self._kept = deque(moment.saved), deque(moment.kept)

    def _news(self, observation: Observation) -> list[Finding]:
        self._lag.learn(observation)
        here = [rule for rule in self.rules if not observation.chain or rule.follows_all_chains]
        fresh = [finding for finding in _said(here, observation) if self._is_news(finding)]
        return fresh + [raised for raised in self._weighing.weigh(fresh) if self._is_news(raised)]

    # --- history

    def _remember(self, observation: Observation) -> None:
        """Keep the observation, and the states before it when enough has been seen since they were last written."""
        step = self._saved[0].step + len(self._kept) if self._saved else 0
        if not self._saved or self._unsaved * BYTES_PER_FACT > self._size():
            self._saved.append(_Saved(step, len(self.findings), self._states()))
            self._unsaved = 0
        if not (self._past and self._past[-1].block == self._height):
            self._past.append(_Past(self._height, step, len(self.findings)))
            self._forget(self._past[0].step)
        self._kept.append(observation)
        self._unsaved += 1 + len(observation.facts)

    def _size(self) -> int:
        return sum(map(len, self._saved[-1].states))

    def _forget(self, oldest: int) -> None:
        """Let go of what lies before the last states that the oldest block can be reached from."""
        while len(self._saved) > 1 and self._saved[1].step <= oldest:
            first = self._saved.popleft()
            for _ in range(self._saved[0].step - first.step):
                self._kept.popleft()

    def _rewind(self, step: int) -> None:
        """Every rule as it was after so many observations."""
        while len(self._saved) > 1 and self._saved[-1].step > step:
            self._saved.pop()
        base = self._saved[-1]
        self._restore(base.states)
        while self._saved[0].step + len(self._kept) > step:
            self._kept.pop()
        self._said = _severities(self.findings[: base.findings])
        replayed = list(itertools.islice(self._kept, base.step - self._saved[0].step, None))
        self._unsaved = sum(1 + len(observation.facts) for observation in replayed)
        for observation in replayed:
            self._news(observation)

    # --- what was said

    def _states(self) -> tuple[str, ...]:
        return (*(rule.save() for rule in self.rules), self._weighing.save(), self._lag.save())

    def _restore(self, states: tuple[str, ...]) -> None:
        *of_rules, weighing, lag = states
        for rule, state in zip(self.rules, of_rules, strict=True):
            rule.restore(state)
        self._weighing.restore(weighing)
        self._lag.restore(lag)

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


def _severities(findings: Iterable[Finding]) -> dict[str, Severity]:
    """The highest that was said of each key."""
    said: dict[str, Severity] = {}
    for finding in findings:
        said[finding.key] = max(finding.severity, said.get(finding.key, finding.severity))
    return said
