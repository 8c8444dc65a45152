"""A chain in your process: deploy, send, call, mine and warp; blocks and receipts; events and errors decoded."""

from __future__ import annotations

import hashlib
import warnings
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, NamedTuple

from eth_utils import keccak

from backbone_chain import artifacts, engines
from backbone_chain.abi import Abi, ContractError, Event, EventType, Function, RawLog, builtin_error
from backbone_chain.accounts import Account, Puppet, Sender, Unlocked
from backbone_chain.artifacts import Artifact
from backbone_chain.engines._base import (
    GENESIS_TIMESTAMP,
    MAX_TRANSACTION_GAS,
    ZERO_ADDRESS,
    Authorization,
    BlockContext,
    Engine,
    EngineReceipt,
    Transaction,
)
from backbone_chain.errors import BackboneError, RefusedError, UnsupportedError

BLOCK_SECONDS = 12  # Ethereum's slot time
HISTORY_BLOCKS = (
    256  # as many as BLOCKHASH reaches back; older ones are forgotten, so that a long run needs no more memory
)


class Receipt:
    """What a sent transaction left, decoded when asked for.

    `block` is the number of its block, `index` its place in it, `tx` what the engine ran.
    """

    __slots__ = ("_chain", "_events", "_raw", "block", "index", "tx")

    def __init__(self, chain: Chain, raw: EngineReceipt, tx: Transaction, block: int, index: int) -> None:
        self._chain, self._raw, self.tx = chain, raw, tx
        self._events: tuple[Event, ...] | None = None
        self.block, self.index = block, index

    @property
    def sender(self) -> str:
        """The account that signed it."""
        return self.tx.sender

    @property
    def to(self) -> str | None:
        """What it called; None for a creation."""
        return self.tx.to

    @property
    def success(self) -> bool:
        """Whether the code ran to its end."""
        return self._raw.success

    @property
    def output(self) -> bytes:
        """Return or revert data."""
        return self._raw.output

    @property
    def gas_used(self) -> int:
        """As the engine says; exact where its capability `gas_exact` is true."""
        return self._raw.gas_used

    @property
    def logs(self) -> Sequence[RawLog]:
        """The events undecoded."""
        return self._raw.logs

    @property
    def created(self) -> str | None:
        """The new contract's address after a creation."""
        return self._raw.created

    @property
    def hash(self) -> str:
        """A stand-in for the transaction's hash: 0x and 64 digits, unique on this chain and the same in every run."""
        place = f"{self.block},{self.index},{self.sender},{self.to},{self.tx.value},".encode()
        return "0x" + keccak(place + self.tx.data).hex()

    @property
    def events(self) -> tuple[Event, ...]:
        """The events that a known ABI explains, in order."""
        if self._events is None:
            self._events = self._chain.decode_logs(self._raw.logs)
        return self._events

    @property
    def error(self) -> ContractError | None:
        """Why it was refused; None when it wasn't."""
        return None if self._raw.success else self._chain.decode_error(self._raw)

    def event(self, name: str) -> Event:
        """The only event of that name. Raises: BackboneError when there is none, or more than one."""
        found = [event for event in self.events if event.name == name]
        if len(found) != 1:
            seen = ", ".join(event.name for event in self.events) or "none"
            raise BackboneError(f"The receipt holds {len(found)} events {name}, not one; it holds: {seen}.")
        return found[0]


class Block(NamedTuple):
    """A mined block."""

    number: int
    timestamp: int
    receipts: Sequence[Receipt]

    def hash_after(self, parent_hash: str) -> str:
        """A stand-in for the block's hash, 0x and 64 digits, over its parent's and every transaction in it."""
        parts = (parent_hash, str(self.number), str(self.timestamp), *(receipt.hash for receipt in self.receipts))
        return "0x" + hashlib.sha256(",".join(parts).encode()).hexdigest()


def randao(seed: int) -> int:
    """What a block's prevrandao is on a chain of this seed, less the block's number."""
    return int.from_bytes(hashlib.sha256(b"%d" % seed).digest()[:31], "big")


