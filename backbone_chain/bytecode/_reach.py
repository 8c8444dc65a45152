"""Which instructions a call can come to: every path through the code, with the words that are known on the way.

Both ways are taken at a branch whose condition is not known, so nothing that can happen is left out; what can't happen
may be counted in. A jump whose target is not known, or too many paths, make the answer incomplete, and it says so.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

from backbone_chain.bytecode._instructions import (
    CALLCODE,
    DELEGATECALL,
    JUMP,
    JUMPDEST,
    JUMPI,
    SELFDESTRUCT,
    Instruction,
    instructions,
    without_metadata,
)
from backbone_chain.bytecode._stack import (
    ARITY,
    DUP1,
    PUSH0,
    PUSH32,
    SWAP16,
    Address,
    CallData,
    Stack,
    Word,
    settled,
    step,
)

MOST_STATES = 60_000
"""Blocks with different stacks that are looked at for one function, before it is given up."""

WATCHED = (CALLCODE, DELEGATECALL, SELFDESTRUCT)


@dataclass(frozen=True, kw_only=True)
class Reached:
    """What a call of one function can come to.

    targets: of each watched instruction by its place, whom it would act upon: constant addresses, or None for an
    address that comes from elsewhere. complete: whether all paths were followed.
    """

    targets: dict[int, set[int | None]] = field(default_factory=dict)
    opcodes: dict[int, int] = field(default_factory=dict)
    complete: bool = True


class Code:
    """Runtime code that can be asked what each of its functions comes to.

    libraries: the places where a linker puts the addresses of libraries. watched: the opcodes that are noted.
    """

    def __init__(
        self, code: bytes, libraries: frozenset[int] = frozenset(), watched: tuple[int, ...] = WATCHED
    ) -> None:
        self._libraries, self.watched = libraries, watched
        self.all = list(instructions(without_metadata(code)))
        self._number = {each.place: number for number, each in enumerate(self.all)}

    @cached_property
    def _targets(self) -> frozenset[int]:
        return frozenset(each.place for each in self.all if each.opcode == JUMPDEST)

    def reached(self, selector: int) -> Reached:
        """What a call with this selector can come to."""
        return _Walk(self, selector).run()

    def block(self, place: int) -> list[Instruction]:
        """From a place to the next jump or end."""
        start = end = self._number[place]
        while end < len(self.all) and (end == start or self.all[end].opcode != JUMPDEST):
            end += 1
            if self.all[end - 1].opcode in (JUMP, JUMPI) or not _goes_on(self.all[end - 1].opcode):
                break
        return self.all[start:end]

    def has(self, place: int) -> bool:
        """Whether an instruction stands there."""
        return place in self._number

    def can_jump_to(self, word: Word) -> bool:
        """Whether a word is the place of a JUMPDEST."""
        return word in self._targets

    @property
    def libraries(self) -> frozenset[int]:
        """Where a linker puts addresses."""
        return self._libraries


def _goes_on(opcode: int) -> bool:
    return opcode in ARITY or PUSH0 <= opcode <= PUSH32 or DUP1 <= opcode <= SWAP16


class _Walk:
    """One search through the code, block by block; a block is entered once for each stack of known words."""

    def __init__(self, code: Code, selector: int) -> None:
        self._code, self._selector = code, selector
        self._waiting: list[tuple[int, tuple[Word, ...]]] = [(0, ())]
        self._seen = set(self._waiting)
        self._found = Reached()
        self._complete = True

    def run(self) -> Reached:
        while self._waiting:
            self._enter(*self._waiting.pop())
            if len(self._seen) > MOST_STATES:
                self._complete = False
                break
        return Reached(targets=self._found.targets, opcodes=self._found.opcodes, complete=self._complete)

    def _enter(self, place: int, words: tuple[Word, ...]) -> None:
        stack: Stack = list(words)
        for instruction in self._code.block(place):
            opcode = instruction.opcode
            if opcode in self._code.watched:
                self._note(instruction, stack)
            if not _goes_on(opcode):
                return
            target, condition = self._branch(opcode, stack)
            step(stack, instruction, self._selector, self._code.libraries)
            if opcode in (JUMP, JUMPI) and condition != 0:
                self._jump(target, settled(stack, condition, taken=True))
            if opcode == JUMP or (isinstance(condition, int) and condition):
                return
            stack = settled(stack, condition, taken=False)
        self._go(instruction.place + 1 + _width(instruction), stack)

    def _branch(self, opcode: int, stack: Stack) -> tuple[Word, Word]:
        if opcode == JUMPI:
            return stack[-1], stack[-2]
        return (stack[-1], None) if opcode == JUMP else (None, None)

    def _jump(self, target: Word, stack: Stack) -> None:
        if isinstance(target, int) and self._code.can_jump_to(target):
            self._go(target, stack)
        elif not isinstance(target, int):
            self._complete = False

    def _go(self, place: int, stack: Stack) -> None:
        state = (place, tuple(map(self._kept, stack)))
        if state not in self._seen and self._code.has(place):
            self._seen.add(state)
            self._waiting.append(state)

    def _kept(self, word: Word) -> Word:
        """What matters beyond a block: places to jump to, addresses, the selector; a loop's counter would never end."""
        if isinstance(word, Address | CallData) or word in (0, 1, self._selector) or self._code.can_jump_to(word):
            return word
        return None

    def _note(self, instruction: Instruction, stack: Stack) -> None:
        index = -1 if instruction.opcode == SELFDESTRUCT else -2
        target = stack[index] if len(stack) >= -index else None
        known = target.value if isinstance(target, Address) else None
        self._found.targets.setdefault(instruction.place, set()).add(known)
        self._found.opcodes[instruction.place] = instruction.opcode


def _width(instruction: Instruction) -> int:
    return instruction.opcode - PUSH0 if PUSH0 <= instruction.opcode <= PUSH32 else 0
