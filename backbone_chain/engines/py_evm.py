"""py-evm driven directly: the engine that confirms. Exact in gas as well, lists traces, and lets a contract send."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, ClassVar, NamedTuple

from backbone_chain.abi import RawLog
from backbone_chain.engines._admission import problem_with
from backbone_chain.engines._base import (
    GENESIS_TIMESTAMP,
    BlockContext,
    Capabilities,
    Engine,
    EngineReceipt,
    Step,
    Transaction,
    checksum,
)
from backbone_chain.engines._halts import halt_word
from backbone_chain.errors import EngineUnavailableError, InvalidTransactionError

if TYPE_CHECKING:
    from eth_typing import Address, Hash32

    from backbone_chain.engines._py_evm import Notice

WRITE_DOWN_EVERY = 500  # transactions, since py-evm's journal only grows until then


class PyEvm(Engine):
    """py-evm 0.12 on Cancun or Prague: messages applied to a state, with the gas that a transaction would use."""

    name: ClassVar[str] = "py-evm"
    forks: ClassVar[tuple[str, ...]] = ("cancun", "prague")

    def __init__(self, fork: str | None = None, *, chain_id: int | None = None) -> None:
        super().__init__(fork, chain_id=chain_id)
        if reason := self.unavailable():
            raise EngineUnavailableError(self.name, reason)
        from backbone_chain.engines import _py_evm  # noqa: PLC0415 - py-evm takes most of a second to import

        self.capabilities = Capabilities(
            gas_exact=True,
            contract_sender=True,
            trace=True,
            deterministic=True,
            sets_state=True,
            sets_block=True,
            sets_time=True,
            snapshots=True,
            delegated_accounts=self.fork == "prague",
        )
        self._py_evm = _py_evm
        self._notice: Notice | None = None
        self._db = _py_evm.AtomicDB()
        self._block = BlockContext(number=0, timestamp=GENESIS_TIMESTAMP)
        self._open(_py_evm.BLANK_ROOT_HASH)

    @classmethod
    def unavailable(cls) -> str:
        """Why this engine can't run here; empty when it can."""
        return "" if importlib.util.find_spec("eth") else "py-evm is not installed"

    # --- running

    def _transact(self, tx: Transaction) -> EngineReceipt:
        if self._unwritten >= WRITE_DOWN_EVERY:
            self._write_down()
        self._unwritten += 1
        return self._run(tx, keep=True)

    def call(self, tx: Transaction) -> EngineReceipt:
        """Run a transaction and take its journal back."""
        return self._run(tx, keep=False)

    def watch(self, look: Callable[[str, int | None], None]) -> None:
        """From now on, tell of every account that is looked at, and of every slot of one's storage."""
        self._notice = lambda address, slot: look(checksum(address), slot)
        self._write_down()

    def trace(self, tx: Transaction) -> list[Step]:
        """The instructions of a call; not the STOP that the EVM adds where code just ends."""
        with self._py_evm.traced(self._state) as steps:
            self.call(tx)
        return steps

    def _run(self, tx: Transaction, *, keep: bool) -> EngineReceipt:
        if problem := problem_with(tx, balance=self.get_balance(tx.sender), fork=self.fork):
            raise InvalidTransactionError(self.name, problem)
        computation, gas_used = self._py_evm.execute(self._state, self._py_evm.FreeTransaction.of(tx), keep=keep)
        if computation.is_error:
            error = computation.error
            halt = halt_word(type(error).__name__) if error.burns_gas else ""
            return EngineReceipt(False, computation.output, (), gas_used, halt=halt)
        logs = [_log(*entry) for entry in computation.get_log_entries()]
        if tx.to is None:
            return EngineReceipt(True, b"", logs, gas_used, checksum(computation.msg.storage_address))
        return EngineReceipt(True, computation.output, logs, gas_used)

    # --- block and state

    def block(self) -> BlockContext:
        """The block that was set last."""
        return self._block

    def set_block(self, block: BlockContext) -> None:
        """Any number and time."""
        self._block = block
        self._state.execution_context = self._py_evm.context(block, self._chain_id)

    def get_balance(self, address: str) -> int:
        """Wei."""
        return self._state.get_balance(_canonical(address))

    def get_nonce(self, address: str) -> int:
        """As the state has it."""
        return self._state.get_nonce(_canonical(address))

    def get_code(self, address: str) -> bytes:
        """As the state has it."""
        return self._state.get_code(_canonical(address))

    def get_storage(self, address: str, slot: int) -> int:
        """One word."""
        return self._state.get_storage(_canonical(address), slot)

    def _set_balance(self, address: str, wei: int) -> None:
        self._state.set_balance(_canonical(address), wei)
        self._poked()

    def _set_code(self, address: str, code: bytes) -> None:
        self._state.set_code(_canonical(address), code)
        self._poked()

    def _set_nonce(self, address: str, nonce: int) -> None:
        self._state.set_nonce(_canonical(address), nonce)
        self._poked()

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        self._state.set_storage(_canonical(address), slot, value)
        self._poked()

    def _poked(self) -> None:
        """What is set counts as an earlier transaction's, or SSTORE would be priced as if it came from the next."""
        self._state.lock_changes()
        self._unwritten += 1

    # --- snapshots are state roots, so they can be gone back to as often as wanted

    def _take(self) -> _State:
        if self._unwritten:
            self._write_down()
        return _State(self._state.state_root, self._block)

    def _go_back(self, states: Sequence[_State]) -> _State:
        self._block = states[0].block
        self._open(states[0].root)
        return states[0]

    def _forget(self, states: Sequence[_State]) -> None:
        """Nothing is held."""

    def _write_down(self) -> None:
        self._state.persist()
        self._open(self._state.state_root)

    def _open(self, root: Hash32) -> None:
        self._state = self._py_evm.open_state(self.fork, self._db, root, self._block, self._chain_id, self._notice)
        self._unwritten = 0


class _State(NamedTuple):
    root: Hash32
    block: BlockContext


def _canonical(address: str) -> Address:
    return bytes.fromhex(address[2:])  # type: ignore[return-value]


def _log(address: bytes, topics: Sequence[int], data: bytes) -> RawLog:
    return RawLog(checksum(address), [topic.to_bytes(32, "big") for topic in topics], data)
