// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What a token asks before its supply changes
/// @notice A call that returns consents; a call that reverts refuses the mint or burn.
interface ISupplyController {
    /// @notice Called by the token before it mints
    /// @param minter The account that mints
    /// @param to The recipient
    /// @param amount How much, in base units
    function beforeMint(address minter, address to, uint256 amount) external;

    /// @notice Called by the token before it burns
    /// @param burner The account that burns
    /// @param holder The account whose tokens are burned
    /// @param amount How much, in base units
    function beforeBurn(address burner, address holder, uint256 amount) external;
}
