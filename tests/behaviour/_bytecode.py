"""A tiny assembler and the contracts that the engine suite runs, so that it needs no compiler."""

from __future__ import annotations

_TABLE = """
00:STOP 01:ADD 02:MUL 03:SUB 04:DIV 05:SDIV 06:MOD 07:SMOD 08:ADDMOD 09:MULMOD 0a:EXP 0b:SIGNEXTEND 10:LT 11:GT
12:SLT 13:SGT 14:EQ 15:ISZERO 16:AND 17:OR 18:XOR 19:NOT 1a:BYTE 1b:SHL 1c:SHR 1d:SAR 1e:CLZ 20:KECCAK256
30:ADDRESS 31:BALANCE 32:ORIGIN 33:CALLER 34:CALLVALUE 35:CALLDATALOAD 36:CALLDATASIZE 37:CALLDATACOPY
38:CODESIZE 39:CODECOPY 3a:GASPRICE 3b:EXTCODESIZE 3c:EXTCODECOPY 3d:RETURNDATASIZE 3e:RETURNDATACOPY
3f:EXTCODEHASH 40:BLOCKHASH 41:COINBASE 42:TIMESTAMP 43:NUMBER 44:PREVRANDAO 45:GASLIMIT 46:CHAINID
47:SELFBALANCE 48:BASEFEE 49:BLOBHASH 4a:BLOBBASEFEE 50:POP 51:MLOAD 52:MSTORE 53:MSTORE8 54:SLOAD 55:SSTORE
56:JUMP 57:JUMPI 58:PC 59:MSIZE 5a:GAS 5b:JUMPDEST 5c:TLOAD 5d:TSTORE 5e:MCOPY a0:LOG0 a1:LOG1 a2:LOG2 a3:LOG3
a4:LOG4 f0:CREATE f1:CALL f2:CALLCODE f3:RETURN f4:DELEGATECALL f5:CREATE2 fa:STATICCALL fd:REVERT fe:INVALID
ff:SELFDESTRUCT
"""
OPCODES = {name: int(code, 16) for code, name in (entry.split(":") for entry in _TABLE.split())}
OPCODES |= {f"DUP{n}": 0x7F + n for n in range(1, 17)} | {f"SWAP{n}": 0x8F + n for n in range(1, 17)}
PUSH0, PUSH2 = 0x5F, 0x61


def push(value: int) -> bytes:
    """The shortest PUSH of a number."""
    width = (value.bit_length() + 7) // 8
    return bytes([PUSH0 + width]) + value.to_bytes(width, "big")


def asm(source: str) -> bytes:
    """Words to code: mnemonics, numbers (pushed), `name:` for a jump target, `@name` to push where that is."""
    code, labels, uses = bytearray(), {}, {}
    for word in source.split():
        if word.endswith(":"):
            labels[word[:-1]] = len(code)
            code.append(OPCODES["JUMPDEST"])
        elif word.startswith("@"):
            uses[len(code) + 1] = word[1:]
            code += bytes([PUSH2, 0, 0])
        elif word in OPCODES:
            code.append(OPCODES[word])
        else:
            code += push(int(word, 0))
    for position, label in uses.items():
        code[position : position + 2] = labels[label].to_bytes(2, "big")
    return bytes(code)


def creator(runtime: bytes, before: str = "") -> bytes:
    """Init code that runs `before` and deploys `runtime`."""
    head = asm(before)
    start = (len(head) + 11).to_bytes(2, "big")
    size = len(runtime).to_bytes(2, "big")
    return head + bytes([PUSH2]) + size + asm("DUP1") + bytes([PUSH2]) + start + asm("0 CODECOPY 0 RETURN") + runtime


def words(*values: int | str) -> bytes:
    """Numbers or addresses, 32 bytes each."""
    return b"".join((int(value, 16) if isinstance(value, str) else value).to_bytes(32, "big") for value in values)


def in_memory(data: bytes) -> str:
    """Source that writes these bytes to memory from 0 on."""
    chunks = [data[at : at + 32].ljust(32, b"\0") for at in range(0, len(data), 32)]
    return " ".join(f"0x{chunk.hex()} {32 * index} MSTORE" for index, chunk in enumerate(chunks))


def calling(to: str | int, *, value: int = 0, size: int = 0, gas: str = "GAS", kind: str = "CALL") -> str:
    """Source that calls `to` with `size` bytes of memory; leaves whether it worked on the stack."""
    paid = f"{value} " if kind in ("CALL", "CALLCODE") else ""
    return f"0 0 {size} 0 {paid}{to} {gas} {kind}"


ANSWER_TOP = "0 MSTORE 32 0 RETURN"
ANSWER_RETURN_DATA = "RETURNDATASIZE 0 0 RETURNDATACOPY RETURNDATASIZE 0 RETURN"
STORE = asm("32 CALLDATALOAD 0 CALLDATALOAD SSTORE STOP")  # (slot, value)
LOAD = asm(f"0 CALLDATALOAD SLOAD {ANSWER_TOP}")  # (slot)
ECHO = asm("CALLDATASIZE 0 0 CALLDATACOPY CALLDATASIZE 0 RETURN")
REFUSE = asm("CALLDATASIZE 0 0 CALLDATACOPY CALLDATASIZE 0 REVERT")
EMIT = asm(
    "CALLDATASIZE 0 0 CALLDATACOPY 64 CALLDATALOAD 32 CALLDATALOAD 0 CALLDATALOAD 32 96 LOG3 STOP"
)  # (topic, topic, topic, data)
WHO = asm("ORIGIN 32 MSTORE CALLER 0 MSTORE 64 0 RETURN")
BLOCK = asm(
    "NUMBER 0 MSTORE TIMESTAMP 32 MSTORE PREVRANDAO 64 MSTORE GASLIMIT 96 MSTORE COINBASE 128 MSTORE "
    "CHAINID 160 MSTORE BASEFEE 192 MSTORE GASPRICE 224 MSTORE 256 0 RETURN"
)
