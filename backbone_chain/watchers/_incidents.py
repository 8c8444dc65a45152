"""Incidents, not alerts: weak signals about one entity add up, and findings become one story with a timeline."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable
from typing import Any

from backbone_chain.model import Finding, Severity

WITHIN_SECONDS = 7 * 86_400  # a sliced theft was spread over 36 hours to 14 days; a week sees at least half of it
ENOUGH = 3  # one strong sign (2) and any other, or three of the weakest (1)
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
