"""A Safe: whoever has collected enough owners' signatures can make it call anything."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from eth_utils import keccak

from backbone_chain import artifacts
from backbone_chain.abi import Abi
from backbone_chain.accounts import Account, Sender
from backbone_chain.artifacts import Artifact
from backbone_chain.chain import Chain, Receipt
from backbone_chain.engines._base import ZERO_ADDRESS
from backbone_chain.errors import UsageError

PACKAGE = "@safe-global/safe-contracts"
VERSION = "1.4.1"
FILES = {
    "SafeL2": "SafeL2.sol/SafeL2.json",
    "SafeProxy": "proxies/SafeProxy.sol/SafeProxy.json",
    "SafeProxyFactory": "proxies/SafeProxyFactory.sol/SafeProxyFactory.json",
    "CompatibilityFallbackHandler": "handler/CompatibilityFallbackHandler.sol/CompatibilityFallbackHandler.json",
}
GUARD_SLOT = int.from_bytes(keccak(text="guard_manager.guard.address"))
HANDLER_SLOT = int.from_bytes(keccak(text="fallback_manager.handler.address"))
SINGLETON_SLOT = 0
CALL, DELEGATE_CALL = 0, 1
ETH_SIGN_OFFSET = 4

FIELDS = (
    ("address", "to"),
    ("uint256", "value"),
    ("bytes", "data"),
    ("uint8", "operation"),
    ("uint256", "safeTxGas"),
    ("uint256", "baseGas"),
    ("uint256", "gasPrice"),
    ("address", "gasToken"),
    ("address", "refundReceiver"),
)
TYPES = {"SafeTx": [{"type": kind, "name": name} for kind, name in (*FIELDS, ("uint256", "nonce"))]}


def _function(name: str, inputs: tuple[tuple[str, str], ...], outputs: tuple[str, ...]) -> dict[str, Any]:
    taken = [{"type": kind, "name": label} for kind, label in inputs]
    given = [{"type": kind, "name": ""} for kind in outputs]
    return {"type": "function", "name": name, "stateMutability": "view", "inputs": taken, "outputs": given}


ABI = Abi(
    [
        _function("VERSION", (), ("string",)),
        _function("nonce", (), ("uint256",)),
        _function("getOwners", (), ("address[]",)),
        _function("getThreshold", (), ("uint256",)),
        _function("getModulesPaginated", (("address", "start"), ("uint256", "pageSize")), ("address[]", "address")),
        _function("getTransactionHash", (*FIELDS, ("uint256", "nonce")), ("bytes32",)),
        {**_function("execTransaction", (*FIELDS, ("bytes", "signatures")), ("bool",)), "stateMutability": "payable"},
        _function("addOwnerWithThreshold", (("address", "owner"), ("uint256", "threshold")), ()),
        _function("changeThreshold", (("uint256", "threshold"),), ()),
        _function("enableModule", (("address", "module"),), ()),
    ]
)
"""What is asked of a Safe here, written down so that it can be asked where npm's package is not installed."""


@cache
def load(name: str) -> Artifact:
    """One of FILES, from npm's package, which is not shipped with this one. Raises: UsageError where it is missing."""
    for folder in (Path.cwd(), *Path.cwd().parents, Path(__file__).parents[2]):
        path = folder / "node_modules" / PACKAGE / "build" / "artifacts" / "contracts" / FILES[name]
        if path.is_file():
            return artifacts.read(path)
    raise UsageError(
        f"The contracts of Safe are not installed; run: npm install {PACKAGE}@{VERSION}, or give the address of a Safe "
        "that is on the chain in the configuration."
    )


def setup(owners: tuple[str, ...], threshold: int, handler: str) -> bytes:
    """The calldata by which a new Safe gets its owners, in the transaction that creates it."""
    nobody = (ZERO_ADDRESS, 0, ZERO_ADDRESS)
    return (
        load("SafeL2").interface.function("setup").encode(list(owners), threshold, ZERO_ADDRESS, b"", handler, *nobody)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class SafeTransaction:
    """A call that a Safe is to make: what its owners sign. No refunds, and all the gas there is.

    operation: CALL, or DELEGATE_CALL for code that runs as the Safe itself.
    """

    to: str
    data: bytes
    nonce: int
    value: int = 0
    operation: int = CALL

    @property
    def fields(self) -> tuple[Any, ...]:
        """The arguments of `execTransaction`, but for the signatures."""
        return (self.to, self.value, self.data, self.operation, 0, 0, 0, ZERO_ADDRESS, ZERO_ADDRESS)


class Safe:
    """A Safe on a chain: propose a call, have owners sign it, execute it."""

    def __init__(self, chain: Chain, address: str) -> None:
        self.chain, self.address = chain, address
        self.contract = chain.at(address, ABI)

    @property
    def owners(self) -> list[str]:
        """Who may sign."""
        return list(self.contract.call("getOwners"))

    @property
    def threshold(self) -> int:
        """How many must."""
        return int(self.contract.call("getThreshold"))

    def propose(self, to: str, data: bytes, value: int = 0) -> SafeTransaction:
        """The call as the Safe's next transaction."""
        return SafeTransaction(to=to, data=data, value=value, nonce=int(self.contract.call("nonce")))

    def digest(self, transaction: SafeTransaction) -> bytes:
        """The 32 bytes that are signed, as the Safe itself works them out."""
        return bytes(self.contract.call("getTransactionHash", *transaction.fields, transaction.nonce))

    def sign(self, transaction: SafeTransaction, owner: Account) -> bytes:
        """An owner's EIP-712 signature."""
        message = dict(zip((name for _, name in FIELDS), transaction.fields, strict=True))
        domain = {"chainId": self.chain.engine.chain_id(), "verifyingContract": self.address}
        signed = owner.sign_typed_data(domain, TYPES, {**message, "nonce": transaction.nonce})
        return signed.r + signed.s + bytes([signed.v])

    def sign_message(self, transaction: SafeTransaction, owner: Account) -> bytes:
        """An owner's signature as of wallets that sign messages only (`eth_sign`); the Safe knows it by its v."""
        from eth_account import Account as EthAccount  # noqa: PLC0415 - takes longer to import than a story to play
        from eth_account.messages import encode_defunct  # noqa: PLC0415 - as above

        signed = EthAccount.sign_message(encode_defunct(self.digest(transaction)), owner.key)
        return bytes(signed.signature[:-1]) + bytes([signed.v + ETH_SIGN_OFFSET])

    def execute(
        self, transaction: SafeTransaction, signatures: Mapping[str, bytes], *, sender: Sender, check: bool = True
    ) -> Receipt:
        """Have the Safe make the call. `signatures` are by owner; anybody may send them.

        Raises: RefusedError with Safe's own code, GS020 for too few signatures, GS026 for one that isn't an owner's,
        GS013 where what it called has reverted.
        """
        together = b"".join(signatures[owner] for owner in sorted(signatures, key=lambda each: int(each, 16)))
        return self.contract.send("execTransaction", *transaction.fields, together, sender=sender, check=check)

    def have_done(self, to: str, data: bytes, owners: list[Account], *, sender: Sender | None = None) -> Receipt:
        """Propose, let these owners sign, execute."""
        transaction = self.propose(to, data)
        signatures = {owner.address: self.sign(transaction, owner) for owner in owners}
        return self.execute(transaction, signatures, sender=sender or owners[0])
