"""Tokens with one owner."""

from __future__ import annotations

from typing import ClassVar

from backbone_chain.tokens._family import Family


class Ownable(Family):
    """One owner holds all keys, and hands them over in one step (OpenZeppelin's Ownable)."""

    declares = """
    function owner() view returns (address)
    function transferOwnership(address newOwner)
    function renounceOwnership()
    function mint(address to, uint256 amount)
    function burn(uint256 amount)
    function burnFrom(address account, uint256 amount)
    function pause()
    function unpause()
    function paused() view returns (bool)
    function upgradeTo(address newImplementation)
    function upgradeToAndCall(address newImplementation, bytes data) payable
    function proxiableUUID() view returns (bytes32)
    """
    marks: ClassVar[tuple[str, ...]] = ("owner()", "transferOwnership(address)")
    calls = {
        "mint": "mint($to, $amount)",
        "burn": "burn($amount)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
