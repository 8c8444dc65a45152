"""A copy of a node's chain in this process: what is needed of it is fetched on demand, and nothing is sent back."""

from __future__ import annotations

from typing import Any, cast

from web3.exceptions import Web3Exception

from backbone_chain.engines._base import BlockContext
from backbone_chain.engines._nodes import connect
from backbone_chain.engines.revm import Revm
from backbone_chain.errors import NodeError

BLOCK_SECONDS = 12


class CopiedRevm(Revm):
    """revm on the state of a node at its latest block; what is done here stays here."""

    def __init__(self, url: str) -> None:
        """Raises: NodeError where no node answers, EngineUnavailableError."""
        self._url, self._web3 = url, connect(url, None).web3
        latest = self._web3.eth.get_block("latest")
        self._copied_chain, self._copied_block = self._web3.eth.chain_id, latest["number"]
        super().__init__()
        self.set_block(BlockContext(latest["number"] + 1, latest["timestamp"] + BLOCK_SECONDS))

    def chain_id(self) -> int:
        """The node's."""
        return self._copied_chain

    def _origin(self) -> dict[str, Any]:
        return {"fork_url": self._url, "fork_block": hex(self._copied_block)}

    def topics(self, address: str) -> list[bytes]:
        """Every topic of every event that the contract has emitted until the copy was made, in order.

        Raises: NodeError where the node refuses so long a search.
        """
        wanted: Any = {"address": address, "fromBlock": 0, "toBlock": self._copied_block}
        try:
            logs = self._web3.eth.get_logs(wanted)
        except Web3Exception as error:
            raise NodeError(self._url, f"refused to search for the token's events: {error}.") from error
        return [bytes(topic) for log in logs for topic in cast("list[bytes]", log["topics"])]
