"""Playing: scenarios x tokens, and of each the outcome with the evidence behind it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from backbone_chain import watchers
from backbone_chain.chain import Block, Chain
from backbone_chain.errors import BrokenScenarioError, RefusedError, UnsupportedError
from backbone_chain.model import Finding, Outcome, Severity
from backbone_chain.scenarios._base import Scenario
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import POWERS, Blueprint, Token

SCHEMA = "backbone.play/1"
FAILURES = (Outcome.SILENT, Outcome.FALSE_ALARM)


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One story told to one token.

    outcome: None for a broken scenario, and then `error` says what is wrong with it. error: the refusal where there
    was one.
    findings: those of the story's main phase, for a twin of all of it. Blocks are numbers, `latency_blocks` counts
    from the harm (negative where a finding came before it), `loss` is in base units. `names` are the actors' by
    address.
    """

    scenario: str
    variant: int
    seed: int
    kind: str
    token: str
    engine: str
    outcome: Outcome | None
    error: str = ""
    findings: tuple[Finding, ...] = ()
    harm_block: int | None = None
    noticed_block: int | None = None
    loss: int = 0
    expected_rules: frozenset[str] = frozenset()
    names: Mapping[str, str] = field(default_factory=dict)

    @property
    def latency_blocks(self) -> int | None:
        """Blocks from the harm to the first right finding."""
        if self.harm_block is None or self.noticed_block is None:
            return None
        return self.noticed_block - self.harm_block

    @property
    def failed(self) -> bool:
        """Silent, a false alarm, or broken: what makes a run fail."""
        return self.outcome is None or self.outcome in FAILURES

    def as_json(self) -> dict[str, Any]:
        """The cell of `backbone.play/1`."""
        names = (
            "scenario",
            "variant",
            "seed",
            "kind",
            "token",
            "engine",
            "error",
            "harm_block",
            "noticed_block",
            "loss",
        )
        return {
            **{name: getattr(self, name) for name in names},
            "outcome": self.outcome.value if self.outcome else "broken",
            "latency_blocks": self.latency_blocks,
            "findings": [finding.as_json() for finding in self.findings],
        }


class _Harm:
    """The first block in which the story's loss was more than nothing."""

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self._scenario, self._stage = scenario, stage
        self.block: int | None = None

    def __call__(self, block: Block) -> None:
        if self.block is None and self._stage.is_open and self._scenario.loss(self._stage) > 0:
            self.block = block.number


def play_matrix(
    stories: Mapping[str, type[Scenario]],
    tokens: Iterable[Blueprint],
    *,
    engine: str | None = None,
    seed: int = 0,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Iterator[Cell]:
    """Every story on every token, each on a chain of its own. `settings` are those of the rules, by id."""
    for blueprint in tokens:
        for name, story in stories.items():
            yield play_one(name, story, blueprint, engine=engine, seed=seed, settings=settings)


def play_one(
    name: str,
    story: type[Scenario],
    blueprint: Blueprint,
    *,
    engine: str | None = None,
    seed: int = 0,
    variant: int = 0,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
) -> Cell:
    """One story on one token."""
    chain = Chain(engine, seed=seed)
    place: dict[str, Any] = {"scenario": name, "variant": variant, "seed": seed, "kind": story.kind}
    place |= {"token": blueprint.name, "engine": chain.engine.name}
    lacking = missing_powers(story, blueprint.family)
    if lacking:
        return Cell(**place, outcome=Outcome.NOT_APPLICABLE, error=f"the token has no power to {', '.join(lacking)}")
    scenario, stage = story(seed, variant), Stage(blueprint, chain, watchers.create(settings=settings))
    try:
        return Cell(**place, **_told(scenario, stage), names=chain.names() | {stage.token.address: "the token"})
    except UnsupportedError as unsupported:
        return Cell(**place, outcome=Outcome.NOT_APPLICABLE, error=str(unsupported))
    except BrokenScenarioError as broken:
        return Cell(**place, outcome=None, error=str(broken))


def missing_powers(story: type[Scenario], family: type[Token]) -> list[str]:
    """The powers that a story needs and a family lacks, in words."""
    have = family.powers()
    return [power.replace("_", " ") for power in POWERS if power in story.needs and power not in have]


def _told(scenario: Scenario, stage: Stage) -> dict[str, Any]:
    """The story's course, as the fields of a cell."""
    _prepare(scenario, stage)
    begun, said = stage.chain.block_number, len(stage.findings)
    harm = _Harm(scenario, stage)
    stage.chain.on_block.append(harm)
    refusal = stage.attempt(lambda: scenario.attack(stage))
    loss = scenario.loss(stage) if stage.is_open else 0
    course: dict[str, Any] = {"loss": loss, "error": str(refusal.error) if refusal else ""}
    if scenario.kind == "twin":
        return course | _judge_twin(stage, refusal)
    findings = tuple(f for f in stage.findings[said:] if f.block >= begun)
    if not loss:
        return course | _judge_harmless(scenario, stage, refusal, findings)
    return course | _judge_harm(scenario, findings, harm.block or begun)


def _prepare(scenario: Scenario, stage: Stage) -> None:
    try:
        if not scenario.deploys:
            stage.deploy()
        scenario.prepare(stage)
    except RefusedError as refusal:
        raise BrokenScenarioError(f"Its preparation was refused: {refusal.error}.") from refusal


def _judge_twin(stage: Stage, refusal: RefusedError | None) -> dict[str, Any]:
    """A twin is quiet when nothing was refused and no rule said more than info."""
    if refusal is not None:
        raise BrokenScenarioError(f"The benign twin was refused: {refusal.error}.")
    alarms = tuple(finding for finding in stage.findings if finding.severity > Severity.INFO)
    if not alarms:
        return {"outcome": Outcome.QUIET}
    return {"outcome": Outcome.FALSE_ALARM, "findings": alarms, "noticed_block": alarms[0].block}


def _judge_harmless(
    scenario: Scenario, stage: Stage, refusal: RefusedError | None, findings: tuple[Finding, ...]
) -> dict[str, Any]:
    """No harm is a refusal only where a named error came."""
    if refusal is None:
        raise BrokenScenarioError("The attack did no harm, and nothing refused it.")
    word = stage.blueprint.family.refusal(refusal.error)
    if not {word, refusal.error.name} & scenario.expects.errors:
        expected = ", ".join(sorted(scenario.expects.errors)) or "none"
        raise BrokenScenarioError(
            f"The attack ended in {refusal.error}, which is not a refusal it expects ({expected})."
        )
    return {"outcome": Outcome.REFUSED, "findings": findings}


def _judge_harm(scenario: Scenario, findings: tuple[Finding, ...], harm_block: int) -> dict[str, Any]:
    """Harm is noticed when a rule of the expected class said more than info."""
    right = [f for f in findings if f.rule in scenario.expects.rules and f.severity > Severity.INFO]
    outcome = Outcome.NOTICED if right else Outcome.SILENT
    noticed = min((finding.block for finding in right), default=None)
    return {"outcome": outcome, "findings": findings, "harm_block": harm_block} | {
        "noticed_block": noticed,
        "expected_rules": scenario.expects.rules,
    }
