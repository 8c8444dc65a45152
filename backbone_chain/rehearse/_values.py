"""Words from a command line as the values that a function takes, and values to try a function with."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from backbone_chain.artifacts._read import shallow
from backbone_chain.errors import ArgumentError

Parameter = Mapping[str, Any]
AddressOf = Callable[[str], str]


def parsed(function: str, parameters: Sequence[Parameter], words: Sequence[str], address_of: AddressOf) -> list[Any]:
    """Each word as a value of its parameter's type: numbers in any base, `true`, 0x… for bytes, `@name` for the account
    of that name, JSON for arrays and structs.

    Raises: ArgumentError for a wrong count, or a word that is no such value.
    """
    if len(words) != len(parameters):
        raise ArgumentError(function, f"it takes {len(parameters)}, not {len(words)}; give each with an --arg.")
    return [_parsed(function, parameter, word, address_of) for parameter, word in zip(parameters, words, strict=True)]


def _parsed(function: str, parameter: Parameter, word: str, address_of: AddressOf) -> Any:
    kind = str(parameter["type"])
    try:
        if kind.startswith(("uint", "int")) and not kind.endswith("]"):
            return int(word.replace("_", ""), 0)
        if kind == "bool" or kind.endswith("]") or kind == "tuple":
            with shallow():
                return _with_accounts(json.loads(word), address_of)
    except (ValueError, RecursionError) as error:
        raise ArgumentError(function, f"{word!r} is no {kind}.") from error
    return _with_accounts(word, address_of) if kind == "address" else word


def _with_accounts(value: Any, address_of: AddressOf) -> Any:
    if isinstance(value, str) and value.startswith("@"):
        return address_of(value[1:])
    if isinstance(value, list):
        return [_with_accounts(each, address_of) for each in value]
    if isinstance(value, dict):
        return {name: _with_accounts(each, address_of) for name, each in value.items()}
    return value


def trial(parameter: Parameter, address: str) -> Any:
    """Some value of the parameter's type, with this address wherever one goes."""
    kind = str(parameter["type"])
    if kind.endswith("]"):
        return _trial_array(parameter, address)
    if kind == "tuple":
        return [trial(part, address) for part in parameter["components"]]
    if kind == "address":
        return address
    if kind in ("string", "bytes"):
        return "" if kind == "string" else b""
    if kind.startswith("bytes"):
        return bytes(int(kind.removeprefix("bytes")))
    return kind == "bool" or 1


def _trial_array(parameter: Parameter, address: str) -> list[Any]:
    element, _, length = str(parameter["type"]).removesuffix("]").rpartition("[")
    return [trial({**parameter, "type": element}, address) for _ in range(int(length or 0))]
