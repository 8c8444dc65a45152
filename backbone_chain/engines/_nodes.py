"""Nodes that web3 talks to: any one that answers Ethereum's JSON-RPC, and Anvil with its test methods."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple, cast

from eth_account import Account
from eth_account.signers.local import LocalAccount
from hexbytes import HexBytes
from web3 import HTTPProvider, IPCProvider, Web3
from web3.exceptions import TimeExhausted, Web3RPCError
from web3.types import RPCEndpoint, RPCResponse, TxParams, TxReceipt

from backbone_chain.abi import RawLog
from backbone_chain.codec import checksum
from backbone_chain.engines._admission import gas_problem_with
from backbone_chain.engines._base import Capabilities, Transaction
from backbone_chain.engines._halts import halt_word
from backbone_chain.errors import EngineError, InvalidTransactionError, NodeError

TOP_UP = 10**18  # wei for a sender that can't pay its gas, where gas costs something
TOP_UP_GAS = 100_000  # enough for a receiver that has delegated its account
REVERTED = "execution reverted"
INVALID_PARAMS = -32602
LOG_BLOCKS = 10_000  # as many as most providers answer at once


class Ending(NamedTuple):
    """How a call or a transaction ended; `halt` as in a receipt."""

    success: bool
    output: bytes
    halt: str = ""


class Moment(NamedTuple):
    """A node's own snapshot, and the time at which it was taken."""

    handle: Any
    timestamp: int


def invalid(problem: str) -> InvalidTransactionError:
    """The error for a transaction that a node did not take."""
    return InvalidTransactionError("web3", problem)


