"""enforcement-survives-pause."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._stopping import pauses, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.properties.role_is_needed import given, strips
from backbone_chain.subjects import Call

TAKING = ("wipe", "seize")


class Work(NamedTuple):
    """One kind of enforcement: what is done before the pause, and the calls of which one at least has to work in it."""

    before: tuple[Call, ...]
    calls: tuple[Call, ...]


class EnforcementSurvivesPause(Property):
    """Freezing, wiping, seizing, removing a minter and taking a role away work while the token is paused.

    Where there are several ways to do it, one that works is enough.
    """

    severity = Severity.HIGH
    needs = ("pause",)

    def check(self, t: Trial) -> None:
        """Each of them, shown to work first, under every way to pause."""
        set_up(t)
        tried = [self._tried(t, work) for work in _works(t)]
        if not any(tried):
            raise NotApplicableError("The token can't freeze, wipe, seize, remove a minter or take a role away.")

    def _tried(self, t: Trial, work: Work) -> bool:
        """Whether it works without a pause. Raises: BrokenError where it doesn't with one."""
        with t.undone():
            for each in work.before:
                t.prepare(each)
            working = [call for call in work.calls if t.driver.would(call)]
            for pause in pauses(t) if working else ():
                with t.undone():
                    t.prepare(pause)
                    if not any(map(t.driver.would, working)):
                        said = f"After {t.driver.tell(pause)} enforcement is stopped too: {t.driver.tell(working[0])}."
                        t.must_work(working[0], said)
        return bool(working)


def _works(t: Trial) -> Iterator[Work]:
    routes = t.powers.routes
    yield Work((), tuple(t.verb("freeze", route=route, holder=t.holder) for route in routes.get("freeze", ())))
    frozen = (t.verb("freeze", holder=t.holder),) if "freeze" in routes else ()
    for verb in TAKING:
        ways = [t.verb(verb, route=route, holder=t.holder, recipient=t.recipient) for route in routes.get(verb, ())]
        yield Work(frozen, tuple(ways))
    made = (t.verb("configure_minter"),) if "configure_minter" in routes else ()
    yield Work(made, tuple(t.verb("remove_minter", route=route) for route in routes.get("remove_minter", ())))
    for grant in t.grants():
        if grant.verbs != {"mint"}:  # a minter's, which is removed above
            for strip in strips(t, grant):
                yield Work((given(t, grant),), (strip,))
