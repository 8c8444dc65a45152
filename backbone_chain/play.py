"""Playing: scenarios x tokens, and of each the outcome with the evidence behind it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from typing import Any

from backbone_chain import watchers
from backbone_chain.chain import Block, Chain
from backbone_chain.errors import BrokenScenarioError, OthersCode, RefusedError, UnsupportedError
from backbone_chain.model import Finding, Outcome, Severity
from backbone_chain.response import Act, Notebook, Responder
from backbone_chain.scenarios._base import Scenario
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import POWERS, Blueprint, Token
from backbone_chain.watchers._base import Watcher

SCHEMA = "backbone.play/1"
FAILURES = (Outcome.SILENT, Outcome.FALSE_ALARM)
USUAL = ("exchange", "customer", "victim", "treasury")  # actors of most stories, who do nothing wrong in most

Witness = Callable[[Stage], object]


@dataclass(frozen=True, kw_only=True, slots=True)
class Cell:
    """One story told to one token.

    outcome: None for a broken scenario, and then `error` says what is wrong with it. error: the refusal where there
    was one. skipped: not the token but this machine or the engine lacks what the story needs.
    findings: those of the story's main phase, for a twin of all of it. Blocks are numbers, `latency_blocks` counts
    from the harm (negative where a finding came before it), `loss` is in base units. `losses` holds the loss after each
    block in which it changed, `begun` is the first block of the main phase. `loss_with_response` is None where nobody
    asked for it, or there was no loss; `false_acts` are its brakes that hit a bystander. `names` are the
    actors' by address.
    """

    scenario: str
    variant: int
    seed: int
    kind: str
    token: str
    engine: str
    outcome: Outcome | None
    error: str = ""
    skipped: bool = False
    findings: tuple[Finding, ...] = ()
    harm_block: int | None = None
    noticed_block: int | None = None
    loss: int = 0
    losses: tuple[tuple[int, int], ...] = ()
    begun: int = 0
    loss_with_response: int | None = None
    acts: tuple[Act, ...] = ()
    false_acts: int = 0
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
        fields = () if self.loss_with_response is None else ("loss_with_response", "false_acts")
        return {
            **{name: getattr(self, name) for name in (*names, *fields)},
            "outcome": self.outcome.value if self.outcome else "broken",
            "latency_blocks": self.latency_blocks,
            "findings": [finding.as_json() for finding in self.findings],
        }


class _Losses:
    """The story's loss after each block in which it changed."""

    def __init__(self, scenario: Scenario, stage: Stage) -> None:
        self._scenario, self._stage = scenario, stage
        self.changes: list[tuple[int, int]] = []

    def __call__(self, block: Block) -> None:
        while self.changes and self.changes[-1][0] >= block.number:  # a reorg took it back
            self.changes.pop()
        loss = self._scenario.loss(self._stage) if self._stage.is_open else 0
        if loss != (self.changes[-1][1] if self.changes else 0):
            self.changes.append((block.number, loss))

    @property
    def first(self) -> int | None:
        """The block of the first harm."""
        return next((block for block, loss in self.changes if loss > 0), None)


def play_matrix(
    stories: Mapping[str, type[Scenario]],
    tokens: Iterable[Blueprint],
    *,
    engine: str | None = None,
    seed: int = 0,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    respond: bool = False,
) -> Iterator[Cell]:
    """Every story on every token, each on a chain of its own. `settings` are those of the rules, by id."""
    for blueprint in tokens:
        for name, story in stories.items():
            options: dict[str, Any] = {"engine": engine, "seed": seed, "settings": settings}
            cell = play_one(name, story, blueprint, **options)
            yield respond_to(cell, story, blueprint, **options) if respond else cell


