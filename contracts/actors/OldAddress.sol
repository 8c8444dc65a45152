// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What an old address calls
/// @notice The one function of a token that its former address has left.
interface IMovedByOldAddress {
    /// @notice Moves tokens without asking anybody
    /// @param from Whose tokens
    /// @param to Whose they become
    /// @param amount How much, in base units
    function moveFor(address from, address to, uint256 amount) external;
}

/// @title The former address of a token
/// @notice Holders can still send their tokens by it, and it tells so; the token behind it does not.
contract OldAddress {
    /// @notice The token
    IMovedByOldAddress public immutable TOKEN;

    /// @notice Tokens moved by this address
    /// @param from Whose they were
    /// @param to Whose they are
    /// @param value How much, in base units
    event Transfer(address indexed from, address indexed to, uint256 value);

    /// @param token The token
    constructor(address token) {
        TOKEN = IMovedByOldAddress(token);
    }

    /// @notice Sends the caller's tokens
    /// @param to Whose they become
    /// @param amount How much, in base units
    /// @return Always true
    function transfer(address to, uint256 amount) external returns (bool) {
        emit Transfer(msg.sender, to, amount);
        TOKEN.moveFor(msg.sender, to, amount);
        return true;
    }
}
