// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Restricted transfers, as ERC-7943 names them for fungible tokens
/// @notice https://eips.ethereum.org/EIPS/eip-7943, interface id 0x3edbb4c4; of its errors the one that this token throws.
interface IERC7943Fungible {
    /// @notice Emitted when tokens are taken, whichever call took them
    /// @param from The account that had them
    /// @param to The recipient
    /// @param amount How much, in base units
    event ForcedTransfer(address indexed from, address indexed to, uint256 amount);

    /// @notice Emitted when the frozen part of a balance changes
    /// @param account The account
    /// @param amount The frozen part from now on, in base units
    event Frozen(address indexed account, uint256 amount);

    /// @notice Thrown when frozen tokens would be moved
    /// @param account The account
    /// @param amount How much was to be moved, in base units
    /// @param unfrozen How much could be moved, in base units
    error ERC7943InsufficientUnfrozenBalance(address account, uint256 amount, uint256 unfrozen);

    /// @notice Takes frozen tokens
    /// @param from The account that has them
    /// @param to The recipient, not frozen
    /// @param amount How much, in base units, not zero
    /// @return result True
    function forcedTransfer(address from, address to, uint256 amount) external returns (bool result);

    /// @notice Sets the frozen part of a balance, which may be more than the balance: then what comes in is frozen too
    /// @dev Raising it is the freezer's, lowering it the unfreezer's.
    /// @param account The account
    /// @param amount The frozen part from now on, in base units
    /// @return result True
    function setFrozenTokens(address account, uint256 amount) external returns (bool result);

    /// @notice Whether an account may send anything
    /// @param account The account asked about
    /// @return allowed False if it is frozen
    function canSend(address account) external view returns (bool allowed);

    /// @notice Whether an account may receive anything
    /// @param account The account asked about
    /// @return allowed False if it is frozen, or if it is the zero address or the token itself
    function canReceive(address account) external view returns (bool allowed);

    /// @notice The frozen part of a balance, whether or not the whole account is frozen too
    /// @param account The account asked about
    /// @return amount The frozen part in base units
    function getFrozenTokens(address account) external view returns (uint256 amount);

    /// @notice Whether a transfer by its sender would go through now
    /// @param from The sender
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @return allowed True if transfers are not paused, both may take part and the free balance suffices
    function canTransfer(address from, address to, uint256 amount) external view returns (bool allowed);
}
