"""py-evm's own parts, set up for messages that stand in no block and carry no signature."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from eth._utils.address import generate_contract_address
from eth.abc import ComputationAPI
from eth.constants import BLANK_ROOT_HASH, CREATE_CONTRACT_ADDRESS, ZERO_ADDRESS
from eth.db.atomic import AtomicDB
from eth.exceptions import InvalidJumpDestination
from eth.vm.code_stream import CodeStream
from eth.vm.execution_context import ExecutionContext
from eth.vm.forks.cancun.computation import CancunComputation
from eth.vm.forks.cancun.state import CancunState, CancunTransactionExecutor
from eth.vm.forks.prague.computation import PragueComputation
from eth.vm.forks.prague.constants import SET_CODE_TRANSACTION_TYPE
from eth.vm.forks.prague.state import PragueState
from eth.vm.forks.prague.transactions import Authorization as PragueAuthorization
from eth.vm.forks.spurious_dragon._utils import collect_touched_accounts
from eth.vm.message import Message
from eth.vm.opcode_values import JUMPDEST, PUSH1, PUSH32
from eth_typing import Address, BlockNumber, Hash32

from backbone_chain.engines._admission import intrinsic_gas
from backbone_chain.engines._base import BLOCK_GAS_LIMIT, BlockContext, Step, Transaction
from backbone_chain.engines._py_evm_short import with_short_ways

SELFDESTRUCT = 0xFF
Notice = Callable[[bytes, int | None], None]
"""Hears of an account, or of one slot of its storage."""


@lru_cache(maxsize=256)
def _jump_targets(code: bytes) -> frozenset[int]:
    """Where code may jump to; py-evm looks at the 32 bytes before a target instead, in every message anew."""
    targets, position = set(), 0
    while position < len(code):
        opcode = code[position]
        if opcode == JUMPDEST:
            targets.add(position)
        position += opcode - PUSH1 + 2 if PUSH1 <= opcode <= PUSH32 else 1
    return frozenset(targets)


class _Code(CodeStream):
    def is_valid_opcode(self, position: int) -> bool:
        """Asked of jump targets only; py-evm itself would call a wrong one an invalid instruction."""
        if position not in _jump_targets(self._raw_code_bytes):
            raise InvalidJumpDestination(f"{position} is data, and no place to jump to.")
        return True


class _Computation(CancunComputation):
    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.code = _Code(self.msg.code)
        cast(Any, self).consume_gas = self._gas_meter.consume_gas  # one call less for every instruction

    def extend_memory(self, start_position: int, size: int) -> None:
        """What lies in memory already costs nothing, and needs none of the checks."""
        if start_position + size > len(self._memory):
            super().extend_memory(start_position, size)

    @property
    def is_origin_computation(self) -> bool:
        """By depth; by sender, as py-evm has it, a sender with code would pay for the init code of its CREATE twice."""
        return bool(self.msg.depth == 0)


class _PragueComputation(_Computation, PragueComputation):
    opcodes = PragueComputation.opcodes
    _precompiles = PragueComputation.get_precompiles()


class _CancunState(CancunState):
    computation_class: type[CancunComputation] = _Computation


class _PragueState(PragueState):
    computation_class: type[PragueComputation] = _PragueComputation


_STATES: dict[str, type[CancunState]] = {"cancun": _CancunState, "prague": _PragueState}


def _prepare(computation_class: type[CancunComputation]) -> None:
    """py-evm warns at every SELFDESTRUCT, which is for authors of contracts and not for those who attack them."""
    quiet = cast(Any, computation_class.opcodes[SELFDESTRUCT]).__wrapped__
    computation_class.opcodes = with_short_ways({**computation_class.opcodes, SELFDESTRUCT: quiet}, _jump_targets)


_prepare(_Computation)
_prepare(_PragueComputation)


@dataclass(slots=True)
class FreeTransaction:
    """What py-evm's executor reads of a transaction; gas costs nothing.

    intrinsic_gas: without the charge for init code, which py-evm takes when it starts to execute.
    """

    sender: Address
    to: Address
    value: int
    data: bytes
    gas: int
    intrinsic_gas: int
    authorization_list: tuple[PragueAuthorization, ...] = ()
    type_id: int | None = None
    access_list: tuple[()] = ()
    gas_price: int = 0
    max_fee_per_gas: int = 0
    max_priority_fee_per_gas: int = 0
    r: int = 0
    s: int = 0
    y_parity: int = 0

    @classmethod
    def of(cls, tx: Transaction) -> FreeTransaction:
        """Our transaction in py-evm's terms."""
        to = CREATE_CONTRACT_ADDRESS if tx.to is None else Address(bytes.fromhex(tx.to[2:]))
        free = cls(Address(bytes.fromhex(tx.sender[2:])), to, tx.value, tx.data, tx.gas, intrinsic_gas(tx))
        if tx.authorizations:
            free.type_id = SET_CODE_TRANSACTION_TYPE
            free.authorization_list = tuple(
                cast(Any, PragueAuthorization)(chain_id, bytes.fromhex(delegate[2:]), *rest)
                for chain_id, delegate, *rest in tx.authorizations
            )
        return free