class Contract:
    """An address and the ABI that it speaks."""

    def __init__(self, chain: Chain, address: str, abi: Abi) -> None:
        self.chain, self.address, self.abi = chain, address, abi

    def send(
        self, function: str, *args: Any, sender: Sender, value: int = 0, check: bool = True, note: bytes = b""
    ) -> Receipt:
        """Send a call, by name or signature, with `note` behind its arguments, where the callee reads nothing.

        Raises: RefusedError if `check`, ArgumentError, UnknownNameError.
        """
        data = self.abi.function(function).encode(*args) + note
        return self.chain.send(self.address, data, sender=sender, value=value, check=check)

    def call(self, function: str, *args: Any, sender: Sender | None = None) -> Any:
        """What a function returns: one value, a tuple of several, or None. Raises: RefusedError, ArgumentError."""
        declared = self.abi.function(function)
        output = self.chain.call(self.address, declared.encode(*args), sender=sender)
        return self._decoded(declared, output)

    def _decoded(self, function: Function, output: bytes) -> Any:
        try:
            return function.decode(output)
        except ValueError as error:
            raise BackboneError(f"{self.address}: {error}.") from error

    def __repr__(self) -> str:
        return f"Contract({self.address})"


class Snapshot(NamedTuple):
    """A point to go back to, as often as wanted."""

    engine: int
    pending: BlockContext


