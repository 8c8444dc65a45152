"""Code as instructions: read from front to back, data behind PUSH skipped, solc's metadata taken off the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

PUSH0, PUSH1, PUSH20, PUSH32 = 0x5F, 0x60, 0x73, 0x7F
JUMP, JUMPI, JUMPDEST = 0x56, 0x57, 0x5B
CALLCODE, DELEGATECALL, SELFDESTRUCT = 0xF2, 0xF4, 0xFF
STOP, RETURN, REVERT, INVALID = 0x00, 0xF3, 0xFD, 0xFE

LENGTH_BYTES = 2  # at the very end solc says how long the metadata before it is
CBOR_MAP = range(0xA1, 0xA8)  # what metadata begins with: a map of one entry or a few


class Instruction(NamedTuple):
    """One instruction: where it stands, its opcode, and what a PUSH puts on the stack."""

    place: int
    opcode: int
    pushed: int | None


def without_metadata(code: bytes) -> bytes:
    """The code without the CBOR that solc appends; untouched where nothing that looks like it is there."""
    size = int.from_bytes(code[-LENGTH_BYTES:]) + LENGTH_BYTES
    if LENGTH_BYTES < size < len(code) and code[-size] in CBOR_MAP:
        return code[:-size]
    return code


def instructions(code: bytes) -> Iterator[Instruction]:
    """Every instruction in order; bytes that are data of a PUSH are no instructions."""
    place = 0
    while place < len(code):
        opcode = code[place]
        width = opcode - PUSH0 if PUSH0 <= opcode <= PUSH32 else 0
        pushed = int.from_bytes(code[place + 1 : place + 1 + width]) if PUSH0 <= opcode <= PUSH32 else None
        yield Instruction(place, opcode, pushed)
        place += 1 + width
