"""Scoring: what watchers notice of every story, how soon, what that saves, and what they cry wolf at."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor, as_completed
from multiprocessing import get_context
from typing import Any, NamedTuple

from backbone_chain import scenarios
from backbone_chain.errors import BackboneError, UsageError
from backbone_chain.model import Source
from backbone_chain.registry import find
from backbone_chain.scenarios._base import Scenario
from backbone_chain.score._days import Days
from backbone_chain.score._figures import geometric_mean, tally, tally_rules
from backbone_chain.score._model import OURS, YOURS, Benign, Deed, Miss, RuleTally, Run, Score, Tally
from backbone_chain.score._play import play_variant
from backbone_chain.score._setup import Setup
from backbone_chain.score._stories import STORIES, missing
from backbone_chain.score._targets import TARGETS, misses
from backbone_chain.watchers._run import Watch

SCHEMA = "backbone.score/1"
DAYS = 30
EVENTS, LONG_EVENTS = 100_000, 1_000_000

Step = Callable[[str], object]


class Job(NamedTuple):
    """One run, or with an empty scenario the benign days of `variant` events."""

    scenario: str
    variant: int
    setup: Setup

    @property
    def title(self) -> str:
        """What to say when it is done."""
        return f"{self.scenario} {self.variant}" if self.scenario else "benign days"


def run(
    names: Sequence[str] = (),
    *,
    setup: Setup | None = None,
    variants: int | None = None,
    events: int = EVENTS,
    workers: int = 1,
    step: Callable[[int], Step] | None = None,
) -> Score:
    """Play every story, or those of these names with their twins, and say what the rules noticed.

    variants: of each story, its own number by default. events: of the benign days, 0 for none. workers:
    processes; the figures are the same for any number of them. step: given the number of jobs, answers what is called
    as each is done.

    Raises: UsageError and its kinds for a name, a folder or a rule that can't be used.
    """
    started, setup = time.perf_counter(), setup or Setup()
    known = scenarios.catalogue()
    stories, whose = chosen(known, names), setup.whose()
    jobs = list(_jobs(stories, variants, events, setup))
    done = _all_done(jobs, workers, step(len(jobs)) if step else lambda _: None)
    runs = tuple(each for each in done if isinstance(each, Run))
    benign = next((each for each in done if isinstance(each, Benign)), Benign())
    tallies = tuple(_tallies(stories, runs))
    return Score(
        seed=setup.seed,
        runs=runs,
        scenarios=tallies,
        rules=tally_rules(whose, stories, runs, benign),
        benign=benign,
        missing=missing(known),
        misses=misses(tallies, runs, benign),
        total=geometric_mean([each.score for each in tallies if each.runs]),
        seconds=time.perf_counter() - started,
    )


def chosen(known: Mapping[str, type[Scenario]], names: Sequence[str]) -> dict[str, type[Scenario]]:
    """All stories, or those named, an attack with its twins. Raises: UnknownNameError."""
    for name in names:
        find(known, "scenario", name)
    return {name: story for name, story in known.items() if not names or name in names or story.story() in names}


def _jobs(stories: Mapping[str, type[Scenario]], variants: int | None, events: int, setup: Setup) -> Iterator[Job]:
    """The benign days first, since they take longest."""
    if events:
        yield Job("", events, setup)
    for name, story in stories.items():
        for variant in range(story.variants if variants is None else variants):
            yield Job(name, variant, setup)


def _all_done(jobs: Sequence[Job], workers: int, step: Step) -> list[Run | Benign]:
    """What each job gave, in their order."""
    if workers <= 1:
        return [_told(step, job, _do(job)) for job in jobs]
    with ProcessPoolExecutor(min(workers, len(jobs) or 1), mp_context=get_context("spawn")) as pool:
        waiting: dict[Future[Run | Benign], Job] = {pool.submit(_do_apart, job): job for job in jobs}
        try:
            for each in as_completed(waiting):
                _told(step, waiting[each], each.result())
        finally:
            pool.shutdown(wait=False, cancel_futures=True)
        return [each.result() for each in waiting]


def _told(step: Step, job: Job, result: Run | Benign) -> Run | Benign:
    step(job.title)
    return result


def _do_apart(job: Job) -> Run | Benign:
    """In a worker, whose errors have to travel: those of the project as their sentence."""
    try:
        return _do(job)
    except BackboneError as error:
        raise UsageError(str(error)) from None


def _do(job: Job) -> Run | Benign:
    return play_variant(job.scenario, job.variant, job.setup) if job.scenario else watch_days(job.variant, job.setup)


def watch_days(events: int, setup: Setup, days: int = DAYS) -> Benign:
    """Benign days past every rule."""
    started = time.perf_counter()
    watch, count = Watch([*setup.ours(), *setup.yours()]), 0
    for observation in Days(setup.seed, days, events).observations():
        count += sum(fact.origin is Source.EVENTS for fact in observation.facts)
        watch.observe(observation)
    said = Counter((finding.rule, finding.severity.value) for finding in watch.findings)
    return Benign(events=count, days=days, findings=dict(sorted(said.items())), seconds=time.perf_counter() - started)


def _tallies(stories: Mapping[str, type[Scenario]], runs: Sequence[Run]) -> Iterator[Tally]:
    for name, story in stories.items():
        if story.kind == "attack":
            own = [run for run in runs if run.scenario == name]
            twins = [run for run in runs if run.kind == "twin" and stories[run.scenario].story() == name]
            yield tally(name, story, own, twins)


def as_json(score: Score) -> dict[str, Any]:
    """`backbone.score/1`."""
    twins = [run for run in score.runs if run.kind == "twin"]
    return {
        "schema": SCHEMA,
        "scenarios": [_scenario_json(each) for each in score.scenarios],
        "missing": list(score.missing),
        "rules": [
            {name: getattr(each, name) for name in ("rule", "whose", "fired", "right", "false_alarms", "latency_p50")}
            for each in score.rules
        ],
        "twins": {
            "runs": len(twins),
            "false_alarms": sum(run.outcome == "false-alarm" for run in twins),
            "by_rule": _counted(Counter((f.rule, f.severity.value) for run in twins for f in run.findings)),
        },
        "benign": {
            "events": score.benign.events,
            "days": score.benign.days,
            "findings": {name: score.benign.count(name) for name in ("info", "low", "medium", "high", "critical")},
            "by_rule": _counted(score.benign.findings),
        },
        "targets": [{"target": name, "wanted": TARGETS[name], "missed": _missed(score, name)} for name in TARGETS],
        "total": score.total,
        "seed": score.seed,
        "seconds": score.seconds,
    }


def _missed(score: Score, target: str) -> list[dict[str, str]]:
    return [{"subject": miss.subject, "says": miss.says} for miss in score.misses if miss.target == target]


def _counted(counts: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    return [{"rule": rule, "severity": severity, "count": count} for (rule, severity), count in sorted(counts.items())]


def _scenario_json(tally: Tally) -> dict[str, Any]:
    names = (
        "scenario",
        "played",
        "runs",
        "noticed",
        "evasive_runs",
        "evasive_noticed",
        "precursor",
        "before_harm",
        "latency_p50",
        "latency_p99",
        "loss",
        "loss_before",
        "loss_with_response",
        "false_acts",
        "twin_runs",
        "twin_alarms",
        "yours",
        "skipped",
        "score",
        "seconds",
    )
    return {name: getattr(tally, name) for name in names}


__all__ = [
    "EVENTS",
    "LONG_EVENTS",
    "OURS",
    "SCHEMA",
    "STORIES",
    "TARGETS",
    "YOURS",
    "Benign",
    "Deed",
    "Miss",
    "RuleTally",
    "Run",
    "Score",
    "Setup",
    "Tally",
    "as_json",
    "run",
    "watch_days",
]
