// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Authority borrowed from a token
/// @notice The contract keeps no roles. Whoever holds a role at the token, and is not frozen there, holds it here.
interface ITokenAuthority {
    /// @notice Thrown when somebody else than the token makes a call that is the token's
    /// @param caller The account that called
    error CallerNotToken(address caller);

    /// @notice The token that is served, and that says who holds which role
    /// @return The token, for good
    function token() external view returns (address);
}
