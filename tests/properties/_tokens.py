"""Tokens of other designs, compiled once, and trials on them and on the built-in ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

from backbone_chain import compiler, tokens
from backbone_chain.artifacts import Artifact
from backbone_chain.bundles import Recorder, bundle_of, replay
from backbone_chain.chain import Chain, Contract
from backbone_chain.properties import Verdict, properties
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Detector, Driver, Subject
from backbone_chain.subjects._builtin import open_builtin

FIXTURES = Path(__file__).parent / "fixtures"
Opening = Callable[[Chain], Subject]


@cache
def artifact(name: str) -> Artifact:
    """A contract of the fixtures."""
    return _compiled()[name]


@cache
def _compiled() -> dict[str, Artifact]:
    return {each.name: each for each in compiler.compile_files(sorted(map(str, FIXTURES.glob("*.sol"))))}


def fixture(name: str, *args: object) -> Opening:
    """Deploying a fixture by its owner; `args` are the constructor's."""

    def open_(chain: Chain) -> Subject:
        owner = chain.account("owner")
        token = chain.deploy(artifact(name), *args, sender=owner)
        return Subject(name=name, chain=chain, token=token, artifact=artifact(name), actors={"owner": owner})

    return open_


def with_helpers(name: str, args: Callable[[Contract], Sequence[object]], helper: str, *its: object) -> Opening:
    """Deploying a helper, then a fixture that is told where it is."""

    def open_(chain: Chain) -> Subject:
        owner = chain.account("owner")
        other = chain.deploy(artifact(helper), *its, sender=owner)
        token = chain.deploy(artifact(name), *args(other), sender=owner)
        helpers = {helper.lower(): other}
        return Subject(
            name=name, chain=chain, token=token, artifact=artifact(name), actors={"owner": owner}, helpers=helpers
        )

    return open_


def builtin(name: str) -> Opening:
    """A built-in token."""
    return lambda chain: open_builtin(tokens.blueprint(name), chain)


_TRIALS: dict[str, Trial] = {}


def trial(token: str, opening: Opening) -> Trial:
    """A trial on a token, set up once in a run; every property undoes what it does."""
    if token not in _TRIALS:
        chain = Chain()
        recorder = Recorder(chain)
        driver = Driver(opening(chain))
        _TRIALS[token] = Trial(driver, Detector(driver).run(), recorder)
    return _TRIALS[token]


def judge(word: str, token: str, opening: Opening) -> Verdict:
    """What a property says of a token."""
    return properties()[word]().judge(trial(token, opening))


def replayed(verdict: Verdict, token: str, engine: str = "revm") -> list[str]:
    """The claims of a break that are violated when all its transactions run again from genesis."""
    if not verdict.claims:
        return []
    told = {"property": verdict.property, "severity": verdict.severity, "statement": verdict.statement}
    bundle = bundle_of(_TRIALS[token].chain, verdict.steps, verdict.claims, subject=token, **told)
    return [each.claim.sentence for each in replay(bundle, engine).judged if each.violated]
