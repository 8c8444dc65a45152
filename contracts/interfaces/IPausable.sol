// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Pausing, bit by bit
/// @notice Transfers, minting, redeeming and signatures are paused separately, stopped by one role and restarted by
/// another. Pausing what is paused, or unpausing what is not, changes nothing and emits nothing.
/// @custom:warning While transfers are paused, minters still mint and holders still redeem, unless their bits are set too.
interface IPausable {
    /// @notice Emitted when something is paused
    /// @param bits The bits that were not set before
    /// @param by The pauser
    event Paused(uint8 bits, address indexed by);

    /// @notice Emitted when something is unpaused
    /// @param bits The bits that were set before
    /// @param by The unpauser
    event Unpaused(uint8 bits, address indexed by);

    /// @notice Thrown when the operation is paused
    /// @param bit The bit that stops it
    error OperationPaused(uint8 bit);

    /// @notice Thrown when bits are named that pause nothing
    /// @param bits The bits asked for
    error UnknownPauseBits(uint8 bits);

    /// @notice Pauses transfers, and approvals above zero with them
    function pause() external;

    /// @notice Pauses transfers, minting, redeeming and signatures
    function pauseAll() external;

    /// @notice Pauses what the bits say, and leaves the other bits alone
    /// @param bits A sum of pause bits
    function pauseBits(uint8 bits) external;

    /// @notice Unpauses what the bits say, and leaves the other bits alone
    /// @param bits A sum of pause bits
    function unpause(uint8 bits) external;

    /// @notice Everything that is paused
    /// @return A sum of pause bits
    function pausedBits() external view returns (uint8);

    /// @notice Whether an operation is paused
    /// @param bit Its pause bit
    /// @return True if the bit is set
    function isPaused(uint8 bit) external view returns (bool);

    /// @notice The role that stops operations
    /// @return The id of the role
    /// @custom:warning Can stop every holder at once, yet not restart anything.
    function PAUSER_ROLE() external view returns (bytes32);

    /// @notice The role that restarts operations
    /// @return The id of the role
    function UNPAUSER_ROLE() external view returns (bytes32);

    /// @notice The bit that stops transfers and approvals above zero
    /// @return 1
    function PAUSE_TRANSFER() external view returns (uint8);

    /// @notice The bit that stops minting
    /// @return 2
    function PAUSE_MINT() external view returns (uint8);

    /// @notice The bit that stops redeeming and burning
    /// @return 4
    function PAUSE_REDEEM() external view returns (uint8);

    /// @notice The bit that stops whatever a holder only signs
    /// @return 8
    function PAUSE_SIGNATURES() external view returns (uint8);
}
