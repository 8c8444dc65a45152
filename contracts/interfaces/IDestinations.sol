// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Where minters may mint to
/// @notice Each minter mints to the addresses on its own list and to no other. The list is empty at first. Bridges have
/// none. Allowing what is allowed, or removing what is not, changes nothing and emits nothing.
interface IDestinations {
    /// @notice Emitted when a destination is added to the list of a minter
    /// @param minter The minter
    /// @param to The destination
    /// @param by The minter admin
    event DestinationAllowed(address indexed minter, address indexed to, address indexed by);

    /// @notice Emitted when a destination is taken off the list of a minter
    /// @param minter The minter
    /// @param to The destination
    /// @param by The canceller
    event DestinationRemoved(address indexed minter, address indexed to, address indexed by);

    /// @notice Thrown when a minter would mint to an address that is not on its list
    /// @param minter The minter
    /// @param to The recipient
    error DestinationNotAllowed(address minter, address to);

    /// @notice Puts an address on the list of a minter, by the minter admin
    /// @param minter The minter
    /// @param to The address
    /// @custom:warning A stolen minter key can send what it mints to this address only. Allow none that the minter's
    /// key controls too.
    function allowDestination(address minter, address to) external;

    /// @notice Takes an address off the list of a minter, by the canceller, while paused too
    /// @param minter The minter
    /// @param to The address
    function removeDestination(address minter, address to) external;

    /// @notice Whether a minter may mint to an address
    /// @param minter The minter
    /// @param to The address
    /// @return True if it is on the minter's list
    function isDestination(address minter, address to) external view returns (bool);

    /// @notice The length of a minter's list
    /// @param minter The minter
    /// @return How many addresses are on it
    function destinationCount(address minter) external view returns (uint256);

    /// @notice An address on a minter's list, whose order changes when one is removed
    /// @param minter The minter
    /// @param index From zero to destinationCount() - 1
    /// @return The address
    function destinationAt(address minter, uint256 index) external view returns (address);
}
