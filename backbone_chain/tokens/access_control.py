"""Tokens with roles."""

from __future__ import annotations

from typing import ClassVar

from backbone_chain.tokens._family import Family


class AccessControl(Family):
    """Keys are roles, each with a role that gives and takes it (OpenZeppelin's AccessControl)."""

    declares = """
    function DEFAULT_ADMIN_ROLE() view returns (bytes32)
    function MINTER_ROLE() view returns (bytes32)
    function BURNER_ROLE() view returns (bytes32)
    function PAUSER_ROLE() view returns (bytes32)
    function UPGRADER_ROLE() view returns (bytes32)
    function FREEZER_ROLE() view returns (bytes32)
    function BLACKLISTER_ROLE() view returns (bytes32)
    function hasRole(bytes32 role, address account) view returns (bool)
    function getRoleAdmin(bytes32 role) view returns (bytes32)
    function getRoleMember(bytes32 role, uint256 index) view returns (address)
    function getRoleMemberCount(bytes32 role) view returns (uint256)
    function grantRole(bytes32 role, address account)
    function revokeRole(bytes32 role, address account)
    function renounceRole(bytes32 role, address account)
    function mint(address to, uint256 amount)
    function burn(uint256 amount)
    function burnFrom(address account, uint256 amount)
    function burn(address account, uint256 amount)
    function pause()
    function unpause()
    function paused() view returns (bool)
    function upgradeTo(address newImplementation)
    function upgradeToAndCall(address newImplementation, bytes data) payable
    event RoleAdminChanged(bytes32 indexed role, bytes32 indexed previousAdminRole, bytes32 indexed newAdminRole)
    """
    marks: ClassVar[tuple[str, ...]] = (
        "hasRole(bytes32,address)",
        "grantRole(bytes32,address)",
        "getRoleAdmin(bytes32)",
    )
    calls = {
        "mint": "mint($to, $amount)",
        "burn": "burn($amount)",
        "pause": "pause()",
        "unpause": "unpause()",
    }
    keeper = "defaultAdmin"
