"""What instructions do to a stack of which some words are known: constants, the call's selector, addresses in the code.

A word is a number where it is known, None where it isn't, and an Address for one that stands in the code itself.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import NamedTuple, TypeAlias

from backbone_chain.bytecode._instructions import PUSH0, PUSH20, PUSH32, Instruction

WORD_LIMIT = 1 << 256
ADDRESS_MASK = (1 << 160) - 1
SELECTOR_BITS = 32
SELECTOR_SHIFT = 224
DUP1, DUP16, SWAP1, SWAP16, LOG0, LOG4 = 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xA4


class Address(NamedTuple):
    """An address that is a constant of the code, as that of a linked library is."""

    value: int


class CallData(NamedTuple):
    """The first word of the calldata, which holds the selector."""

    selector: int


class Flag(NamedTuple):
    """A yes or no that is not known, by the place that made it; a branch upon it settles all copies of it."""

    place: int
    negated: bool = False


Word: TypeAlias = "int | Address | CallData | Flag | None"
Stack: TypeAlias = list[Word]

# opcode -> (words taken, words given), after the yellow paper and the EIPs since; what is not here stops or is invalid.
ARITY: Mapping[int, tuple[int, int]] = {
    **dict.fromkeys((0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x0A, 0x0B), (2, 1)),
    **dict.fromkeys((0x08, 0x09), (3, 1)),
    **dict.fromkeys((0x10, 0x11, 0x12, 0x13, 0x14, 0x16, 0x17, 0x18, 0x1A, 0x1B, 0x1C, 0x1D, 0x20), (2, 1)),
    **dict.fromkeys((0x15, 0x19, 0x1E, 0x31, 0x35, 0x3B, 0x3F, 0x40, 0x49, 0x51, 0x54, 0x5C), (1, 1)),
    **dict.fromkeys((0x30, 0x32, 0x33, 0x34, 0x36, 0x38, 0x3A, 0x3D), (0, 1)),
    **dict.fromkeys((0x37, 0x39, 0x3E, 0x5E), (3, 0)),
    0x3C: (4, 0),
    **dict.fromkeys((*range(0x41, 0x49), 0x4A, 0x58, 0x59, 0x5A), (0, 1)),
    0x50: (1, 0),
    **dict.fromkeys((0x52, 0x53, 0x55, 0x5D, 0x57), (2, 0)),
    0x56: (1, 0),
    0x5B: (0, 0),
    **{log: (log - LOG0 + 2, 0) for log in range(LOG0, LOG4 + 1)},
    0xF0: (3, 1),
    0xF1: (7, 1),
    0xF2: (7, 1),
    0xF4: (6, 1),
    0xF5: (4, 1),
    0xFA: (6, 1),
}


def _div(top: int, below: int) -> int:
    return top // below if below else 0


# Only what a dispatcher works with: anything else would count loops up without end.
KNOWN: Mapping[int, Callable[[int, int], int]] = {
    0x03: lambda top, below: (top - below) % WORD_LIMIT,
    0x04: _div,
    0x10: lambda top, below: int(top < below),
    0x11: lambda top, below: int(top > below),
    0x14: lambda top, below: int(top == below),
    0x16: lambda top, below: top & below,
    0x18: lambda top, below: top ^ below,
}
YES_OR_NO = (0x10, 0x11, 0x12, 0x13, 0x14, 0x15, 0xF1, 0xF2, 0xF4, 0xFA)  # comparisons, and how a call ended


class UnderflowError(ValueError):
    """More words were taken than the stack has: what was read is data, not code."""


def step(stack: Stack, instruction: Instruction, selector: int, libraries: frozenset[int]) -> None:
    """Run one instruction on the stack; `libraries` are the places where a linker puts an address."""
    opcode = instruction.opcode
    if PUSH0 <= opcode <= PUSH32:
        stack.append(_pushed(instruction, libraries))
    elif DUP1 <= opcode <= DUP16:
        _require(stack, opcode - DUP1 + 1)
        stack.append(stack[DUP1 - opcode - 1])
    elif SWAP1 <= opcode <= SWAP16:
        depth = opcode - SWAP1 + 2
        _require(stack, depth)
        stack[-1], stack[-depth] = stack[-depth], stack[-1]
    else:
        _operate(stack, instruction, selector)


def settled(stack: Stack, condition: Word, taken: bool) -> Stack:
    """The stack on one side of a branch, with what the side says about the condition's copies."""
    if not isinstance(condition, Flag):
        return list(stack)
    return [
        int(word.negated == condition.negated if taken else word.negated != condition.negated)
        if isinstance(word, Flag) and word.place == condition.place
        else word
        for word in stack
    ]


def _pushed(instruction: Instruction, libraries: frozenset[int]) -> Word:
    value = instruction.pushed or 0
    if instruction.opcode != PUSH20 or value == ADDRESS_MASK:
        return value
    return Address(value) if value or instruction.place + 1 in libraries else 0


def _operate(stack: Stack, instruction: Instruction, selector: int) -> None:
    taken, given = ARITY[instruction.opcode]
    _require(stack, taken)
    operands = stack[len(stack) - taken :][::-1]
    del stack[len(stack) - taken :]
    if given:
        known = _result(instruction.opcode, operands, selector)
        unknown = Flag(instruction.place) if instruction.opcode in YES_OR_NO else None
        stack.append(unknown if known is None else known)


def _result(opcode: int, operands: Stack, selector: int) -> Word:
    match opcode, operands:
        case 0x35, [0]:
            return CallData(selector)
        case 0x1C, [224, CallData(selector=known)]:
            return known
        case 0x04, [CallData(selector=known), int() as divisor] if divisor == 1 << SELECTOR_SHIFT:
            return known
        case 0x16, [Address() as address, int()] | [int(), Address() as address]:
            return address
        case 0x15, [Flag() as flag]:
            return flag._replace(negated=not flag.negated)
        case 0x15, [int() as value]:
            return int(value == 0)
        case _, [int() as top, int() as below] if opcode in KNOWN:
            return KNOWN[opcode](top, below)
    return None


def _require(stack: Stack, depth: int) -> None:
    if len(stack) < depth:
        raise UnderflowError
