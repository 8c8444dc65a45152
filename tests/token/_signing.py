"""What holders sign, and how it is submitted: EIP-712 messages, their signatures, and the calls that carry both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from eth_utils import keccak

from backbone_chain.accounts import Account, Sender, Signature
from backbone_chain.chain import Contract, Receipt
from backbone_chain.stage import Stage
from backbone_chain.tokens._base import Party, address_of

NAME, VERSION = "Reference Dollar", "1"
FOREVER = 2**256 - 1
FORMS = ("vrs", "bytes")
CURVE_ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141

DOMAIN = {"name": "string", "version": "string", "chainId": "uint256", "verifyingContract": "address"}
_TRANSFER = {
    "from": "address",
    "to": "address",
    "value": "uint256",
    "validAfter": "uint256",
    "validBefore": "uint256",
    "nonce": "bytes32",
}
KINDS = {
    "Permit": {
        "owner": "address",
        "spender": "address",
        "value": "uint256",
        "nonce": "uint256",
        "deadline": "uint256",
    },
    "TransferWithAuthorization": _TRANSFER,
    "ReceiveWithAuthorization": _TRANSFER,
    "CancelAuthorization": {"authorizer": "address", "nonce": "bytes32"},
}
"""Members and types of each message, as EIP-2612 and EIP-3009 have them."""


def type_hash(kind: str) -> bytes:
    """By the formula of EIP-712: the hash of the kind and its members."""
    members = DOMAIN if kind == "EIP712Domain" else KINDS[kind]
    return keccak(text=f"{kind}({','.join(f'{word} {name}' for name, word in members.items())})")


def domain_separator(contract: Contract, chain_id: int) -> bytes:
    """By the formula of EIP-712, in the domain of a token."""
    words = (keccak(text=NAME), keccak(text=VERSION), chain_id, contract.address)
    return keccak(type_hash("EIP712Domain") + b"".join(map(_word, words)))


def _word(value: Any) -> bytes:
    """A member of a message in its 32 bytes; strings are hashed before."""
    if isinstance(value, int):
        return value.to_bytes(32)
    return value if isinstance(value, bytes) else bytes.fromhex(value[2:]).rjust(32, b"\0")


@dataclass(frozen=True, kw_only=True)
class Slip:
    """A signed message in the hands of whoever may submit it."""

    contract: Contract
    kind: str
    message: Mapping[str, Any]
    signature: Signature

    def but(self, **changed: Any) -> Slip:
        """The same signature under another message; `from` is written `from_`."""
        return replace(self, message={**self.message, **_plain(changed)})

    def signed(self, **parts: Any) -> Slip:
        """The same message under another signature."""
        return replace(self, signature=self.signature._replace(**parts))

    def called(self, kind: str) -> Slip:
        """The same message and signature, submitted as something else."""
        return replace(self, kind=kind)

    @property
    def raw(self) -> bytes:
        """The signature in one piece."""
        return self.signature.r + self.signature.s + bytes([self.signature.v])

    @property
    def digest(self) -> bytes:
        """What the key signed, by the formula of EIP-712 in the token's own domain."""
        members = b"".join(_word(self.message[name]) for name in KINDS[self.kind])
        domain = domain_separator(self.contract, self.contract.chain.engine.chain_id())
        return keccak(b"\x19\x01" + domain + keccak(type_hash(self.kind) + members))

    def submit(self, *, sender: Sender, form: str = "vrs") -> Receipt:
        """Call the function that takes it, with the signature in that form."""
        return self._send(self.calldata(form), sender)

    def submit_raw(self, signature: bytes, *, sender: Sender) -> Receipt:
        """Call the function that takes a signature in one piece, with this one."""
        return self._send(self._encoded(["bytes"], [signature]), sender)

    def calldata(self, form: str = "vrs") -> bytes:
        """The call to the function that takes it, with the signature in that form."""
        if form == "bytes":
            return self._encoded(["bytes"], [self.raw])
        return self._encoded(["uint8", "bytes32", "bytes32"], self.signature)

    def _encoded(self, more_types: list[str], more: Any) -> bytes:
        members = {name: kind for name, kind in KINDS[self.kind].items() if (self.kind, name) != ("Permit", "nonce")}
        function = self.kind[0].lower() + self.kind[1:]
        declared = self.contract.abi.function(f"{function}({','.join([*members.values(), *more_types])})")
        return declared.encode(*[self.message[name] for name in members], *more)

    def _send(self, data: bytes, sender: Sender) -> Receipt:
        return self.contract.chain.send(self.contract.address, data, sender=sender)


