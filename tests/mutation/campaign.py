"""One run: mutants drawn, compiled, put before the tests; those called equivalent held against the original."""

from __future__ import annotations

import time
from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from backbone_chain import artifacts
from backbone_chain.artifacts import Artifact
from backbone_chain.errors import CompileError

from .children import Children, TimedOut
from .compiling import Compiler, same_code
from .differential import compare
from .errors import MutationError
from .known import EQUIVALENT, Known, find_known
from .model import Mutant
from .order import Order
from .progress import Progress
from .reach import Reach
from .recording import CallMap, Recording
from .results import KILLED, NO_MUTANTS, SURVIVED, TIMEOUT, UNCHANGED, UNCOMPILABLE, Comparison, Result, Results
from .settings import Settings
from .suite import Suite, put_in_place

LEAST_SECONDS = 300.0
"""A mutant has this long, or three times what the whole suite takes without one; then it counts as noticed."""

REHEARSAL_SECONDS = 3600.0
COMPARISON_SECONDS = 1800.0


@dataclass(frozen=True, kw_only=True)
class Subjects:
    """The contracts that are shipped from the mutated folders, as they are without a mutation."""

    originals: Mapping[str, Artifact] = field(repr=False)

    @classmethod
    def of(cls, settings: Settings, compiler: Compiler) -> Subjects:
        """Compiled as mutants are, so that nothing but the mutation makes a difference."""
        shipped = (artifacts.load(name) for name in artifacts.shipped())
        wanted = {each.name: each.source for each in shipped if settings.is_target(each.source)}
        return cls(originals=compiler.compile(wanted))

    def of_unit(self, unit: str, created: set[str] | None = None) -> dict[str, str]:
        """The contracts with this source in them, of those only that some test creates, if any does."""
        held = {
            name: each.source for name, each in self.originals.items() if unit in artifacts.load(name).source_hashes
        }
        return {name: source for name, source in held.items() if name in (created or ())} or held


