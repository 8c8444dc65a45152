"""The engine port: a place where EVM code runs, what it can do, and the digest that makes two of them comparable."""

from __future__ import annotations

import hashlib
import inspect
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, ClassVar, NamedTuple

from eth_utils.address import to_checksum_address

from backbone_chain.abi import RawLog
from backbone_chain.errors import EngineError, UnsupportedError

CHAIN_ID = 31337
BLOCK_GAS_LIMIT = 30_000_000
MAX_TRANSACTION_GAS = 16_777_216  # EIP-7825: the most that one transaction may ask for on Osaka
GENESIS_TIMESTAMP = 1_767_225_600  # 2026-01-01 00:00:00 UTC
BOOKED_AT_ONCE = 256  # transactions whose outcomes are hashed in one go
ZERO_ADDRESS = "0x" + "00" * 20
checksum: Callable[[str | bytes], str] = lru_cache(maxsize=4096)(to_checksum_address)


class Authorization(NamedTuple):
    """One EIP-7702 tuple: the account that signed it runs the code of `delegate` from now on."""

    chain_id: int
    delegate: str
    nonce: int
    y_parity: int
    r: int
    s: int


# The nouns of the hot path are named tuples: they are as frozen as a dataclass and four times as fast to make.
class Transaction(NamedTuple):
    """What an engine is asked to run: checksummed addresses, `to` None for a creation, `value` in wei; gas is free."""

    sender: str
    to: str | None
    data: bytes = b""
    value: int = 0
    gas: int = MAX_TRANSACTION_GAS
    authorizations: tuple[Authorization, ...] = ()


class EngineReceipt(NamedTuple):
    """What a transaction left.

    output: return or revert data. halt: the name of an exceptional stop (out of gas, invalid opcode …), else empty.
    created: the new contract's address after a successful creation.
    """

    success: bool
    output: bytes
    logs: Sequence[RawLog]
    gas_used: int
    created: str | None = None
    halt: str = ""


class BlockContext(NamedTuple):
    """What code sees of its block: `timestamp` in Unix seconds, `prevrandao` 32 bytes."""

    number: int
    timestamp: int
    prevrandao: bytes = bytes(32)


@dataclass(frozen=True, kw_only=True, slots=True)
class Capabilities:
    """What an engine can do; whatever is False it refuses with UnsupportedError, it never falls back.

    gas_exact: gas_used is the fork's exact figure, intrinsic gas and refunds included.
    contract_sender: a contract's address may be the sender.
    trace: `trace` lists the steps of a call.
    deterministic: equal transactions give equal digests on every engine that says so.
    sets_state: set_balance, set_code and set_storage work.
    sets_block: set_block takes any later number and time, and all that is sent until the next one stands in that block.
    sets_time: set_block takes the next number with any later time.
    mines: `mine` closes a block that holds nothing; where set_block takes any number, nobody needs that.
    snapshots: snapshot and revert work.
    delegated_accounts: EIP-7702 authorizations work on the fork that was chosen.
    needs_keys: transactions are signed, so a sender's key is given to add_account first.
    """

    gas_exact: bool = False
    contract_sender: bool = False
    trace: bool = False
    deterministic: bool = False
    sets_state: bool = False
    sets_block: bool = False
    sets_time: bool = False
    mines: bool = False
    snapshots: bool = False
    delegated_accounts: bool = False
    needs_keys: bool = False


class Step(NamedTuple):
    """One executed instruction of a trace: call depth from 1, gas left before it."""

    depth: int
    pc: int
    opcode: str
    gas: int


