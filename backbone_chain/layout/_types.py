"""Types as solc's `storageLayout` words them, compared: what is stored as one must read the same as the other."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, TypeAlias

Json: TypeAlias = Mapping[str, Any]

_LENGTH = re.compile(r"\[(\d+)\]$")
_NUMBERED = re.compile(r"#\d+$")


def shape(kind: Json, types: Mapping[str, Json]) -> str:
    """What has to be the same for a stored value to mean the same, parts that are compared by themselves left out."""
    label = str(kind["label"])
    if "members" in kind:
        return "struct"
    if kind["encoding"] == "mapping":
        return "mapping"
    if "base" in kind:
        length = _LENGTH.search(label)
        return f"array of {length[1]}" if length else "array"
    if label.startswith("contract ") or label == "address payable":
        return "address"
    if label.startswith("enum "):
        return f"enum of {kind['numberOfBytes']} bytes"
    return shape(types[kind["underlying"]], types) if "underlying" in kind else label


def same_values(before: Json, after: Json) -> bool:
    """Whether an enum's numbers still mean what they meant; where the values aren't known, by name alone."""
    if "values" in before and "values" in after:
        return bool(after["values"][: len(before["values"])] == before["values"])
    return True


def told(kind: Json) -> str:
    """A type for a person."""
    values = f" {{{', '.join(kind['values'])}}}" if "values" in kind else ""
    return _NUMBERED.sub("", str(kind["label"])) + values
