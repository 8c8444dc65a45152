// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title What a token asks before its supply changes
/// @notice A call that returns consents; a call that reverts refuses. Holders who redeem, and enforcement, ask nobody.
interface ISupplyController {
    /// @notice Called by the token before a minter mints
    /// @param minter The minter
    /// @param to The recipient
    /// @param amount How much, in base units
    function beforeMint(address minter, address to, uint256 amount) external;

    /// @notice Called by the token before a minter burns its own tokens
    /// @param minter The minter
    /// @param amount How much, in base units
    function beforeBurn(address minter, uint256 amount) external;

    /// @notice Called by the token before a bridge mints what was burned on another chain
    /// @param bridge The bridge
    /// @param to The recipient
    /// @param amount How much, in base units
    function beforeCrosschainMint(address bridge, address to, uint256 amount) external;

    /// @notice Called by the token before a bridge burns what another chain will mint
    /// @param bridge The bridge
    /// @param from The account whose tokens are burned
    /// @param amount How much, in base units
    function beforeCrosschainBurn(address bridge, address from, uint256 amount) external;
}
