"""What the token says that it speaks (ERC-165), and that it speaks it."""

from __future__ import annotations

from functools import reduce
from operator import xor

import pytest
from eth_utils import keccak

INTERFACES = {
    "ERC165": ("01ffc9a7", ["supportsInterface(bytes4)"]),
    "ERC20": (
        "36372b07",
        [
            "totalSupply()",
            "balanceOf(address)",
            "transfer(address,uint256)",
            "allowance(address,address)",
            "approve(address,uint256)",
            "transferFrom(address,address,uint256)",
        ],
    ),
    "ERC20Metadata": ("a219a025", ["name()", "symbol()", "decimals()"]),
    "ERC2612": (
        "9d8ff7da",
        [
            "permit(address,address,uint256,uint256,uint8,bytes32,bytes32)",
            "nonces(address)",
            "DOMAIN_SEPARATOR()",
        ],
    ),
    "ERC5267": ("84b0196e", ["eip712Domain()"]),
    "ERC7802": ("33331994", ["crosschainMint(address,uint256)", "crosschainBurn(address,uint256)"]),
    "ERC7943": (
        "3edbb4c4",
        [
            "forcedTransfer(address,address,uint256)",
            "setFrozenTokens(address,uint256)",
            "canSend(address)",
            "canReceive(address)",
            "getFrozenTokens(address)",
            "canTransfer(address,address,uint256)",
        ],
    ),
    "AccessControl": (
        "7965db0b",
        [
            "hasRole(bytes32,address)",
            "getRoleAdmin(bytes32)",
            "grantRole(bytes32,address)",
            "revokeRole(bytes32,address)",
            "renounceRole(bytes32,address)",
        ],
    ),
    "AccessControlDefaultAdminRules": (
        "31498786",
        [
            "defaultAdmin()",
            "pendingDefaultAdmin()",
            "defaultAdminDelay()",
            "pendingDefaultAdminDelay()",
            "beginDefaultAdminTransfer(address)",
            "cancelDefaultAdminTransfer()",
            "acceptDefaultAdminTransfer()",
            "changeDefaultAdminDelay(uint48)",
            "rollbackDefaultAdminDelay()",
            "defaultAdminDelayIncreaseWait()",
        ],
    ),
}
"""By the name of the standard: the id that it publishes, and the functions whose selectors it is the XOR of."""


@pytest.mark.branch("supportsInterface: when it is a standard that the token keeps: it answers true")
@pytest.mark.parametrize("name", INTERFACES)
def test_the_token_says_which_standards_it_keeps(contract, name):
    assert contract.call("supportsInterface", bytes.fromhex(INTERFACES[name][0])) is True


@pytest.mark.parametrize("name", INTERFACES)
def test_an_id_is_what_the_functions_of_the_standard_make_it_and_the_token_has_them(contract, name):
    published, functions = INTERFACES[name]

    assert reduce(xor, (int.from_bytes(keccak(text=function)[:4]) for function in functions)) == int(published, 16)
    assert [function for function in functions if not contract.abi.has(function)] == []


@pytest.mark.branch("supportsInterface: when it is anything else: it answers false")
@pytest.mark.parametrize("unknown", ["ffffffff", "00000000", "80ac58cd", "d9b67a26", "5a05180f", "b0202a11"])
def test_the_token_says_no_to_all_others(contract, unknown):
    """The invalid id, nothing, ERC-721, ERC-1155, AccessControlEnumerable, ERC-1363."""
    assert contract.call("supportsInterface", bytes.fromhex(unknown)) is False
