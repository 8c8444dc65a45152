"""What a token can be asked: for each verb the ways to do it, and who can."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._templates import RoleId

ERC20_CALLS = frozenset({"transfer", "approve", "transferFrom", "permit", "increaseAllowance", "decreaseAllowance"})
SELF = "$holder"


@dataclass(frozen=True, kw_only=True)
class Route:
    """One way to use a power. line: with its sender. holders: everybody known who can. how: how that was found."""

    verb: str
    line: VerbLine
    holders: tuple[str, ...]
    how: str

    @property
    def name(self) -> str:
        """The function's name."""
        return self.line.call.partition("(")[0]


@dataclass(frozen=True, kw_only=True)
class Powers:
    """What a token can be asked: for each verb the ways to do it, the best first.

    partial: the ways to freeze a part of a balance. preparation: what had to be done first, so that anything could be
    minted or moved. words: ids of its roles.
    keys: every address that may hold a power. problems: verbs of the subject file that don't do what they say.
    """

    routes: Mapping[str, tuple[Route, ...]]
    partial: tuple[Route, ...] = ()
    preparation: tuple[str, ...] = ()
    words: tuple[RoleId, ...] = ()
    keys: tuple[str, ...] = ()
    problems: Mapping[str, str]

    def has(self, verb: str) -> bool:
        """Whether the token has this power."""
        return verb in self.routes

    def line(self, verb: str) -> VerbLine:
        """The best way to use it."""
        return self.routes[verb][0].line
