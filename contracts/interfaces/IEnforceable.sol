// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Destroying and taking frozen balances
/// @notice Reaches frozen tokens only: all that a frozen account has, or the frozen part of a balance. Works while paused, asks
/// nobody but its role, and leaves allowances as they are. ERC-7943's forcedTransfer is a seizure without a reason code.
interface IEnforceable {
    /// @notice Emitted after the Transfer of a wipe
    /// @param account The account whose tokens were destroyed
    /// @param amount How much, in base units
    /// @param reason Why, as the issuer's code
    /// @param by The seizer
    /// @param supplyAfter The total supply without the destroyed tokens, in base units
    event Wiped(
        address indexed account,
        uint256 amount,
        bytes32 indexed reason,
        address indexed by,
        uint256 supplyAfter
    );

    /// @notice Emitted after the Transfer of a seizure
    /// @param account The account whose tokens were taken
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @param reason Why, as the issuer's code
    /// @param by The seizer
    event Seized(address indexed account, address indexed to, uint256 amount, bytes32 indexed reason, address by);

    /// @notice Thrown when more is to be destroyed or taken than is frozen
    /// @param account The account
    /// @param frozen How much of its balance is frozen, in base units
    /// @param amount How much was to be destroyed or taken, in base units
    error ExceedsFrozen(address account, uint256 frozen, uint256 amount);

    /// @notice Thrown when tokens would be taken from an account for itself
    /// @param account The account
    error SeizedForItself(address account);

    /// @notice Destroys frozen tokens
    /// @param account The account that has them
    /// @param amount How much, in base units, not zero
    /// @param reason Why, as the issuer's code
    function wipe(address account, uint256 amount, bytes32 reason) external;

    /// @notice Takes frozen tokens
    /// @param account The account that has them
    /// @param to The recipient, not frozen
    /// @param amount How much, in base units, not zero
    /// @param reason Why, as the issuer's code
    function seize(address account, address to, uint256 amount, bytes32 reason) external;

    /// @notice The role that destroys and takes frozen tokens
    /// @return The id of the role
    /// @custom:warning Together with the freezer it can take anybody's tokens. Give the two to different keys.
    function SEIZER_ROLE() external view returns (bytes32);
}