def open_state(
    fork: str, db: AtomicDB, root: Hash32, block: BlockContext, chain_id: int, notice: Notice | None = None
) -> CancunState:
    """The state under this root, as code of this block sees it. notice: hears of what is looked at."""
    kind = _STATES[fork] if notice is None else _noticed(_STATES[fork], notice)
    return kind(db, context(block, chain_id), root)


def _noticed(plain: type[CancunState], notice: Notice) -> type[CancunState]:
    accounts = plain.get_account_db_class()

    class Accounts(accounts):  # type: ignore[misc, valid-type]
        def _get_account(self, address: Address, from_journal: bool = True) -> Any:
            notice(address, None)
            return super()._get_account(address, from_journal)

        def _get_encoded_account(self, address: Address, from_journal: bool = True) -> bytes:
            notice(address, None)
            return cast(bytes, super()._get_encoded_account(address, from_journal))

        def get_storage(self, address: Address, slot: int, from_journal: bool = True) -> int:
            notice(address, slot)
            return cast(int, super().get_storage(address, slot, from_journal))

    class State(plain):  # type: ignore[misc, valid-type]
        account_db_class = Accounts

    return State


def context(block: BlockContext, chain_id: int) -> ExecutionContext:
    """A block for code to read: base fee 0, and no hashes of earlier blocks."""
    return ExecutionContext(
        coinbase=ZERO_ADDRESS,
        timestamp=block.timestamp,
        block_number=BlockNumber(block.number),
        difficulty=0,
        mix_hash=Hash32(block.prevrandao),
        gas_limit=BLOCK_GAS_LIMIT,
        prev_hashes=(),
        chain_id=chain_id,
        base_fee_per_gas=0,
        excess_blob_gas=0,
    )


def execute(state: CancunState, tx: FreeTransaction, *, keep: bool) -> tuple[ComputationAPI, int]:
    """Run a transaction and answer what became of it, and the gas that it used.

    As py-evm's executor does it, without the payments for gas, which are most of its time where gas is free.
    """
    executor = cast(CancunTransactionExecutor, state.get_transaction_executor())
    checkpoint = None if keep else state.snapshot()
    state.increment_nonce(tx.sender)
    computation = executor.build_computation(_message(state, executor, tx), cast(Any, tx))
    if checkpoint is None:
        _end(state, computation)
    else:
        state.revert(checkpoint)
    return computation, _gas_used(executor, tx, computation)


def _message(state: CancunState, executor: CancunTransactionExecutor, tx: FreeTransaction) -> Message:
    refund = executor.calc_message_refund(cast(Any, tx))  # this enters the authorizations too
    gas = tx.gas - tx.intrinsic_gas
    if tx.to == CREATE_CONTRACT_ADDRESS:
        place = generate_contract_address(tx.sender, state.get_nonce(tx.sender) - 1)
        return Message(gas, tx.to, tx.sender, tx.value, b"", tx.data, create_address=place)
    code, delegate = executor.get_code_at_address(tx.to)
    delegated = delegate is not None
    return Message(gas, tx.to, tx.sender, tx.value, tx.data, code, is_delegation=delegated, refund=refund)


def _end(state: CancunState, computation: ComputationAPI) -> None:
    """What goes with a transaction: destroyed contracts, accounts that it left empty (EIP-161), transient storage."""
    for address in computation.get_accounts_for_deletion():
        state.delete_account(address)
    for address in collect_touched_accounts(computation):
        if state.account_exists(address) and state.account_is_empty(address):
            state.delete_account(address)
    state.clear_transient_storage()
    state.lock_changes()


def _gas_used(executor: CancunTransactionExecutor, tx: FreeTransaction, computation: ComputationAPI) -> int:
    """Not as py-evm's receipts have it, where a refund can take the figure below the floor of EIP-7623."""
    used = tx.gas - computation.get_gas_remaining()
    refund = executor.calculate_gas_refund(computation, used)
    return used - refund + executor.calc_data_floor_gas(cast(Any, tx), used, refund)


@contextmanager
def traced(state: CancunState) -> Iterator[list[Step]]:
    """What this state runs inside is written down."""
    plain = state.computation_class
    steps: list[Step] = []

    class Traced(plain):  # type: ignore[misc, valid-type]
        def __init__(self, *args: Any) -> None:
            super().__init__(*args)
            self.code = _TracedCode(self, steps)

    state.computation_class = Traced  # type: ignore[assignment]
    try:
        yield steps
    finally:
        state.computation_class = plain


class _TracedCode(_Code):
    def __init__(self, computation: ComputationAPI, steps: list[Step]) -> None:
        super().__init__(computation.msg.code)
        self._computation, self._steps = computation, steps

    def __iter__(self) -> Iterator[int]:
        """As CodeStream does it, but for the STOP that it adds after the end of the code."""
        depth, meter = self._computation.msg.depth + 1, cast(Any, self._computation.get_gas_meter())
        while self.program_counter < len(self):
            opcode = self[self.program_counter]
            name = str(cast(Any, self._computation).get_opcode_fn(opcode).mnemonic).replace("SHA3", "KECCAK256")
            self._steps.append(Step(depth, self.program_counter, name, meter.gas_remaining))
            self.program_counter += 1
            yield opcode


__all__ = ["BLANK_ROOT_HASH", "AtomicDB", "FreeTransaction", "Notice", "context", "execute", "open_state", "traced"]
