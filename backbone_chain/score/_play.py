"""One job of a score: a variant of a story on its victim, with the response in the loop and without."""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

from backbone_chain import scenarios, tokens
from backbone_chain.errors import BrokenScenarioError
from backbone_chain.model import Finding, Outcome, Severity
from backbone_chain.play import Cell, own_code, play_one, respond_to
from backbone_chain.registry import find
from backbone_chain.scenarios._base import Scenario
from backbone_chain.score._model import OURS, YOURS, Run
from backbone_chain.score._setup import Setup
from backbone_chain.score._timeline import Recorder
from backbone_chain.tokens._base import Blueprint

Played = tuple[Cell, Recorder, Blueprint]


def play_variant(name: str, variant: int, setup: Setup) -> Run:
    """One variant of one story: an attack on the token that lets it through, a twin on the reference token."""
    started = time.perf_counter()
    story = find(_stories(), "scenario", name)
    try:
        with own_code():
            sample = story(setup.seed, variant)
            victim, evasive = sample.victim, bool(sample.is_evasive)
    except BrokenScenarioError as broken:
        place: dict[str, Any] = {"scenario": name, "variant": variant, "seed": setup.seed, "kind": story.kind}
        return _run(Cell(**place, token="", engine="", outcome=None, error=str(broken)), Recorder(), setup, started)
    if story.kind == "twin":
        cell, recorder, _ = _play(name, story, variant, tokens.blueprint("reference"), setup)
        return _run(cell, recorder, setup, started)
    cell, recorder, token = _on_a_victim(name, story, variant, tokens.blueprint(victim), setup)
    cell = respond_to(cell, story, token, engine=setup.engine, seed=setup.seed, rules=setup.ours())
    return _run(cell, recorder, setup, started, evasive=evasive)


def _on_a_victim(name: str, story: type[Scenario], variant: int, victim: Blueprint, setup: Setup) -> Played:
    """On the token that the story names; where that refuses it, on the first of the others that doesn't."""
    first = _play(name, story, variant, victim, setup)
    if first[0].outcome is not Outcome.REFUSED:
        return first
    place: dict[str, Any] = {"engine": setup.engine, "seed": setup.seed, "variant": variant}
    for token in _tokens():
        if token.name != victim.name and play_one(name, story, token, **place, rules=()).outcome is Outcome.SILENT:
            return _play(name, story, variant, token, setup)
    return first


def _play(name: str, story: type[Scenario], variant: int, victim: Blueprint, setup: Setup) -> Played:
    recorder, rules = Recorder(), [*setup.ours(), *setup.yours()]
    options: dict[str, Any] = {"engine": setup.engine, "seed": setup.seed, "variant": variant}
    return play_one(name, story, victim, **options, rules=rules, witness=recorder), recorder, victim


def _run(cell: Cell, recorder: Recorder, setup: Setup, started: float, *, evasive: bool = False) -> Run:
    noticed = dict(_noticed(cell, setup))
    return Run(
        scenario=cell.scenario,
        variant=cell.variant,
        kind=cell.kind,
        token=cell.token,
        outcome=cell.outcome.value if cell.outcome else "broken",
        error=cell.error,
        evasive=evasive,
        begun=cell.begun,
        harm_block=cell.harm_block,
        noticed=noticed,
        loss=cell.loss,
        loss_before=_loss_at(cell, noticed.get(OURS)),
        loss_with_response=cell.loss if cell.loss_with_response is None else cell.loss_with_response,
        false_acts=cell.false_acts,
        findings=cell.findings,
        deeds=recorder.deeds(),
        acts=cell.acts,
        names=cell.names,
        skipped=cell.error if cell.skipped else "",
        seconds=time.perf_counter() - started,
    )


def _noticed(cell: Cell, setup: Setup) -> Iterator[tuple[str, int]]:
    """Whose rules noticed, and when: of ours those that the story expects, of the user's any."""
    if cell.kind == "twin":
        return
    whose = setup.whose()
    for who in (OURS, YOURS):
        said = [f for f in loud(cell.findings) if whose.get(f.rule) == who]
        right = [f.block for f in said if who == YOURS or f.rule in cell.expected_rules]
        if right:
            yield who, min(right)


def loud(findings: Iterable[Finding]) -> list[Finding]:
    """Those that say more than info."""
    return [finding for finding in findings if finding.severity > Severity.INFO]


def _loss_at(cell: Cell, block: int | None) -> int:
    """The loss at the end of a block; all of it where there is none."""
    if block is None:
        return cell.loss
    return next((loss for at, loss in reversed(cell.losses) if at <= block), 0)


def _stories() -> dict[str, type[Scenario]]:
    return _stories_of(Path.cwd())


def _tokens() -> tuple[Blueprint, ...]:
    return _tokens_of(Path.cwd())


@cache
def _stories_of(project: Path) -> dict[str, type[Scenario]]:
    """Once a process and project."""
    return scenarios.catalogue(project)


@cache
def _tokens_of(project: Path) -> tuple[Blueprint, ...]:
    """As above; its defects are compiled where the project has some of its own."""
    return tuple(tokens.catalogue(project).values())
