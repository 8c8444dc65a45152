"""eth-tester behind web3: a node in this process, on py-evm's whole chain of blocks, signatures and tries."""

from __future__ import annotations

import ast
from typing import Any, cast

from eth.vm.forks.cancun import CancunVM
from eth.vm.forks.prague import PragueVM
from eth_abi.abi import encode
from eth_tester.backends.pyevm.main import PyEVMBackend
from eth_tester.exceptions import TransactionFailed
from web3 import EthereumTesterProvider, Web3
from web3.exceptions import ContractPanicError
from web3.types import BlockIdentifier, TxParams, TxReceipt

from backbone_chain.engines._admission import problem_with
from backbone_chain.engines._base import BLOCK_GAS_LIMIT, GENESIS_TIMESTAMP, Capabilities, Transaction
from backbone_chain.engines._halts import halt_word
from backbone_chain.engines._nodes import REVERTED, Ending, Node, invalid

_ERROR_SELECTOR = bytes.fromhex("08c379a0")  # Error(string)
_VMS = {"cancun": CancunVM, "prague": PragueVM}
_FREE = {"maxFeePerGas": 0, "maxPriorityFeePerGas": 0}


class Tester(Node):
    """Gas is free, since the genesis block has base fee 0; time is the wall clock's until it is set."""

    def __init__(self, fork: str) -> None:
        self._fork, self._backend = fork, _backend(fork)
        super().__init__(Web3(EthereumTesterProvider(self._backend)), "eth-tester")
        # On Prague the receipts of py-evm can fall below the floor that EIP-7623 sets.
        self.capabilities = Capabilities(gas_exact=fork == "cancun", sets_time=True, snapshots=True, needs_keys=True)

    @property
    def fork(self) -> str:
        """The one that was chosen."""
        return self._fork

    @property
    def delegates(self) -> bool:
        """From Prague on."""
        return self._fork == "prague"

    def send(self, tx: Transaction) -> tuple[TxReceipt, Ending]:
        """Have a transaction mined, which eth-tester itself would begin even if no block can hold it."""
        self._require_valid(tx)
        return super().send(tx)

    def call(self, tx: Transaction, block: BlockIdentifier = "latest") -> Ending:
        """Run a transaction in a call, as code of that block."""
        self._require_valid(tx)
        fields = {"from": tx.sender, "data": tx.data, "value": tx.value, "gas": tx.gas, **_FREE}
        if tx.to is not None:
            fields["to"] = tx.to
        try:
            output = self.web3.eth.call(cast(TxParams, fields), block)
        except TransactionFailed as error:
            return _failed_ending(str(error))
        except ContractPanicError as error:
            return Ending(False, bytes.fromhex(str(error.data)[2:]))
        return Ending(True, bytes(output) if tx.to else b"")

    def _require_valid(self, tx: Transaction) -> None:
        balance = self.web3.eth.get_balance(cast(Any, tx.sender))
        if problem := problem_with(tx, balance=balance, fork=self._fork):
            raise invalid(problem)

    def _trace(self, receipt: TxReceipt) -> None:
        """It has none."""

    def set_time(self, timestamp: int) -> None:
        """The time of the next block; eth-tester's own time travel would mine a block for it."""
        chain = self._backend.chain
        chain.header = chain.header.copy(timestamp=timestamp)


def _backend(fork: str) -> Any:
    backend: Any = PyEVMBackend  # it has no types
    genesis = backend.generate_genesis_params({"timestamp": GENESIS_TIMESTAMP, "gas_limit": BLOCK_GAS_LIMIT})
    return backend({**genesis, "base_fee_per_gas": 0}, vm_configuration=((0, _VMS[fork]),))


def _failed_ending(text: str) -> Ending:
    """What eth-tester's message means: the repr of the revert data, or a decoded message, or the reason of a halt."""
    reason = text.removeprefix(f"{REVERTED}: ")
    if reason.startswith(("b'", 'b"')):
        return Ending(False, ast.literal_eval(reason))
    if (word := halt_word(reason)) != reason:
        return Ending(False, b"", word)
    return Ending(False, _ERROR_SELECTOR + encode(["string"], [reason]))
