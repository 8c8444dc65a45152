"""docs/mutation.md: the figure, by operator, by contract, and each survivor with what is to be said of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from .known import EQUIVALENT, GAP, MOST_EQUIVALENT, Known, find_known
from .model import Mutant
from .operators import OPERATORS
from .results import NO_MUTANTS, SURVIVED, TIMEOUT, UNCHANGED, UNCOMPILABLE, Comparison, Result

HEAD = """# Mutation score

Something in a contract is made wrong on purpose, one thing at a time, and the token's tests run. A mutant that makes a
test fail is killed; one that no test notices survives, and is either a gap in the tests or no defect at all, because
nobody could tell it from the original (equivalent). `make mutate` wrote this page.
"""

SUMMARIES = {operator.name(): operator.summary() for operator in OPERATORS}


@dataclass(frozen=True, kw_only=True)
class Judged:
    """A mutant, what came of it, and what is known of it if it survived."""

    mutant: Mutant
    result: Result
    known: Known | None = None
    comparison: Comparison | None = None

    @property
    def survived(self) -> bool:
        """Whether no test noticed it."""
        return self.result.verdict == SURVIVED

    @property
    def is_false_claim(self) -> bool:
        """Whether it is called equivalent and isn't."""
        return bool(self.survived and self.comparison and self.comparison.difference)

    @property
    def is_equivalent(self) -> bool:
        """Whether it is called equivalent, and the random calls agree."""
        return bool(self.survived and self.comparison and not self.comparison.difference)

    @property
    def kind(self) -> str:
        """`equivalent` or `gap`."""
        return EQUIVALENT if self.is_equivalent else GAP


@dataclass(frozen=True, kw_only=True)
class Score:
    """Everything that was judged; `draws` counts what solc refused or left unchanged too."""

    judged: Sequence[Judged]
    uncompilable: int = 0
    unchanged: int = 0

    @classmethod
    def of(
        cls, pairs: Iterable[tuple[Mutant, Result]], known: Iterable[Known], comparisons: Mapping[str, Comparison]
    ) -> Score:
        """From the results, what equivalent.toml says, and the comparisons with the original."""
        pairs, known = list(pairs), list(known)
        verdicts = [result.verdict for _, result in pairs]
        judged = [
            Judged(mutant=each, result=result, known=find_known(known, each), comparison=comparisons.get(each.id))
            for each, result in pairs
            if result.verdict not in NO_MUTANTS
        ]
        judged.sort(key=lambda each: (each.mutant.unit, each.mutant.line, each.mutant.id))
        return cls(judged=judged, uncompilable=verdicts.count(UNCOMPILABLE), unchanged=verdicts.count(UNCHANGED))

    @property
    def survivors(self) -> list[Judged]:
        """Those that no test noticed."""
        return [each for each in self.judged if each.survived]

    @property
    def gaps(self) -> list[Judged]:
        """Those of them that nobody has shown to be equivalent."""
        return [each for each in self.survivors if not each.is_equivalent]

    def count(self, does_count: Callable[[Judged], bool]) -> int:
        """How many."""
        return sum(map(does_count, self.judged))

    @property
    def killed(self) -> int:
        """How many were noticed."""
        return len(self.judged) - len(self.survivors)

    @property
    def equivalent(self) -> int:
        """How many are equivalent."""
        return len(self.survivors) - len(self.gaps)

    def problems(self, *, strict: bool) -> list[str]:
        """Why the run failed, a sentence each."""
        return list(self._problems(strict))

    def _problems(self, strict: bool) -> Iterator[str]:
        for each in self.judged:
            if each.is_false_claim and each.comparison:
                yield f"{each.mutant.id} is called equivalent and isn't. {each.comparison.difference}"
        if self.equivalent > MOST_EQUIVALENT * len(self.judged) and not strict:
            share = f"{self.equivalent} of {len(self.judged)}"
            yield f"{share} mutants are called equivalent, more than {MOST_EQUIVALENT:.0%}; test some of them."
        for each in self.gaps if strict else ():
            yield f"{each.mutant.id} survived, and isn't listed as equivalent."


