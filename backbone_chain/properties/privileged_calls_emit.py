"""privileged-calls-emit."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from backbone_chain.model import Severity
from backbone_chain.properties._base import NotApplicableError, Property
from backbone_chain.properties._reading import answers
from backbone_chain.properties._stopping import filled, set_up
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import ERC20_CALLS, Call, VerbLine, copied_implementation, lines, replaced


class PrivilegedCallsEmit(Property):
    """Every call that needs a key and changes what the token answers emits an event.

    A change is one that a getter, a balance or an act of a holder shows; the event has to come from the contract that
    was called.
    """

    severity = Severity.MEDIUM
    of_all_functions = True
    scwe = "SCWE-063"
    ethtrust = "req-3-event-on-state-change"

    def check(self, t: Trial) -> str:
        """Every function with every sensible argument by every key, on a token as it is, and stopped in every way."""
        set_up(t)
        seen: set[tuple[str, bytes]] = set()
        for before in _states(t):
            with t.undone():
                if any(not t.driver.does(call) for call in before):
                    continue
                start = _after_nothing(t)
                fresh = [call for call in _privileged(t, seen) if self._changes(t, call, start)]
                seen |= {(call.to, call.data[:4]) for call in fresh}
        if not seen:
            raise NotApplicableError("Nobody has a key that changes anything.")
        return f"{len(seen)} functions were seen to change something."

    def _changes(self, t: Trial, call: Call, before: object) -> bool:
        """Whether the call said or did something: what it did has to be said."""
        with t.undone():
            receipt = t.driver.send(call)
            if not t.driver.accepted(call, receipt):
                return False
            if any(address == call.to for address, _, _ in receipt.logs):
                return True
            if _state(t) == before:
                return False
            said = f"A key changes something and no event tells: {t.driver.tell(call)}."
            t.broken(said, [t.claim(said, kind="emits", to=call.to, seen="no event")])
        return True


def _state(t: Trial) -> object:
    """What can be seen of the token: answers, implementation, what works."""
    accounts = [t.holder.address, t.recipient.address, t.new_minter.address]
    return answers(t, accounts), t.keys.scene.implementation(), t.keys.scene.works()


def _after_nothing(t: Trial) -> object:
    """The state one block later, where nobody has called anything: some answers change with time alone."""
    with t.undone():
        t.chain.mine()
        return _state(t)


def _states(t: Trial) -> Iterator[tuple[Call, ...]]:
    """As it is, and after each call by which a key stops something or lets somebody mint."""
    yield ()
    for verb in ("freeze", "pause", "configure_minter"):
        for route in t.powers.routes.get(verb, ())[:1]:
            yield (t.verb(verb, route=route),)


def _privileged(t: Trial, seen: set[tuple[str, bytes]]) -> Iterator[Call]:
    """Every call that a key may make and an outsider may not, with all arguments. seen: functions to leave out."""
    places = dict(t.driver.contracts())
    for to, function in t.driver.functions():
        if function.name not in ERC20_CALLS and (places[to].address, function.selector) not in seen:
            for line in lines(to, function, t.powers.words):
                yield from _by_a_key(t, line)
    if not seen:
        new = copied_implementation(t.driver)
        for route in t.powers.routes.get("upgrade", ()):
            yield from _by_a_key(t, replaced(route.line, {"$implementation": new}))


def _by_a_key(t: Trial, line: VerbLine) -> Iterator[Call]:
    drawn = filled(t, line, {}, t.outsider)
    if drawn is None or t.driver.would(drawn):
        return
    yield from itertools.islice(filter(t.driver.would, (drawn._replace(sender=key) for key in t.keys.all())), 1)
