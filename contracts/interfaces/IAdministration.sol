// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title The admin, who says who holds which role
/// @notice The admin is one account, handed over in two steps with a delay between them, and grants and revokes every
/// other role. The calls are those of OpenZeppelin's AccessControlDefaultAdminRules.
/// @custom:warning The admin holds no other power, but can grant itself any of them. Keep it behind a timelock.
interface IAdministration {
    /// @notice Thrown when the admin would be handed to nobody
    error AdminCannotBeLost();

    /// @notice Thrown when the delay of handing over the admin would be longer than the ceiling
    /// @param ceiling The longest delay there is, in seconds
    /// @param delay The delay asked for, in seconds
    error AdminDelayTooLong(uint48 ceiling, uint48 delay);

    /// @notice Thrown when a role would go to the zero address
    error ZeroAddress();

    /// @notice The longest delay of handing over the admin: with one that never ends, nobody could replace a lost admin
    /// @return The ceiling in seconds
    function MAX_ADMIN_DELAY() external view returns (uint48);
}
