"""Rules over a recorded history."""

from __future__ import annotations

import itertools
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from backbone_chain.errors import HistoryError
from backbone_chain.history._decode import LOOKED_AT, decoder_for
from backbone_chain.history._lines import Line, lines
from backbone_chain.history._observe import Removed, observations
from backbone_chain.model import Finding, Observation, Source, UnknownEvent
from backbone_chain.watchers import Incident, Watch, Watcher, gather
from backbone_chain.watchers import rules as rules_by_id

SCHEMA = "backbone.findings/1"
DEPTH = 128  # blocks that a reorg may take back


@dataclass(frozen=True, kw_only=True)
class Replayed:
    """What rules said of a history. first, last: times of its blocks, Unix seconds.

    blind: rules that were not run, and the facts that they lack.
    """

    token: str
    family: str
    logs: int
    blocks: int
    first: int
    last: int
    seconds: float
    findings: tuple[Finding, ...]
    blind: Mapping[str, tuple[str, ...]]
    unknown_events: Mapping[str, int]

    @cached_property
    def incidents(self) -> list[Incident]:
        """The findings, those of one story together, the worst first."""
        return gather(self.findings, rules_by_id())

    def as_json(self) -> dict[str, Any]:
        """`backbone.findings/1`."""
        return {
            "schema": SCHEMA,
            "token": self.token,
            "family": self.family,
            "logs": self.logs,
            "blocks": self.blocks,
            "seconds": self.seconds,
            "logs_per_second": round(self.logs / self.seconds) if self.seconds else 0,
            "findings": [finding.as_json() for finding in self.findings],
            "incidents": [incident.as_json() for incident in self.incidents],
            "blind": [{"rule": rule, "needs": [*needs]} for rule, needs in self.blind.items()],
            "unknown_events": dict(self.unknown_events),
        }


def replay(
    paths: Iterable[Path],
    rules: Iterable[Watcher],
    *,
    family: str = "",
    token: str = "",
    state: Path | None = None,
) -> Replayed:
    """Show a history to rules. state: facts from before the first log. Raises: HistoryError, UnknownNameError."""
    started, files = time.perf_counter(), [*paths]
    decoder = decoder_for(itertools.islice(lines(files), LOOKED_AT), family=family, token=token)
    before = [*lines([state])] if state else []
    watch = Watch(rules, sources=_sources([*before, *_facts(files)]), depth=DEPTH)
    unknown: Counter[str] = Counter()
    blocks = logs = first = last = 0
    for each in observations(itertools.chain(before, lines(files)), decoder):
        if isinstance(each, Removed):
            _roll_back(watch, each)
            continue
        watch.observe(each)
        if _is_block(each):
            blocks, first, last = blocks + 1, first or each.timestamp, max(last, each.timestamp)
        logs += len({(fact.tx, fact.log_index) for fact in each.facts if fact.log_index >= 0})
        unknown.update(fact.topic for fact in each.facts if isinstance(fact, UnknownEvent))
    return Replayed(
        token=decoder.token,
        family=decoder.family,
        logs=logs,
        blocks=blocks,
        first=first,
        last=last,
        seconds=time.perf_counter() - started,
        findings=tuple(watch.findings),
        blind=watch.blind,
        unknown_events=dict(unknown.most_common()),
    )


def _roll_back(watch: Watch, removed: Removed) -> None:
    try:
        watch.rollback(removed.block)
    except ValueError as error:
        says = f"it takes back block {removed.block}, more than {DEPTH} blocks ago; leave out what was taken back."
        raise HistoryError(removed.place, says) from error


def _is_block(observation: Observation) -> bool:
    return any(fact.origin is Source.EVENTS for fact in observation.facts)


def _facts(files: Iterable[Path]) -> list[Line]:
    """The facts that no chain says: which sources there are has to be known before the first block is shown."""
    return [line for line in lines(files) if line.fact is not None]


def _sources(told: Iterable[Line]) -> frozenset[Source]:
    return frozenset({Source.EVENTS, *(line.fact.origin for line in told if line.fact is not None)})