@dataclass(kw_only=True)
class Campaign:
    """What a run needs; `ground` are the hashes of what results and comparisons stand on."""

    settings: Settings
    compiler: Compiler
    subjects: Subjects
    reach: Reach
    results: Results
    known: Sequence[Known]
    children: Children
    progress: Progress
    ground: str
    comparing_ground: str
    calls: int
    seed: int

    # --- once

    def rehearse(self, suite: Suite, path: Path, *, quick: bool = False) -> CallMap:
        """What each test calls, as an earlier run found if nothing has changed; a `quick` run does without.

        Raises: MutationError if a test fails.
        """
        if known := CallMap.read(path, self.ground):
            return known
        if quick:
            return CallMap.unknown(suite.items)
        self.progress.say("The suite runs once without a mutation, to learn what each test calls.")
        self.children.start("the suite without a mutation", partial(self._recorded, suite), seconds=REHEARSAL_SECONDS)
        _, recorded = self.children.next()
        if isinstance(recorded, list | TimedOut):
            what = f"fails: {recorded[0]}" if isinstance(recorded, list) else "takes more than an hour"
            raise MutationError(f"The suite without any mutation {what}; make it green first.")
        assert isinstance(recorded, CallMap)
        recorded.write(path)
        return recorded

    def _recorded(self, suite: Suite) -> CallMap | list[str]:
        recording = Recording(self.reach)
        with recording.listening():
            suite.run(suite.items, [recording], stop=False)
        return recording.failures or CallMap(key=self.ground, tests=recording.tests)

    # --- each mutant

    def judge(self, candidates: Sequence[Mutant], wanted: int, suite: Suite, calls: CallMap) -> Iterator[Result]:
        """The results of the first `wanted` candidates that are mutants, and of those before them that are none.

        Which ones they are depends on the candidates' order only, not on how many are judged at a time.
        """
        order = Order(calls=calls, reach=self.reach)
        ahead, found, by_id = deque(candidates), 0, {each.id: each for each in candidates}
        while True:
            while ahead and found + self.children.running < wanted and not self.children.is_full:
                mutant = ahead.popleft()
                known = self.results.result(mutant, self.ground)
                if known is None:
                    self._start(mutant, suite, order)
                else:
                    found += self._count(mutant, known, order)
                    yield known
            if not self.children.running:
                return
            mutant, result = self._next_result(by_id)
            found += self._count(mutant, result, order)
            yield result

    def _start(self, mutant: Mutant, suite: Suite, order: Order) -> None:
        seconds = max(LEAST_SECONDS, 3 * order.calls.seconds())
        work = partial(self._judged, mutant, suite, order.tests(mutant), order.calls.created())
        self.children.start(mutant.id, work, seconds=seconds)

    def _count(self, mutant: Mutant, result: Result, order: Order) -> int:
        """Tell of it and learn from it; 1 if it counts."""
        self.progress.tell(mutant, result)
        if result.test:
            order.learn(mutant, result.test)
        return int(result.verdict not in NO_MUTANTS)

    def _next_result(self, by_id: Mapping[str, Mutant]) -> tuple[Mutant, Result]:
        name, answer = self.children.next()
        mutant = by_id[name]
        result = answer if isinstance(answer, Result) else self._result(mutant, TIMEOUT)
        self.results.add(result)
        return mutant, result

    def _judged(self, mutant: Mutant, suite: Suite, tests: Sequence[str], created: set[str]) -> Result:
        began = time.monotonic()
        try:
            changed = self._compiled(mutant, created)
        except CompileError:
            return self._result(mutant, UNCOMPILABLE)
        if all(same_code(each, self.subjects.originals[name]) for name, each in changed.items()):
            return self._result(mutant, UNCHANGED)
        put_in_place(changed)
        ran = suite.run(tests)
        seconds = round(time.monotonic() - began, 2)
        verdict = KILLED if ran.failed else SURVIVED
        return self._result(mutant, verdict, test=ran.failed, why=ran.why, tests=ran.tests, seconds=seconds)

    def _compiled(self, mutant: Mutant, created: set[str] | None = None) -> dict[str, Artifact]:
        wanted = self.subjects.of_unit(mutant.unit, created)
        return self.compiler.compile(wanted, {mutant.unit: mutant.content.decode()})

    def _result(self, mutant: Mutant, verdict: str, **more: object) -> Result:
        return Result(id=mutant.id, digest=mutant.digest, ground=self.ground, verdict=verdict, **more)  # type: ignore[arg-type]

    # --- each survivor that is called equivalent

    def verify(self, survivors: Sequence[Mutant]) -> dict[str, Comparison]:
        """Hold each one that equivalent.toml calls equivalent against the original."""
        claimed = [each for each in survivors if (entry := find_known(self.known, each)) and entry.kind == EQUIVALENT]
        done = {each.id: self.results.comparison(each, self.comparing_ground) for each in claimed}
        ahead = [each for each in claimed if done[each.id] is None]
        while ahead or self.children.running:
            while ahead and not self.children.is_full:
                mutant = ahead.pop(0)
                self.children.start(mutant.id, partial(self._compared, mutant), seconds=COMPARISON_SECONDS)
            name, answer = self.children.next()
            if isinstance(answer, TimedOut):
                raise MutationError(f"The comparison of {name} with the original takes more than half an hour.")
            self.results.add(answer)
            self.progress.say(f"{name} and the original: {answer.difference or 'the same'}")
            done[name] = answer
        return {name: each for name, each in done.items() if each is not None}

    def _compared(self, mutant: Mutant) -> Comparison:
        changed = self._compiled(mutant)
        found = [
            compare(self.subjects.originals[name], each, calls=self.calls, seed=self.seed)
            for name, each in changed.items()
        ]
        return Comparison(
            id=mutant.id,
            digest=mutant.digest,
            ground=self.comparing_ground,
            calls=sum(each.calls for each in found),
            succeeded=sum(each.succeeded for each in found),
            difference=next((each.difference for each in found if each.difference), ""),
        )
