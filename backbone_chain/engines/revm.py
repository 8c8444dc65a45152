"""revm through pyrevm: the engine that finds. Fast, exact in effects, not in gas; pyrevm's traps are fenced in here."""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Sequence
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, NamedTuple

from eth_utils.crypto import keccak

from backbone_chain.abi import RawLog
from backbone_chain.engines._base import (
    BLOCK_GAS_LIMIT,
    GENESIS_TIMESTAMP,
    ZERO_ADDRESS,
    BlockContext,
    Capabilities,
    Engine,
    EngineReceipt,
    Transaction,
    checksum,
)
from backbone_chain.engines._halts import halt_word
from backbone_chain.errors import (
    EngineError,
    EngineUnavailableError,
    InvalidTransactionError,
    UnsupportedError,
)

if TYPE_CHECKING:
    from pyrevm import JournalCheckpoint

_SPEC_IDS = {"cancun": "Cancun"}  # an unknown spec id silently means the latest fork, and only title case is read
_REVERT = re.compile(r"^Revert \{ gas_used: (\d+), output: 0x([0-9a-fA-F]*) \}")
_HALT = re.compile(r"^Halt \{ reason: (.+), gas_used: (\d+) \}")
# TSTORE(1, 7); MSTORE(0, TLOAD(1)); MCOPY(32, 0, 32); RETURN(32, 32), with PUSH0 for the zeros: Shanghai can't run it.
_CANCUN_PROBE = bytes.fromhex("600760015d60015c5f5260205f60205e60206020f3")
_PROBE_ANSWER = 7
_EMPTY_CODE_HASH = keccak(b"")


