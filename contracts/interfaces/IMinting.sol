// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Minting within allowances
/// @notice Each minter has an allowance that its mints use up. An allowance of zero means that nothing can be minted;
/// no value means "unlimited". Pausing stops minting by a bit of its own, and never the removal of a minter.
interface IMinting {
    /// @notice Emitted when an account becomes a minter through addMinter
    /// @param minter The new minter
    /// @param allowance What it may mint, in base units
    /// @param by The minter admin who added it
    event MinterAdded(address indexed minter, uint256 allowance, address indexed by);

    /// @notice Emitted when the allowance of a minter is raised or lowered, not when it is used up
    /// @param minter The minter
    /// @param oldAllowance What it could mint before, in base units
    /// @param newAllowance What it may mint now, in base units
    /// @param by The minter admin or the canceller who changed it
    event MinterAllowanceChanged(
        address indexed minter,
        uint256 oldAllowance,
        uint256 newAllowance,
        address indexed by
    );

    /// @notice Emitted when an account stops being a minter, whichever call took the role away
    /// @param minter The former minter
    /// @param allowanceErased What it could have minted still, in base units
    /// @param by The account that took the role away
    event MinterRemoved(address indexed minter, uint256 allowanceErased, address indexed by);

    /// @notice Emitted when tokens are minted
    /// @param minter The minter
    /// @param to The recipient
    /// @param amount How much was minted, in base units
    /// @param allowanceLeft What the minter may mint still, in base units
    /// @param supplyAfter The total supply with the new tokens, in base units
    event Minted(
        address indexed minter,
        address indexed to,
        uint256 amount,
        uint256 allowanceLeft,
        uint256 supplyAfter
    );

    /// @notice Emitted when a minter burns its own tokens
    /// @param burner The minter
    /// @param amount How much was burned, in base units
    /// @param supplyAfter The total supply without the burned tokens, in base units
    event Burned(address indexed burner, uint256 amount, uint256 supplyAfter);

    /// @notice Thrown when a minter wants to mint more than it may
    /// @param minter The minter
    /// @param allowance What it may mint, in base units
    /// @param amount What it wanted to mint, in base units
    error MintExceedsAllowance(address minter, uint256 allowance, uint256 amount);

    /// @notice Thrown when an allowance would be above the ceiling
    /// @param minter The minter
    /// @param ceiling The highest allowance there is, in base units
    /// @param allowance The allowance asked for, in base units
    error MinterAllowanceTooHigh(address minter, uint256 ceiling, uint256 allowance);

    /// @notice Thrown when a minter is added a second time
    /// @param minter The minter
    error MinterAlreadyAdded(address minter);

    /// @notice Thrown when an account that is no minter is treated as one
    /// @param minter The account
    error MinterUnknown(address minter);

    /// @notice Thrown when an allowance would be lowered below zero
    /// @param minter The minter
    /// @param allowance What it may mint, in base units
    /// @param decrement By how much the allowance was to be lowered, in base units
    error DecrementExceedsAllowance(address minter, uint256 allowance, uint256 decrement);

    /// @notice Makes an account a minter
    /// @param minter The account
    /// @param allowance What it may mint, in base units, up to the ceiling
    /// @custom:warning A minter creates money. The minter admin belongs behind a timelock.
    function addMinter(address minter, uint256 allowance) external;

    /// @notice Raises the allowance of a minter
    /// @param minter The minter
    /// @param increment By how much, in base units
    function increaseMinterAllowance(address minter, uint256 increment) external;

    /// @notice Lowers the allowance of a minter
    /// @param minter The minter
    /// @param decrement By how much, in base units, at most the allowance there is
    /// @custom:warning A minter can use up its allowance first; removeMinter stops it whatever is left.
    function decreaseMinterAllowance(address minter, uint256 decrement) external;

    /// @notice Takes the minter role from a minter and erases its allowance
    /// @param minter The minter
    function removeMinter(address minter) external;

    /// @notice Creates tokens out of the caller's minter allowance, if the supply controller agrees
    /// @param to The recipient
    /// @param amount How much, in base units
    function mint(address to, uint256 amount) external;

    /// @notice Destroys tokens of the calling minter; its allowance stays as it is
    /// @param amount How much, in base units
    function burn(uint256 amount) external;

    /// @notice What a minter may mint still, zero for everybody else
    /// @param minter The account asked about
    /// @return The allowance in base units
    function minterAllowance(address minter) external view returns (uint256);

    /// @notice Whether an account is a minter
    /// @param account The account asked about
    /// @return True if it holds the minter role
    function isMinter(address account) external view returns (bool);

    /// @notice The role that adds minters and raises their allowances
    /// @return The id of the role
    /// @custom:warning Can create up to the ceiling by one new minter, and another for every further minter.
    function MINTER_ADMIN_ROLE() external view returns (bytes32);

    /// @notice The role that removes minters, lowers their allowances and their limits, and cancels proposed mints
    /// @return The id of the role
    /// @custom:warning Can stop all minting, yet not restart any.
    function CANCELLER_ROLE() external view returns (bytes32);

    /// @notice The role that mints within an allowance and burns its own tokens
    /// @return The id of the role
    /// @custom:warning Granted directly by the admin, it comes with an allowance of zero and without MinterAdded.
    function MINTER_ROLE() external view returns (bytes32);

    /// @notice The highest allowance that a minter can have
    /// @return The ceiling in base units
    function MAX_MINTER_ALLOWANCE() external view returns (uint256);
}
