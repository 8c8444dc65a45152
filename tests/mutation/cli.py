"""The command: `.venv/bin/python -m tests.mutation`."""

from __future__ import annotations

import argparse
import os
import platform
import shlex
from collections.abc import Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from backbone_chain import compiler
from backbone_chain.errors import BackboneError

from . import operators
from .campaign import Campaign, Subjects
from .children import Children
from .compiling import Compiler
from .document import document
from .draw import drawn
from .errors import MutationError
from .known import read_known, require_alive
from .model import Mutant
from .progress import Progress
from .reach import Reach
from .recording import CallMap
from .report import Run, Score, diff, page
from .results import SURVIVED, Results, ground_of
from .settings import Settings, read_settings
from .suite import Suite, with_tests

KEPT_IN = ".mutation"
"""The folder, in the root, of what a later run can use again."""

BROKEN = 2


def main(arguments: Sequence[str] | None = None) -> int:
    """Run it; 1 if a claim is false, with --strict also if one survives, 2 if it can't run."""
    options = _parser().parse_args(arguments)
    progress = Progress(wanted=options.mutants)
    try:
        return _run(options, progress)
    except (MutationError, BackboneError) as error:
        progress.say(f"mutation: {error}")
        return BROKEN


def _run(options: argparse.Namespace, progress: Progress) -> int:
    settings = read_settings()
    if changed := compiler.changed_sources(settings.root):
        raise MutationError(f"{changed[0]} Run `make artifacts` first.")
    campaign, population = _prepared(settings, options, progress)
    chosen = [each for each in drawn(population, options.seed) if _is_wanted(each, options)]
    if not chosen:
        raise MutationError("No mutant is left by --only, --file and --mutant.")
    progress.wanted = min(options.mutants, len(chosen))
    work = _Work(options=options, campaign=campaign, population=len(population), chosen=chosen)
    return with_tests(settings, work)


def _prepared(settings: Settings, options: argparse.Namespace, progress: Progress) -> tuple[Campaign, list[Mutant]]:
    folder = settings.root / KEPT_IN
    folder.mkdir(exist_ok=True)
    source_compiler = Compiler.of_project(settings.root)
    project, subjects = source_compiler.project(), Subjects.of(settings, source_compiler)
    units = [path.relative_to(settings.root).as_posix() for path in settings.files]
    population = operators.mutants(project, [unit for unit in units if subjects.of_unit(unit)])
    known = read_known()
    require_alive(known, population)
    stands_on = ["contracts", "backbone_chain", *settings.tests]
    campaign = Campaign(
        settings=settings,
        compiler=source_compiler,
        subjects=subjects,
        reach=Reach.of(project),
        results=Results.at(folder / "results.jsonl"),
        known=known,
        children=Children(workers=options.workers, log=folder / "children.log"),
        progress=progress,
        ground=ground_of(settings.root, stands_on),
        comparing_ground=f"{ground_of(settings.root, [*stands_on, 'tests/mutation'])} {options.calls} {options.seed}",
        calls=options.calls,
        seed=options.seed,
    )
    return campaign, population


def _is_wanted(mutant: Mutant, options: argparse.Namespace) -> bool:
    return (
        options.only in (None, mutant.operator)
        and options.mutant in (None, mutant.id)
        and (options.file is None or options.file in mutant.unit)
    )


@dataclass(frozen=True, kw_only=True)
class _Work:
    """What is done with the collected tests."""

    options: argparse.Namespace
    campaign: Campaign
    population: int
    chosen: Sequence[Mutant]

    def __call__(self, suite: Suite) -> int:
        campaign, options = self.campaign, self.options
        try:
            calls = self._rehearsed(suite)
            results = list(campaign.judge(self.chosen, options.mutants, suite, calls))
            by_id = {each.id: each for each in self.chosen}
            pairs = [(by_id[result.id], result) for result in results]
            survivors = [mutant for mutant, result in pairs if result.verdict == SURVIVED]
            score = Score.of(pairs, campaign.known, campaign.verify(survivors))
        finally:
            campaign.children.stop()
        run = self._how(_suite_in_words(suite, calls))
        self._write(score, run)
        return self._verdict(score)

    def _rehearsed(self, suite: Suite) -> CallMap:
        path = self.campaign.settings.root / KEPT_IN / "calls.json"
        return self.campaign.rehearse(suite, path, quick=self.options.quick)

    def _write(self, score: Score, run: Run) -> None:
        if self.options.report:
            Path(self.options.report).write_text(page(score, run), encoding="utf-8")
        if self.options.json:
            Path(self.options.json).write_text(document(score, run), encoding="utf-8")

    def _how(self, suite: str) -> Run:
        options = self.options
        command = (
            f"python -m tests.mutation --mutants {options.mutants} --seed {options.seed} --workers {options.workers}"
        )
        picked = [f"--{name} {shlex.quote(value)}" for name in ("only", "file") if (value := getattr(options, name))]
        versions = f"Python {platform.python_version()}, pytest {version('pytest')}, pyrevm {version('pyrevm')}"
        return Run(
            seed=options.seed,
            population=self.population,
            command=" ".join([command, *picked]),
            versions=f"{versions}, solc {self.campaign.compiler.solc.version}",
            time=self.campaign.progress.minutes().strip(),
            suite=suite,
            left_out=self.campaign.settings.left_out,
        )

    def _verdict(self, score: Score) -> int:
        say = self.campaign.progress.say
        problems = score.problems(strict=self.options.strict)
        for gap in score.gaps:
            say(f"gap: {gap.mutant.unit}:{gap.mutant.line} {gap.mutant.id}\n{diff(gap.mutant)}")
        for problem in problems:
            say(problem)
        told = f"{score.killed} of {len(score.judged)} mutants killed"
        told += f", {score.equivalent} equivalent, {len(score.gaps)} gaps"
        say(f"{told} ({self.campaign.progress.minutes().strip()}).")
        return int(bool(problems))


def _suite_in_words(suite: Suite, calls: CallMap) -> str:
    time = f" in {calls.seconds():.0f} s" if calls.key else ""
    return f"{len(suite.items):,} tests{time}"


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.mutation", description="A mutation score of the token's tests."
    )
    parser.add_argument("--mutants", type=int, default=300, metavar="N", help="how many (300)")
    parser.add_argument("--seed", type=int, default=0, metavar="N", help="which ones (0)")
    parser.add_argument("--only", choices=operators.names(), metavar="OPERATOR", help="mutants of one operator")
    parser.add_argument("--file", metavar="F", help="mutants of the sources with this in their names")
    parser.add_argument("--mutant", metavar="ID", help="one mutant, by its id")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, metavar="K", help="how many at a time")
    parser.add_argument("--calls", type=int, default=10_000, metavar="N", help="random calls to verify a claim (10000)")
    parser.add_argument("--quick", action="store_true", help="don't run the suite without a mutation first")
    parser.add_argument("--strict", action="store_true", help="fail if one survives that is not listed as equivalent")
    parser.add_argument("--json", metavar="FILE", help="write all results there")
    parser.add_argument("--report", metavar="FILE", help="write the page there")
    return parser
