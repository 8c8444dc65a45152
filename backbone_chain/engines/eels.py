"""The executable specification of Ethereum: the engine that certifies. Slow, and right by definition.

The package `ethereum-execution` promises no API, so nothing but this file imports it.
"""

from __future__ import annotations

import importlib
import importlib.util
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from typing import Any, ClassVar, NamedTuple

from backbone_chain.abi import RawLog
from backbone_chain.engines._base import (
    BLOCK_GAS_LIMIT,
    GENESIS_TIMESTAMP,
    ZERO_ADDRESS,
    Authorization,
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

REFUND_QUOTIENT = 5  # EIP-3529
KNOWN_HASHES = 256  # how far BLOCKHASH looks back; the specification fails on a shorter list


class Eels(Engine):
    """`ethereum-execution` 2.20.0 on Cancun, Prague or Osaka."""

    name: ClassVar[str] = "eels"
    forks: ClassVar[tuple[str, ...]] = ("cancun", "prague", "osaka")

    def __init__(self, fork: str | None = None, *, chain_id: int | None = None) -> None:
        super().__init__(fork, chain_id=chain_id)
        if reason := self.unavailable():
            raise EngineUnavailableError(self.name, reason)
        self.capabilities = Capabilities(
            gas_exact=True,
            contract_sender=True,
            trace=True,
            deterministic=True,
            sets_state=True,
            sets_block=True,
            sets_time=True,
            snapshots=True,
            delegated_accounts=self.fork != "cancun",
        )
        self._spec = _spec(self.fork)
        self._state = self._spec.state.State()
        self._block = BlockContext(number=0, timestamp=GENESIS_TIMESTAMP)

    @classmethod
    def unavailable(cls) -> str:
        """Why this engine can't run here; empty when it can."""
        return "" if importlib.util.find_spec("ethereum") else "the package ethereum-execution is not installed"

    # --- running

    def _transact(self, tx: Transaction) -> EngineReceipt:
        return self._run(tx, _Observer(self._spec))

    def call(self, tx: Transaction) -> EngineReceipt:
        """Run a transaction on a copy of the state."""
        with self._on_a_copy():
            return self._transact(tx)

    def trace(self, tx: Transaction) -> list[Step]:
        """The instructions of a call, from the specification's own trace events."""
        observer = _Tracer(self._spec)
        with self._on_a_copy():
            self._run(tx, observer)
        return observer.steps

    def _run(self, tx: Transaction, observer: _Observer) -> EngineReceipt:
        spec, state = self._spec, self._state
        sender = spec.address(tx.sender)
        signed = spec.transaction(tx, spec.state.get_account(state, sender).nonce, self._chain_id)
        intrinsic_gas, floor_gas = self._validated(tx, signed)
        spec.state.increment_nonce(state, sender)
        environment = spec.transaction_environment(sender, signed, tx.gas - intrinsic_gas)
        message = spec.message.prepare_message(
            spec.block_environment(state, self._block, self._chain_id), environment, signed
        )
        with spec.watched(observer):
            result = spec.interpreter.process_message_call(message)
        for address in result.accounts_to_delete:
            spec.state.destroy_account(state, address)
        used = tx.gas - int(result.gas_left)
        used -= min(used // REFUND_QUOTIENT, int(result.refund_counter))
        return _receipt(tx, result, observer.output, max(used, floor_gas), message.current_target)

    def _validated(self, tx: Transaction, signed: Any) -> tuple[int, int]:
        """Intrinsic gas and calldata floor, by the specification's own check. Raises: InvalidTransactionError."""
        if tx.authorizations and tx.to is None:
            raise InvalidTransactionError(self.name, "an EIP-7702 transaction can't create a contract")
        if tx.gas > BLOCK_GAS_LIMIT:
            problem = f"its gas {tx.gas} is above the block's gas limit {BLOCK_GAS_LIMIT}"
            raise InvalidTransactionError(self.name, problem)
        if tx.value > (balance := self.get_balance(tx.sender)):
            raise InvalidTransactionError(self.name, f"its value {tx.value} is above the sender's balance {balance}")
        try:
            checked = self._spec.transactions.validate_transaction(signed)
        except self._spec.exceptions.InvalidTransaction as error:
            raise InvalidTransactionError(self.name, f"{type(error).__name__}, {error}") from error
        intrinsic_gas, floor_gas = checked if isinstance(checked, tuple) else (checked, 0)  # Cancun knows no floor
        return int(intrinsic_gas), int(floor_gas)

    # --- block and state

    def block(self) -> BlockContext:
        """The block that was set last."""
        return self._block

    def set_block(self, block: BlockContext) -> None:
        """Any number and time."""
        self._block = block

    def get_balance(self, address: str) -> int:
        """Wei."""
        return int(self._account(address).balance)

    def get_nonce(self, address: str) -> int:
        """As the state has it."""
        return int(self._account(address).nonce)

    def get_code(self, address: str) -> bytes:
        """As the state has it."""
        return bytes(self._account(address).code)

    def get_storage(self, address: str, slot: int) -> int:
        """One word."""
        return int(self._spec.state.get_storage(self._state, self._spec.address(address), self._spec.word(slot)))

    def _account(self, address: str) -> Any:
        return self._spec.state.get_account(self._state, self._spec.address(address))

    def _set_balance(self, address: str, wei: int) -> None:
        self._spec.state.set_account_balance(self._state, self._spec.address(address), self._spec.numeric.U256(wei))

    def _set_code(self, address: str, code: bytes) -> None:
        self._spec.state.set_code(self._state, self._spec.address(address), code)

    def _set_nonce(self, address: str, nonce: int) -> None:
        def counted(account: Any) -> None:
            account.nonce = self._spec.numeric.Uint(nonce)

        self._spec.state.modify_state(self._state, self._spec.address(address), counted)

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        """Storage belongs to an account, so one that doesn't exist is made first."""
        spec, owner = self._spec, self._spec.address(address)
        if not spec.state.account_exists(self._state, owner):
            spec.state.set_account(self._state, owner, spec.types.EMPTY_ACCOUNT)
        spec.state.set_storage(self._state, owner, spec.word(slot), spec.numeric.U256(value))

    # --- snapshots are copies

    def _take(self) -> _State:
        return _State(self._spec.copied(self._state), self._block)

    def _go_back(self, states: Sequence[_State]) -> _State:
        self._state, self._block = self._spec.copied(states[0].state), states[0].block
        return states[0]

    def _forget(self, states: Sequence[_State]) -> None:
        """A copy that nobody holds is gone."""

    @contextmanager
    def _on_a_copy(self) -> Iterator[None]:
        kept = self._state
        self._state = self._spec.copied(kept)
        try:
            yield
        finally:
            self._state = kept


class _State(NamedTuple):
    state: Any
    block: BlockContext


def _receipt(tx: Transaction, result: Any, output: bytes, gas_used: int, target: bytes) -> EngineReceipt:
    if result.error is not None:
        name = type(result.error).__name__
        return EngineReceipt(False, output, (), gas_used, halt="" if name == "Revert" else halt_word(name))
    logs = [RawLog(checksum(bytes(log.address)), list(map(bytes, log.topics)), bytes(log.data)) for log in result.logs]
    if tx.to is None:
        return EngineReceipt(True, b"", logs, gas_used, checksum(bytes(target)))
    return EngineReceipt(True, output, logs, gas_used)


class _Spec:
    """One fork of the specification: a package of its own, of the same shape as the others."""

    def __init__(self, fork: str) -> None:
        self.numeric = importlib.import_module("ethereum_types.numeric")
        self.bytes = importlib.import_module("ethereum_types.bytes")
        self.exceptions = importlib.import_module("ethereum.exceptions")
        self.events = importlib.import_module("ethereum.trace")
        package = f"ethereum.forks.{fork}"
        self.types = importlib.import_module(f"{package}.fork_types")
        self.state = importlib.import_module(f"{package}.state")
        self.transactions = importlib.import_module(f"{package}.transactions")
        self.vm = importlib.import_module(f"{package}.vm")
        self.message = importlib.import_module(f"{package}.utils.message")
        self.interpreter = importlib.import_module(f"{package}.vm.interpreter")
        self._delegates = hasattr(self.transactions, "SetCodeTransaction")
        # A pure function of the code that the specification calls for every message: 20 ms for a contract of 10 kB.
        remembered = lru_cache(maxsize=256)(self.interpreter.get_valid_jump_destinations)
        self.interpreter.get_valid_jump_destinations = remembered  # type: ignore[attr-defined]

    def address(self, address: str) -> Any:
        """Our address in the specification's type."""
        return self.types.Address(bytes.fromhex(address[2:]))

    def word(self, number: int) -> Any:
        """A storage slot in the specification's type."""
        return self.bytes.Bytes32(number.to_bytes(32, "big"))

    def transaction(self, tx: Transaction, nonce: Any, chain_id: int) -> Any:
        """Our transaction as the specification's own; the signature is left empty, since nobody checks it."""
        n = self.numeric
        zero = n.U256(0)
        to = self.bytes.Bytes0() if tx.to is None else self.address(tx.to)
        common = {"gas": n.Uint(tx.gas), "to": to, "value": n.U256(tx.value), "data": tx.data, "r": zero, "s": zero}
        nonce = n.U256(nonce)
        if not tx.authorizations:
            return self.transactions.LegacyTransaction(nonce=nonce, gas_price=n.Uint(0), v=zero, **common)
        return self.transactions.SetCodeTransaction(
            chain_id=n.U64(chain_id),
            nonce=n.U64(nonce),
            max_priority_fee_per_gas=n.Uint(0),
            max_fee_per_gas=n.Uint(0),
            access_list=(),
            authorizations=tuple(map(self._authorization, tx.authorizations)),
            y_parity=zero,
            **common,
        )

    def _authorization(self, given: Authorization) -> Any:
        n = self.numeric
        return self.types.Authorization(
            chain_id=n.U256(given.chain_id),
            address=self.address(given.delegate),
            nonce=n.U64(given.nonce),
            y_parity=n.U8(given.y_parity),
            r=n.U256(given.r),
            s=n.U256(given.s),
        )

    def transaction_environment(self, sender: Any, signed: Any, gas: int) -> Any:
        """What the message needs to know of its transaction."""
        delegated = {"authorizations": getattr(signed, "authorizations", ())} if self._delegates else {}
        return self.vm.TransactionEnvironment(
            origin=sender,
            gas_price=self.numeric.Uint(0),
            gas=self.numeric.Uint(gas),
            access_list_addresses={self.address(ZERO_ADDRESS)},  # the coinbase, warm since EIP-3651
            access_list_storage_keys=set(),
            transient_storage=self.state.TransientStorage(),
            blob_versioned_hashes=(),
            index_in_block=self.numeric.Uint(0),
            tx_hash=None,
            **delegated,
        )

    def block_environment(self, state: Any, block: BlockContext, chain_id: int) -> Any:
        """What the message needs to know of its block: base fee 0, and zeros for the hashes of earlier blocks."""
        n, zero = self.numeric, self.word(0)
        return self.vm.BlockEnvironment(
            chain_id=n.U64(chain_id),
            state=state,
            block_gas_limit=n.Uint(BLOCK_GAS_LIMIT),
            block_hashes=[zero] * KNOWN_HASHES,
            coinbase=self.address(ZERO_ADDRESS),
            number=n.Uint(block.number),
            base_fee_per_gas=n.Uint(0),
            time=n.U256(block.timestamp),
            prev_randao=self.bytes.Bytes32(block.prevrandao),
            excess_blob_gas=n.U64(0),
            parent_beacon_block_root=zero,
        )

    def copied(self, state: Any) -> Any:
        """A state of its own; what a trie holds is frozen, so copying the tries is enough."""
        copy = self.state.copy_trie
        accounts, storage = state._main_trie, state._storage_tries  # noqa: SLF001 - as its own checkpoints do
        tries = {address: copy(trie) for address, trie in storage.items()}
        return self.state.State(_main_trie=copy(accounts), _storage_tries=tries)

    @contextmanager
    def watched(self, observer: _Observer) -> Iterator[None]:
        """The observer hears what is run inside."""
        before = self.events.set_evm_trace(observer)
        try:
            yield
        finally:
            self.events.set_evm_trace(before)


@cache
def _spec(fork: str) -> _Spec:
    return _Spec(fork)


class _Observer:
    """Hears the end of a transaction, since Cancun's result doesn't carry the return data."""

    def __init__(self, spec: _Spec) -> None:
        self._end = spec.events.TransactionEnd
        self.output = b""

    def __call__(self, evm: Any, event: Any) -> None:
        if type(event) is self._end:
            self.output = bytes(event.output)


class _Tracer(_Observer):
    def __init__(self, spec: _Spec) -> None:
        super().__init__(spec)
        self._start, self._failed = spec.events.OpStart, spec.events.OpException
        self.steps: list[Step] = []

    def __call__(self, evm: Any, event: Any) -> None:
        super().__call__(evm, event)
        if type(event) is self._start:
            self._note(evm, event.op.name.replace("KECCAK", "KECCAK256"))
        elif type(event) is self._failed and type(event.error).__name__ == "InvalidOpcode":  # it never started
            self._note(evm, "INVALID")

    def _note(self, evm: Any, opcode: str) -> None:
        self.steps.append(Step(int(evm.message.depth) + 1, int(evm.pc), opcode, int(evm.gas_left)))
