// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Burning on one chain what another one mints
/// @notice The calls and events are those of ERC-7802. A bridge is never a minter, and mints and burns within limits of its own,
/// which the supply controller keeps. It burns from another account only within that account's allowance to it.
interface IBridgeable {
    /// @notice Thrown when there is no supply controller, which keeps the limits of bridges
    error NoSupplyController();

    /// @notice Thrown when an account would be minter and bridge at once
    /// @param account The account
    error MinterAndBridge(address account);

    /// @notice The role that mints and burns for transfers between chains
    /// @return The id of the role
    /// @custom:warning A bridge that accepts forged messages mints up to its limit, again in every window.
    function BRIDGE_ROLE() external view returns (bytes32);
}
