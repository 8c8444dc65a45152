"""Every story that a whole score tells, by its id; those that nobody has built yet are listed as missing."""

from __future__ import annotations

from collections.abc import Container

STORIES = {
    "role-mint-cover-up": "S1",
    "fat-finger": "S2",
    "sliced-minter": "S3",
    "limit-switched-off": "S4",
    "hidden-proxy": "S5",
    "owner-of-the-owner": "S6",
    "bridge-phantom": "S7",
    "off-chain-signer": "S8",
    "retained-insider": "S9",
    "freeze-race": "S10",
    "reserve-hole-and-run": "S11",
    "watcher-under-attack": "S12",
    "reentrant-controller": "beyond the twelve",
    "replayed-signature": "beyond the twelve",
    "freeze-griefing": "beyond the twelve",
    "captured-timelock": "beyond the twelve",
    "fee-switch": "beyond the twelve",
    "address-poisoning": "beyond the twelve",
    "front-run-authorization": "beyond the twelve",
    "mint-to-frozen": "beyond the twelve",
    "upgrade-drops-freeze-list": "beyond the twelve",
}


def missing(built: Container[str]) -> tuple[str, ...]:
    """The stories that are not among those that are there."""
    return tuple(name for name in STORIES if name not in built)
