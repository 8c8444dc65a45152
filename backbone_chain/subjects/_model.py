"""Somebody's token, deployed and ready to be driven, and what is known of how to drive it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from backbone_chain.accounts import Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Contract
from backbone_chain.engines._base import Engine


@dataclass(frozen=True, kw_only=True)
class VerbLine:
    """How a power is used: a call with its arguments, who sends it, and where it goes.

    call: a signature. args: raw values, `@name` for an actor or a helper, `$holder`, `$amount`, `$recipient`,
    `$spender` and `$minter` for what a property fills in. sender: `@name`, `$name`, an address, or empty where that is
    to be found out. to: `@helper`, or empty for the token.
    """

    call: str
    args: tuple[Any, ...] = ()
    sender: str = ""
    to: str = ""


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A token on a chain of its own, and all that its file says of it.

    token: where holders call it; its ABI is the implementation's and the proxy's own functions. artifact: the
    implementation's, None where only code is known. implementation: its address, empty where there is no proxy.
    actors: the accounts that the file names, the deployer among them. verbs: the file's corrections, None where it
    denies a power. balances: wei that was given to actors beforehand. notes: what was guessed.

    Of a token whose state comes from a node: accounts, those that may hold keys or tokens; unread, the functions of
    which only the selector is known, and that may write; origin, the state as it was before anything was tried.
    """

    name: str
    chain: Chain
    token: Contract
    family: str = ""
    artifact: Artifact | None = None
    implementation: str = ""
    proxy: str = "none"
    actors: Mapping[str, Sender] = field(default_factory=dict)
    helpers: Mapping[str, Contract] = field(default_factory=dict)
    verbs: Mapping[str, VerbLine | None] = field(default_factory=dict)
    balances: Mapping[str, int] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    accounts: tuple[str, ...] = ()
    unread: tuple[bytes, ...] = ()
    origin: Engine | None = None

    @property
    def is_live(self) -> bool:
        """Whether the state comes from a node."""
        return self.origin is not None
