"""enforcement-survives-pause."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._stopping import pauses, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.properties.role_is_needed import given, strips
from backbone_chain.subjects import Call

TAKING = ("wipe", "seize")
Scene = tuple[tuple[Call, ...], list[Call]]
"""What is done before the pause, and calls of which one has to work in it."""


class EnforcementSurvivesPause(Property):
    """Freezing, wiping, seizing, removing a minter and taking a role away work while the token is paused."""

    severity = Severity.HIGH
    needs = ("pause",)

    def check(self, t: Trial) -> None:
        """Each of them, shown to work first, under every way to pause."""
        set_up(t)
        tried = 0
        for before, ways in _scenes(t):
            with t.undone():
                for each in before:
                    t.prepare(each)
                works = [call for call in ways if t.driver.would(call)]
                if works:
                    tried += 1
                    self._paused(t, works)
        if not tried:
            raise NotApplicableError("The token can't freeze, wipe, seize, remove a minter or take a role away.")

    def _paused(self, t: Trial, ways: list[Call]) -> None:
        for pause in pauses(t):
            with t.undone():
                t.prepare(pause)
                call = next(filter(t.driver.would, ways), ways[0])
                t.must_work(call, f"After {t.driver.tell(pause)} enforcement is stopped too: {t.driver.tell(call)}.")


def _scenes(t: Trial) -> Iterator[Scene]:
    routes = t.powers.routes
    for route in routes.get("freeze", ()):
        yield (), [t.verb("freeze", route=route, holder=t.holder)]
    first = (t.verb("freeze", holder=t.holder),) if "freeze" in routes else ()
    for verb in TAKING:
        for route in routes.get(verb, ()):
            yield first, [t.verb(verb, route=route, holder=t.holder, recipient=t.recipient)]
    made = (t.verb("configure_minter"),) if "configure_minter" in routes else ()
    if "remove_minter" in routes:  # by any function: one that also raises limits may well be paused
        yield made, [t.verb("remove_minter", route=route) for route in routes["remove_minter"]]
    for grant in t.grants():
        for strip in strips(t, grant):
            yield (given(t, grant),), [strip]
