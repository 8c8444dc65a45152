"""Calls by their signatures, without an ABI."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Any

from backbone_chain.abi import Function
from backbone_chain.errors import ArgumentError

SIGNATURE = re.compile(r"([A-Za-z_$][\w$]*)\((.*)\)", re.ASCII)


@lru_cache(maxsize=512)
def function(signature: str) -> Function:
    """The function of a signature such as `transfer(address,uint256)`. Raises: ArgumentError for what is none."""
    found = SIGNATURE.fullmatch(signature)
    if not found:
        raise ArgumentError(signature, "it is no signature, as `transfer(address,uint256)` is one.")
    inputs = [_parameter(each) for each in _parts(found[2])]
    try:
        declared = Function({"name": found[1], "inputs": inputs})
    except KeyError:  # a `tuple` that doesn't spell out what is in it
        declared = None
    if declared is None or declared.signature != signature:
        raise ArgumentError(signature, "it is no signature, as `transfer(address,uint256)` is one.")
    return declared


def error(declaration: str) -> Mapping[str, Any]:
    """The ABI entry of a custom error such as `TooMuch(uint256 most, uint256 asked)`. Raises: ArgumentError."""
    found = SIGNATURE.fullmatch(declaration)
    if not found:
        raise ArgumentError(declaration, "it is no error, as `TooMuch(uint256 most)` is one.")
    parts = (each.strip().partition(" ") for each in _parts(found[2]))
    return {"type": "error", "name": found[1], "inputs": [{"type": kind, "name": name} for kind, _, name in parts]}


def _parameter(kind: str) -> Mapping[str, Any]:
    if not kind.startswith("("):
        return {"type": kind}
    inner, _, rest = kind[1:].rpartition(")")
    return {"type": f"tuple{rest}", "components": [_parameter(each) for each in _parts(inner)]}


def _parts(text: str) -> Iterator[str]:
    """At the commas that stand in no bracket."""
    depth, start = 0, 0
    for place, character in enumerate(text):
        depth += (character == "(") - (character == ")")
        if character == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    if text:
        yield text[start:]
