"""Where in the sources an instruction comes from, as far as the artifact and the files at hand say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from eth_utils.crypto import keccak

from backbone_chain.artifacts import Artifact

FOLDERS = (Path(), Path("node_modules"))
"""Where source units are looked for, from the working folder."""


def location(artifact: Artifact, number: int) -> str:
    """`unit:line` of an instruction of the deployed code, `unit` where the source isn't there or is another one by now,
    and nothing where the artifact doesn't say.
    """
    places = list(_places(artifact.deployed_source_map))
    units = sorted(artifact.source_hashes)
    if number >= len(places) or not _numbered_by(artifact, units, places):
        return ""
    start, file = places[number]
    if not 0 <= file < len(units):
        return ""
    text = _text(units[file], artifact.source_hashes[units[file]])
    line = text[:start].count(b"\n") + 1
    return f"{units[file]}:{line}" if text else units[file]


def _places(source_map: str) -> Iterator[tuple[int, int]]:
    """Start and file of each instruction; what an entry leaves empty is as in the one before it."""
    start, file = 0, -1
    for entry in source_map.split(";"):
        fields = [*entry.split(":"), "", "", ""]
        start = int(fields[0]) if fields[0] else start
        file = int(fields[2]) if fields[2] else file
        yield start, file


def _numbered_by(artifact: Artifact, units: list[str], places: list[tuple[int, int]]) -> bool:
    """Whether files are numbered as in our own artifacts: the first instruction is always the contract's own."""
    return artifact.source in units and places[0][1] == units.index(artifact.source)


def _text(unit: str, known: str) -> bytes:
    for folder in FOLDERS:
        path = folder / unit
        if path.is_file() and f"0x{keccak(path.read_bytes()).hex()}" == known:
            return path.read_bytes()
    return b""
