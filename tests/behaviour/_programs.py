"""Random programs and transactions from a seed: the same on every machine, and free of what engines may answer differently."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence

from _bytecode import asm, creator, words
from backbone_chain.engines._base import Transaction

# How many words each takes; each gives one back. Without GAS and BLOCKHASH, since revm's gas and hashes are not exact.
_PURE = {
    0: "ADDRESS ORIGIN CALLER CALLVALUE CALLDATASIZE CODESIZE GASPRICE RETURNDATASIZE COINBASE TIMESTAMP NUMBER PREVRANDAO "
    "GASLIMIT CHAINID SELFBALANCE BASEFEE BLOBBASEFEE PC MSIZE",
    1: "ISZERO NOT CALLDATALOAD",
    2: "ADD MUL SUB DIV SDIV MOD SMOD EXP SIGNEXTEND LT GT SLT SGT EQ AND OR XOR BYTE SHL SHR SAR",
    3: "ADDMOD MULMOD",
}
_OPERATIONS = [(name, taken) for taken, names in _PURE.items() for name in names.split()]


class Programmer:
    """Writes random contracts that may call the `targets`."""

    salted = 0.0

    def __init__(self, rng: random.Random, targets: Sequence[str]) -> None:
        self.rng, self.targets = rng, targets

    def program(self, length: int) -> str:
        """A block of statements that leaves the stack as it was, and an end."""
        body = " ".join(self._statement() for _ in range(length))
        end = self.rng.choice(["STOP", "64 0 RETURN", "96 0 RETURN", "32 0 REVERT", "64 32 RETURN"])
        return f"{body} {end if self.rng.random() < 0.8 else ''}"

    def _number(self) -> str:
        return str(self.rng.choice([0, 1, 2, 3, 32, 255, 2**128, 2**255, 2**256 - 1, self.rng.getrandbits(256)]))

    def _expression(self, depth: int = 3) -> str:
        if depth == 0 or self.rng.random() < 0.3:
            return self._number()
        if self.rng.random() < 0.15:
            return self._read(depth - 1)
        name, taken = self.rng.choice(_OPERATIONS)
        return " ".join([*(self._expression(depth - 1) for _ in range(taken)), name])

    def _read(self, depth: int) -> str:
        rng = self.rng
        return rng.choice([
            f"{rng.randrange(4)} SLOAD",
            f"{rng.randrange(3)} TLOAD",
            f"{rng.randrange(0, 200, 8)} MLOAD",
            f"{rng.randrange(0, 90)} {rng.randrange(0, 70)} KECCAK256",
            f"{rng.choice(self.targets)} {rng.choice(['BALANCE', 'EXTCODESIZE', 'EXTCODEHASH'])}",
            f"{self._expression(depth)} {rng.randrange(0, 32)} BYTE",
        ])

    def _statement(self) -> str:
        rng, value = self.rng, self._expression()
        kind = rng.choices(
            ["store", "memory", "transient", "log", "call", "create", "skip", "copy", "pop", "destroy"],
            [8, 6, 3, 3, 4, 0.5, 2, 2, 2, 0.1],
        )[0]
        if kind == "store":
            return f"{value} {rng.randrange(4)} SSTORE"
        if kind == "memory":
            return f"{value} {rng.randrange(0, 160, 8)} {rng.choice(['MSTORE', 'MSTORE8'])}"
        if kind == "transient":
            return f"{value} {rng.randrange(3)} TSTORE"
        if kind == "log":
            topics = rng.randrange(5)
            return " ".join([*(self._expression(1) for _ in range(topics)), f"{rng.randrange(0, 80)} {rng.randrange(64)} LOG{topics}"])
        if kind == "call":
            return self._call()
        if kind == "create":
            return self._create()
        if kind == "skip":
            label = f"l{rng.getrandbits(64)}"
            return f"{value} @{label} JUMPI {self._expression(1)} {rng.randrange(4)} SSTORE {label}:"
        if kind == "copy":
            what = rng.choice(["CALLDATACOPY", "CODECOPY", "MCOPY"])
            return f"{rng.randrange(0, 70)} {rng.randrange(0, 70)} {rng.randrange(0, 90)} {what}"
        if kind == "destroy":
            return f"{rng.choice(self.targets)} SELFDESTRUCT"
        return f"{value} POP"

    def _call(self) -> str:
        rng = self.rng
        name = rng.choice(["CALL", "STATICCALL", "DELEGATECALL", "CALLCODE", "CALL"])
        value = f"{rng.choice([0, 0, 0, 1, 7])} " if name in ("CALL", "CALLCODE") else ""
        gas = 100_000 if name == "STATICCALL" else 2**64  # a write under STATICCALL burns all that it was given
        answer = f"{rng.randrange(0, 70)} {rng.randrange(0, 90)}"
        given = f"{rng.randrange(0, 70)} {rng.randrange(0, 90)}"
        return f"{answer} {given} {value}{rng.choice(self.targets)} {gas} {name} {rng.randrange(4)} SSTORE"

    def _create(self) -> str:
        rng = self.rng
        runtime = asm(f"{self._number()} {rng.randrange(4)} SSTORE {self._number()} 0 MSTORE 32 0 RETURN")
        code = creator(runtime)[:].ljust(96, b"\0")[:96]
        stores = " ".join(f"0x{code[at : at + 32].hex()} {at} MSTORE" for at in (0, 32, 64))
        salt, name = (f"{rng.randrange(3)} ", "CREATE2") if rng.random() < self.salted else ("", "CREATE")
        return f"{stores} {salt}{len(creator(runtime)) if len(creator(runtime)) <= 96 else 96} 0 0 {name} {rng.randrange(4)} SSTORE"


def random_transactions(seed: int, number: int, senders: Sequence[str], contracts: Sequence[str], gas: int = 16_000_000) -> Iterator[Transaction]:
    """Calls with random data and value, and now and then a creation."""
    rng = random.Random(seed)
    writer = Programmer(rng, contracts)
    for _ in range(number):
        sender, value = rng.choice(senders), rng.choice([0, 0, 0, 1, 10**18])
        data = rng.choice([b"", words(rng.getrandbits(256)), rng.randbytes(rng.randrange(100))])
        if rng.random() < 0.05:
            yield Transaction(sender, None, creator(asm(writer.program(3))), rng.choice([0, 1]), 2_000_000)
        else:
            yield Transaction(sender, rng.choice(contracts), data, value, gas)


def random_contracts(seed: int, addresses: Sequence[str], length: int = 12) -> dict[str, bytes]:
    """A program for each address; each calls only those after it, so that calls come to an end."""
    rng = random.Random(seed)
    codes = {}
    for index, address in enumerate(addresses):
        later = list(addresses[index + 1 :]) or [f"0x{rng.choice([1, 2, 3, 4, 99]):040x}"]
        codes[address] = asm(Programmer(rng, later).program(length))
    return codes
