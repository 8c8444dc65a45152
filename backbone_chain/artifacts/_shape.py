"""The parts of a compiled contract's JSON, each checked while it is taken out, so that bad input gets a sentence."""

from __future__ import annotations

import json
import re
from binascii import unhexlify
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from backbone_chain.artifacts._model import ADDRESS_BYTES, Json, References

PLACEHOLDER = re.compile(r"__.{38}")
"""Twenty bytes that wait for a library's address: `__$hash of its full name$__`, before solc 0.5 `__its name___`."""

Places = list[dict[str, int]]


class MalformedError(ValueError):
    """The sentence that completes "… can't be used as a compiled contract:"; the reader adds the file's path."""


@dataclass(frozen=True, kw_only=True)
class Code:
    """One of the two codes of a contract, with what solc says about it."""

    data: bytes
    source_map: str
    link_references: References
    immutable_references: Mapping[str, Places]


def code(section: Json, what: str, libraries: Mapping[str, str]) -> Code:
    """The code that an object in solc's words describes (`object`, `sourceMap`, `linkReferences` …).

    `libraries` are full names by placeholder, for formats that don't say where a library's address goes.
    """
    digits = text(section.get("object"), what).removeprefix("0x")
    data = _bytes(PLACEHOLDER.sub("0" * 2 * ADDRESS_BYTES, digits), what)
    links = mapping(section.get("linkReferences"), f"{what}'s linkReferences")
    immutables = mapping(section.get("immutableReferences"), f"{what}'s immutableReferences")
    return Code(
        data=data,
        source_map=text(section.get("sourceMap"), f"{what}'s sourceMap"),
        link_references=_links(links, data, what) or _waiting(digits, libraries),
        immutable_references={name: _places(each, data, what) for name, each in immutables.items()},
    )


def abi(value: object) -> tuple[Json, ...]:
    """The ABI, whose entries each say what they are; functions, events and errors have a name and inputs."""
    entries = parsed(value, "abi")
    if not isinstance(entries, list):
        raise MalformedError("its ABI is not a list.")
    for entry in entries:
        if not _is_abi_entry(entry):
            raise MalformedError(f"its ABI has an entry that is none: {str(entry)[:80]}.")
    return tuple(entries)


def is_abi(value: object) -> bool:
    """Whether the whole document is an ABI, as `solc --abi` writes it."""
    return isinstance(value, list) and bool(value) and all(_is_abi_entry(entry) for entry in value)


def mapping(value: object, what: str) -> Json:
    """A JSON object; nothing stands for an empty one."""
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        raise MalformedError(f"its {what} is not a JSON object.")
    return value


def text(value: object, what: str) -> str:
    """A JSON string; nothing stands for an empty one."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise MalformedError(f"its {what} is not text.")
    return value


def parsed(value: object, what: str) -> Any:
    """A part that some tools write as JSON and others as text that holds JSON."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value) if value else None
    except (ValueError, RecursionError) as error:
        raise MalformedError(f"its {what} is text that is not JSON.") from error


def _is_abi_entry(entry: object) -> bool:
    if not isinstance(entry, dict) or not isinstance(entry.get("type"), str):
        return False
    if entry["type"] not in ("function", "event", "error"):
        return True
    return isinstance(entry.get("name"), str) and isinstance(entry.get("inputs"), list)


def _bytes(digits: str, what: str) -> bytes:
    wrong = re.search(r"[^0-9a-fA-F]", digits)
    if wrong:
        raise MalformedError(f"its {what} is not hexadecimal: {wrong[0]!r} at digit {wrong.start()}.")
    if len(digits) % 2:
        raise MalformedError(f"its {what} has an odd number of hexadecimal digits; it seems to be cut off.")
    return unhexlify(digits)


def _links(given: Json, data: bytes, what: str) -> References:
    label = f"{what}'s linkReferences"
    links = {
        source: {name: _places(places, data, what) for name, places in mapping(libraries, label).items()}
        for source, libraries in given.items()
    }
    return {source: libraries for source, libraries in links.items() if libraries}


def _places(value: object, data: bytes, what: str) -> Places:
    places: Places = value if isinstance(value, list) else []
    if not places or not all(_is_place(place, len(data)) for place in places):
        raise MalformedError(f"its {what} has a reference to a place that is not in its code: {value!r}.")
    return places


def _is_place(place: object, size: int) -> bool:
    if not isinstance(place, dict):
        return False
    start, length = place.get("start"), place.get("length")
    return isinstance(start, int) and isinstance(length, int) and 0 <= start <= start + length <= size


def _waiting(digits: str, libraries: Mapping[str, str]) -> References:
    found: dict[str, dict[str, Places]] = {}
    for match in PLACEHOLDER.finditer(digits):
        full = libraries.get(match[0], match[0].strip("_"))
        source, _, name = full.rpartition(":")
        place = {"start": match.start() // 2, "length": ADDRESS_BYTES}
        found.setdefault(source, {}).setdefault(name, []).append(place)
    return found
