// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

/// @title Transfer authorisations
/// @notice Transfers that their sender signs and others submit (EIP-3009), with the signature split into v, r and s or in one
/// piece.
/// @custom:warning One that was refused, because of a pause for example, can be submitted again until it is cancelled or expires.
interface IAuthorizations {
    /// @notice Emitted when an authorisation is used
    /// @param authorizer The account that signed
    /// @param nonce The nonce of its choice
    event AuthorizationUsed(address indexed authorizer, bytes32 indexed nonce);

    /// @notice Emitted when an authorisation is cancelled
    /// @param authorizer The account that signed
    /// @param nonce The nonce of its choice
    event AuthorizationCanceled(address indexed authorizer, bytes32 indexed nonce);

    /// @notice Thrown when an authorisation comes too early
    /// @param validAfter The last second before it holds
    error AuthorizationNotYetValid(uint256 validAfter);

    /// @notice Thrown when an authorisation comes too late
    /// @param validBefore The first second after it has ended
    error AuthorizationExpired(uint256 validBefore);

    /// @notice Thrown when an authorisation was used or cancelled before
    /// @param authorizer The account that signed
    /// @param nonce The nonce of its choice
    error AuthorizationUsedOrCanceled(address authorizer, bytes32 nonce);

    /// @notice Thrown when somebody else than the payee submits an authorisation to receive
    /// @param caller The account that submitted it
    /// @param payee The account that may
    error CallerMustBePayee(address caller, address payee);

    /// @notice Makes a transfer that its sender signed
    /// @param from The account that pays
    /// @param to The recipient
    /// @param value How much, in base units
    /// @param validAfter The last second before it holds
    /// @param validBefore The first second after it has ended
    /// @param nonce Any number that the sender has not used
    /// @param v Of the signature
    /// @param r Of the signature
    /// @param s Of the signature
    /// @custom:warning Anybody can submit it. Contracts that act on the payment want receiveWithAuthorization.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Makes a transfer that its sender signed
    /// @param from The account that pays
    /// @param to The recipient
    /// @param value How much, in base units
    /// @param validAfter The last second before it holds
    /// @param validBefore The first second after it has ended
    /// @param nonce Any number that the sender has not used
    /// @param signature Of the sender
    /// @custom:warning Anybody can submit it. Contracts that act on the payment want receiveWithAuthorization.
    function transferWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice Makes a transfer to the caller that its sender signed
    /// @param from The account that pays
    /// @param to The recipient, who calls
    /// @param value How much, in base units
    /// @param validAfter The last second before it holds
    /// @param validBefore The first second after it has ended
    /// @param nonce Any number that the sender has not used
    /// @param v Of the signature
    /// @param r Of the signature
    /// @param s Of the signature
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        uint8 v,
        bytes32 r,
        bytes32 s
    ) external;

    /// @notice Makes a transfer to the caller that its sender signed
    /// @param from The account that pays
    /// @param to The recipient, who calls
    /// @param value How much, in base units
    /// @param validAfter The last second before it holds
    /// @param validBefore The first second after it has ended
    /// @param nonce Any number that the sender has not used
    /// @param signature Of the sender
    function receiveWithAuthorization(
        address from,
        address to,
        uint256 value,
        uint256 validAfter,
        uint256 validBefore,
        bytes32 nonce,
        bytes calldata signature
    ) external;

    /// @notice Cancels an authorisation that was not used, while paused or frozen too
    /// @param authorizer The account that signed
    /// @param nonce The nonce of its choice
    /// @param v Of the signature
    /// @param r Of the signature
    /// @param s Of the signature
    function cancelAuthorization(address authorizer, bytes32 nonce, uint8 v, bytes32 r, bytes32 s) external;

    /// @notice Cancels an authorisation that was not used, while paused or frozen too
    /// @param authorizer The account that signed
    /// @param nonce The nonce of its choice
    /// @param signature Of the authorizer
    function cancelAuthorization(address authorizer, bytes32 nonce, bytes calldata signature) external;

    /// @notice Whether an authorisation was used or cancelled
    /// @param authorizer The account that signed
    /// @param nonce The nonce of its choice
    /// @return True if it can't be used any more
    function authorizationState(address authorizer, bytes32 nonce) external view returns (bool);

    /// @notice What an authorisation to transfer signs
    /// @return The EIP-712 type hash
    function TRANSFER_WITH_AUTHORIZATION_TYPEHASH() external view returns (bytes32);

    /// @notice What an authorisation to receive signs
    /// @return The EIP-712 type hash
    function RECEIVE_WITH_AUTHORIZATION_TYPEHASH() external view returns (bytes32);

    /// @notice What a cancellation signs
    /// @return The EIP-712 type hash
    function CANCEL_AUTHORIZATION_TYPEHASH() external view returns (bytes32);
}
