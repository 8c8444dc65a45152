"""Wiping and seizing: every way to do it, with what has to be done first."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route

TAKING = ("wipe", "seize")


def taking(t: Trial) -> Iterator[tuple[Route, Call]]:
    """Every way to wipe or seize what the holder has."""
    for verb in TAKING:
        for route in t.powers.routes.get(verb, ()):
            yield route, t.verb(verb, route=route, holder=t.holder, recipient=t.recipient)


def holds_parts(t: Trial) -> Iterator[Call]:
    """Every way to freeze a payment's worth of what the holder has."""
    for route in t.powers.partial:
        yield t.verb("freeze", route=route, holder=t.holder)
