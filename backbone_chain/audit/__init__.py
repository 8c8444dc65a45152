"""Audits: the issuer's side of anybody's token, tried out and judged."""

from __future__ import annotations

from collections.abc import Mapping

from backbone_chain.artifacts import Artifact
from backbone_chain.audit._baseline import accept, read_baseline
from backbone_chain.audit._model import SCHEMA, Accepted, Audit, Authority, Capability, Result
from backbone_chain.audit._run import Clock, Say, audit
from backbone_chain.audit._workers import cores
from backbone_chain.bundles import Recorder
from backbone_chain.chain import Chain
from backbone_chain.properties import Property
from backbone_chain.subjects import Place, copied_chain, open_live, open_subject, require_token

__all__ = [
    "SCHEMA",
    "Accepted",
    "Audit",
    "Authority",
    "Capability",
    "Clock",
    "Result",
    "accept",
    "audit",
    "cores",
    "read_baseline",
    "run",
    "run_live",
]


def run(
    target: str,
    properties: Mapping[str, type[Property]],
    *,
    contract: str | None = None,
    previous: Artifact | None = None,
    engine: str | None = None,
    seed: int = 0,
    say: Say = lambda _: None,
    workers: int = 1,
) -> Audit:
    """Deploy what `target` names on a chain of its own, and audit it. Raises: UsageError and its kinds.

    workers: processes that share the work; the result is the same for any number.
    """
    clock = Clock()
    with clock.of("deploy"):
        chain = Chain(engine, seed=seed)
        recorder = Recorder(chain)
        subject = open_subject(target, chain, contract=contract)
    return audit(subject, recorder, properties, previous=previous, clock=clock, say=say, workers=workers)


def run_live(
    place: Place,
    properties: Mapping[str, type[Property]],
    *,
    previous: Artifact | None = None,
    seed: int = 0,
    say: Say = lambda _: None,
) -> Audit:
    """Audit a token where it is, on a copy of its chain: the node is only read. Raises: UsageError and its kinds.

    It is done in one process, since what reads the node can't be shared by several.
    """
    clock = Clock()
    with clock.of("deploy"):
        chain = copied_chain(place, seed)
        recorder = Recorder(chain)
        subject = require_token(open_live(place, chain))
    return audit(subject, recorder, properties, previous=previous, clock=clock, say=say)
