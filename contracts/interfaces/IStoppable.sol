// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Stopping one account at once
/// @notice Takes from a minter or a bridge all that it was allowed here: its limits, its destinations and its proposed
/// mints.
interface IStoppable {
    /// @notice Emitted when an account is stopped, after its limits have become zero
    /// @param account The minter or bridge
    /// @param epoch Its epoch from now on: proposals and destinations of earlier ones are void
    /// @param by The canceller
    event AccountStopped(address indexed account, uint256 epoch, address indexed by);

    /// @notice Sets all limits of an account to zero and voids its destinations and its proposals, while paused too
    /// @param account The minter or bridge
    /// @custom:warning Taking away the token's minter or bridge role alone leaves what is allowed here in place, for
    /// the day on which the role is given back. Whoever removes an account stops it too.
    function stopAccount(address account) external;

    /// @notice How often an account has been stopped
    /// @param account The account asked about
    /// @return Its epoch, zero at first
    function epochOf(address account) external view returns (uint256);
}