class Node:
    """Any node: no test methods, and gas costs ether, which its unlocked accounts give to a sender that has none."""

    capabilities = Capabilities(gas_exact=True, needs_keys=True)
    poll_seconds, mining_seconds = 0.1, 120.0

    def __init__(self, web3: Web3, url: str) -> None:
        self.web3, self.url = web3, url
        self.delegates = "requestsHash" in web3.eth.get_block("latest")  # Prague or later
        self._unlocked = [str(address) for address in web3.eth.accounts]
        self._accounts: dict[str, LocalAccount] = {}
        self._traces = True

    @property
    def fork(self) -> str:
        """What the node says that it runs."""
        return "unknown"

    # --- signing and sending

    @property
    def unlocked(self) -> list[str]:
        """The accounts that this node signs for."""
        return self._unlocked

    def add_account(self, private_key: bytes) -> str:
        """Sign with this key from now on."""
        account: LocalAccount = Account.from_key(private_key)
        self._accounts[account.address] = account
        return account.address

    def signs_for(self, address: str) -> bool:
        """Whether the key is here, or the node holds it unlocked."""
        return address in self._accounts or address in self._unlocked

    def send(self, tx: Transaction) -> tuple[TxReceipt, Ending]:
        """Have a transaction mined. Raises: InvalidTransactionError, NodeError."""
        if problem := gas_problem_with(tx, floor=self.delegates):  # Anvil would take it and never mine it
            raise invalid(problem)
        try:
            receipt = self._mined(self._submit(tx))
        except Web3RPCError as error:
            refusal: Any = (error.rpc_response or {}).get("error", {})
            raise invalid(refusal.get("message", error.message)) from error
        return receipt, self._ending(tx, receipt)

    def _mined(self, tx_hash: Any) -> TxReceipt:
        try:
            return self.web3.eth.wait_for_transaction_receipt(tx_hash, self.mining_seconds, self.poll_seconds)
        except TimeExhausted as error:
            problem = f"did not mine a transaction within {self.mining_seconds:.0f} seconds; see why in its log."
            raise NodeError(self.url, problem) from error

    def _submit(self, tx: Transaction) -> Any:
        fields = self._fields(tx)
        if tx.sender not in self._accounts:
            return self.web3.eth.send_transaction({**fields, "from": cast(Any, tx.sender)})
        signed = self._accounts[tx.sender].sign_transaction(cast(Any, fields))
        return self.web3.eth.send_raw_transaction(signed.raw_transaction)

    def _fields(self, tx: Transaction) -> TxParams:
        fee, tip = self._fees(tx)
        fields: dict[str, Any] = {
            "chainId": self.web3.eth.chain_id,
            "nonce": self.web3.eth.get_transaction_count(cast(Any, tx.sender)),
            "gas": tx.gas,
            "maxFeePerGas": fee,
            "maxPriorityFeePerGas": tip,
            "value": tx.value,
            "data": tx.data,
        }
        if tx.to is not None:
            fields["to"] = tx.to
        if tx.authorizations:
            names = ("chainId", "address", "nonce", "yParity", "r", "s")
            fields["authorizationList"] = [dict(zip(names, parts, strict=True)) for parts in tx.authorizations]
        return cast(TxParams, fields)

    def _fees(self, tx: Transaction) -> tuple[int, int]:
        """The most per gas, and the tip; the sender has the ether for it afterwards."""
        base_fee = self.web3.eth.get_block("pending").get("baseFeePerGas", 0)
        if not base_fee:
            return 0, 0
        tip = self.web3.eth.max_priority_fee
        self._afford(tx, 2 * base_fee + tip)
        return 2 * base_fee + tip, tip

    def _afford(self, tx: Transaction, gas_price: int) -> None:
        balance = self.web3.eth.get_balance(cast(Any, tx.sender))
        missing = tx.gas * gas_price + tx.value - balance
        if missing <= 0 or tx.value > balance:  # a value above the balance is the node's to refuse
            return
        paid = max(missing, TOP_UP)
        rich = (a for a in self._unlocked if a != tx.sender and self.web3.eth.get_balance(cast(Any, a)) > paid + TOP_UP)
        payer = next(rich, None)
        if payer is None:
            problem = f"has no unlocked account that could pay for gas; send {missing} wei to {tx.sender} first."
            raise NodeError(self.url, problem)
        gift = {"from": payer, "to": tx.sender, "value": paid, "gas": TOP_UP_GAS}
        self._mined(self.web3.eth.send_transaction(cast(TxParams, gift)))

    # --- how it ended

    def _ending(self, tx: Transaction, receipt: TxReceipt) -> Ending:
        """From the node's trace; where it gives none, from a call at the block before, which may see its time."""
        success = receipt["status"] == 1
        if success and tx.to is None:
            return Ending(True, b"")
        if self._traces and (traced := self._trace(receipt)) is not None:
            return _traced_ending(success, traced)
        replayed = self._replay(tx, receipt)
        return replayed if replayed.success == success else Ending(success, b"")

    def _replay(self, tx: Transaction, receipt: TxReceipt) -> Ending:
        number = receipt["blockNumber"]
        seen = {"number": hex(number), "time": hex(self.web3.eth.get_block(number)["timestamp"])}
        response = self._ask("eth_call", _call_fields(tx), hex(number - 1), {}, seen)
        if "error" in response and response["error"]["code"] == INVALID_PARAMS:  # it takes no overrides
            response = self._ask("eth_call", _call_fields(tx), hex(number - 1))
        return _called_ending(tx, response)

    def _trace(self, receipt: TxReceipt) -> Mapping[str, Any] | None:
        options = {"tracer": "callTracer", "tracerConfig": {"onlyTopCall": True}}
        response = self._ask("debug_traceTransaction", receipt["transactionHash"].to_0x_hex(), options)
        self._traces = "result" in response
        return cast("Mapping[str, Any] | None", response.get("result"))

    def call(self, tx: Transaction) -> Ending:
        """Run a transaction in a call, in the block that is mined next. Raises: InvalidTransactionError."""
        return _called_ending(tx, self._ask("eth_call", _call_fields(tx), "pending"))

    def _ask(self, method: str, *params: Any) -> RPCResponse:
        return self.web3.provider.make_request(RPCEndpoint(method), list(params))

    def _request(self, method: str, *params: Any) -> Any:
        response = self._ask(method, *params)
        if "error" in response:
            raise EngineError(f"The node at {self.url} refused {method}: {response['error']}")
        return response["result"]

    def logs(self, addresses: Sequence[str], first_block: int) -> list[RawLog] | None:
        """In ranges that most nodes answer; None if this one doesn't."""
        last, found = self.web3.eth.block_number, []
        for start in range(first_block, last + 1, LOG_BLOCKS):
            end = min(start + LOG_BLOCKS - 1, last)
            asked = {"address": [*addresses], "fromBlock": hex(start), "toBlock": hex(end)}
            response = self._ask("eth_getLogs", asked)
            if "error" in response:
                return None
            found += [log_of(entry) for entry in response["result"]]
        return found

    def next_time(self) -> int:
        """The time of the block that is mined next, if it is mined now."""
        return self.web3.eth.get_block("pending")["timestamp"]

    # --- what only nodes for tests can do

    def set_time(self, timestamp: int) -> None:
        """The time of the next block."""
        raise NotImplementedError

    def mine(self) -> None:
        """Close a block that holds nothing."""
        raise NotImplementedError

    def take(self) -> Moment:
        """Remember everything."""
        return Moment(self._request("evm_snapshot"), self.next_time())

    def go_back(self, moment: Moment) -> Moment:
        """Return to a moment, and answer one that is good again."""
        if self._request("evm_revert", moment.handle) is False:
            raise EngineError(f"The node at {self.url} has forgotten a snapshot; was it restarted?")
        self.set_time(moment.timestamp)
        return self.take()

    def set_state(self, what: str, *values: Any) -> None:
        """Write a balance, code or a storage word."""
        raise NotImplementedError


