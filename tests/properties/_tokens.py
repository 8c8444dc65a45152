"""Tokens of other designs, compiled once, and trials on them and on the built-in ones."""

from __future__ import annotations

import itertools
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
from backbone_chain.tokens import Blueprint
from backbone_chain.tokens.reference_dollar import ROLE_NAMES, ReferenceDollar

CONTROL = {"controller": "setLimits", "feed": "latestRoundData"}
KEYS = ("deployer", "admin", "minter", "bridge", *ROLE_NAMES)
CAST = ("holder", "recipient", "spender", "bystander", "outsider", "new minter", *KEYS)
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


def controlled(name: str) -> Opening:
    """The reference token under its supply controller and a reserve feed, or a defect of these; all pay to all."""

    def open_(chain: Chain) -> Subject:
        blueprint = {each.name: each for each in ReferenceDollar.controlled()}[name]
        token, made = _deployed(chain, blueprint)
        token.configure_minter(chain.account("minter"), 500_000_000 * 10**6)
        helpers = {role: next(each for each in made if each.abi.has(call)) for role, call in CONTROL.items()}
        for minter, destination in itertools.product(("minter", "new minter", "bridge"), CAST):
            addresses = chain.account(minter).address, chain.account(destination).address
            helpers["controller"].send("allowDestination", *addresses, sender=chain.account("minter_admin"))
        return Subject(
            name=name,
            chain=chain,
            token=token.contract,
            artifact=blueprint.artifacts[0],
            implementation=token.implementation(),
            proxy="erc1967",
            actors={each: chain.account(each) for each in KEYS},
            helpers=helpers,
        )

    return open_


def _deployed(chain: Chain, blueprint: Blueprint) -> tuple[ReferenceDollar, list[Contract]]:
    steps, made = ReferenceDollar.deploying(chain, blueprint), []
    while True:
        try:
            made.append(next(steps))
        except StopIteration as end:
            return end.value, made
