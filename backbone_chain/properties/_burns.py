"""Everybody who can burn what is its own, with something to burn."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from backbone_chain.accounts import Sender
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Call, Route


def burner(t: Trial, route: Route) -> Sender:
    """Who uses this way to burn: any holder, or the account that holds its key."""
    return t.holder if route.line.sender.startswith("$") else t.driver.sender(route.line.sender)


def own_burns(t: Trial, verbs: Sequence[str] = ("burn", "redeem")) -> Iterator[tuple[Route, Call]]:
    """Each way to burn by itself, with the call by which its burner burns a payment's worth; it is funded."""
    for verb in verbs:
        for route in t.powers.routes.get(verb, ()):
            who = burner(t, route)
            t.fund(who)
            yield route, t.verb(verb, route=route, sender=who, holder=who)