class Anvil(Node):
    """Foundry's node: gas is made free, so balances are as on the engines in this process.

    Its gas is exact but for EIP-7702: it takes an account that never was for an old one, and gives the refund for that.
    """

    capabilities = Capabilities(sets_state=True, sets_time=True, mines=True, snapshots=True, needs_keys=True)
    poll_seconds, mining_seconds = 0.001, 10.0

    @property
    def fork(self) -> str:
        """In Anvil's words, which may name a fork of blob parameters only."""
        return str(self._request("anvil_nodeInfo")["hardFork"]).lower()

    def _fees(self, tx: Transaction) -> tuple[int, int]:
        self._request("anvil_setNextBlockBaseFeePerGas", "0x0")
        return 0, 0

    def set_time(self, timestamp: int) -> None:
        """The time of the next block."""
        self._request("evm_setNextBlockTimestamp", hex(timestamp))

    def mine(self) -> None:
        """Close a block that holds nothing."""
        self._request("evm_mine")

    def set_state(self, what: str, *values: Any) -> None:
        """Write a balance, code or a storage word."""
        self._request(f"anvil_set{what}", *values)


def connect(url: str, chain_id: int | None) -> Node:
    """The node at a URL, or at the path of an IPC socket. Raises: NodeError if it is down, or on another chain."""
    web3 = Web3(_Http(url) if "://" in url else _Ipc(url))
    found = web3.eth.chain_id
    if chain_id not in (None, found):
        raise NodeError(url, f"is on the chain {found}, but {chain_id} was expected.")
    return Anvil(web3, url) if web3.client_version.startswith("anvil/") else Node(web3, url)


class _Http(HTTPProvider):
    def __init__(self, url: str) -> None:
        super().__init__(url, exception_retry_configuration=None)
        self._url = url

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        try:
            return super().make_request(method, params)
        except (OSError, json.JSONDecodeError) as error:  # what requests raises is an OSError too
            raise _unreachable(self._url, error) from error


class _Ipc(IPCProvider):
    def __init__(self, path: str) -> None:
        super().__init__(path)
        self._path = path

    def make_request(self, method: RPCEndpoint, params: Any) -> RPCResponse:
        try:
            return super().make_request(method, params)
        except OSError as error:
            raise _unreachable(self._path, error) from error


def _unreachable(url: str, error: Exception) -> NodeError:
    return NodeError(url, f"doesn't answer ({type(error).__name__}); start it, or correct the address.")


def log_of(entry: Any) -> RawLog:
    """From web3's words, or from the node's own."""
    topics = [bytes(HexBytes(topic)) for topic in entry["topics"]]
    return RawLog(checksum(entry["address"]), topics, bytes(HexBytes(entry["data"])))


def _call_fields(tx: Transaction) -> dict[str, str]:
    to = {} if tx.to is None else {"to": tx.to}
    return {"from": tx.sender, "data": "0x" + tx.data.hex(), "value": hex(tx.value), "gas": hex(tx.gas), **to}


def _called_ending(tx: Transaction, response: RPCResponse) -> Ending:
    if "error" in response:
        return _refused_ending(cast(Any, response["error"]))
    return Ending(True, bytes.fromhex(cast(str, response["result"])[2:]) if tx.to else b"")


def _traced_ending(success: bool, traced: Mapping[str, Any]) -> Ending:
    output = bytes.fromhex(traced.get("output", "0x")[2:])
    error = traced.get("error", "")
    return Ending(success, output) if success or error == REVERTED else Ending(False, b"", halt_word(error))


def _refused_ending(error: Mapping[str, Any]) -> Ending:
    """What an error of eth_call means. Raises: InvalidTransactionError where it is none of the code's."""
    message, data = str(error.get("message", "")), error.get("data")
    if isinstance(data, Mapping):  # Hardhat wraps it
        data = data.get("data")
    if "revert" in message:
        return Ending(False, bytes.fromhex(data[2:]) if isinstance(data, str) else b"")
    reason = message.removeprefix("EVM error ")
    if reason != message or halt_word(reason) != reason:
        return Ending(False, b"", halt_word(reason))
    raise invalid(message)
