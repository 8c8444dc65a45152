// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Limits of minters and bridges
/// @notice Each account has three limits of its own, all zero at first. Zero lets nothing through and no value means
/// "unlimited". What counts against a limit of a window is all that went through in the last day, so that no day,
/// whenever it begins, sees more than the limit. Changing a limit forgets nothing that was used. Amounts of zero are
/// refused.
interface ISupplyLimits {
    /// @notice The limits of one account, in base units
    /// @param perTransaction The most that one mint may create
    /// @param mintPerWindow The most that may be minted within any window
    /// @param burnPerWindow The most that may be burned within any window
    struct Limits {
        uint256 perTransaction;
        uint256 mintPerWindow;
        uint256 burnPerWindow;
    }

    /// @notice Emitted when the limits of an account are set or lowered
    /// @param account The minter or bridge
    /// @param oldLimits Its limits so far
    /// @param newLimits Its limits from now on
    /// @param by The minter admin or the canceller
    event LimitsChanged(address indexed account, Limits oldLimits, Limits newLimits, address indexed by);

    /// @notice Thrown when nothing would be minted or burned
    error ZeroAmount();

    /// @notice Thrown when one mint would create too much
    /// @param account The minter or bridge
    /// @param limit The most that one mint of it may create, in base units
    /// @param amount What it wanted to mint, in base units
    error MintExceedsTransactionLimit(address account, uint256 limit, uint256 amount);

    /// @notice Thrown when too much would be minted within one window
    /// @param account The minter or bridge
    /// @param available What it may mint now, in base units
    /// @param amount What it wanted to mint, in base units
    error MintExceedsWindow(address account, uint256 available, uint256 amount);

    /// @notice Thrown when too much would be burned within one window
    /// @param account The minter or bridge
    /// @param available What it may burn now, in base units
    /// @param amount What it wanted to burn, in base units
    error BurnExceedsWindow(address account, uint256 available, uint256 amount);

    /// @notice Thrown when a limit would be above the ceiling
    /// @param account The minter or bridge
    /// @param ceiling The highest limit there is, in base units
    /// @param limit The limit asked for, in base units
    error LimitTooHigh(address account, uint256 ceiling, uint256 limit);

    /// @notice Thrown when lowering would raise a limit
    /// @param account The minter or bridge
    /// @param current The limit so far, in base units
    /// @param limit The limit asked for, in base units
    error LimitNotLowered(address account, uint256 current, uint256 limit);

    /// @notice Sets the limits of an account, by the minter admin
    /// @param account The minter or bridge
    /// @param newLimits Its limits from now on, each up to the ceiling
    /// @custom:warning A limit is what a stolen key creates each day until it is noticed. The minter admin belongs
    /// behind a timelock.
    function setLimits(address account, Limits calldata newLimits) external;

    /// @notice Lowers the limits of an account, by the canceller, while paused too
    /// @param account The minter or bridge
    /// @param newLimits Its limits from now on, each at most what it is
    function lowerLimits(address account, Limits calldata newLimits) external;

    /// @notice The limits of an account
    /// @param account The account asked about
    /// @return Its limits, zeros where none were set
    function limitsOf(address account) external view returns (Limits memory);

    /// @notice How much an account minted within the window that ends now
    /// @param account The account asked about
    /// @return used What it minted, in base units
    /// @return available What is left of its limit, in base units
    function mintWindowOf(address account) external view returns (uint256 used, uint256 available);

    /// @notice How much an account burned within the window that ends now
    /// @param account The account asked about
    /// @return used What it burned, in base units
    /// @return available What is left of its limit, in base units
    function burnWindowOf(address account) external view returns (uint256 used, uint256 available);

    /// @notice The length of a window; what went through at one second is free again this many seconds later
    /// @return A day, in seconds
    function WINDOW() external view returns (uint48);

    /// @notice The highest limit that can be set
    /// @return The ceiling in base units
    function MAX_LIMIT() external view returns (uint256);
}
