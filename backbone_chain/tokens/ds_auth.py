"""Tokens with wards."""

from __future__ import annotations

from backbone_chain.model import RoleGranted, RoleRevoked
from backbone_chain.tokens._family import SENDER, Family, told


class DsAuth(Family):
    """Every ward can do everything, and make others wards (Dai, USDS, and other tokens after ds-auth)."""

    declares = """
    function wards(address account) view returns (uint256)
    function rely(address usr)
    function deny(address usr)
    function mint(address usr, uint256 wad)
    function burn(address usr, uint256 wad)
    function push(address usr, uint256 wad)
    function pull(address usr, uint256 wad)
    function move(address src, address dst, uint256 wad)
    function upgradeToAndCall(address newImplementation, bytes data) payable
    event Rely(address indexed usr)
    event Deny(address indexed usr)
    """
    marks = ("wards(address)", "rely(address)", "deny(address)")
    calls = {
        "mint": "mint($to, $amount)",
        "configure_minter": "rely($minter)",
        "remove_minter": "deny($minter)",
    }
    keeper = "owner"
    events = {
        "Rely": told(RoleGranted, role="=admin", account="usr", by=SENDER),
        "Deny": told(RoleRevoked, role="=admin", account="usr", by=SENDER),
    }
