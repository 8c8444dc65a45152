"""Accounts from a seed, their signatures, and puppets that act for them."""

from __future__ import annotations

import dataclasses

import coincurve
import pytest
from eth_account import Account as EthAccount
from eth_account.messages import encode_typed_data
from eth_utils import is_checksum_address, keccak

from backbone_chain.abi import Function
from backbone_chain.accounts import Account, Puppet

TARGET = Account.named("target", 0).address
DOMAIN = {"name": "Reference Dollar", "version": "1", "chainId": 1, "verifyingContract": TARGET}
PERMIT = {
    "Permit": [
        {"name": "owner", "type": "address"},
        {"name": "spender", "type": "address"},
        {"name": "value", "type": "uint256"},
        {"name": "nonce", "type": "uint256"},
        {"name": "deadline", "type": "uint256"},
    ]
}


def permit(owner: Account, value: int = 2**256 - 1) -> dict[str, object]:
    return {"owner": owner.address, "spender": TARGET, "value": value, "nonce": 0, "deadline": 2**256 - 1}


@pytest.fixture
def holder() -> Account:
    return Account.named("holder", 7)


def test_account_follows_from_name_and_seed(holder: Account) -> None:
    assert holder.key == Account.named("holder", 7).key
    assert holder.address == Account.named("holder", 7).address
    assert len({Account.named(name, seed).address for name in ("holder", "minter") for seed in (0, 7)}) == 4


def test_address_is_that_of_the_key_and_checksummed(holder: Account) -> None:
    assert holder.address == EthAccount.from_key(holder.key).address
    assert is_checksum_address(holder.address)


@pytest.mark.parametrize("key", [bytes(32), b"\xff" * 32], ids=["zero", "over the curve's order"])
def test_key_that_is_none_is_refused(key: bytes) -> None:
    with pytest.raises(ValueError, match="secret"):
        _ = Account("nobody", key).address


def test_key_is_not_shown(holder: Account) -> None:
    assert holder.key.hex() not in repr(holder)
    assert repr(holder.key) not in repr(holder)


def test_account_is_frozen(holder: Account) -> None:
    with pytest.raises(dataclasses.FrozenInstanceError):
        holder.name = "thief"  # type: ignore[misc]


def test_typed_data_signature_is_the_signers(holder: Account) -> None:
    signature = holder.sign_typed_data(DOMAIN, PERMIT, permit(holder))
    message = encode_typed_data(DOMAIN, PERMIT, permit(holder))
    assert EthAccount.recover_message(message, vrs=signature) == holder.address
    assert (len(signature.r), len(signature.s), signature.v in (27, 28)) == (32, 32, True)


def test_typed_data_signature_is_the_same_each_time_and_another_for_another_message(holder: Account) -> None:
    first, again = (holder.sign_typed_data(DOMAIN, PERMIT, permit(holder)) for _ in range(2))
    assert first == again
    assert holder.sign_typed_data(DOMAIN, PERMIT, permit(holder, value=1)) != first
    assert holder.sign_typed_data({**DOMAIN, "chainId": 2}, PERMIT, permit(holder)) != first


def test_signing_leaves_its_arguments_alone(holder: Account) -> None:
    domain, types, message = dict(DOMAIN), {"Permit": list(PERMIT["Permit"])}, permit(holder)
    holder.sign_typed_data(domain, types, message)
    assert (domain, types, message) == (DOMAIN, PERMIT, permit(holder))


def test_short_signature_parts_are_filled_to_32_bytes() -> None:
    holder = Account.named("holder", 0)
    signatures = [holder.sign_typed_data(DOMAIN, PERMIT, permit(holder, value)) for value in range(300)]
    assert any(signature.r[0] == 0 or signature.s[0] == 0 for signature in signatures)
    assert {len(part) for signature in signatures for part in (signature.r, signature.s)} == {32}


def test_authorization_is_the_signers(holder: Account) -> None:
    signed = holder.sign_authorization(TARGET, chain_id=1, nonce=5)
    assert (signed.chain_id, signed.nonce) == (1, 5)
    payload = bytes.fromhex(
        "05d70194" + TARGET[2:].lower() + "05"
    )  # 0x05 and rlp([chain id, address, nonce]), EIP-7702
    compact = signed.r.to_bytes(32, "big") + signed.s.to_bytes(32, "big") + bytes([signed.y_parity])
    public = coincurve.PublicKey.from_signature_and_message(compact, keccak(payload), hasher=None)
    assert keccak(public.format(compressed=False)[1:])[-20:].hex() == holder.address[2:].lower()


def test_account_calls_a_target_itself(holder: Account) -> None:
    assert holder.route(TARGET, b"\1\2") == (holder.address, TARGET, b"\1\2")


def test_puppet_calls_a_target_through_its_owner(holder: Account) -> None:
    inputs = [{"name": "target", "type": "address"}, {"name": "data", "type": "bytes"}]
    execute = Function({"name": "execute", "inputs": inputs})
    address = Account.named("puppet", 0).address
    puppet = Puppet("puppet", holder, address, execute)
    assert puppet.route(TARGET, b"\1\2") == (holder.address, address, execute.encode(TARGET, b"\1\2"))