@dataclass(frozen=True, kw_only=True)
class Run:
    """How a score came about: seed and population, the command, versions, minutes and seconds, the tests left out."""

    seed: int
    population: int
    command: str
    versions: str
    time: str
    suite: str
    left_out: Mapping[str, str] = field(default_factory=dict)


def page(score: Score, run: Run) -> str:
    """The whole page."""
    parts = [
        HEAD,
        _figure(score, run),
        _table("operator", score, lambda each: each.mutant.operator, SUMMARIES),
        _contracts(score),
    ]
    return "\n".join([*parts, _survivors(score), _how(score, run)])


def diff(mutant: Mutant) -> str:
    """The changed lines, before and after."""
    before = [f"- {line}" for line in mutant.before.splitlines()]
    return "\n".join([*before, *(f"+ {line}" for line in mutant.after.splitlines())])


def _figure(score: Score, run: Run) -> str:
    total, killed, equivalent = len(score.judged), score.killed, score.equivalent
    timeouts = score.count(lambda each: each.result.verdict == TIMEOUT)
    late = f", {timeouts} of them by never coming to an end," if timeouts else ""
    return f"""**{_percent(killed, total - equivalent)}** of the mutants that make a difference were killed: \
{killed} of {total - equivalent}. Counted raw, {killed} of {total}{late} or {_percent(killed, total)}; \
{equivalent} are equivalent, {len(score.gaps)} are gaps.

Drawn by seed {run.seed} of {run.population} that the operators make. Drawn and not counted: \
{score.uncompilable} that solc refuses, {score.unchanged} that give the same bytecode.
"""


def _table(word: str, score: Score, of: Callable[[Judged], str], says: Mapping[str, str]) -> str:
    names = sorted({of(each) for each in score.judged})
    last = "| what is wrong |" if says else "|"
    lines = [
        f"## By {word}\n",
        f"| {word} | killed | equivalent | gaps {last}",
        "|---|---:|---:|---:|" + "---|" * bool(says),
    ]
    for name in names:
        mine = Score(judged=[each for each in score.judged if of(each) == name])
        text = f" {says.get(name, name)} |" if says else ""
        lines.append(f"| {name} | {mine.killed} of {len(mine.judged)} | {mine.equivalent} | {len(mine.gaps)} |{text}")
    return "\n".join([*lines, ""])


def _contracts(score: Score) -> str:
    return _table("contract", score, lambda each: each.mutant.unit, {})


def _survivors(score: Score) -> str:
    if not score.survivors:
        return "## Survivors\n\nNone.\n"
    return "\n".join(["## Survivors\n", *map(_survivor, score.survivors)])


def _survivor(each: Judged) -> str:
    mutant = each.mutant
    reason = each.known.reason if each.known else "Nobody has looked at it yet."
    checked = (
        f" {each.comparison.calls:,} random calls went the same." if each.is_equivalent and each.comparison else ""
    )
    head = f"### {mutant.unit}:{mutant.line}, `{mutant.home}`: {mutant.operator}, {each.kind}"
    return f"{head}\n\n```diff\n{diff(mutant)}\n```\n\n{reason}{checked} (`{mutant.id}`)\n"


def _how(score: Score, run: Run) -> str:
    tests = sum(each.result.tests for each in score.judged)
    minutes = sum(each.result.seconds for each in score.judged) / 60
    left_out = "".join(f"Left out is {name}: {reason}.\n" for name, reason in run.left_out.items())
    return f"""## How

`{run.command}`

took {run.time} on {run.versions}; compiling the mutants and testing them took {minutes:.0f} minutes of it, or
of earlier runs whose results still held. The suite: {run.suite}. For each mutant those tests came first that are
likeliest to notice it, until one did, {tests:,} in all; a survivor has seen every test. Each
equivalent one was held against the original on revm: random calls of every function, by everybody who has a role and by
some who have none, with time passing and signatures right and wrong, and all that can be read compared. What is known
of survivors is written in [tests/mutation/equivalent.toml](../tests/mutation/equivalent.toml).
{left_out}"""


def _percent(part: int, whole: int) -> str:
    return f"{100 * part / whole:.1f} %" if whole else "nothing"
