"""What signatures are bound to: the domain and the types of EIP-712, on this chain and after an upgrade."""

from __future__ import annotations

import sys
from dataclasses import replace

import pytest
from _outcome import IMPLEMENTATION_SLOT, erc7201, request
from _signing import NAME, VERSION, domain_separator
from eth_utils import keccak

from backbone_chain import engines
from backbone_chain.chain import Chain
from backbone_chain.engines._base import CHAIN_ID
from backbone_chain.errors import RefusedError

FORKED_CHAIN_ID = 10_001
NAME_SLOT = erc7201("openzeppelin.storage.ERC20") + 3
TYPES = {
    "PERMIT_TYPEHASH": "Permit(address owner,address spender,uint256 value,uint256 nonce,uint256 deadline)",
    "TRANSFER_WITH_AUTHORIZATION_TYPEHASH": "TransferWithAuthorization(address from,address to,uint256 value,"
    "uint256 validAfter,uint256 validBefore,bytes32 nonce)",
    "RECEIVE_WITH_AUTHORIZATION_TYPEHASH": "ReceiveWithAuthorization(address from,address to,uint256 value,"
    "uint256 validAfter,uint256 validBefore,bytes32 nonce)",
    "CANCEL_AUTHORIZATION_TYPEHASH": "CancelAuthorization(address authorizer,bytes32 nonce)",
}


@pytest.mark.parametrize("constant", TYPES)
def test_a_type_hash_is_the_hash_of_what_its_eip_says(contract, constant):
    assert contract.call(constant) == keccak(text=TYPES[constant])


def test_the_domain_separator_follows_the_formula(contract, chain):
    assert contract.call("DOMAIN_SEPARATOR") == domain_separator(contract, chain.engine.chain_id())


def test_the_domain_can_be_read(contract, chain):
    assert contract.call("eip712Domain") == (
        bytes([0b01111]),  # name, version, chain and contract, no salt
        NAME,
        VERSION,
        chain.engine.chain_id(),
        contract.address,
        bytes(32),
        (),
    )


# --- another chain


@pytest.fixture
def forked(chain, contract, monkeypatch):
    """The token's code and name, with all that was written into its code, on a chain of another id."""
    if not chain.engine.capabilities.sets_state:
        pytest.skip(f"the engine {chain.engine.name} sets no code, so no chain forks")
    for module in [module for name, module in sys.modules.items() if name.startswith(engines.__name__)]:
        monkeypatch.setattr(module, "CHAIN_ID", FORKED_CHAIN_ID, raising=False)
    before, after = chain.engine, Chain(chain.engine.name, fork=chain.engine.fork)
    implementation = f"0x{before.get_storage(contract.address, IMPLEMENTATION_SLOT):040x}"
    for address in (contract.address, contract.chain.at(implementation, contract.abi).address):
        after.engine.set_code(address, before.get_code(address))
    for slot in (IMPLEMENTATION_SLOT, NAME_SLOT):
        after.engine.set_storage(contract.address, slot, before.get_storage(contract.address, slot))
    return after.at(contract.address, contract.abi)


def test_a_chain_that_forks_has_a_domain_of_its_own(forked, contract, chain):
    assert forked.call("DOMAIN_SEPARATOR") == domain_separator(contract, FORKED_CHAIN_ID)
    assert forked.call("eip712Domain")[3] == FORKED_CHAIN_ID


def test_what_was_signed_on_one_side_of_a_fork_is_refused_on_the_other(forked, signs, holder, spender, relayer):
    # given
    here, there = (
        replace(signs.permit(holder, spender, 5, nonce=0, domain={"chainId": chain_id}), contract=forked)
        for chain_id in (CHAIN_ID, FORKED_CHAIN_ID)
    )

    # when
    with pytest.raises(RefusedError) as caught:
        here.submit(sender=relayer)
    there.submit(sender=relayer)

    # then
    assert (caught.value.error.name, caught.value.error.args) == ("InvalidSignature", {"account": holder.address})
    assert forked.call("allowance", holder, spender) == 5


# --- an upgrade


def test_signatures_outlive_an_upgrade(
    contract, token, signs, holder, spender, recipient, relayer, implementation, does
):
    # given
    permit, transfer = signs.permit(holder, spender, 5), signs.transfer(holder, recipient, 5)
    separator = contract.call("DOMAIN_SEPARATOR")

    # when
    token.upgrade(implementation)

    # then
    assert contract.call("DOMAIN_SEPARATOR") == separator
    assert does(lambda: permit.submit(sender=relayer)).changes["allowance of holder for spender"] == 5
    assert does(lambda: transfer.submit(sender=relayer)).changes["balance of recipient"] == 5


def test_nonces_outlive_an_upgrade(contract, token, signs, holder, spender, relayer, implementation, refuses):
    # given
    permit, cancellation = signs.permit(holder, spender, 5), signs.cancel(holder)
    permit.submit(sender=relayer)
    cancellation.submit(sender=relayer)

    # when
    token.upgrade(implementation)

    # then
    assert contract.call("nonces", holder) == 1
    with refuses("InvalidSignature", account=holder):
        permit.submit(sender=relayer)
    with refuses("AuthorizationUsedOrCanceled", authorizer=holder, nonce=request(1)):
        cancellation.submit(sender=relayer)


def test_used_nonces_are_kept_in_the_namespace_of_authorisations(chain, contract, signs, holder, relayer):
    signs.cancel(holder).submit(sender=relayer)

    outer = keccak(
        bytes.fromhex(holder.address[2:]).rjust(32, b"\0") + request(erc7201("backbone.storage.Authorizations"))
    )
    slot = int.from_bytes(keccak(request(1) + outer))
    assert chain.engine.get_storage(contract.address, slot) == 1
