"""Taking out of a compiled contract what depends on the other contracts that were compiled with it.

solc numbers files and declarations across a whole compilation. Left as they are, one new contract would change the
source maps, immutable references and storage layouts of all others, and with them every shipped file.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from backbone_chain.artifacts._model import Artifact, Json

NO_FILE = -1
"""The file of code that the compiler made up, in solc's own source maps."""

FILE_FIELD = 2
"""The place of the file in an entry `start:length:file:jump:depth` of a source map."""

TYPE_NUMBER = re.compile(r"(?<=\))\d+")
"""The number of a declaration in a type of a storage layout, as in t_struct(Minter)1234_storage."""


def portable(artifact: Artifact, units: Mapping[int, str]) -> Artifact:
    """The artifact with a numbering of its own.

    Files count by their place in `sorted(source_hashes)`, immutable variables by their first place in the code, and
    types by their first use. `units` are the source units by solc's number.
    """
    files = {unit: number for number, unit in enumerate(sorted(artifact.source_hashes))}
    numbers = {str(number): files.get(unit, NO_FILE) for number, unit in units.items()}
    return replace(
        artifact,
        source_map=_renumbered_map(artifact.source_map, numbers),
        deployed_source_map=_renumbered_map(artifact.deployed_source_map, numbers),
        immutable_references=_by_place(artifact.immutable_references),
        storage_layout=_own_types(artifact.storage_layout),
    )


def _renumbered_map(source_map: str, numbers: Mapping[str, int]) -> str:
    return ";".join(_renumbered_entry(entry, numbers) for entry in source_map.split(";"))


def _renumbered_entry(entry: str, numbers: Mapping[str, int]) -> str:
    fields = entry.split(":")
    if len(fields) > FILE_FIELD and fields[FILE_FIELD]:
        fields[FILE_FIELD] = str(numbers.get(fields[FILE_FIELD], NO_FILE))
    return ":".join(fields)


def _by_place(references: Mapping[str, list[dict[str, int]]]) -> dict[str, list[dict[str, int]]]:
    in_order = sorted(references.values(), key=lambda places: min(place["start"] for place in places))
    return {str(number): places for number, places in enumerate(in_order)}


def _own_types(layout: Json | None) -> Json | None:
    seen: dict[str, str] = {}

    def own(value: Any) -> Any:
        if isinstance(value, str):
            return TYPE_NUMBER.sub(lambda match: seen.setdefault(match[0], str(len(seen))), value)
        if isinstance(value, list):
            return [own(each) for each in value]
        if isinstance(value, dict):
            return {own(key): own(each) for key, each in value.items() if key != "astId"}
        return value

    return layout and {"storage": own(layout.get("storage", [])), "types": own(layout.get("types"))}
