// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The admin, who says who holds which role
/// @notice The admin is one account, handed over in two steps with a delay between them, and grants and revokes every
/// other role. The calls are those of OpenZeppelin's AccessControlDefaultAdminRules.
/// @custom:warning The admin holds no other power, but can grant itself any of them. Keep it behind a timelock.
interface IAdministration {
    /// @notice Thrown when the admin would be handed to nobody
    error AdminCannotBeLost();

    /// @notice Thrown when a role would go to the zero address
    error ZeroAddress();
}
