"""eth-tester behind web3: a node in this process, on py-evm's whole chain of blocks, signatures and tries."""

from __future__ import annotations

from typing import Any, cast

from eth.abc import ComputationAPI
from eth.vm.forks.cancun import CancunVM
from eth.vm.forks.prague import PragueVM
from eth.vm.spoof import SpoofTransaction
from eth_tester.backends.pyevm.main import PyEVMBackend
from web3 import EthereumTesterProvider, Web3
from web3.types import TxReceipt

from backbone_chain.engines._admission import problem_with
from backbone_chain.engines._base import BLOCK_GAS_LIMIT, GENESIS_TIMESTAMP, Capabilities, Transaction
from backbone_chain.engines._halts import halt_word
from backbone_chain.engines._nodes import Ending, Node, invalid

_VMS = {"cancun": CancunVM, "prague": PragueVM}


class Tester(Node):
    """Gas is free, since the genesis block has base fee 0; time is the wall clock's until it is set."""

    def __init__(self, fork: str) -> None:
        self._fork, self._backend = fork, _backend(fork)
        super().__init__(Web3(EthereumTesterProvider(self._backend)), "eth-tester")
        # On Prague the receipts of py-evm can fall below the floor that EIP-7623 sets.
        self.delegates = fork == "prague"
        self.capabilities = Capabilities(
            gas_exact=fork == "cancun", sets_time=True, mines=True, snapshots=True, needs_keys=True
        )

    @property
    def fork(self) -> str:
        """The one that was chosen."""
        return self._fork

    def send(self, tx: Transaction) -> tuple[TxReceipt, Ending]:
        """Have a transaction mined, which eth-tester itself would begin even if no block can hold it."""
        self._require_valid(tx)
        return super().send(tx)

    def call(self, tx: Transaction) -> Ending:
        """Run a transaction in a call, in the block that is mined next. Raises: InvalidTransactionError.

        Beside web3, whose message for what code refuses is a repr of the revert data, or text that may look like one.
        """
        self._require_valid(tx)
        chain, sender = self._backend.chain, bytes.fromhex(tx.sender[2:])
        to = bytes.fromhex(tx.to[2:]) if tx.to else b""
        vm = chain.get_vm()
        unsigned = chain.create_unsigned_transaction(
            nonce=vm.state.get_nonce(sender), gas_price=0, gas=tx.gas, to=to, value=tx.value, data=tx.data
        )
        return _ending(tx, vm.state.apply_transaction(SpoofTransaction(unsigned, from_=sender)))

    def _require_valid(self, tx: Transaction) -> None:
        balance = self.web3.eth.get_balance(cast(Any, tx.sender))
        if problem := problem_with(tx, balance=balance, fork=self._fork):
            raise invalid(problem)

    def _ending(self, tx: Transaction, receipt: TxReceipt) -> Ending:
        """By running the transaction again on the state before its block; eth-tester has no traces."""
        chain, number = self._backend.chain, receipt["blockNumber"]
        header, parent = map(chain.get_canonical_block_header_by_number, (number, number - 1))
        # What eth-tester draws for prevrandao it writes into the block only after running it.
        before = chain.get_vm(at_header=header.copy(state_root=parent.state_root, mix_hash=bytes(32)))
        (transaction,) = chain.get_block_by_header(header).transactions
        return _ending(tx, before.state.apply_transaction(transaction))

    def set_time(self, timestamp: int) -> None:
        """The time of the next block; eth-tester's own time travel would mine a block for it."""
        chain = self._backend.chain
        chain.header = chain.header.copy(timestamp=timestamp)

    def mine(self) -> None:
        """Close a block that holds nothing."""
        list(self._backend.mine_blocks(1))


def _backend(fork: str) -> Any:
    backend: Any = PyEVMBackend  # it has no types
    genesis = backend.generate_genesis_params({"timestamp": GENESIS_TIMESTAMP, "gas_limit": BLOCK_GAS_LIMIT})
    return backend({**genesis, "base_fee_per_gas": 0}, vm_configuration=((0, _VMS[fork]),))


def _ending(tx: Transaction, computation: ComputationAPI) -> Ending:
    if computation.is_success:
        return Ending(True, computation.output if tx.to else b"")
    halt = halt_word(type(computation.error).__name__) if computation.should_burn_gas else ""
    return Ending(False, computation.output, halt)
