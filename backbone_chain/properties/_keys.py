"""What one key can come to: its own powers, and those that it can give itself in the same block."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from backbone_chain.accounts import Sender
from backbone_chain.bundles._model import Claim
from backbone_chain.properties._trial import Trial
from backbone_chain.subjects import Grant

ROUNDS = 3  # a grant that makes another one possible, and one more


@contextmanager
def own_powers(t: Trial, key: Sender, wanted: frozenset[str]) -> Iterator[tuple[frozenset[str], list[Claim]]]:
    """Which of the wanted powers the key has once it has given itself all it can, and a claim for each that it used.

    It holds inside only; what it gave itself is undone at the end.
    """
    with t.undone():
        held = _held(t, key, wanted)
        for _ in range(ROUNDS):
            if held == wanted or not (grew := _grow(t, key, wanted)):
                break
            held = grew
        yield held, _claims(t, key, held) if held == wanted else []


def _held(t: Trial, key: Sender, wanted: frozenset[str]) -> frozenset[str]:
    return frozenset(verb for verb in wanted if t.keys.can(verb, key))


def _grow(t: Trial, key: Sender, wanted: frozenset[str]) -> frozenset[str]:
    """One round of gifts to itself; empty where none led to anything new."""
    every = frozenset(t.keys.held()) | wanted
    grew = False
    for _, call in list(t.keys.acts([key], key.address)):
        before = _held(t, key, every)
        with t.undone():
            keep = t.driver.does(call) and _held(t, key, every) > before
        if keep:
            t.driver.send(call)
            grew = True
    return _held(t, key, wanted) if grew else frozenset()


def _claims(t: Trial, key: Sender, held: frozenset[str]) -> list[Claim]:
    """The key uses all these powers, one after the other; a sound token refuses one of them at least."""
    claims = []
    for verb in sorted(held, key=lambda each: (each == "upgrade", each == "pause")):
        usable = [call for call in t.keys.calls(verb, key).values() if t.driver.would(call)]
        if not usable:  # what was done before stands in its way; it was seen to work by itself
            continue
        call = usable[0]
        t.driver.send(call)
        sentence = f"{t.driver.tell(call)} should need another key."
        claims.append(t.claim(sentence, kind="refused", seen="it went through"))
    return claims


def admins(grants: list[Grant]) -> dict[str, list[Grant]]:
    """The keys that can give the most powers, with the calls by which they do."""
    by_key: dict[str, list[Grant]] = {}
    for grant in grants:
        by_key.setdefault(grant.sender, []).append(grant)
    given = {key: {use for grant in mine for use in grant.uses} for key, mine in by_key.items()}
    most = max(map(len, given.values()), default=0)
    return {key: by_key[key] for key in by_key if len(given[key]) == most}
