"""py-evm's short ways: word for word what revm does, and py-evm's own errors wherever something is unusual."""

from __future__ import annotations

import pytest
from _subjects import Subject

from backbone_chain.engines._base import EngineReceipt
from backbone_chain.engines._py_evm_short import BINARY, DUP1, ISZERO, JUMP, JUMPDEST, JUMPI, POP, PUSH0, SWAP1

WORDS = (0, 1, 2, 31, 32, 255, 256, 257, 2**128, 2**255, 2**256 - 2, 2**256 - 1)
RETURN_TOP = bytes.fromhex("5f5260205ff3")
HASH_IN = bytes.fromhex("5f5260205260405f20")  # mstore(0, result); mstore(32, hash); hash = keccak256(0, 64)
GAS = 100_000


def push(word: int, size: int = 32) -> bytes:
    return bytes([PUSH0 + size]) + word.to_bytes(size, "big")


def ends(code: bytes, gas: int = GAS) -> list[tuple[bool, bytes, bool]]:
    """How code ends on revm and on py-evm."""

    def run(name: str) -> EngineReceipt:
        subject = Subject.named(name)
        return subject.send(subject.deploy(code), gas=gas)

    receipts = [run("revm"), run("py-evm")]
    return [(receipt.success, receipt.output, bool(receipt.halt)) for receipt in receipts]


@pytest.mark.parametrize("opcode", [*BINARY, ISZERO], ids=hex)
def test_arithmetic_agrees_at_every_edge(opcode: int) -> None:
    for top in WORDS:
        # One program for all words below: each result is hashed with the hash of those before it.
        steps = [push(below) + push(top) + bytes([opcode]) + HASH_IN for below in WORDS]
        program = push(0) + b"".join(steps)
        revm, py_evm = ends(program + RETURN_TOP)
        assert revm == py_evm
        assert revm[0]


@pytest.mark.parametrize("depth", range(16))
def test_stack_moves_agree_and_one_too_few_halts(depth: int) -> None:
    filled = b"".join(push(word + 1, 1) for word in range(depth + 1))
    for opcode, needed in ((DUP1 + depth, 1), (SWAP1 + depth, 2)):
        enough = filled + push(99, 1) * (needed - 1) + bytes([opcode])
        too_few = filled[2:] + push(99, 1) * (needed - 1) + bytes([opcode])
        for code, succeeds in ((enough, True), (too_few, False)):
            revm, py_evm = ends(code + RETURN_TOP)
            assert revm == py_evm
            assert revm[0] is succeeds


@pytest.mark.parametrize("size", range(33))
def test_pushes_agree_also_where_the_code_ends(size: int) -> None:
    whole, cut = bytes([PUSH0 + size]) + bytes(range(1, size + 1)), bytes([PUSH0 + size]) + bytes(range(1, size))
    for code in (whole + RETURN_TOP, cut):
        revm, py_evm = ends(code)
        assert revm == py_evm


@pytest.mark.parametrize("opcode", [*BINARY, ISZERO, POP, JUMP, JUMPI, DUP1, SWAP1], ids=hex)
def test_empty_stack_halts(opcode: int) -> None:
    assert ends(bytes([opcode])) == [(False, b"", True)] * 2


@pytest.mark.parametrize("opcode", [PUSH0, PUSH0 + 1, DUP1], ids=hex)
def test_full_stack_halts_and_one_less_does_not(opcode: int) -> None:
    filled = bytes([PUSH0]) * 1_023
    one_more = bytes([opcode]) + (b"\1" if opcode == PUSH0 + 1 else b"")
    for code, succeeds in ((filled + one_more, True), (filled + bytes([PUSH0]) + one_more, False)):
        revm, py_evm = ends(code)
        assert revm == py_evm
        assert revm[0] is succeeds


@pytest.mark.parametrize(
    ("code", "succeeds"),
    [
        (push(34, 1) + bytes([JUMP]), False),  # past the end
        (push(3, 1) + bytes([JUMP, JUMPDEST]), True),
        (push(4, 1) + bytes([JUMP, 0x60, JUMPDEST]), False),  # into the data of a push
        (push(0, 1) + push(99, 1) + bytes([JUMPI]), True),  # not taken, so where to doesn't matter
        (push(1, 1) + push(99, 1) + bytes([JUMPI]), False),
        (push(1, 1) + push(5, 1) + bytes([JUMPI, JUMPDEST]), True),
        (push(2**255) + push(35, 1) + bytes([JUMPI, JUMPDEST]), False),
        (push(2**255) + push(36, 1) + bytes([JUMPI, JUMPDEST]), True),
    ],
)
def test_jumps_agree(code: bytes, succeeds: bool) -> None:
    revm, py_evm = ends(code)
    assert revm == py_evm
    assert revm[0] is succeeds


@pytest.mark.parametrize("missing", [0, 1])
def test_the_last_unit_of_gas_counts(missing: int) -> None:
    code = push(1, 1) + push(5, 1) + bytes([JUMPI, JUMPDEST]) + push(2, 1) + push(3, 1) + bytes([0x01, ISZERO, POP])
    cost = 21_000 + 3 + 3 + 10 + 1 + 3 + 3 + 3 + 3 + 2
    revm, py_evm = ends(code, gas=cost - missing)
    assert revm == py_evm
    assert revm[0] is (missing == 0)
