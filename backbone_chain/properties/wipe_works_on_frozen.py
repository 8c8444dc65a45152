"""wipe-works-on-frozen."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import Property
from backbone_chain.properties._stopping import pauses, set_up
from backbone_chain.properties._taking import TAKING
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call

Before = tuple[Call, ...]


class WipeWorksOnFrozen(Property):
    """A frozen account can be wiped or seized, whether the token is paused or not."""

    severity = Severity.HIGH
    needs = ("freeze", ("wipe", "seize"))

    def check(self, t: Trial) -> None:
        """Each power, on an account that is frozen in one way or in all of them, under every way to pause."""
        set_up(t)
        for verb in TAKING:
            if t.powers.has(verb):
                for before in _states(t):
                    self._try(t, verb, before)

    def _try(self, t: Trial, verb: str, before: Before) -> None:
        """One of the ways to use the power has to work."""
        with t.undone():
            t.prepare(before[0])
            if any(not t.driver.does(call) for call in before[1:]):  # a freeze that is refused adds nothing
                return
            ways = [
                t.verb(verb, route=route, holder=t.holder, recipient=t.recipient) for route in t.powers.routes[verb]
            ]
            best = next((call for call in ways if t.driver.would(call)), ways[0])
            left = t.balance(t.holder) - 1
            said = f"After {', '.join(map(t.driver.tell, before))} this does nothing: {t.driver.tell(best)}"
            t.must_work(best, said)
            t.must_read("balanceOf", t.holder, value=left, kind="at-most", sentence=said)


def _states(t: Trial) -> Iterator[Before]:
    """Frozen in the usual way; then in any other way too; both with and without each pause."""
    first, *others = [t.verb("freeze", route=route, holder=t.holder) for route in t.powers.routes["freeze"]]
    stops = list(pauses(t)) if t.powers.has("pause") else []
    for freezing in ((first,), *((first, other) for other in others)):
        yield freezing
        for pause in stops:
            yield (*freezing, pause)
