"""Functions that are there by name and that nobody who is known may call."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.errors import BackboneError
from backbone_chain.subjects._driver import Driver
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._powers import ERC20_CALLS, SELF, Powers
from backbone_chain.subjects._scene import Scene
from backbone_chain.subjects._templates import lines, mentions
from backbone_chain.subjects._words import sounds_like

ABOUT_AN_ACCOUNT = ("freeze", "unfreeze", "wipe", "seize", "configure_minter", "remove_minter")


def closed(driver: Driver, powers: Powers, verb: str) -> Iterator[str]:
    """The signatures of functions that may be this verb, and that refuse every known key.

    Whether they are it can't be said, since nobody was seen to use them.
    """
    scene = Scene(driver)
    for to, function in driver.functions():
        if function.name not in ERC20_CALLS and sounds_like(verb, function.name):
            tried = [line for line in lines(to, function, powers.words) if _may_be(verb, line)]
            if tried and not any(_works(driver, scene, line, key) for line in tried for key in powers.keys):
                yield function.signature


def _may_be(verb: str, line: VerbLine) -> bool:
    """Whether the call names an account where the verb is about one; what is called a rescue is of foreign tokens."""
    is_taking = verb in ("wipe", "seize")
    return (verb not in ABOUT_AN_ACCOUNT or mentions(line, SELF)) and not (is_taking and "rescue" in line.call.lower())


def _works(driver: Driver, scene: Scene, line: VerbLine, key: str) -> bool:
    try:
        return driver.would(driver.fill(line, scene.values(), driver.sender(key)))
    except BackboneError:
        return False
