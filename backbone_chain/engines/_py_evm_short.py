"""Short ways for the plainest instructions, which are nine tenths of what a token runs.

py-evm takes several calls for each of them. These take one, and leave whatever is unusual (too little gas, a stack too
short or too full, code that ends, a word that is not a number yet) to py-evm's own instruction, so that its errors stay
its own.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Mapping
from typing import Any

STACK_LIMIT = 1024
WORD_BITS = 256
LARGEST = 2**WORD_BITS - 1
PUSH0, DUP1, SWAP1, POP, JUMPDEST, JUMP, JUMPI, ISZERO = 0x5F, 0x80, 0x90, 0x50, 0x5B, 0x56, 0x57, 0x15
PUSHES, DUPS_AND_SWAPS = 33, 16

# Instruction -> what it makes of the topmost word and the one below it.
BINARY: dict[int, Callable[[int, int], int]] = {
    0x01: lambda top, below: top + below & LARGEST,  # ADD
    0x03: lambda top, below: top - below & LARGEST,  # SUB
    0x10: lambda top, below: int(top < below),  # LT
    0x11: lambda top, below: int(top > below),  # GT
    0x14: lambda top, below: int(top == below),  # EQ
    0x16: operator.and_,  # AND
    0x17: operator.or_,  # OR
    0x1B: lambda top, below: below << top & LARGEST if top < WORD_BITS else 0,  # SHL
    0x1C: lambda top, below: below >> top if top < WORD_BITS else 0,  # SHR
}


class _Short:
    """One instruction: `size` is the bytes that it pushes, or how deep it reaches."""

    def __init__(self, whole: Any, size: int = 0) -> None:
        self.whole, self.size = whole, size
        self.mnemonic: str = whole.mnemonic
        self.gas_cost: int = whole.gas_cost


class _Push(_Short):
    def __call__(self, computation: Any) -> None:
        meter, values, code = computation._gas_meter, computation._stack.values, computation.code
        start = code.program_counter
        end = start + self.size
        if meter.gas_remaining < self.gas_cost or len(values) >= STACK_LIMIT or end > code._length_cache:
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost
        values.append(int.from_bytes(code._raw_code_bytes[start:end]))
        code.program_counter = end


class _Dup(_Short):
    def __call__(self, computation: Any) -> None:
        meter, values = computation._gas_meter, computation._stack.values
        if meter.gas_remaining < self.gas_cost or not self.size <= len(values) < STACK_LIMIT:
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost
        values.append(values[-self.size])


class _Swap(_Short):
    def __call__(self, computation: Any) -> None:
        meter, values = computation._gas_meter, computation._stack.values
        if meter.gas_remaining < self.gas_cost or self.size >= len(values):
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost
        other = -self.size - 1
        values[-1], values[other] = values[other], values[-1]


class _Pop(_Short):
    def __call__(self, computation: Any) -> None:
        meter, values = computation._gas_meter, computation._stack.values
        if meter.gas_remaining < self.gas_cost or not values:
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost
        values.pop()


class _JumpDest(_Short):
    def __call__(self, computation: Any) -> None:
        meter = computation._gas_meter
        if meter.gas_remaining < self.gas_cost:
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost


class _Jump(_Short):
    """JUMP (size 1) and JUMPI (size 2); to where there is no place to jump to is py-evm's business."""

    def __init__(self, whole: Any, size: int, targets: Callable[[bytes], frozenset[int]]) -> None:
        super().__init__(whole, size)
        self.targets = targets

    def __call__(self, computation: Any) -> None:
        meter, values, code = computation._gas_meter, computation._stack.values, computation.code
        if meter.gas_remaining < self.gas_cost or len(values) < self.size:
            self.whole(computation=computation)
            return
        target, wanted = values[-1], values[-2] if self.size > 1 else 1
        if wanted.__class__ is not int or (wanted and target not in self.targets(code._raw_code_bytes)):
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost
        del values[-self.size :]
        if wanted:
            code.program_counter = target


class _Binary(_Short):
    def __init__(self, whole: Any, compute: Callable[[int, int], int]) -> None:
        super().__init__(whole)
        self.compute = compute

    def __call__(self, computation: Any) -> None:
        meter, values = computation._gas_meter, computation._stack.values
        numbers = len(values) > 1 and values[-1].__class__ is int and values[-2].__class__ is int
        if meter.gas_remaining < self.gas_cost or not numbers:
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost
        top = values.pop()
        values[-1] = self.compute(top, values[-1])


class _IsZero(_Short):
    def __call__(self, computation: Any) -> None:
        meter, values = computation._gas_meter, computation._stack.values
        if meter.gas_remaining < self.gas_cost or not values or values[-1].__class__ is not int:
            self.whole(computation=computation)
            return
        meter.gas_remaining -= self.gas_cost
        values[-1] = int(values[-1] == 0)


def with_short_ways(opcodes: Mapping[int, Any], targets: Callable[[bytes], frozenset[int]]) -> dict[int, Any]:
    """py-evm's table of instructions with these in the place of its own; `targets` says where code may jump to."""
    pushes = {PUSH0 + size: _Push(opcodes[PUSH0 + size], size) for size in range(PUSHES)}
    dups = {DUP1 + n: _Dup(opcodes[DUP1 + n], n + 1) for n in range(DUPS_AND_SWAPS)}
    swaps = {SWAP1 + n: _Swap(opcodes[SWAP1 + n], n + 1) for n in range(DUPS_AND_SWAPS)}
    binary = {opcode: _Binary(opcodes[opcode], compute) for opcode, compute in BINARY.items()}
    jumps = {opcode: _Jump(opcodes[opcode], size, targets) for size, opcode in ((1, JUMP), (2, JUMPI))}
    rest = {POP: _Pop(opcodes[POP]), JUMPDEST: _JumpDest(opcodes[JUMPDEST]), ISZERO: _IsZero(opcodes[ISZERO])}
    return {**opcodes, **pushes, **dups, **swaps, **binary, **jumps, **rest}