class Signing:
    """Signs for the token of a stage: by the account that the message is about, unless `signer` is another.

    `domain` replaces parts of the domain: name, version, chainId, verifyingContract.
    """

    def __init__(self, stage: Stage) -> None:
        self.chain, self.contract = stage.chain, stage.token.contract

    def permit(
        self,
        owner: Party,
        spender: Party,
        value: int,
        *,
        nonce: int | None = None,
        deadline: int = FOREVER,
        signer: Account | None = None,
        domain: Mapping[str, Any] | None = None,
    ) -> Slip:
        """An allowance; with the owner's next nonce where none is given."""
        following = self.contract.call("nonces", address_of(owner)) if nonce is None else nonce
        message = {"owner": owner, "spender": spender, "value": value, "nonce": following, "deadline": deadline}
        return self.sign("Permit", message, signer or owner, domain)

    def transfer(self, source: Party, to: Party, value: int, **more: Any) -> Slip:
        """A transfer that anybody submits; `more` as for `authorization`."""
        return self.authorization("TransferWithAuthorization", source, to, value, **more)

    def receive(self, source: Party, to: Party, value: int, **more: Any) -> Slip:
        """A transfer that the recipient submits; `more` as for `authorization`."""
        return self.authorization("ReceiveWithAuthorization", source, to, value, **more)

    def authorization(
        self,
        kind: str,
        source: Party,
        to: Party,
        value: int,
        *,
        nonce: int = 1,
        valid_after: int = 0,
        valid_before: int = FOREVER,
        signer: Account | None = None,
        domain: Mapping[str, Any] | None = None,
    ) -> Slip:
        """A transfer of either kind."""
        times = {"validAfter": valid_after, "validBefore": valid_before}
        message = {"from": source, "to": to, "value": value, **times, "nonce": nonce}
        return self.sign(kind, message, signer or source, domain)

    def cancel(
        self,
        authorizer: Party,
        *,
        nonce: int = 1,
        signer: Account | None = None,
        domain: Mapping[str, Any] | None = None,
    ) -> Slip:
        """The end of an authorisation."""
        message = {"authorizer": authorizer, "nonce": nonce}
        return self.sign("CancelAuthorization", message, signer or authorizer, domain)

    def sign(self, kind: str, message: Mapping[str, Any], signer: Any, domain: Mapping[str, Any] | None = None) -> Slip:
        """A message of that kind under the signer's signature."""
        members = KINDS[kind]
        plain = _plain(message)
        plain["nonce"] = plain["nonce"].to_bytes(32) if members["nonce"] == "bytes32" else plain["nonce"]
        types = {kind: [{"name": name, "type": word} for name, word in members.items()]}
        signature = signer.sign_typed_data(self.domain | dict(domain or {}), types, plain)
        return Slip(contract=self.contract, kind=kind, message=plain, signature=signature)

    @property
    def domain(self) -> dict[str, Any]:
        """What the token's signatures are bound to."""
        chain_id = self.chain.engine.chain_id()
        return {"name": NAME, "version": VERSION, "chainId": chain_id, "verifyingContract": self.contract.address}


def _plain(message: Mapping[str, Any]) -> dict[str, Any]:
    """Accounts by their addresses."""
    return {name.rstrip("_"): getattr(value, "address", value) for name, value in message.items()}
