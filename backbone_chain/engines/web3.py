"""Any node through web3: eth-tester in this process, Anvil, or a foreign one. Real blocks, hence not deterministic."""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any, ClassVar

from backbone_chain.abi import RawLog
from backbone_chain.engines._base import BlockContext, Engine, EngineReceipt, Transaction, checksum
from backbone_chain.errors import EngineUnavailableError, UnsupportedError

if TYPE_CHECKING:
    from backbone_chain.engines._nodes import Moment, Node


class Web3(Engine):
    """web3 on eth-tester, or on the node at `url`; every transaction is signed, and a block of its own.

    Code sees the node's time (eth-tester's is the wall clock), hashes and base fee. Where gas costs something the
    node's unlocked accounts pay for it, so balances are not those of the engines in this process.
    """

    name: ClassVar[str] = "web3"
    forks: ClassVar[tuple[str, ...]] = ("cancun", "prague")

    def __init__(self, fork: str | None = None, *, url: str | None = None, chain_id: int | None = None) -> None:
        """url: http(s), or the path of an IPC socket; without it, eth-tester. chain_id: what the node must be on.

        Raises: NodeError, EngineUnavailableError, UnsupportedError.
        """
        super().__init__(fork, chain_id=chain_id)
        if url and fork:
            raise UnsupportedError(self.name, "choose the fork of a node that is running")
        if reason := self.unavailable():
            raise EngineUnavailableError(self.name, reason)
        self._node = _node(url, chain_id, self.fork)
        self.fork = self._node.fork
        self.capabilities = replace(self._node.capabilities, delegated_accounts=self._node.delegates)

    @classmethod
    def unavailable(cls) -> str:
        """Why this engine can't run here; empty when it can."""
        missing = [package for package in ("web3", "eth_tester", "eth") if not importlib.util.find_spec(package)]
        return f"these packages are not installed: {', '.join(missing)}" if missing else ""

    # --- running

    def add_account(self, private_key: bytes) -> str:
        """Sign for this key's account from now on, and answer its address."""
        return self._node.add_account(private_key)

    def _transact(self, tx: Transaction) -> EngineReceipt:
        if not self._node.signs_for(tx.sender):
            raise UnsupportedError(self.name, f"sign for {tx.sender}, whose key it was not given", "add_account")
        receipt, ending = self._node.send(tx)
        logs = [
            RawLog(checksum(log["address"]), [*map(bytes, log["topics"])], bytes(log["data"]))
            for log in receipt["logs"]
        ]
        created = receipt["contractAddress"] if tx.to is None and ending.success else None
        return EngineReceipt(ending.success, ending.output, logs, receipt["gasUsed"], created, ending.halt)

    def unlocked(self) -> list[str]:
        """The accounts that the node itself signs for."""
        return self._node.unlocked

    def logs(self, addresses: Sequence[str], first_block: int) -> list[RawLog]:
        """What these contracts emitted, from a block on. Raises: UnsupportedError where the node doesn't tell."""
        found = self._node.logs(addresses, first_block)
        if found is None:
            raise UnsupportedError(self.name, "read the logs of this node", "a node that keeps them")
        return found

    def call(self, tx: Transaction) -> EngineReceipt:
        """Run a transaction in eth_call, which tells neither gas nor logs nor a created address."""
        if tx.authorizations:
            self._require("delegated_accounts", "run EIP-7702 authorizations")
            raise UnsupportedError(self.name, "run EIP-7702 authorizations in a call", "a transaction")
        ending = self._node.call(tx)
        return EngineReceipt(ending.success, ending.output, (), 0, None, ending.halt)

    # --- block and state

    def block(self) -> BlockContext:
        """The block that is mined next, as far as it is known: its prevrandao is not, and its time may pass."""
        return BlockContext(number=self._node.web3.eth.block_number + 1, timestamp=self._node.next_time())

    def set_block(self, block: BlockContext) -> None:
        """The time of the next block, and nothing else. Raises: UnsupportedError."""
        following = self.block()
        if block.number != following.number:
            raise UnsupportedError(self.name, f"choose the block number; the next one is {following.number}")
        if block.prevrandao != following.prevrandao:
            raise UnsupportedError(self.name, "choose prevrandao")
        self._require("sets_time", "choose the time")
        if block.timestamp < following.timestamp:
            raise UnsupportedError(self.name, f"turn the time back to {block.timestamp} from {following.timestamp}")
        self._node.set_time(block.timestamp)

    def _mine(self) -> None:
        self._node.mine()

    def chain_id(self) -> int:
        """The node's."""
        return self._node.web3.eth.chain_id

    def get_balance(self, address: str) -> int:
        """Wei."""
        return self._node.web3.eth.get_balance(_typed(address))

    def get_nonce(self, address: str) -> int:
        """As of the latest block."""
        return self._node.web3.eth.get_transaction_count(_typed(address))

    def get_code(self, address: str) -> bytes:
        """As of the latest block."""
        return bytes(self._node.web3.eth.get_code(_typed(address)))

    def get_storage(self, address: str, slot: int) -> int:
        """One word."""
        return int.from_bytes(self._node.web3.eth.get_storage_at(_typed(address), slot), "big")

    def _set_balance(self, address: str, wei: int) -> None:
        self._node.set_state("Balance", address, hex(wei))

    def _set_code(self, address: str, code: bytes) -> None:
        self._node.set_state("Code", address, "0x" + code.hex())

    def _set_nonce(self, address: str, nonce: int) -> None:
        self._node.set_state("Nonce", address, hex(nonce))

    def _set_storage(self, address: str, slot: int, value: int) -> None:
        self._node.set_state("StorageAt", address, f"0x{slot:064x}", f"0x{value:064x}")

    # --- snapshots

    def _take(self) -> Moment:
        return self._node.take()

    def _go_back(self, states: Sequence[Moment]) -> Moment:
        return self._node.go_back(states[0])

    def _forget(self, states: Sequence[Moment]) -> None:
        """A node drops them when it goes back past them."""


def _node(url: str | None, chain_id: int | None, fork: str) -> Node:
    """Imported here, since web3 takes a second to import and eth-tester is needed without a node only."""
    if url is not None:
        from backbone_chain.engines._nodes import connect  # noqa: PLC0415

        return connect(url, chain_id)
    from backbone_chain.engines._tester import Tester  # noqa: PLC0415

    return Tester(fork)


def _typed(address: str) -> Any:
    return address  # web3 wants a ChecksumAddress, which is a str
