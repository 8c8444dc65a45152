"""What is rehearsed: a token, its next implementation, and the call that the upgrade makes on it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from backbone_chain import artifacts, compiler
from backbone_chain.accounts import Account
from backbone_chain.artifacts import Artifact
from backbone_chain.errors import UsageError
from backbone_chain.registry import find, kebab
from backbone_chain.rehearse._values import parsed
from backbone_chain.tokens import Blueprint

MAY_CHANGE = ("version",)


@dataclass(frozen=True, kw_only=True)
class Upgrade:
    """An upgrade of one token, ready to be sent.

    new: the next implementation, with the arguments of its constructor behind its bytecode. data: the calldata that
    goes with the upgrade. may_change: names of functions whose answer, or declaration, is meant to be another one.
    """

    old: Blueprint
    new: Artifact
    data: bytes = b""
    may_change: frozenset[str] = frozenset(MAY_CHANGE)

    @property
    def before(self) -> Artifact:
        """The implementation that is there."""
        return self.old.artifacts[0]


def prepare(
    old: Blueprint,
    new: Artifact,
    *,
    call: str = "",
    args: Sequence[str] = (),
    constructor: Sequence[str] = (),
    may_change: Iterable[str] = (),
    seed: int = 0,
) -> Upgrade:
    """The upgrade of `old` to `new`.

    call, args: the function that `upgradeToAndCall` calls, by name or signature, and its arguments as words; empty for
    none. constructor: the arguments of the new implementation's constructor. seed: what the accounts named in
    arguments (`@admin`) follow from.

    Raises: UsageError for a token that can't be upgraded, UnknownNameError, ArgumentError.
    """
    if "upgrade" not in old.family.powers() or not old.artifacts:
        family = kebab(old.family.__name__)
        raise UsageError(f"The token {old.name!r} can't be upgraded: its family {family!r} has no such power.")
    if args and not call:
        raise UsageError("There are arguments, but no function to give them to; name it with --call.")

    def address_of(name: str) -> str:
        return Account.named(name, seed).address

    data, declared = b"", new.interface.constructor
    if call:
        function = new.interface.function(call)
        data = function.encode(*parsed(function.signature, function.inputs, args, address_of))
    tail = declared.encode(parsed("The constructor", declared.parameters, constructor, address_of))
    names = frozenset((*MAY_CHANGE, *may_change))
    return Upgrade(old=old, new=_with_arguments(new, tail), data=data, may_change=names)


def _with_arguments(artifact: Artifact, tail: bytes) -> Artifact:
    """The artifact as one whose constructor takes nothing, since its arguments are given already."""
    if not tail:
        return artifact
    abi = tuple(entry for entry in artifact.abi if entry["type"] != "constructor")
    return replace(artifact, bytecode=artifact.bytecode + tail, abi=abi)


def implementation(target: str, contract: str | None = None) -> Artifact:
    """The contract that `target` means: a Solidity file, an artifact, or the name of a shipped contract.

    Raises: UnknownNameError, ArtifactError, CompileError, UsageError where a file holds several and none is chosen.
    """
    if target.endswith(".json"):
        return artifacts.read(Path(target), contract).require_linked()
    if not target.endswith(".sol"):
        return artifacts.load(target)
    compiled = {each.name: each for each in compiler.compile_files([target])}
    if contract is None and len(compiled) > 1 and Path(target).stem not in compiled:
        raise UsageError(f"{target} holds several contracts; choose one with --contract: {', '.join(compiled)}.")
    return find(compiled, "contract", contract or (next(iter(compiled)) if len(compiled) == 1 else Path(target).stem))
