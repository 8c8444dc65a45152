"""The functions that code tells apart, where nothing but the code is known."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.bytecode._instructions import PUSH1, instructions, without_metadata
from backbone_chain.bytecode._stack import DUP1, SWAP16

SELECTOR_BYTES = 4
COMPARISONS = (0x03, 0x14, 0x18)
"""SUB, EQ and XOR: how solc and Vyper compare a selector."""


def dispatched(code: bytes) -> list[bytes]:
    """The selectors that the code compares with, in order."""
    return list(dict.fromkeys(_compared(code)))


def _compared(code: bytes) -> Iterator[bytes]:
    """What a PUSH of up to four bytes puts there for the next comparison; duplicates and swaps may stand between."""
    pushed: int | None = None
    for each in instructions(without_metadata(code)):
        if each.pushed is not None:
            is_wide = PUSH1 < each.opcode < PUSH1 + SELECTOR_BYTES
            pushed = each.pushed if is_wide else None
        elif each.opcode in COMPARISONS and pushed is not None:
            yield pushed.to_bytes(SELECTOR_BYTES)
            pushed = None
        elif not DUP1 <= each.opcode <= SWAP16:
            pushed = None
