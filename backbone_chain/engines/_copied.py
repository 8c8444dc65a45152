"""A copy of a node's chain in this process: what is needed of it is fetched on demand, and nothing is sent back."""

from __future__ import annotations

from typing import Any, NamedTuple, cast

from web3.exceptions import BlockNotFound, Web3Exception

from backbone_chain.abi import RawLog
from backbone_chain.engines._base import ZERO_ADDRESS, BlockContext
from backbone_chain.engines._nodes import LOG_BLOCKS, connect, log_of
from backbone_chain.engines.revm import Revm
from backbone_chain.errors import NodeError

BLOCK_SECONDS = 12
MOST_RANGES = 100  # searches for events, LOG_BLOCKS each, where the node refuses to search its whole chain at once
FINAL = "finalized"


class Searched(NamedTuple):
    """Logs in order, and the first block that was searched."""

    logs: list[RawLog]
    since: int


class CopiedRevm(Revm):
    """revm on the state of a node at the end of one of its blocks; what is done here stays here."""

    def __init__(self, url: str, block: int | str = "latest") -> None:
        """Raises: NodeError where no node answers, or none that has this block's state; EngineUnavailableError.

        block: a number, `latest`, or `finalized`, which is the latest one too where a node knows no finality.
        """
        self._url, self._web3 = url, connect(url, None).web3
        start, self.is_final = self._named_block(block)
        self._copied_chain, self.copied_block = self._web3.eth.chain_id, int(start["number"])
        self._require_state()
        super().__init__()
        self.set_block(BlockContext(self.copied_block + 1, int(start["timestamp"]) + BLOCK_SECONDS))

    def chain_id(self) -> int:
        """The node's."""
        return self._copied_chain

    def logs(self, address: str) -> Searched:
        """The events of a contract until the copy was made, as far back as the node searches.

        Raises: NodeError where it doesn't at all.
        """
        try:
            return Searched(self._search(address, 0, self.copied_block), 0)
        except Web3Exception:
            return self._search_backwards(address)

    def topics(self, address: str) -> list[bytes]:
        """Every topic of every event of the contract, in order. Raises: NodeError where the node doesn't search."""
        return [topic for log in self.logs(address).logs for topic in log.topics]

    def _origin(self) -> dict[str, Any]:
        return {"fork_url": self._url, "fork_block": hex(self.copied_block)}

    def _named_block(self, block: Any) -> tuple[Any, bool]:
        """The block, and whether the node says that it is final."""
        final = self._final()
        if block == FINAL:
            return (final, True) if final else (self._web3.eth.get_block("latest"), False)
        try:
            found = self._web3.eth.get_block(block)
        except (BlockNotFound, Web3Exception) as error:
            latest = self._web3.eth.block_number
            raise NodeError(self._url, f"has no block {block}; its latest is {latest}.") from error
        return found, bool(final) and int(found["number"]) <= int(final["number"])

    def _final(self) -> Any:
        try:
            return self._web3.eth.get_block("finalized")
        except Web3Exception:  # a chain without finality
            return None

    def _require_state(self) -> None:
        """Raises: NodeError where the node has thrown the block's state away."""
        try:
            self._web3.eth.get_balance(cast(Any, ZERO_ADDRESS), self.copied_block)
        except Web3Exception as error:
            says = f"has no state of block {self.copied_block} any more; name a later block, or an archive node."
            raise NodeError(self._url, says) from error

    def _search_backwards(self, address: str) -> Searched:
        found: list[RawLog] = []
        last = self.copied_block
        for _ in range(MOST_RANGES):
            first = max(0, last - LOG_BLOCKS + 1)
            try:
                found[:0] = self._search(address, first, last)
            except Web3Exception as error:
                if last < self.copied_block:
                    return Searched(found, last + 1)
                raise NodeError(self._url, f"refused to search for the token's events: {error}.") from error
            if not first:
                break
            last = first - 1
        return Searched(found, first)

    def _search(self, address: str, first: int, last: int) -> list[RawLog]:
        wanted: Any = {"address": address, "fromBlock": first, "toBlock": last}
        return [log_of(entry) for entry in self._web3.eth.get_logs(wanted)]
