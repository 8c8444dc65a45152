"""Who sends: accounts with keys drawn from a seed, their signatures, and puppets: contracts that act for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

import coincurve
from eth_utils import keccak

from backbone_chain.abi import Function
from backbone_chain.codec import checksum
from backbone_chain.engines._base import Authorization


class Signature(NamedTuple):
    """An ECDSA signature in the parts that token functions take: `r` and `s` as 32 bytes."""

    v: int
    r: bytes
    s: bytes


@dataclass(frozen=True, eq=False)
class Account:
    """An externally owned account: a role's name, a private key, an address."""

    name: str
    key: bytes = field(repr=False)

    @classmethod
    def named(cls, name: str, seed: int) -> Account:
        """The account of that name under that seed, the same on every machine."""
        return cls(name, keccak(text=f"backbone-chain account {seed} {name}"))

    @cached_property
    def address(self) -> str:
        """Checksummed."""
        public = coincurve.PublicKey.from_valid_secret(self.key).format(compressed=False)
        return checksum("0x" + keccak(public[1:])[-20:].hex())

    def sign_typed_data(
        self, domain: Mapping[str, Any], types: Mapping[str, Sequence[Mapping[str, str]]], message: Mapping[str, Any]
    ) -> Signature:
        """An EIP-712 signature, deterministic after RFC 6979."""
        from eth_account import Account as EthAccount  # noqa: PLC0415 - takes longer to import than a story to play

        signed = EthAccount.sign_typed_data(
            self.key, dict(domain), {k: list(v) for k, v in types.items()}, dict(message)
        )
        return Signature(signed.v, signed.r.to_bytes(32, "big"), signed.s.to_bytes(32, "big"))

    def sign_authorization(self, delegate: str, *, chain_id: int, nonce: int) -> Authorization:
        """An EIP-7702 authorization: this account runs the code of `delegate` from then on."""
        from eth_account import Account as EthAccount  # noqa: PLC0415 - as above

        signed = EthAccount.sign_authorization({"chainId": chain_id, "address": delegate, "nonce": nonce}, self.key)
        return Authorization(chain_id, delegate, nonce, signed.y_parity, signed.r, signed.s)

    def route(self, to: str, data: bytes) -> tuple[str, str, bytes]:
        """The sender, target and calldata of a transaction by which this account calls `to`."""
        return self.address, to, data


@dataclass(frozen=True, eq=False)
class Unlocked:
    """An account whose key a node holds and signs with."""

    name: str
    address: str

    def route(self, to: str, data: bytes) -> tuple[str, str, bytes]:
        """As for an account."""
        return self.address, to, data


@dataclass(frozen=True, eq=False)
class Puppet:
    """A contract as a sender: its owner makes it call, so that `msg.sender` is the contract on every engine."""

    name: str
    owner: Account
    address: str
    execute: Function

    def route(self, to: str, data: bytes) -> tuple[str, str, bytes]:
        """As for an account; what the target refuses comes back unchanged."""
        return self.owner.address, self.address, self.execute.encode(to, data)


Sender = Account | Unlocked | Puppet
