// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Freezing accounts
/// @notice A frozen account neither sends, receives nor moves tokens, neither mints, burns nor redeems, and uses no role.
/// It can still set an allowance to zero. Freezing a frozen account, or unfreezing another, changes and emits nothing.
interface IFreezable {
    /// @notice Emitted when an account is frozen
    /// @param account The account
    /// @param reason Why, as the issuer's code
    /// @param by The freezer
    event AddressFrozen(address indexed account, bytes32 indexed reason, address indexed by);

    /// @notice Emitted when an account is unfrozen
    /// @param account The account
    /// @param by The unfreezer
    event AddressUnfrozen(address indexed account, address indexed by);

    /// @notice Emitted after ERC-7943's Frozen, with what that leaves out
    /// @param account The account
    /// @param oldAmount The frozen part of its balance so far, in base units
    /// @param newAmount The frozen part of its balance from now on, in base units
    /// @param by The freezer or unfreezer, or the seizer who took frozen tokens
    event FrozenTokensChanged(address indexed account, uint256 oldAmount, uint256 newAmount, address indexed by);

    /// @notice Thrown when a frozen account takes part
    /// @param account The frozen account
    error AccountFrozen(address account);

    /// @notice Thrown when an account is to be frozen that never may be: the zero address, the token itself and the admin
    /// @param account The account
    error CannotFreeze(address account);

    /// @notice Freezes an account, while paused too
    /// @param account The account
    /// @param reason Why, as the issuer's code
    function freeze(address account, bytes32 reason) external;

    /// @notice Freezes accounts for one reason; those that are frozen already stay so
    /// @param accounts The accounts
    /// @param reason Why, as the issuer's code
    function freezeMany(address[] calldata accounts, bytes32 reason) external;

    /// @notice Lifts the freeze of an account
    /// @param account The account
    function unfreeze(address account) external;

    /// @notice Whether an account is frozen
    /// @param account The account asked about
    /// @return True if it is on the freeze list
    function isFrozen(address account) external view returns (bool);

    /// @notice The length of the freeze list
    /// @return How many accounts are frozen
    function frozenCount() external view returns (uint256);

    /// @notice An account on the freeze list, whose order changes when one is unfrozen
    /// @param index From zero to frozenCount() - 1
    /// @return The frozen account
    function frozenAt(uint256 index) external view returns (address);

    /// @notice The role that freezes
    /// @return The id of the role
    /// @custom:warning Can freeze holders of roles too, every unfreezer among them. The admin alone can't be frozen, and can
    /// name a new unfreezer.
    function FREEZER_ROLE() external view returns (bytes32);

    /// @notice The role that unfreezes
    /// @return The id of the role
    function UNFREEZER_ROLE() external view returns (bytes32);
}
