// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Rescuing foreign tokens
/// @notice Tokens of other contracts that somebody sent to this one by mistake. The token itself can't be among them, since
/// it refuses to be its own recipient.
interface IRescuable {
    /// @notice Emitted when foreign tokens are sent on
    /// @param foreignToken Their contract
    /// @param to The recipient
    /// @param amount How much, in the foreign token's base units
    /// @param by The rescuer
    event Rescued(address indexed foreignToken, address indexed to, uint256 amount, address indexed by);

    /// @notice Thrown when the token is to be rescued from itself
    error NotForeign();

    /// @notice Sends on foreign tokens that this contract holds
    /// @param foreignToken Their contract
    /// @param to The recipient, not frozen
    /// @param amount How much, in the foreign token's base units
    function rescue(address foreignToken, address to, uint256 amount) external;

    /// @notice The role that rescues foreign tokens
    /// @return The id of the role
    function RESCUER_ROLE() external view returns (bytes32);
}
