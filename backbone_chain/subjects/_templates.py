"""How a function may be meant: for each parameter what could be filled in, judged by its type and its name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from backbone_chain.abi import Function
from backbone_chain.subjects._model import VerbLine
from backbone_chain.subjects._words import sounds_like

Parameter = Mapping[str, Any]
RoleId = bytes | int  # as AccessControl and as AccessManager number them

MOST = 24  # ways to fill in one function that are tried
FAR_AHEAD = 2**40  # Unix seconds, for a deadline
REASON = b"court order".ljust(32, b"\0")
ACCOUNTS = ("$holder", "$recipient", "$spender")
PAYER = re.compile(r"from|owner|src|victim|account|holder|user|target|who", re.IGNORECASE)
PAYEE = re.compile(r"^_?(to|dst|recipient|receiver|beneficiary|destination)", re.IGNORECASE)
DEADLINE = re.compile(r"deadline|expir|valid|until|before", re.IGNORECASE)
SMALLEST_AMOUNT_BITS = 64


def lines(to: str, function: Function, words: Sequence[RoleId]) -> Iterator[VerbLine]:
    """The ways to call a function, likeliest first. words: ids of roles, for what takes one."""
    swapped = {"$holder": "$recipient", "$recipient": "$holder"}
    is_switch = len(function.inputs) == 1 and sounds_like("pause", function.name)
    known = words if "role" in _told(function).lower() else ()
    options = [*_options(function.inputs, known, is_switch=is_switch)]
    for args in itertools.islice(itertools.product(*options), MOST):
        yield VerbLine(call=function.signature, args=args, to=to)
    if _accounts(function.inputs) == len(swapped):
        for args in itertools.islice(itertools.product(*options), MOST // 4):
            yield VerbLine(call=function.signature, args=_replaced(args, swapped), to=to)


def _told(function: Function) -> str:
    """The function's name, and those of its parameters."""
    return " ".join((function.name, *(str(each.get("name", "")) for each in function.inputs)))


def replaced(line: VerbLine, names: Mapping[str, Any]) -> VerbLine:
    """The line with other things in the places of some."""
    return VerbLine(call=line.call, args=_replaced(line.args, names), sender=line.sender, to=line.to)


def _replaced(args: Sequence[Any], names: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(
        list(_replaced(each, names))
        if isinstance(each, list)
        else names.get(each, each)
        if isinstance(each, str)
        else each
        for each in args
    )


def mentions(line: VerbLine, name: str) -> bool:
    """Whether an argument stands for this."""
    return any(each == name or (isinstance(each, list) and name in each) for each in line.args)


def _accounts(inputs: Sequence[Parameter]) -> int:
    return sum(str(each["type"]) == "address" for each in inputs)


def _options(inputs: Sequence[Parameter], words: Sequence[RoleId], *, is_switch: bool = False) -> Iterator[list[Any]]:
    """is_switch: a number may also be what some stops are switched by, 0 and 1."""
    accounts, amounts = 0, 0
    for parameter in inputs:
        kind, name = str(parameter["type"]), str(parameter.get("name", ""))
        if kind in ("address", "address[]"):
            chosen = _account(accounts, name)
            accounts += 1
            yield [[chosen]] if kind.endswith("]") else [chosen]
        elif numbered := [each for each in words if isinstance(each, int) and _is_role(kind, name)]:
            yield numbered
        elif _is_amount(kind) and not DEADLINE.search(name):
            first = ["$amount", 0, 1] if is_switch else ["$amount"]
            yield ["$amount", 0] if amounts else first
            amounts += 1
        else:
            yield _other(parameter, kind, name, words)


def _account(place: int, name: str) -> str:
    if place == 0 and PAYEE.search(name) is None:
        return "$holder"
    if PAYEE.search(name):
        return "$recipient" if place else "$holder"
    return ACCOUNTS[min(place, len(ACCOUNTS) - 1)]


def _is_role(kind: str, name: str) -> bool:
    return kind == "uint64" and "role" in name.lower()


def _is_amount(kind: str) -> bool:
    return kind.startswith("uint") and "[" not in kind and int(kind[4:] or 256) >= SMALLEST_AMOUNT_BITS


def _other(parameter: Parameter, kind: str, name: str, words: Sequence[RoleId]) -> list[Any]:
    if kind.endswith("]"):
        one = next(iter(_options([{**parameter, "type": kind[: kind.rindex("[")]}], words)))
        return [[each] for each in one]
    if kind == "tuple":
        return [
            list(args) for args in itertools.islice(itertools.product(*_options(parameter["components"], words)), 2)
        ]
    if kind.startswith("uint") and DEADLINE.search(name):
        return [FAR_AHEAD % (1 << int(kind[4:] or 256))]
    if kind == "bytes32":
        return [*(each for each in words if isinstance(each, bytes)), REASON]
    if "int" in kind:
        return [1, 0, 2, 255]
    if kind.startswith("bytes") and kind != "bytes":
        return [bytes(int(kind[5:]))]
    known: dict[str, list[Any]] = {
        "bool": [True, False],
        "string": ["court order"],
        "bytes": [b""],
    }
    return known.get(kind, [0])