class Revm(Engine):
    """revm 8 as pyrevm 0.3.7 offers it, on Cancun."""

    name: ClassVar[str] = "revm"
    forks: ClassVar[tuple[str, ...]] = ("cancun",)
    capabilities = Capabilities(deterministic=True, sets_state=True, sets_block=True, sets_time=True, snapshots=True)

    def __init__(self, fork: str | None = None, *, chain_id: int | None = None) -> None:
        if fork in ("prague", "osaka"):  # accepted and ignored by pyrevm: no CLZ, no EIP-7702, empty precompiles
            raise UnsupportedError(self.name, f"run the fork {fork!r}", "py-evm (prague) or eels (prague, osaka)")
        super().__init__(fork, chain_id=chain_id)
        if reason := self.unavailable():
            raise EngineUnavailableError(self.name, reason)
        import pyrevm  # noqa: PLC0415 - has wheels for some machines only

        self._pyrevm, self._block_env = pyrevm, pyrevm.BlockEnv
        env = pyrevm.Env(cfg=pyrevm.CfgEnv(chain_id=self.chain_id()))
        # Without gas_limit code reads 2**64 - 1 from GASLIMIT, whatever the block environment says.
        self._evm = pyrevm.EVM(env=env, spec_id=_SPEC_IDS[self.fork], gas_limit=BLOCK_GAS_LIMIT, **self._origin())
        self._nonces: dict[str, int] = {}
        self._codes: dict[bytes | None, bytes] = {}  # by hash, which a hundred reads of the same code would take anew
        self._pokes: list[tuple[JournalCheckpoint, Callable[[], object]]] = []
        self._block = BlockContext(number=0, timestamp=GENESIS_TIMESTAMP)
        self._probe()
        self.set_block(self._block)

    @classmethod
    def unavailable(cls) -> str:
        """Why this engine can't run here; empty when it can."""
        if importlib.util.find_spec("pyrevm"):
            return ""
        return "pyrevm has wheels for CPython 3.9 to 3.12 on x86-64 Linux, and is not installed"

    def _origin(self) -> dict[str, Any]:
        """Where state comes from that nobody has written here: nowhere."""
        return {}

    def _probe(self) -> None:
        """Run what only Cancun has, since a misread fork would go unseen."""
        checkpoint = self._evm.snapshot()
        probe = "0x" + "fe" * 20
        self._evm.insert_account_info(probe, self._pyrevm.AccountInfo(code=_CANCUN_PROBE))
        answer = bytes(self._evm.message_call(ZERO_ADDRESS, probe, b""))
        self._evm.revert(checkpoint)
        self._evm.reset_transient_storage()
        self._evm.insert_account_info(probe, self._pyrevm.AccountInfo())
        if int.from_bytes(answer, "big") != _PROBE_ANSWER:
            raise EngineError("pyrevm does not run Cancun's instructions although it was asked to.")

    # --- running

    def _transact(self, tx: Transaction) -> EngineReceipt:
        if tx.to is None:
            return self._create(tx)
        sender = tx.sender
        nonce = self._nonces.get(sender) or self._introduce(sender)
        receipt = self._message(tx, tx.to)
        self._nonces[sender] = nonce + 1
        self._evm.reset_transient_storage()  # pyrevm's transaction never ends, so this would leak into the next
        return receipt

    def _message(self, tx: Transaction, to: str) -> EngineReceipt:
        try:
            output = self._evm.message_call(tx.sender, to, tx.data, tx.value, tx.gas)
            return self._receipt(output, None)
        except RuntimeError as error:
            return self._refusal(error, tx)

    def _create(self, tx: Transaction) -> EngineReceipt:
        nonce = self.get_nonce(tx.sender)
        self._sync_nonce(tx.sender, nonce)
        try:
            created = checksum(self._evm.deploy(tx.sender, tx.data, tx.value, tx.gas))
            receipt = self._receipt(b"", created)
        except RuntimeError as error:
            receipt = self._refusal(error, tx)
        self._nonces[tx.sender] = nonce + 1
        self._evm.reset_transient_storage()
        return receipt

    def call(self, tx: Transaction) -> EngineReceipt:
        """Run a transaction between a checkpoint and its revert."""
        checkpoint, pokes, nonce = self._evm.snapshot(), len(self._pokes), self._nonces.get(tx.sender)
        try:
            return self._create(tx) if tx.to is None else self._message(tx, tx.to)
        finally:
            self._undo_pokes(pokes)
            self._evm.revert(checkpoint)
            self._evm.reset_transient_storage()
            if nonce is None:
                self._nonces.pop(tx.sender, None)
            else:
                self._nonces[tx.sender] = nonce

    def _receipt(self, output: bytes, created: str | None) -> EngineReceipt:
        result: Any = self._evm.result
        logs = [RawLog(checksum(log.address), *log.data) for log in result.logs]  # pyrevm's `data` is (topics, data)
        return EngineReceipt(True, output, logs, result.gas_used, created)

    def _refusal(self, error: RuntimeError, tx: Transaction) -> EngineReceipt:
        """What pyrevm means: it gives revert data and halt reasons in the exception's text only.

        Raises: InvalidTransactionError, UnsupportedError for what is no revert and no halt.
        """
        text = str(error)
        if found := _REVERT.search(text):
            return EngineReceipt(False, bytes.fromhex(found[2]), (), int(found[1]))
        if found := _HALT.search(text):
            return EngineReceipt(False, b"", (), int(found[2]), halt=halt_word(found[1]))
        if self._nonces.get(tx.sender) == 0:
            self._sync_nonce(tx.sender, 0)
        if "RejectCallerWithCode" in text:
            self._nonces.pop(tx.sender, None)  # a contract's own is in revm
            raise UnsupportedError(self.name, f"send from the contract {tx.sender}", "a puppet (or py-evm, eels)")
        raise InvalidTransactionError(self.name, text.removesuffix("."))

    def _introduce(self, sender: str) -> int:
        """Count a sender's first transaction in revm too: message_call doesn't, and EXTCODEHASH tells who has sent."""
        nonce = self._nonces[sender] = self.get_nonce(sender)
        if self._evm.basic(sender).code_hash == _EMPTY_CODE_HASH:
            self._sync_nonce(sender, nonce + 1)
        return nonce

    def _sync_nonce(self, address: str, nonce: int) -> None:
        """message_call leaves revm's own nonce alone, but the next contract's address follows from it."""
        before = self._evm.basic(address).nonce
        if before != nonce:
            self._poke(self._put_account, address, (before, self.get_code(address)), (nonce, self.get_code(address)))

    # --- block and state

    def block(self) -> BlockContext:
        """The block that was set last."""
        return self._block

    def set_block(self, block: BlockContext) -> None:
        """Any number and time."""
        self._block = block
        number, timestamp, prevrandao = block
        self._evm.set_block_env(self._block_env(number, None, timestamp, None, prevrandao, None, BLOCK_GAS_LIMIT))

    def get_balance(self, address: str) -> int:
        """Wei."""
        return int(self._evm.get_balance(address))

    def get_nonce(self, address: str) -> int:
        """Kept here for senders, since message_call doesn't bump it."""
        known = self._nonces.get(address)
        return int(self._evm.basic(address).nonce) if known is None else known

    def get_code(self, address: str) -> bytes:
        """Exact: pyrevm pads code with zeros, so they are taken off until the hash fits."""
        info = self._evm.basic(address)
        if info.code_hash == _EMPTY_CODE_HASH:
            return b""
        code_hash = info.code_hash
        if code_hash not in self._codes:
            self._codes[code_hash] = self._exact_code(address, code_hash)
        return self._codes[code_hash]

    def _exact_code(self, address: str, code_hash: bytes | None) -> bytes:
        padded = bytes(self._evm.get_code(address) or b"")
        for length in range(len(padded.rstrip(b"\0")), len(padded) + 1):
            if keccak(padded[:length]) == code_hash:
                return padded[:length]
        raise EngineError(f"pyrevm's code of {address} doesn't fit its hash.")

    def get_storage(self, address: str, slot: int) -> int:
        """One word."""
        return int(self._evm.storage(address, slot))

    def _set_balance(self, address: str, wei: int) -> None:
        self._poke(self._evm.set_balance, address, (self.get_balance(address),), (wei,))

    def _set_code(self, address: str, code: bytes) -> None:
        nonce = self._evm.basic(address).nonce
        self._poke(self._put_account, address, (nonce, self.get_code(address)), (nonce, code))

    def _set_nonce(self, address: str, nonce: int) -> None:
        self._nonces.pop(address, None)  # it is in revm until the account sends
        before = self._evm.basic(address).nonce
        code = self.get_code(address)
        self._poke(self._put_account, address, (before, code), (nonce, code))

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        before = self.get_storage(address, slot)
        self._poke(self._evm.insert_account_storage, address, (slot, before), (slot, value))

    def _put_account(self, address: str, nonce: int, code: bytes) -> None:
        balance = self._evm.get_balance(address)
        self._evm.insert_account_info(address, self._pyrevm.AccountInfo(nonce=nonce, code=code))
        self._evm.set_balance(address, balance)

    # --- snapshots: marks in revm's journal, and between them the way back from what is not in the journal

    def _poke(self, put: Callable[..., object], address: str, before: tuple[Any, ...], after: tuple[Any, ...]) -> None:
        if self._snapshots:
            self._pokes.append((self._mark(), partial(put, address, *before)))
        put(address, *after)

    def _undo_pokes(self, kept: int) -> None:
        """Newest first, each after what the journal holds since: what was poked is written over by what came later."""
        while len(self._pokes) > kept:
            mark, undo = self._pokes.pop()
            self._rewind(mark)
            undo()

    def _mark(self) -> JournalCheckpoint:
        """A checkpoint, closed at once: an open one counts as call depth, and a thousand make every call halt."""
        checkpoint = self._evm.snapshot()
        self._evm.commit()
        return checkpoint

    def _rewind(self, mark: JournalCheckpoint) -> None:
        """Reverting takes one level of depth away, so one is opened for it; pyrevm forgets the mark."""
        self._evm.snapshot()
        self._evm.revert(mark)

    def _take(self) -> _State:
        return _State(self._mark(), len(self._pokes), dict(self._nonces), self._block)

    def _go_back(self, states: Sequence[_State]) -> _State:
        first = states[0]
        self._undo_pokes(first.pokes)
        self._rewind(first.mark)
        self._nonces = dict(first.nonces)
        self.set_block(first.block)
        return first._replace(mark=self._mark())

    def _forget(self, states: Sequence[_State]) -> None:
        """Marks cost nothing; the way back from a poke is needed as long as anybody may go back."""
        if len(states) == len(self._snapshots):
            self._pokes.clear()


class _State(NamedTuple):
    mark: JournalCheckpoint
    pokes: int
    nonces: dict[str, int]
    block: BlockContext