class Engine(ABC):
    """A place where EVM code runs; in this process base fee and gas price are 0.

    Addresses in and out are checksummed strings, slots and values of storage ints, balances wei.
    The public methods keep the books that `digest` hashes; an engine writes the underscored ones.
    """

    name: ClassVar[str]
    forks: ClassVar[tuple[str, ...]]  # the first is the default
    capabilities: Capabilities

    def __init__(self, fork: str | None = None, *, chain_id: int | None = None) -> None:
        self.fork, self._chain_id = fork or self.forks[0], CHAIN_ID if chain_id is None else chain_id
        if self.fork not in self.forks:
            raise UnsupportedError(self.name, f"run the fork {self.fork!r}, only {', '.join(self.forks)}")
        self._outcomes = hashlib.blake2b(digest_size=32)
        self._touched: dict[str, None] = {}
        self._unbooked: list[tuple[Transaction, EngineReceipt]] = []
        self._snapshots: list[tuple[int, Any, Any, dict[str, None]]] = []
        self._snapshot_count = 0

    @classmethod
    def summary(cls) -> str:
        """The first line of the engine's docstring."""
        return (inspect.getdoc(cls) or "").partition("\n")[0]

    # --- running

    @classmethod
    def unavailable(cls) -> str:
        """Why this engine can't run on this machine; empty when it can."""
        return ""

    def transact(self, tx: Transaction) -> EngineReceipt:
        """Run a transaction and keep its effects; a refusal by code is a receipt, not an exception.

        Raises: InvalidTransactionError for one that no block can hold, UnsupportedError for one that this engine
        can't run.
        """
        if tx.authorizations:
            self._require("delegated_accounts", "run EIP-7702 authorizations", "py-evm with the fork prague")
        receipt = self._transact(tx)
        self._unbooked.append((tx, receipt))
        if len(self._unbooked) == BOOKED_AT_ONCE:
            self._book()
        return receipt

    def _book(self) -> None:
        """Enter the latest transactions into the digest's books; many at a time is twice as fast as one by one."""
        for tx, (success, output, logs, _, created, _) in self._unbooked:
            self._touched[tx.sender] = None
            if to := tx.to or created:
                self._touched[to] = None
            parts = [b"\1" if success else b"\0", len(output).to_bytes(4), output]
            for address, topics, data in logs:
                parts += (address.encode(), len(topics).to_bytes(1), *topics, len(data).to_bytes(4), data)
            self._outcomes.update(b"".join(parts))
        self._unbooked.clear()

    @abstractmethod
    def call(self, tx: Transaction) -> EngineReceipt:
        """Run a transaction and drop all its effects."""

    @abstractmethod
    def _transact(self, tx: Transaction) -> EngineReceipt: ...

    def trace(self, tx: Transaction) -> list[Step]:
        """The instructions that a call runs, effects dropped. Raises: UnsupportedError."""
        raise UnsupportedError(self.name, "trace", "py-evm")

    def add_account(self, private_key: bytes) -> str:
        """Let this key sign for its account, and answer its address. Raises: UnsupportedError where nobody signs."""
        raise UnsupportedError(self.name, "sign with a key, since it runs transactions unsigned")

    # --- block and state

    @abstractmethod
    def block(self) -> BlockContext:
        """The block in which the next transaction runs."""

    @abstractmethod
    def set_block(self, block: BlockContext) -> None:
        """Choose the block in which the next transaction runs. Raises: UnsupportedError."""

    def mine(self) -> None:
        """Close the next block, which holds nothing. Raises: UnsupportedError."""
        self._require("mines", "close a block that holds no transaction", "set_block")
        self._mine()

    def chain_id(self) -> int:
        """What CHAINID answers."""
        return self._chain_id

    @abstractmethod
    def get_balance(self, address: str) -> int:
        """Wei."""

    @abstractmethod
    def get_nonce(self, address: str) -> int:
        """The number of transactions sent, or for a contract of contracts created plus one."""

    @abstractmethod
    def get_code(self, address: str) -> bytes:
        """Exactly the deployed code, nothing padded."""

    @abstractmethod
    def get_storage(self, address: str, slot: int) -> int:
        """One storage word, 0 where nothing was written."""

    def set_balance(self, address: str, wei: int) -> None:
        """Give an account this balance. Raises: UnsupportedError."""
        self._require("sets_state", "set balances")
        self._touched[address] = None
        self._set_balance(address, wei)

    def set_code(self, address: str, code: bytes) -> None:
        """Put code at an address. Raises: UnsupportedError."""
        self._require("sets_state", "set code")
        self._touched[address] = None
        self._set_code(address, code)

    def set_nonce(self, address: str, nonce: int) -> None:
        """Let an account have sent this many transactions, or a contract created one less. Raises: UnsupportedError."""
        self._require("sets_state", "set nonces")
        self._touched[address] = None
        self._set_nonce(address, nonce)

    def set_storage(self, address: str, slot: int, value: int) -> None:
        """Write one word of a contract's storage; an empty account may lose it (EIP-161). Raises: UnsupportedError."""
        self._require("sets_state", "set storage")
        self._touched[address] = None
        self._set_storage(address, slot, value)

    def _set_balance(self, address: str, wei: int) -> None:
        raise NotImplementedError

    def _set_code(self, address: str, code: bytes) -> None:
        raise NotImplementedError

    def _set_nonce(self, address: str, nonce: int) -> None:
        raise NotImplementedError

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        raise NotImplementedError

    # --- snapshots form a stack

    def snapshot(self) -> int:
        """Remember everything, the digest's books included. Raises: UnsupportedError."""
        self._require("snapshots", "take snapshots")
        self._book()
        self._snapshot_count += 1
        self._snapshots.append((self._snapshot_count, self._take(), self._outcomes.copy(), dict(self._touched)))
        return self._snapshot_count

    def revert(self, snapshot: int) -> None:
        """Go back to a snapshot, which stays good; those taken after it are gone.

        Raises: EngineError for one not known.
        """
        depth = self._depth_of(snapshot)
        states = [entry[1] for entry in self._snapshots[depth:]]
        del self._snapshots[depth + 1 :]
        _, _, outcomes, touched = self._snapshots[depth]
        self._snapshots[depth] = (snapshot, self._go_back(states), outcomes, touched)
        self._outcomes, self._touched = outcomes.copy(), dict(touched)
        self._unbooked.clear()

    def release(self, snapshot: int) -> None:
        """Forget a snapshot and those taken after it, and keep the state as it is.

        Raises: EngineError for one not known.
        """
        depth = self._depth_of(snapshot)
        self._forget([entry[1] for entry in self._snapshots[depth:]])
        del self._snapshots[depth:]

    def _depth_of(self, snapshot: int) -> int:
        for depth, entry in enumerate(self._snapshots):
            if entry[0] == snapshot:
                return depth
        what = "it was reverted past, released, or never taken"
        raise EngineError(f"The engine {self.name!r} has no snapshot {snapshot}; {what}.")

    def _take(self) -> Any:
        """The engine's own handle on the present state."""
        raise NotImplementedError

    def _go_back(self, states: Sequence[Any]) -> Any:
        """Return to the first of these handles (the others were taken after it), and answer one that is good again."""
        raise NotImplementedError

    def _forget(self, states: Sequence[Any]) -> None:
        """Drop these handles without going back."""
        raise NotImplementedError

    # --- comparing engines

    def digest(self, slots: Iterable[tuple[str, int]] = ()) -> str:
        """A hash, 64 hex digits, over what happened and what is.

        Over all transactions: status, output and logs, in order. Over the accounts touched through this port:
        balance, nonce and hash of the code. Over the `slots` (address, slot) that the caller names: their words.
        Gas is left out.

        Raises: UnsupportedError where the engine is not deterministic.
        """
        self._require("deterministic", "give a digest that means anything")
        self._book()
        state = self._outcomes.copy()
        for address in sorted(self._touched):
            code = hashlib.blake2b(self.get_code(address), digest_size=32).hexdigest()
            state.update(f"{address}{self.get_balance(address)},{self.get_nonce(address)},{code};".encode())
        for address, slot in slots:
            state.update(f"{address}[{slot}]={self.get_storage(address, slot)};".encode())
        return state.hexdigest()

    def _mine(self) -> None:
        raise NotImplementedError

    def _require(self, capability: str, what: str, instead: str = "") -> None:
        if not getattr(self.capabilities, capability):
            raise UnsupportedError(self.name, what, instead)
