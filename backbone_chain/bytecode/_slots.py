"""Where in storage a contract may keep single values: the slots whose numbers stand in its code."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.bytecode._instructions import PUSH1, PUSH32, instructions, without_metadata

FIRST_SLOTS = 32  # compilers number variables from 0, and put some of these numbers on the stack without a PUSH
LARGEST_NUMBER = 1 << 12  # of a slot that was counted, not hashed
NAMESPACE_SLOTS = 16  # looked at from the start of an ERC-7201 namespace, whose last byte is zero


def fixed_slots(code: bytes) -> list[int]:
    """Every slot that the code may read or write whoever calls it; entries of mappings are not among them."""
    return list(dict.fromkeys([*range(FIRST_SLOTS), *_named(code)]))


def _named(code: bytes) -> Iterator[int]:
    for each in instructions(without_metadata(code)):
        if each.pushed is None or each.opcode < PUSH1:
            continue
        if each.pushed < LARGEST_NUMBER:
            yield each.pushed
        elif each.opcode == PUSH32:
            yield from range(each.pushed, each.pushed + (NAMESPACE_SLOTS if not each.pushed & 0xFF else 1))
