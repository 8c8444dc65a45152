// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Redeeming tokens for money at the issuer
/// @notice A holder burns its own tokens and names the request that the issuer pays out.
/// @custom:warning The burn is final. The payout is a promise of the issuer, kept off chain.
interface IRedeemable {
    /// @notice Emitted when a holder redeems
    /// @param holder The holder whose tokens were burned
    /// @param amount How much, in base units
    /// @param requestId The redemption request agreed with the issuer
    /// @param supplyAfter The total supply without the burned tokens, in base units
    event Redeemed(address indexed holder, uint256 amount, bytes32 indexed requestId, uint256 supplyAfter);

    /// @notice Thrown when nothing would be redeemed
    error ZeroAmount();

    /// @notice Burns tokens of the caller against a payout
    /// @param amount How much, in base units, not zero
    /// @param requestId The redemption request agreed with the issuer
    function redeem(uint256 amount, bytes32 requestId) external;
}
