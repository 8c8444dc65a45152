// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Transfers with a memo
/// @notice As plain transfers in everything but one more event, which carries 32 bytes for whoever books the payment.
interface IMemo {
    /// @notice Emitted after the Transfer that a memo belongs to
    /// @param from The account that paid
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @param memo What the caller wants to be known by, an invoice for example
    event TransferMemo(address indexed from, address indexed to, uint256 amount, bytes32 indexed memo);

    /// @notice Transfers tokens of the caller
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @param memo What the payment is for
    /// @return True
    function transferWithMemo(address to, uint256 amount, bytes32 memo) external returns (bool);

    /// @notice Transfers tokens within the allowance of the caller
    /// @param from The account that pays
    /// @param to The recipient
    /// @param amount How much, in base units
    /// @param memo What the payment is for
    /// @return True
    function transferFromWithMemo(address from, address to, uint256 amount, bytes32 memo) external returns (bool);
}
