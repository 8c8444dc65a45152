"""Random programs, transactions and histories from a seed, free of what engines may answer differently."""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from typing import Any

from _bytecode import ANSWER_TOP, ECHO, LOAD, REFUSE, STORE, asm, creator, in_memory, words

from backbone_chain.engines._base import GENESIS_TIMESTAMP, BlockContext, Transaction

# By how many words each takes; each gives one back. Without GAS and BLOCKHASH, which revm gets wrong.
_PURE = {
    0: "ADDRESS ORIGIN CALLER CALLVALUE CALLDATASIZE CODESIZE GASPRICE RETURNDATASIZE COINBASE TIMESTAMP NUMBER "
    "PREVRANDAO GASLIMIT CHAINID SELFBALANCE BASEFEE BLOBBASEFEE PC MSIZE",
    1: "ISZERO NOT CALLDATALOAD",
    2: "ADD MUL SUB DIV SDIV MOD SMOD EXP SIGNEXTEND LT GT SLT SGT EQ AND OR XOR BYTE SHL SHR SAR",
    3: "ADDMOD MULMOD",
}
_STATEMENTS = {
    "store": 8,
    "memory": 6,
    "transient": 3,
    "log": 3,
    "call": 4,
    "create": 0.5,
    "skip": 2,
    "copy": 2,
    "pop": 2,
    "destroy": 0.1,
}
_COPIES = ("CALLDATACOPY", "CODECOPY", "MCOPY")
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
        return rng.choice(
            [
                f"{rng.randrange(4)} SLOAD",
                f"{rng.randrange(3)} TLOAD",
                f"{rng.randrange(0, 200, 8)} MLOAD",
                f"{rng.randrange(0, 90)} {rng.randrange(0, 70)} KECCAK256",
                f"{rng.choice(self.targets)} {rng.choice(['BALANCE', 'EXTCODESIZE', 'EXTCODEHASH'])}",
                f"{self._expression(depth)} {rng.randrange(0, 32)} BYTE",
            ]
        )

    def _statement(self) -> str:
        rng, value = self.rng, self._expression()
        kind = rng.choices(list(_STATEMENTS), list(_STATEMENTS.values()))[0]
        if kind == "call":
            return self._call()
        if kind == "create":
            return self._create()
        topics, label = rng.randrange(5), f"l{rng.getrandbits(64)}"
        return {
            "store": f"{value} {rng.randrange(4)} SSTORE",
            "memory": f"{value} {rng.randrange(0, 160, 8)} {rng.choice(['MSTORE', 'MSTORE8'])}",
            "transient": f"{value} {rng.randrange(3)} TSTORE",
            "log": f"{'1 2 3 4 ' * (topics > 0)}{rng.randrange(0, 80)} {rng.randrange(64)} LOG{topics}",
            "skip": f"{value} @{label} JUMPI {self._expression(1)} {rng.randrange(4)} SSTORE {label}:",
            "copy": f"{rng.randrange(0, 70)} {rng.randrange(0, 70)} {rng.randrange(0, 90)} {rng.choice(_COPIES)}",
            "destroy": f"{rng.choice(self.targets)} SELFDESTRUCT",
            "pop": f"{value} POP",
        }[kind]

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
        code = creator(asm(f"{self._number()} {rng.randrange(4)} SSTORE {self._number()} 0 MSTORE 32 0 RETURN"))
        salt, name = (f"{rng.randrange(3)} ", "CREATE2") if rng.random() < self.salted else ("", "CREATE")
        return f"{in_memory(code)} {salt}{len(code)} 0 0 {name} {rng.randrange(4)} SSTORE"


def random_transactions(
    seed: int, number: int, senders: Sequence[str], contracts: Sequence[str], gas: int = 16_000_000
) -> Iterator[Transaction]:
    """Calls with random data and value, and now and then a creation."""
    rng = random.Random(seed)
    writer = Programmer(rng, contracts)
    for _ in range(number):
        sender, value = rng.choice(senders), rng.choice([0, 0, 0, 1, 10**15])
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


Deed = tuple[str, tuple[Any, ...]]


def random_history(seed: int, number: int, senders: Sequence[str], contracts: Sequence[str]) -> Iterator[Deed]:
    """What a test or a campaign may do with an engine, in any order: methods of the port, each with its arguments."""
    rng = random.Random(seed)
    snapshots = _Snapshots(rng)
    for contract in contracts:
        yield "set_code", (contract, STORE)
    for step in range(number):
        kind = rng.choices(list(_DEEDS), list(_DEEDS.values()))[0]
        if kind in ("snapshot", "revert", "release"):
            yield from getattr(snapshots, kind)()
        elif kind == "set_block":
            prevrandao = rng.randbytes(32)
            yield kind, (BlockContext(number=step, timestamp=GENESIS_TIMESTAMP + step, prevrandao=prevrandao),)
        else:
            yield _random_deed(rng, kind, senders, contracts)


def _random_deed(rng: random.Random, kind: str, senders: Sequence[str], contracts: Sequence[str]) -> Deed:
    sender, contract, anybody = rng.choice(senders), rng.choice(contracts), rng.choice([*senders, *contracts])
    slot, value = rng.randrange(3), rng.choice([0, 1, 7, 2**200])
    data = words(slot, value)
    return {
        "send": ("transact", (Transaction(sender, contract, data),)),
        "ask": ("transact", (Transaction(sender, contract, words(anybody)),)),
        "pay": ("transact", (Transaction(sender, anybody, b"", slot),)),
        "create": ("transact", (Transaction(sender, None, creator(STORE)),)),
        "call": ("call", (Transaction(sender, rng.choice([contract, None]), data),)),
        "invalid": ("transact", (Transaction(sender, contract, gas=100),)),
        "set_balance": ("set_balance", (anybody, value)),
        "set_code": ("set_code", (contract, rng.choice(_CODES))),
        "set_storage": ("set_storage", (contract, slot, value)),
    }[kind]


class _Snapshots:
    """Which snapshots are open; engines number them from 1."""

    def __init__(self, rng: random.Random) -> None:
        self.rng, self.open, self.taken = rng, [], 0

    def snapshot(self) -> Iterator[Deed]:
        self.taken += 1
        self.open.append(self.taken)
        yield "snapshot", ()

    def revert(self) -> Iterator[Deed]:
        if self.open:
            depth = self.rng.randrange(len(self.open))
            yield "revert", (self.open[depth],)
            del self.open[depth + 1 :]

    def release(self) -> Iterator[Deed]:
        if self.open:
            depth = self.rng.randrange(len(self.open))
            yield "release", (self.open[depth],)
            del self.open[depth:]


_ASK_HASH, _ASK_BALANCE = asm(f"0 CALLDATALOAD EXTCODEHASH {ANSWER_TOP}"), asm(f"SELFBALANCE {ANSWER_TOP}")
_CODES = (STORE, LOAD, ECHO, REFUSE, _ASK_HASH, _ASK_BALANCE)
_DEEDS = {
    "send": 8,
    "ask": 2,
    "pay": 4,
    "create": 1,
    "call": 2,
    "invalid": 1,
    "set_balance": 2,
    "set_code": 1.5,
    "set_storage": 3,
    "set_block": 2,
    "snapshot": 3,
    "revert": 3,
    "release": 1,
}
