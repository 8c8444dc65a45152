"""Engines: places where EVM code runs, one a file, all behind the port in `_base`."""

from __future__ import annotations

from functools import cache

import backbone_chain.engines as package
from backbone_chain.engines._base import Engine
from backbone_chain.registry import discover, find

DEFAULT = "revm"
WITHOUT_REVM = "py-evm"


@cache
def engines() -> dict[str, type[Engine]]:
    """Every engine by its name, whether or not its package runs on this machine."""
    return {engine.name: engine for engine in discover(package, Engine).values()}  # type: ignore[type-abstract]


def create(name: str, fork: str | None = None) -> Engine:
    """A new, empty engine.

    Raises: UnknownNameError, EngineUnavailableError where its package has no build here, UnsupportedError for the fork.
    """
    return find(engines(), "engine", name)(fork=fork)


def default() -> tuple[str, str]:
    """The fastest engine that runs here, and a line that says why it isn't revm (empty when it is)."""
    reason = engines()[DEFAULT].unavailable()
    if not reason:
        return DEFAULT, ""
    instead = f"so {WITHOUT_REVM} is used: slower, with the same outcomes."
    return WITHOUT_REVM, f"The engine revm can't run here ({reason}), {instead}"
