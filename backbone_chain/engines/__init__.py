"""Engines: places where EVM code runs, one a file, all behind the port in `_base`."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

import backbone_chain.engines as package
from backbone_chain.engines._base import Authorization, Engine
from backbone_chain.errors import EngineUnavailableError
from backbone_chain.registry import discover, find

if TYPE_CHECKING:
    from backbone_chain.engines._copied import CopiedRevm

__all__ = [
    "DEFAULT",
    "IN_PROCESS",
    "WITHOUT_REVM",
    "Authorization",
    "Engine",
    "check",
    "copy_of",
    "create",
    "default",
    "engines",
    "is_url",
]

DEFAULT = "revm"
WITHOUT_REVM = "py-evm"
IN_PROCESS = (DEFAULT, WITHOUT_REVM, "eels")  # fastest first


@cache
def engines() -> dict[str, type[Engine]]:
    """Every engine by its name, whether or not its package runs on this machine."""
    return {engine.name: engine for engine in discover(package, Engine).values()}  # type: ignore[type-abstract]


def create(name: str, fork: str | None = None, *, chain_id: int | None = None) -> Engine:
    """A new engine: an empty one by its name, or the node at a URL, which must be on the chain that is named.

    Raises: UnknownNameError, EngineUnavailableError where its package has no build here, UnsupportedError for the fork,
    NodeError where no node answers.
    """
    if is_url(name):
        from backbone_chain.engines.web3 import Web3  # noqa: PLC0415 - most runs need no node

        return Web3(fork, url=name, chain_id=chain_id)
    engine = find(engines(), "engine", name)
    return engine(fork=fork) if chain_id is None else engine(fork=fork, chain_id=chain_id)


def copy_of(url: str, block: int | str = "latest") -> CopiedRevm:
    """A copy in this process of the chain that the node at `url` has, as it is after a block; the node is only read.

    block: its number, `latest` or `finalized`. Raises: NodeError, EngineUnavailableError.
    """
    from backbone_chain.engines._copied import CopiedRevm  # noqa: PLC0415 - most runs need no node

    return CopiedRevm(url, block)


def is_url(name: str) -> bool:
    """Whether an engine's name is the address of a node."""
    return "://" in name


def check(name: str) -> None:
    """Whether `create` would give an engine. Raises: as create."""
    if is_url(name):
        create(name)
    elif reason := find(engines(), "engine", name).unavailable():
        raise EngineUnavailableError(name, reason)


def default() -> tuple[str, str]:
    """The fastest engine that runs here, and a line that says why it isn't revm (empty when it is)."""
    reason = engines()[DEFAULT].unavailable()
    if not reason:
        return DEFAULT, ""
    instead = f"so {WITHOUT_REVM} is used: slower, with the same outcomes."
    return WITHOUT_REVM, f"The engine revm can't run here ({reason}), {instead}"
