"""The functions of a contract of which only the code is known."""

from __future__ import annotations

from collections.abc import Iterator

from backbone_chain.bytecode._instructions import PUSH0, instructions, without_metadata
from backbone_chain.bytecode._reach import Code
from backbone_chain.bytecode._stack import DUP1, SWAP16, UnderflowError

SELECTOR_BYTES = 4
EQ, XOR, SUB = 0x14, 0x18, 0x03
COMPARES = (EQ, XOR, SUB)
"""How compilers compare a selector: solc with EQ or SUB, Vyper with EQ or XOR."""

SSTORE, CREATE, CALL, CALLCODE, DELEGATECALL, CREATE2, SELFDESTRUCT = 0x55, 0xF0, 0xF1, 0xF2, 0xF4, 0xF5, 0xFF
WRITES = (SSTORE, CREATE, CALL, CALLCODE, DELEGATECALL, CREATE2, SELFDESTRUCT)


def selectors(code: bytes) -> list[bytes]:
    """The selectors that a dispatcher compares with, in order; some may be constants that only look like one."""
    return list(dict.fromkeys(_compared(code)))


def only_reads(code: bytes, selector: bytes) -> bool:
    """Whether no path of this function comes to an instruction that writes or calls others; False where unsure."""
    try:
        reached = Code(code, watched=WRITES).reached(int.from_bytes(selector))
    except UnderflowError:  # data that was taken for code
        return False
    return reached.complete and not reached.opcodes


def _compared(code: bytes) -> Iterator[bytes]:
    """Pushed numbers of up to four bytes that the next operation compares; a leading zero takes a shorter PUSH."""
    number: int | None = None
    for each in instructions(without_metadata(code)):
        if each.pushed is not None and PUSH0 < each.opcode <= PUSH0 + SELECTOR_BYTES:
            number = each.pushed
        elif number is not None and each.opcode in COMPARES and number > 1 << 16:
            yield number.to_bytes(SELECTOR_BYTES)
            number = None
        elif not DUP1 <= each.opcode <= SWAP16:
            number = None