def play_one(
    name: str,
    story: type[Scenario],
    blueprint: Blueprint,
    *,
    engine: str | None = None,
    seed: int = 0,
    variant: int = 0,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    rules: Iterable[Watcher] | None = None,
    witness: Witness | None = None,
) -> Cell:
    """One story on one token.

    rules: the watchers, all with these settings by default. witness: called with the stage before the main phase.
    """
    chain = Chain(engine, seed=seed)
    place: dict[str, Any] = {"scenario": name, "variant": variant, "seed": seed, "kind": story.kind}
    place |= {"token": blueprint.name, "engine": chain.engine.name}
    lacking = missing_powers(story, blueprint.family)
    if lacking:
        return Cell(**place, outcome=Outcome.NOT_APPLICABLE, error=f"the token has no power to {', '.join(lacking)}")
    stage = Stage(blueprint, chain, watchers.create(settings=settings) if rules is None else rules)
    try:
        with own_code():
            course = _course(story(seed, variant), stage, witness)
        return Cell(**place, **course, names=chain.names() | {stage.token.address: "the token"})
    except UnsupportedError as unsupported:
        return Cell(**place, outcome=Outcome.NOT_APPLICABLE, error=str(unsupported), skipped=True)
    except BrokenScenarioError as broken:
        return Cell(**place, outcome=None, error=str(broken))


def own_code() -> OthersCode:
    """A context for a story's own code. Raises: BrokenScenarioError for an error of it that is none of ours."""
    return OthersCode(lambda told: BrokenScenarioError(f"It fails ({told})."))


def respond_to(
    cell: Cell,
    story: type[Scenario],
    blueprint: Blueprint,
    *,
    engine: str | None = None,
    seed: int = 0,
    settings: Mapping[str, Mapping[str, Any]] | None = None,
    rules: Iterable[Watcher] | None = None,
) -> Cell:
    """The same cell, and for an attack that did harm its loss when the findings are acted upon."""
    if cell.kind != "attack" or not cell.loss:
        return cell
    watching, notebook = watchers.create(settings=settings) if rules is None else rules, Notebook()
    scenario = story(seed, cell.variant)
    stage = Stage(blueprint, Chain(engine, seed=seed), [*watching, notebook])
    _prepare(scenario, stage)
    before, responder = _unpaid(stage, notebook), Responder(stage, notebook)
    # What a brake has stopped doesn't go on as told; the loss is what counts.
    with suppress(BrokenScenarioError), own_code():
        stage.attempt(lambda: scenario.attack(stage))
    loss = scenario.loss(stage) if stage.is_open else 0
    after = _unpaid(stage, notebook)
    lawful = {who for who, held in before.items() if after[who] <= held and who not in notebook.state["unpaid"]}
    bystanders = scenario.bystanders(stage) | lawful
    hit = sum(act.kind == "freeze" and act.target in bystanders for act in responder.acts)
    return replace(cell, loss_with_response=loss, acts=tuple(responder.acts), false_acts=hit)


def _unpaid(stage: Stage, notebook: Notebook) -> dict[str, int]:
    """By address, what the usual actors hold less what they paid for; nothing before there is a token."""
    usual = [stage.actor(name).address for name in USUAL] if stage.is_open else []
    return {address: stage.token.balance_of(address) - notebook.paid(address) for address in usual}


def missing_powers(story: type[Scenario], family: type[Token]) -> list[str]:
    """The powers that a story needs and a family lacks, in words."""
    have = family.powers()
    return [power.replace("_", " ") for power in POWERS if power in story.needs and power not in have]


def _course(scenario: Scenario, stage: Stage, witness: Witness | None) -> dict[str, Any]:
    """The story's course, as the fields of a cell."""
    _prepare(scenario, stage)
    begun, said = stage.chain.block_number, len(stage.findings)
    losses = _Losses(scenario, stage)
    stage.chain.on_block.append(losses)
    if witness:
        witness(stage)
    refusal = stage.attempt(lambda: scenario.attack(stage))
    loss = scenario.loss(stage) if stage.is_open else 0
    course: dict[str, Any] = {"loss": loss, "error": str(refusal.error) if refusal else "", "begun": begun}
    course["losses"] = tuple(losses.changes)
    if scenario.kind == "twin":
        return course | _judge_twin(stage, refusal)
    findings = tuple(f for f in stage.findings[said:] if f.block >= begun)
    if not loss:
        return course | _judge_harmless(scenario, stage, refusal, findings)
    return course | _judge_harm(scenario, findings, losses.first or begun)


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