class Chain:
    """One chain on one engine; every send is a block of its own unless `one_block` holds several together.

    The last HISTORY_BLOCKS blocks are kept in `blocks`; `on_block` holds what is called with each block as it closes.

    engine: its name, an engine, or None for the fastest that runs here. seed: accounts, prevrandao and all else
    follow from it.
    """

    def __init__(self, engine: Engine | str | None = None, *, seed: int = 0, fork: str | None = None) -> None:
        chosen = _default_engine() if engine is None else engine
        self.engine = engines.create(chosen, fork) if isinstance(chosen, str) else chosen
        self.seed = seed
        self.blocks: deque[Block] = deque(maxlen=HISTORY_BLOCKS)
        self.on_block: list[Callable[[Block], None]] = []
        self._accounts: dict[str, Account] = {}
        self._abis: dict[str, Abi] = {}
        self._titles: dict[str, str] = {}
        self._events: dict[str, Mapping[bytes, EventType]] = {}
        self._receipts: list[Receipt] = []
        self._sets_block = self.engine.capabilities.sets_block
        self._randao = randao(seed)
        self._holding = False
        self._pending = self.engine.block()
        if self._sets_block and self._pending.timestamp <= GENESIS_TIMESTAMP:
            self._open(1, GENESIS_TIMESTAMP + BLOCK_SECONDS)

    # --- who

    def account(self, name: str) -> Account:
        """The account of that name, made on demand and the same whenever the seed is."""
        if name not in self._accounts:
            account = self._accounts[name] = Account.named(name, self.seed)
            if self.engine.capabilities.needs_keys:
                self.engine.add_account(account.key)
        return self._accounts[name]

    def puppet(self, name: str) -> Puppet:
        """A contract that acts for the account of that name."""
        owner = self.account(name)
        contract = self.deploy(artifacts.load("Puppet"), sender=owner)
        return Puppet(f"{name}'s contract", owner, contract.address, contract.abi.function("execute"))

    def names(self) -> dict[str, str]:
        """The accounts that were made here: address -> name."""
        return {account.address: account.name for account in self._accounts.values()}

    def named(self, text: object) -> str:
        """A text for a person: addresses of accounts that were made here are replaced by their names."""
        told = str(text)
        for address, name in self.names().items():
            told = told.replace(address, name)
        return told

    # --- running

    def deploy(self, artifact: Artifact, *args: Any, sender: Account | Unlocked, value: int = 0) -> Contract:
        """Create a contract. Raises: UnlinkedLibraryError, ArgumentError, RefusedError by its constructor."""
        artifact.require_linked()
        abi = artifact.interface
        data = artifact.bytecode + abi.constructor.encode(args)
        receipt = self.transact(Transaction(sender.address, None, data, value), new=abi)
        if not receipt.success or receipt.created is None:
            error = abi.error(receipt.output) or receipt.error or ContractError("NoReason")
            raise RefusedError(error, f"The deployment of {artifact.name}")
        self._titles[receipt.created] = artifact.name
        return Contract(self, receipt.created, abi)

    def title_at(self, address: str) -> str:
        """The name of the artifact that was deployed there, empty where none was."""
        return self._titles.get(address, "")

    def abi_at(self, address: str) -> Abi | None:
        """The ABI by which the contract there is known, None for one that isn't."""
        return self._abis.get(address)

    def at(self, address: str, abi: Abi) -> Contract:
        """A contract that is already there; its events and errors are decoded by `abi` from now on."""
        self._know(address, abi)
        return Contract(self, address, abi)

    def send(
        self,
        to: str,
        data: bytes = b"",
        *,
        sender: Sender,
        value: int = 0,
        gas: int = MAX_TRANSACTION_GAS,
        authorizations: tuple[Authorization, ...] = (),
        check: bool = True,
    ) -> Receipt:
        """Send calldata in a transaction. Raises: RefusedError unless `check` is off."""
        signer, target, routed = sender.route(to, data)
        receipt = self.transact(Transaction(signer, target, routed, value, gas, authorizations))
        if check and not receipt.success:
            raise RefusedError(receipt.error or ContractError("NoReason"), f"The transaction of {sender.name}")
        return receipt

    def call(self, to: str, data: bytes = b"", *, sender: Sender | None = None, value: int = 0) -> bytes:
        """Run calldata without a trace. Raises: RefusedError."""
        signer, target, routed = sender.route(to, data) if sender else (ZERO_ADDRESS, to, data)
        raw = self.engine.call(Transaction(signer, target, routed, value))
        if not raw.success:
            raise RefusedError(self.decode_error(raw), "The call")
        return raw.output

    def transact(self, tx: Transaction, new: Abi | None = None) -> Receipt:
        """Run a transaction as it stands; a refusal is a receipt. new: the ABI of what it creates."""
        raw = self.engine.transact(tx)
        if new is not None and raw.created is not None:
            self._know(raw.created, new)
        receipt = Receipt(self, raw, tx, self._pending[0], len(self._receipts))
        self._receipts.append(receipt)
        if not self._holding:
            self._close()
        return receipt

    @contextmanager
    def acting(self, sender: Sender | None) -> Iterator[None]:
        """A contract, for instance a timelock or a Safe, sends like anybody else.

        An engine that takes no sender with code sees none there for the while.
        """
        if not isinstance(sender, Unlocked) or self.engine.capabilities.contract_sender:
            yield
            return
        code = self.engine.get_code(sender.address)
        if not code:
            yield
            return
        self.engine.set_code(sender.address, b"")
        try:
            yield
        finally:
            self.engine.set_code(sender.address, code)

    def _know(self, address: str, abi: Abi) -> None:
        self._abis[address], self._events[address] = abi, abi.events

    # --- blocks and time

    @property
    def block_number(self) -> int:
        """The number of the block in which the next transaction runs."""
        return self._pending.number

    @property
    def timestamp(self) -> int:
        """The time of the block in which the next transaction runs, in Unix seconds."""
        return self._pending.timestamp

    def mine(self, blocks: int = 1) -> None:
        """Close the pending block, then this many less one that are empty."""
        for _ in range(blocks):
            self._close()

    def warp(self, seconds: int) -> None:
        """Let time pass without blocks. Raises: UnsupportedError on an engine that can't choose its time."""
        later = self._pending.timestamp + seconds
        if self._sets_block:
            self._open(self._pending.number, later)
        elif self.engine.capabilities.sets_time:
            self._pending = self._pending._replace(timestamp=later)
            self.engine.set_block(self._pending)
        else:
            raise UnsupportedError(self.engine.name, "choose the time", "an engine in this process")

    def go_to(self, number: int, timestamp: int) -> None:
        """Go on in this block; those before it are left out.

        Raises: UnsupportedError on an engine that can't choose its block.
        """
        if not self._sets_block:
            raise UnsupportedError(self.engine.name, "choose the block", "an engine in this process")
        self._open(number, timestamp)

    @property
    def held(self) -> Sequence[Receipt]:
        """What the pending block holds so far."""
        return self._receipts

    @property
    def is_holding(self) -> bool:
        """Whether what is sent now waits for others in the pending block."""
        return self._holding

    @contextmanager
    def one_block(self) -> Iterator[None]:
        """All that is sent inside stands in one block. Raises: UnsupportedError on a node that mines by itself."""
        if not self._sets_block:
            raise UnsupportedError(
                self.engine.name, "hold several transactions in one block", "an engine in this process"
            )
        self._holding = True
        try:
            yield
        finally:
            self._holding = False
            self._close()

    def _close(self) -> None:
        if self.engine.capabilities.mines and not self._receipts:
            self.engine.mine()
        closed = Block(self._pending[0], self._pending[1], self._receipts)
        self.blocks.append(closed)
        self._receipts = []
        if self._sets_block:
            self._open(closed.number + 1, closed.timestamp + BLOCK_SECONDS)
        else:
            self._pending = self.engine.block()
        for listener in self.on_block:
            listener(closed)

    def _open(self, number: int, timestamp: int) -> None:
        self._pending = BlockContext(number, timestamp, (self._randao + number).to_bytes(32, "big"))
        self.engine.set_block(self._pending)

    # --- going back

    def snapshot(self) -> Snapshot:
        """A point to go back to. Raises: UnsupportedError, BackboneError inside `one_block`."""
        if self._receipts:
            raise BackboneError("A snapshot can't be taken in the middle of a block; close it first.")
        return Snapshot(self.engine.snapshot(), self._pending)

    def revert(self, snapshot: Snapshot) -> None:
        """Go back; the snapshot stays good, those taken after it are gone."""
        self.engine.revert(snapshot.engine)
        while self.blocks and self.blocks[-1].number >= snapshot.pending.number:
            self.blocks.pop()
        self._receipts = []
        self._pending = snapshot.pending

    @contextmanager
    def isolated(self) -> Iterator[None]:
        """Whatever happens inside is undone at the end, also after an error."""
        snapshot = self.snapshot()
        try:
            yield
        finally:
            self.revert(snapshot)
            self.engine.release(snapshot.engine)

    # --- decoding

    def decode_logs(self, logs: Sequence[RawLog]) -> tuple[Event, ...]:
        """The logs of contracts that are known here and that their ABI explains."""
        known, decoded = self._events, []
        for index, (address, topics, data) in enumerate(logs):
            declared = known[address].get(topics[0]) if topics and address in known else None
            if declared is not None:
                try:
                    decoded.append(Event(declared.name, declared.decode(topics, data), address, index))
                except ValueError:  # an event of that name with other arguments: none that this ABI explains
                    continue
        return tuple(decoded)

    def decode_error(self, raw: EngineReceipt) -> ContractError:
        """The custom error by any ABI known here, else what Solidity or the EVM says, else Unknown with its data."""
        builtin = builtin_error(raw.output, raw.halt)
        if builtin is not None:
            return builtin
        declared = (abi.error(raw.output) for abi in self._abis.values())
        unknown = ContractError("Unknown", {"data": "0x" + raw.output.hex()})
        return next((error for error in declared if error is not None), unknown)

    def digest(self, slots: Mapping[str, Sequence[int]] | None = None) -> str:
        """The engine's digest over this chain, with the storage slots named by address."""
        return self.engine.digest([(address, slot) for address, wanted in (slots or {}).items() for slot in wanted])


def _default_engine() -> str:
    """The fastest that runs here, with a warning where that isn't revm."""
    name, why = engines.default()
    if why:
        warnings.warn(why, stacklevel=3)
    return name
