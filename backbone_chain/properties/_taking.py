"""Wiping and seizing: every way to do it, and what may have to be frozen first."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

TAKING = ("wipe", "seize")


def taking(t: Trial) -> Iterator[Call]:
    """Every way to wipe or seize what the holder has."""
    for verb in TAKING:
        for route in t.powers.routes.get(verb, ()):
            yield t.verb(verb, route=route, holder=t.holder, recipient=t.recipient)


def frozen(t: Trial) -> Iterator[tuple[Call, ...]]:
    """What is done first: the holder is frozen, or a part of its balance; at last nothing."""
    for freeze in (*whole(t), *parts(t)):
        yield (freeze,)
    yield ()


def whole(t: Trial) -> Iterator[Call]:
    """Every way to freeze the holder."""
    for route in t.powers.routes.get("freeze", ()):
        yield t.verb("freeze", route=route, holder=t.holder)


def parts(t: Trial) -> Iterator[Call]:
    """Every way to freeze a payment's worth of what the holder has."""
    for route in t.powers.partial:
        yield t.verb("freeze", route=route, holder=t.holder)


def works_on_frozen(t: Trial, take: Call) -> bool:
    """Whether it is accepted once the holder or a part of its balance is frozen."""
    for freeze in (*whole(t), *parts(t)):
        with t.undone():
            if t.driver.does(freeze) and t.driver.would(take):
                return True
    return False
