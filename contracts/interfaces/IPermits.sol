// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Permits
/// @notice Allowances that their owner signs and anybody submits (EIP-2612), with the signature split into v, r and s or in one
/// piece. A permit of zero works as approving zero does: always.
/// @custom:warning One that was refused, because of a pause for example, can be submitted again until its deadline, or until its
/// owner uses up the nonce, by a permit of zero for example.
interface IPermits {
    /// @notice Thrown when a permit comes too late
    /// @param deadline Its last second
    error PermitExpired(uint256 deadline);

    /// @notice Sets an allowance that its owner signed
    /// @param owner The account whose tokens may be spent
    /// @param spender The account that may spend them
    /// @param value The allowance in base units
    /// @param deadline The last second in which the signature counts
    /// @param v Of the signature
    /// @param r Of the signature
    /// @param s Of the signature
    function permit(
        address owner,
        address spender,
        uint256 value,
        uint256 deadline,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Sets an allowance that its owner signed
    /// @param owner The account whose tokens may be spent
    /// @param spender The account that may spend them
    /// @param value The allowance in base units
    /// @param deadline The last second in which the signature counts
    /// @param signature Of the owner
    function permit(address owner, address spender, uint256 value, uint256 deadline, bytes calldata signature) external;

    /// @notice What a permit signs
    /// @return The EIP-712 type hash
    function PERMIT_TYPEHASH() external view returns (bytes32);
}
