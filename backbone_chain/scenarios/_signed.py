"""What customers sign for others to submit: permits and authorisations of transfers."""

from __future__ import annotations

from typing import Any

from backbone_chain.accounts import Account, Sender
from backbone_chain.chain import Receipt
from backbone_chain.stage import Stage

FOREVER = 2**63
AUTHORIZATION = "WithAuthorization(address,address,uint256,uint256,uint256,bytes32,bytes)"
PERMIT = "permit(address,address,uint256,uint256,bytes)"
AUTHORIZED = "address from,address to,uint256 value,uint256 validAfter,uint256 validBefore,bytes32 nonce"
FIELDS = {
    "Permit": "address owner,address spender,uint256 value,uint256 nonce,uint256 deadline",
    "TransferWithAuthorization": AUTHORIZED,
    "ReceiveWithAuthorization": AUTHORIZED,
}


def permit(stage: Stage, owner: Account, spender: str, amount: int, nonce: int, chain_id: int | None = None) -> bytes:
    """A permit's calldata, signed. chain_id: another chain's, for a signature that was made there."""
    message = {"owner": owner.address, "spender": spender, "value": amount, "nonce": nonce, "deadline": FOREVER}
    signature = _signed(stage, "Permit", message, owner, chain_id)
    call = stage.token.contract.abi.function(PERMIT)
    return call.encode(owner.address, spender, amount, FOREVER, signature)


def authorization(
    stage: Stage, owner: Account, to: str, amount: int, nonce: int, chain_id: int | None = None, kind: str = "transfer"
) -> bytes:
    """The calldata of a transfer that its payer signed. kind: `transfer`, or `receive`, which its payee submits."""
    word = nonce.to_bytes(32)
    message = {"from": owner.address, "to": to, "value": amount}
    message |= {"validAfter": 0, "validBefore": FOREVER, "nonce": word}
    signature = _signed(stage, f"{kind.title()}WithAuthorization", message, owner, chain_id)
    call = stage.token.contract.abi.function(kind + AUTHORIZATION)
    return call.encode(owner.address, to, amount, 0, FOREVER, word, signature)


def submit(stage: Stage, data: bytes, *, sender: Sender) -> Receipt:
    """Show it to the token."""
    return stage.chain.send(stage.token.address, data, sender=sender)


def _signed(stage: Stage, kind: str, message: dict[str, Any], signer: Account, chain_id: int | None) -> bytes:
    _, name, version, here, contract, _, _ = stage.token.contract.call("eip712Domain")
    domain = {"name": name, "version": version, "chainId": chain_id or here, "verifyingContract": contract}
    fields = [dict(zip(("type", "name"), field.split(), strict=True)) for field in FIELDS[kind].split(",")]
    v, r, s = signer.sign_typed_data(domain, {kind: fields}, message)
    return r + s + bytes([v])
