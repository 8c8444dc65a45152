"""Incidents, not alerts: weak signals about one entity add up, and findings become one story with a timeline."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from typing import Any

from backbone_chain.model import Finding, Severity, Status
from backbone_chain.watchers._base import Watcher

WITHIN_SECONDS = 7 * 86_400  # a sliced theft was spread over 36 hours to 14 days; a week sees at least half of it
ENOUGH = 3  # one strong sign (2) and any other, or three of the weakest (1)
SILENCE_SECONDS = 30 * 86_400  # Echo's cover-up and PlayDapp's second mint came days later, none a month
WEIGHTS = {Severity.INFO: 0, Severity.LOW: 1, Severity.MEDIUM: 2, Severity.HIGH: 4, Severity.CRITICAL: 8}
RAISED = Severity.HIGH  # statistics page somebody, and never stop a token by themselves


class Weighing:
    """Adds up the weights of weak findings by entity; the last straw is said again, at a severity that pages.

    Its state is plain data, saved and restored like a rule's.
    """

    def __init__(self) -> None:
        self.state: dict[str, list[list[Any]]] = {}

    def weigh(self, findings: Iterable[Finding]) -> list[Finding]:
        """Take in what was just said; answers the findings that are raised thereby."""
        return [raised for finding in findings if (raised := self._add(finding)) is not None]

    def save(self) -> str:
        """The state as JSON text."""
        return json.dumps(self.state)

    def restore(self, saved: str) -> None:
        """The state from what `save` gave."""
        self.state = json.loads(saved)

    def _add(self, finding: Finding) -> Finding | None:
        weight = finding.evidence.get("weight", 0)
        if finding.severity is not Severity.INFO or not isinstance(weight, int) or weight <= 0:
            return None
        self._let_go(finding.timestamp - WITHIN_SECONDS)
        entity = entity_of(finding)
        signs = [*self.state.pop(entity, []), [finding.timestamp, weight, finding.rule, finding.summary]]
        if len(signs) < 2 or sum(sign[1] for sign in signs) < ENOUGH:  # noqa: PLR2004 - one sign alone adds up to nothing
            self.state[entity] = signs
            return None
        together = [f"{rule}: {summary}" for _, _, rule, summary in signs[:-1]]
        says = f"{finding.summary} With {len(together)} other weak sign{'s' * (len(together) > 1)} it adds up."
        return dataclasses.replace(
            finding, severity=RAISED, summary=says, evidence={**finding.evidence, "together": together}
        )

    def _let_go(self, oldest: int) -> None:
        """Entities stand in the order of their last sign, so the old ones are in front; so are an entity's signs."""
        for entity in list(self.state):
            if self.state[entity][-1][0] >= oldest:
                break
            del self.state[entity]
        for signs in self.state.values():
            while signs[0][0] < oldest:
                signs.pop(0)


def entity_of(finding: Finding) -> str:
    """Whom a finding is about: its subject, or the entity that its evidence names."""
    return str(finding.evidence.get("entity") or finding.subject).lower()


class Stage(Enum):
    """How far an attack is, in the order in which it goes."""

    PREPARATION = "preparation"
    PRIVILEGE = "privilege"
    MINT = "mint"
    EXIT = "exit"


@dataclass(frozen=True, kw_only=True, slots=True)
class Incident:
    """What findings about one entity say together.

    entity: whom the first of them is about. stage: the furthest. score: the weights of all. first_do: of the worst.
    """

    entity: str
    stage: Stage
    severity: Severity
    score: int
    timeline: tuple[Finding, ...]
    first_do: str

    @property
    def worst(self) -> Finding:
        """The first of the highest severity."""
        return next(finding for finding in self.timeline if finding.severity is self.severity)

    @property
    def headline(self) -> str:
        """How far it is, what happened and what it means."""
        return f"at the stage of {self.stage.value}: {self.worst.summary}"

    def page(self) -> str:
        """What a person reads who is woken by it: what happened and what it means, what to do first, how it came."""
        head = f"{self.severity.value.upper()} {self.headline}"
        course = [f"  block {f.block}  {f.severity.value:<8}  {f.rule}: {f.summary}" for f in self.timeline]
        return "\n".join([head, f"First: {self.first_do}", f"How it came, {len(course)} findings:", *course])

    def as_json(self) -> dict[str, Any]:
        """The incident as plain data, enums by their words."""
        named = {"stage": self.stage.value, "severity": self.severity.value}
        timeline = [_line(finding) for finding in self.timeline]
        return {"entity": self.entity, **named, "score": self.score, "timeline": timeline, "first_do": self.first_do}


def _line(finding: Finding) -> dict[str, Any]:
    """One finding in a timeline, by its key to be found among the others."""
    told = {name: getattr(finding, name) for name in ("block", "timestamp", "rule", "summary", "key")}
    return {**told, "severity": finding.severity.value}


def gather(findings: Iterable[Finding], rules: Mapping[str, type[Watcher]] | None = None) -> list[Incident]:
    """Findings as incidents, the worst first; what only one weak sign speaks of is one too, at the end.

    Findings about one entity belong together, and so do those whose evidence names another's. rules: by id, for their
    stages and advice; a rule that isn't there is taken as any rule.
    """
    ordered = sorted(findings, key=lambda finding: (finding.block, finding.log_index))
    groups = _groups([finding for finding in ordered if finding.status is not Status.RETRACTED])
    incidents = [_incident(group, rules or {}) for group in groups]
    return sorted(incidents, key=lambda one: (one.severity, one.score), reverse=True)


def _groups(findings: Sequence[Finding]) -> list[list[Finding]]:
    """By entity; a silence of a month ends an incident."""
    leads = _Leads(entity_of(finding) for finding in findings)
    for finding in findings:
        for value in finding.evidence.values():
            leads.join(entity_of(finding), value)
    groups: list[list[Finding]] = []
    latest: dict[str, list[Finding]] = {}
    for finding in findings:
        lead = leads.of(entity_of(finding))
        group = latest.get(lead)
        if group is None or finding.timestamp - group[-1].timestamp > SILENCE_SECONDS:
            group = latest[lead] = []
            groups.append(group)
        group.append(finding)
    return groups


class _Leads:
    """Which entities stand for which: those that were joined have one lead, the first of them."""

    def __init__(self, entities: Iterable[str]) -> None:
        self._lead = {entity: entity for entity in entities}

    def of(self, entity: str) -> str:
        while self._lead[entity] != entity:
            entity = self._lead[entity]
        return entity

    def join(self, entity: str, named: object) -> None:
        """Two of them, if what is named is an entity at all."""
        if isinstance(named, str) and named.lower() in self._lead:
            self._lead[self.of(named.lower())] = self.of(entity)


def _incident(group: Sequence[Finding], rules: Mapping[str, type[Watcher]]) -> Incident:
    severity = max(finding.severity for finding in group)
    worst = next(finding for finding in group if finding.severity is severity)
    stages = [Stage(rules.get(finding.rule, Watcher).stage) for finding in group]
    order = list(Stage)
    return Incident(
        entity=entity_of(group[0]),
        stage=max(stages, key=order.index),
        severity=severity,
        score=sum(_weight(finding) for finding in group),
        timeline=tuple(group),
        first_do=rules.get(worst.rule, Watcher).first_do,
    )


def _weight(finding: Finding) -> int:
    """What a finding counts: by its severity, a weak one by its own weight."""
    weight = finding.evidence.get("weight", 0)
    own = weight if finding.severity is Severity.INFO and isinstance(weight, int) else 0
    return WEIGHTS[finding.severity] + own
