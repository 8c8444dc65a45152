"""An audit: what the token can be asked, who holds which power, and a verdict for each property."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

from eth_utils import keccak

from backbone_chain.artifacts import Artifact
from backbone_chain.audit._campaign import campaign
from backbone_chain.audit._confirm import confirmed
from backbone_chain.audit._model import Audit, Authority, Capability
from backbone_chain.audit._workers import spread
from backbone_chain.bundles import Recorder
from backbone_chain.errors import BackboneError
from backbone_chain.invariants import invariants
from backbone_chain.properties import Property, Verdict
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Detector, Driver, Powers, Subject

Say = Callable[[str], None]


class Clock:
    """Where the time of an audit goes: seconds by phase."""

    def __init__(self) -> None:
        self.phases: dict[str, float] = {}

    @contextmanager
    def of(self, phase: str) -> Iterator[None]:
        """What happens inside is this phase's."""
        started = time.perf_counter()
        try:
            yield
        finally:
            self.phases[phase] = self.phases.get(phase, 0.0) + time.perf_counter() - started


def audit(
    subject: Subject,
    recorder: Recorder,
    properties: Mapping[str, type[Property]],
    *,
    previous: Artifact | None = None,
    clock: Clock | None = None,
    say: Say = lambda _: None,
    workers: int = 1,
) -> Audit:
    """Audit a token that is deployed.

    recorder: what was sent on its chain since genesis. previous: the version before. say: called with each property.
    workers: processes that share the work; the result is the same for any number.
    """
    clock = clock or Clock()
    driver = Driver(subject)
    with clock.of("detect"):
        powers = Detector(driver).run()
    trial = Trial(driver, powers, recorder, previous)
    with clock.of("authority"):
        authority = tuple(_authority(trial))
    verdicts: list[Verdict] = []
    with clock.of("properties"):
        for judged in spread(lambda kinds: [kind().judge(trial) for kind in kinds], _groups(properties), workers):
            verdicts += judged
            for verdict in judged:
                say(verdict.property)
    with clock.of("campaign"):
        verdicts += campaign(trial, invariants().values(), subject.chain.seed, workers)
    with clock.of("confirm"):
        results = [*spread(lambda verdict: confirmed(trial, verdict), verdicts, workers)]
    return Audit(
        name=subject.name,
        family=subject.family,
        engine=subject.chain.engine.name,
        code_hash=_code_hash(subject),
        capabilities=tuple(_capabilities(powers)),
        authority=authority,
        results=tuple(sorted(results, key=lambda each: each.verdict.property)),
        notes=(*subject.notes, *powers.preparation, *(f"{verb}: {why}" for verb, why in powers.problems.items())),
        phases=clock.phases,
    )


def _groups(properties: Mapping[str, type[Property]]) -> list[list[type[Property]]]:
    """What is judged together: those that share a long search in one group, all others alone."""
    groups: dict[str, list[type[Property]]] = {}
    for word, kind in properties.items():
        groups.setdefault(kind.beside or word, []).append(kind)
    return list(groups.values())


def _capabilities(powers: Powers) -> Iterator[Capability]:
    for routes in powers.routes.values():
        for route in routes:
            where = f" of {route.line.to}" if route.line.to else ""
            yield Capability(verb=route.verb, call=route.line.call + where, how=route.how)


def _authority(trial: Trial) -> Iterator[Authority]:
    """Each power that needs a key. Raises nothing: what can't be tried has no givers."""
    keys, named = trial.keys, trial.driver.named
    try:
        grants = trial.grants()
    except BackboneError:
        grants = []
    for verb, holders in keys.held().items():
        givers = dict.fromkeys(grant.sender for grant in grants if verb in grant.verbs)
        delays = [keys.delay(address) for address in (*holders, *givers)]
        yield Authority(
            power=verb,
            held_by=tuple(map(named, holders)),
            granted_by=tuple(map(named, givers)),
            delay=min(delays, default=0),
        )


def _code_hash(subject: Subject) -> str:
    code = subject.chain.engine.get_code(subject.implementation or subject.token.address)
    return "0x" + keccak(code).hex()
