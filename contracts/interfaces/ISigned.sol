// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Signatures of holders
/// @notice A signature counts if it is the account's own (ECDSA, low s), and else if the account is a contract that accepts it
/// (ERC-1271). The domain has the version "1", whatever the version of the implementation.
interface ISigned {
    /// @notice Thrown when a signature is not the account's
    /// @param account The account that should have signed
    error InvalidSignature(address account);

    /// @notice What a holder's signatures are bound to besides their content
    /// @return The EIP-712 domain separator, of this chain and this contract
    function DOMAIN_SEPARATOR() external view returns (bytes32);
}
