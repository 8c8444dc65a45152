"""Signatures for any function that takes one: the EIP-712 struct is named after it, as in EIP-2612 and EIP-3009."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import coincurve
import eth_abi
from eth_utils import keccak

from backbone_chain.abi import Function
from backbone_chain.accounts import Account
from backbone_chain.chain import Contract
from backbone_chain.errors import BackboneError

Parameter = Mapping[str, Any]
SPLIT = ["uint8", "bytes32", "bytes32"]
WHOLE = ["bytes"]


def is_signed(function: Function) -> bool:
    """Whether its last arguments are a signature."""
    return bool(_signature_length(function.inputs))


def signed(contract: Contract, function: Function, args: Sequence[Any], signer: Account) -> list[Any]:
    """The arguments with a signature of theirs by `signer` in the place of the last ones."""
    length = _signature_length(function.inputs)
    digest = keccak(b"\x19\x01" + _domain(contract) + _struct_hash(contract, function, args, signer))
    compact = coincurve.PrivateKey(signer.key).sign_recoverable(digest, hasher=None)
    r, s, v = compact[:32], compact[32:64], compact[64] + 27
    return [*args[:-length], *([v, r, s] if length == len(SPLIT) else [r + s + bytes([v])])]


def _signature_length(inputs: Sequence[Parameter]) -> int:
    kinds = [each["type"] for each in inputs]
    if kinds[-3:] == SPLIT and inputs[-1]["name"].strip("_") == "s":
        return len(SPLIT)
    return len(WHOLE) if kinds[-1:] == WHOLE and "sig" in inputs[-1]["name"].lower() else 0


def _domain(contract: Contract) -> bytes:
    try:
        return bytes(contract.call("DOMAIN_SEPARATOR"))
    except BackboneError:
        return bytes(32)


def _struct_hash(contract: Contract, function: Function, args: Sequence[Any], signer: Account) -> bytes:
    length = _signature_length(function.inputs)
    fields = [(each["type"], each["name"].strip("_")) for each in function.inputs[:-length]]
    values = list(args[:-length])
    if "nonce" not in [name for _, name in fields] and contract.abi.has("nonces"):
        fields.insert(-1, ("uint256", "nonce"))
        values.insert(-1, contract.call("nonces", signer))
    name = function.name[0].upper() + function.name[1:]
    kind = f"{name}({','.join(f'{kind} {name}' for kind, name in fields)})"
    return keccak(eth_abi.encode(["bytes32", *(kind for kind, _ in fields)], [keccak(text=kind), *values]))
