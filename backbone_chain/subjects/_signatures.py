"""What functions are called of which only selectors are known: those of all families, and of what governs them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from backbone_chain import artifacts, tokens
from backbone_chain.abi import Abi, Function, declared
from backbone_chain.tokens._family import Family

Entry = Mapping[str, Any]

GOVERNANCE = """
function getMinDelay() view returns (uint256)
function delay() view returns (uint256)
function getThreshold() view returns (uint256)
function getOwners() view returns (address[])
function owner() view returns (address)
function pendingOwner() view returns (address)
function transferOwnership(address newOwner)
function acceptOwnership()
function renounceOwnership()
function upgrade(address proxy, address implementation)
function upgradeAndCall(address proxy, address implementation, bytes data) payable
function changeProxyAdmin(address proxy, address newAdmin)
function upgradeTo(address newImplementation)
function upgradeToAndCall(address newImplementation, bytes data) payable
function changeAdmin(address newAdmin)
function admin() view returns (address)
function implementation() view returns (address)
function grantRole(uint64 roleId, address account, uint32 executionDelay)
function revokeRole(uint64 roleId, address account)
function setTargetFunctionRole(address target, bytes4[] selectors, uint64 roleId)
function setTargetClosed(address target, bool closed)
function updateAuthority(address target, address newAuthority)
function configureController(address _controller, address _worker)
function removeController(address _controller)
function setMinterManager(address _newMinterManager)
function configureMinter(uint256 _newAllowance) returns (bool)
function incrementMinterAllowance(uint256 _allowanceIncrement) returns (bool)
function decrementMinterAllowance(uint256 _allowanceDecrement) returns (bool)
function removeMinter() returns (bool)
"""
EXTENSIONS = """
function permit(address owner, address spender, uint256 value, uint256 deadline, uint8 v, bytes32 r, bytes32 s)
function permit(address owner, address spender, uint256 value, uint256 deadline, bytes signature)
function nonces(address owner) view returns (uint256)
function DOMAIN_SEPARATOR() view returns (bytes32)
function PERMIT_TYPEHASH() view returns (bytes32)
function version() view returns (string)
function increaseAllowance(address spender, uint256 addedValue) returns (bool)
function decreaseAllowance(address spender, uint256 subtractedValue) returns (bool)
function crosschainMint(address to, uint256 amount)
function crosschainBurn(address from, uint256 amount)
function bridgeMint(address to, uint256 amount)
function bridgeBurn(address from, uint256 amount)
function mint(uint256 amount)
function mintTo(address to, uint256 amount)
function issue(address to, uint256 amount)
function redeem(uint256 amount)
function redeem(uint256 amount, bytes32 requestId)
function burn(address from, uint256 amount)
function freeze(address account)
function unfreeze(address account)
function freezeAccount(address target, bool freeze)
function setFrozen(address account, bool isFrozen)
function frozen(address account) view returns (bool)
function isFrozen(address account) view returns (bool)
function blacklist(address account)
function blackList(address account)
function unblacklist(address account)
function unBlacklist(address account)
function removeBlacklist(address account)
function removeFromBlacklist(address account)
function setBlacklisted(address account, bool isBlacklisted)
function addBlackList(address account)
function addToBlacklist(address account)
function denylist(address account)
function addDenylist(address account)
function removeDenylist(address account)
function blockAccount(address account)
function unblockAccount(address account)
function ban(address account)
function unban(address account)
function wipe(address account)
function wipe(address account, uint256 amount)
function wipeBlacklisted(address account)
function seize(address from, address to, uint256 amount)
function clawback(address from, uint256 amount)
function clawback(address from, address to, uint256 amount)
function forceTransfer(address from, address to, uint256 amount)
function destroyBlackFunds(address account)
function setPaused(bool isPaused)
function halt()
function resume()
function addMinter(address account)
function addMinter(address account, uint256 allowance)
function removeMinter(address account)
function setMinter(address account, bool isMinter)
function setMinter(address account)
function isMinter(address account) view returns (bool)
function minter() view returns (address)
function setMintCap(uint256 cap)
function setMaxSupply(uint256 cap)
function setCap(uint256 cap)
function cap() view returns (uint256)
function maxSupply() view returns (uint256)
function setFee(uint256 fee)
function rescueERC20(address token, address to, uint256 amount)
function rescue(address token, address to, uint256 amount)
function recoverERC20(address token, uint256 amount)
function sweep(address token, address to)
function initialize()
function initialize(address owner)
function initialize(string name, string symbol)
function initialize(string name, string symbol, address owner)
function initialize(string name, string symbol, uint8 decimals, address owner)
function proxiableUUID() view returns (bytes32)
function supportsInterface(bytes4 interfaceId) view returns (bool)
"""


def explained(found: Iterable[bytes]) -> tuple[list[Entry], list[bytes]]:
    """The ABI entries of these selectors, with all known events, and the selectors that nothing known has."""
    wanted = list(dict.fromkeys(found))
    known: dict[bytes, Entry] = {}
    for entries in _tables(frozenset(wanted)):
        for selector, entry in entries.items():
            known.setdefault(selector, entry)
    functions = [known[selector] for selector in wanted if selector in known]
    return functions, [selector for selector in wanted if selector not in known]


def _tables(wanted: frozenset[bytes]) -> list[Mapping[bytes, Entry]]:
    """The family first that has most of them: others may call the same arguments by other names."""
    tables = [*_families(), _by_selector(declared(EXTENSIONS + GOVERNANCE))]
    return sorted(tables, key=lambda table: -len(wanted & table.keys()))


@cache
def _families() -> tuple[Mapping[bytes, Entry], ...]:
    own = artifacts.load("ReferenceDollar").interface.entries
    others = (family.abi().entries for family in tokens.families().values() if issubclass(family, Family))
    return tuple(_by_selector(entries) for entries in (own, *others))


def _by_selector(entries: Iterable[Entry]) -> dict[bytes, Entry]:
    return {Function(entry).selector: entry for entry in entries if entry.get("type") == "function"}


def events() -> list[Entry]:
    """Every event that a family declares."""
    families = (family.abi() for family in tokens.families().values() if issubclass(family, Family))
    abis: list[Abi] = [artifacts.load("ReferenceDollar").interface, *families]
    return [entry for abi in abis for entry in abi.entries if entry.get("type") == "event"]
