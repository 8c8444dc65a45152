"""What a score is made of: runs with their timelines, figures by scenario and by rule, and missed targets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from backbone_chain.model import Finding
from backbone_chain.response import Act

OURS, YOURS = "ours", "yours"


@dataclass(frozen=True, kw_only=True, slots=True)
class Deed:
    """What actors did in a row, the same function and the same end: once or often.

    at: the blocks of the first and the last; time: of the first. says: the call in words, of the first of them.
    """

    at: tuple[int, int]
    time: int
    who: tuple[str, ...]
    function: str
    says: str
    refused: str = ""
    times: int = 1


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """One variant of one story, played.

    outcome: a word of `model.Outcome`, or `broken`. loss: in base units, as all losses. noticed: whose rules -> the
    block of their first right finding. loss_before: done by the end of that block, by our rules. false_acts: brakes
    that hit a bystander. findings: all of the main phase, for a twin its alarms. skipped: what this machine or the
    engine lacks for it.
    """

    scenario: str
    variant: int
    kind: str
    token: str
    outcome: str
    error: str = ""
    evasive: bool = False
    begun: int = 0
    harm_block: int | None = None
    noticed: Mapping[str, int] = field(default_factory=dict)
    loss: int = 0
    loss_before: int = 0
    loss_with_response: int = 0
    false_acts: int = 0
    findings: tuple[Finding, ...] = ()
    deeds: tuple[Deed, ...] = ()
    acts: tuple[Act, ...] = ()
    names: Mapping[str, str] = field(default_factory=dict)
    skipped: str = ""
    seconds: float = field(default=0.0, compare=False)

    @property
    def harmed(self) -> bool:
        """Whether the harm happened, which is what recall is counted over."""
        return self.kind == "attack" and self.harm_block is not None

    def latency(self, whose: str = OURS) -> int | None:
        """Blocks from the harm to the first right finding, negative where that came first; None without one."""
        if self.harm_block is None or whose not in self.noticed:
            return None
        return self.noticed[whose] - self.harm_block


@dataclass(frozen=True, kw_only=True, slots=True)
class Benign:
    """Days on which nothing happened: how many facts, and what was said of them, by rule and severity."""

    events: int = 0
    days: int = 0
    findings: Mapping[tuple[str, str], int] = field(default_factory=dict)
    seconds: float = field(default=0.0, compare=False)

    def count(self, severity: str) -> int:
        """How many findings there were of a severity."""
        return sum(count for (_, each), count in self.findings.items() if each == severity)


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    """A target that was missed: whose, what was wanted and what was found, in a sentence."""

    target: str
    subject: str
    says: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Tally:
    """What the score says of one scenario, over the runs in which its harm happened.

    score: the geometric mean of recall, promptness and quiet, each from 0 to 1. skipped: runs, and twins' runs, for
    which this machine or the engine lacks something; reasons: what.
    """

    scenario: str
    played: int
    runs: int
    noticed: int
    evasive_runs: int
    evasive_noticed: int
    precursor: bool
    before_harm: int
    latency_p50: int | None
    latency_p99: int | None
    loss: int
    loss_before: int
    loss_with_response: int
    false_acts: int
    twin_runs: int
    twin_alarms: int
    broken: tuple[str, ...]
    score: float
    yours: int = 0
    skipped: int = 0
    reasons: tuple[str, ...] = ()
    seconds: float = field(default=0.0, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleTally:
    """What the score says of one rule: runs in which it said more than info, those in which that was right."""

    rule: str
    whose: str
    fired: int
    right: int
    false_alarms: int
    latency_p50: int | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Score:
    """All of it."""

    seed: int
    runs: tuple[Run, ...]
    scenarios: tuple[Tally, ...]
    rules: tuple[RuleTally, ...]
    benign: Benign
    missing: tuple[str, ...]
    misses: tuple[Miss, ...]
    total: float
    seconds: float = field(default=0.0, compare=False)
