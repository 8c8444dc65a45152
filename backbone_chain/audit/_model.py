"""What an audit finds out: the token's powers, who holds them, and a verdict for each property."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backbone_chain.bundles._model import Bundle
from backbone_chain.model import Severity
from backbone_chain.properties import Judgement, Verdict

SCHEMA = "backbone.audit/1"


@dataclass(frozen=True, kw_only=True)
class Capability:
    """One way to use a power. how: the subject file, or what was seen when it was tried."""

    verb: str
    call: str
    how: str


@dataclass(frozen=True, kw_only=True)
class Authority:
    """Who holds a power.

    held_by, granted_by: names of accounts where they are known, else addresses; those under granted_by can give it to
    anybody in one call. delay: the least seconds between the decision and the deed, 0 for at once.
    """

    power: str
    held_by: tuple[str, ...]
    granted_by: tuple[str, ...] = ()
    delay: int = 0


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """A finding that its owner has accepted until a day (ISO 8601)."""

    owner: str
    expires: str
    why: str = ""


@dataclass(frozen=True, kw_only=True)
class Result:
    """A verdict, and what makes it checkable. diverging: the engine that saw something else; it counts as neither."""

    verdict: Verdict
    bundle: Bundle | None = None
    confirmed_on: tuple[str, ...] = ()
    diverging: str = ""
    accepted: Accepted | None = None

    @property
    def is_broken(self) -> bool:
        """Whether it counts as a break."""
        return self.verdict.judgement is Judgement.BROKEN and not self.diverging

    @property
    def fails(self) -> bool:
        """Whether it is a break of severity high or more that nobody has accepted."""
        return self.is_broken and self.verdict.severity >= Severity.HIGH and self.accepted is None

    def as_json(self) -> dict[str, Any]:
        """One entry of `results`."""
        verdict = self.verdict
        told: dict[str, Any] = {
            "property": verdict.property,
            "verdict": "engine-divergence" if self.diverging else verdict.judgement.value,
            "severity": verdict.severity.value,
            "statement": verdict.statement,
            "reason": verdict.reason,
            "scwe": verdict.scwe,
            "ethtrust": verdict.ethtrust,
            "bundle": self.bundle.as_json() if self.bundle else None,
            "confirmed_on": list(self.confirmed_on),
        }
        if self.accepted:
            told["accepted"] = {
                "owner": self.accepted.owner,
                "expires": self.accepted.expires,
                "why": self.accepted.why,
            }
        return told


@dataclass(frozen=True, kw_only=True)
class Audit:
    """The whole audit of one token. phases: seconds by name. notes: what was guessed or prepared, in plain words."""

    name: str
    family: str
    engine: str
    code_hash: str
    capabilities: tuple[Capability, ...]
    authority: tuple[Authority, ...]
    results: tuple[Result, ...]
    notes: tuple[str, ...] = ()
    phases: Mapping[str, float] = field(default_factory=dict)

    @property
    def fails(self) -> bool:
        """Whether anything of severity high or more is broken and not accepted."""
        return any(result.fails for result in self.results)

    def as_json(self) -> dict[str, Any]:
        """`backbone.audit/1`."""
        return {
            "schema": SCHEMA,
            "subject": {
                "name": self.name,
                "family": self.family,
                "engine": self.engine,
                "code_hash": self.code_hash,
            },
            "capabilities": [{"verb": each.verb, "call": each.call, "how": each.how} for each in self.capabilities],
            "authority": [
                {
                    "power": each.power,
                    "held_by": list(each.held_by),
                    "granted_by": list(each.granted_by),
                    "delay": each.delay,
                }
                for each in self.authority
            ],
            "results": [result.as_json() for result in self.results],
            "notes": list(self.notes),
            "seconds": sum(self.phases.values()),
            "phases": dict(self.phases),
        }
