// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Upgrading through the implementation
/// @notice The proxy is an ERC-1967 one that the implementation upgrades (UUPS). The call is OpenZeppelin's upgradeToAndCall.
interface IUpgradable {
    /// @notice The role that replaces the implementation
    /// @return The id of the role
    /// @custom:warning Holds every power there is, by way of new code. Give it to a timelock.
    function UPGRADER_ROLE() external view returns (bytes32);
}
