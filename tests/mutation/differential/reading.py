"""Everything that can be read of a world: each view function with all accounts, roles and small numbers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from backbone_chain.abi import Function
from backbone_chain.chain import Contract
from backbone_chain.engines._base import EngineReceipt, Transaction

from .world import ZERO, World

NUMBERS = (0, 1, 2, 4, 8)
MOST = 400
"""How many combinations of arguments are read of one function at most."""


@dataclass(frozen=True, kw_only=True)
class Read:
    """One call of a view function."""

    target: Contract
    function: Function
    args: Sequence[Any]
    data: bytes

    def of(self, world: World) -> EngineReceipt:
        """What it answers in a world."""
        return world.chain.engine.call(Transaction(ZERO, self.target.address, self.data))

    def __str__(self) -> str:
        return f"{self.function.name}({', '.join(map(str, self.args))})"


def all_reads(world: World) -> list[Read]:
    """All of them."""
    return [read for target in world.targets for read in _reads(world, target)]


def _reads(world: World, target: Contract) -> Iterator[Read]:
    for function in target.abi.functions:
        if not function.changes_state:
            choices = [_choices(world, each) for each in function.inputs]
            for args in _some(list(product(*choices))):
                yield Read(target=target, function=function, args=args, data=function.encode(*args))


def _choices(world: World, parameter: Mapping[str, Any]) -> Sequence[Any]:
    kind = str(parameter["type"])
    if kind == "address":
        return list(dict.fromkeys(world.addresses))
    if kind.startswith(("uint", "int")):
        return NUMBERS
    if kind == "bytes32":
        return [*world.roles, bytes(32)]
    if kind == "bool":
        return (False, True)
    return _simple(parameter)


def _simple(parameter: Mapping[str, Any]) -> Sequence[Any]:
    """One value of a type that is seldom asked about."""
    kind = str(parameter["type"])
    if kind.endswith("]"):
        return ([],)
    if kind == "tuple":
        return (tuple(_choices_first(each) for each in parameter["components"]),)
    return ("",) if kind == "string" else (bytes(int(kind.removeprefix("bytes") or 0)),)


def _choices_first(parameter: Mapping[str, Any]) -> Any:
    kind = str(parameter["type"])
    if kind == "address":
        return ZERO
    if kind.startswith(("uint", "int")):
        return 0
    return False if kind == "bool" else _simple(parameter)[0]


def _some(combinations: Sequence[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
    """All of them, or as many as there may be, evenly spread."""
    return combinations[:: max(1, -(-len(combinations) // MOST))]
