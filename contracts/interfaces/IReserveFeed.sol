// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {AggregatorV3Interface} from "./AggregatorV3Interface.sol";

/// @title Reserves that attesters state
/// @notice Several attesters sign what the reserves are and of which time that is, and anybody submits it. Answers are
/// US cents. A round's times are those that the statement is of, so that a late submission makes nothing fresher. Every
/// attestation can be read later.
interface IReserveFeed is AggregatorV3Interface {
    /// @notice What attesters sign (EIP-712, domain "Backbone Reserve Feed", version "1")
    /// @param amountCents The reserves in US cents, zero too
    /// @param asOf The time that the statement is of, in Unix seconds
    /// @param nonce The last nonce and one
    struct Attestation {
        uint256 amountCents;
        uint256 asOf;
        uint256 nonce;
    }

    /// @notice Emitted when an attestation is accepted
    /// @param amountCents The reserves in US cents
    /// @param asOf The time that the statement is of
    /// @param nonce Its nonce, which is the round
    /// @param attesters Who signed
    event ReserveAttested(uint256 amountCents, uint256 asOf, uint256 indexed nonce, address[] attesters);

    /// @notice Emitted when attesters and threshold are set, the first time too
    /// @param oldAttesters The attesters so far
    /// @param newAttesters The attesters from now on
    /// @param oldThreshold How many had to sign so far
    /// @param newThreshold How many have to sign from now on
    event AttestersChanged(address[] oldAttesters, address[] newAttesters, uint256 oldThreshold, uint256 newThreshold);

    /// @notice Thrown when there is no attestation yet
    error NoAttestation();

    /// @notice Thrown when a round is asked for that there isn't
    /// @param roundId The round
    error RoundUnknown(uint80 roundId);

    /// @notice Thrown when an attestation is not the next one
    /// @param expected The last nonce and one
    /// @param nonce The nonce signed
    error NonceNotNext(uint256 expected, uint256 nonce);

    /// @notice Thrown when an attestation is not of a later time than the last one
    /// @param lastAsOf The time that the last one is of
    /// @param asOf The time that this one is of
    error AttestationNotLater(uint256 lastAsOf, uint256 asOf);

    /// @notice Thrown when an attestation is of a time to come
    /// @param asOf The time that it is of
    error AttestationInTheFuture(uint256 asOf);

    /// @notice Thrown when an amount is too large for an answer
    /// @param amountCents The amount
    error AmountTooLarge(uint256 amountCents);

    /// @notice Thrown when there are not as many signatures as signers
    /// @param attesters How many signers were named
    /// @param signatures How many signatures were given
    error SignatureCountMismatch(uint256 attesters, uint256 signatures);

    /// @notice Thrown when too few attesters have signed
    /// @param threshold How many have to
    /// @param attesters How many have
    error TooFewAttesters(uint256 threshold, uint256 attesters);

    /// @notice Thrown when the signers are not in ascending order of their addresses, each once
    /// @param previous The signer before
    /// @param attester The signer that should have come before, or not again
    error AttestersNotAscending(address previous, address attester);

    /// @notice Thrown when a signer is no attester
    /// @param account The signer
    error NotAnAttester(address account);

    /// @notice Thrown when a signature is not the signer's
    /// @param account The signer
    error InvalidSignature(address account);

    /// @notice Thrown when an account is twice among the attesters
    /// @param account The account
    error DuplicateAttester(address account);

    /// @notice Thrown when the zero address is to be an attester
    error ZeroAttester();

    /// @notice Thrown when fewer than one, or more attesters than there are, would have to sign
    /// @param threshold How many would have to
    /// @param attesters How many there would be
    error ThresholdOutOfRange(uint256 threshold, uint256 attesters);

    /// @notice Thrown when the owner would renounce and leave nobody to replace an attester
    error OwnerCannotBeLost();

    /// @notice Accepts an attestation that enough attesters signed, by anybody
    /// @param attestation The statement
    /// @param signers Attesters, as many as needed or more, in ascending order of their addresses
    /// @param signatures Theirs, in the same order: ECDSA with low s, and else by ERC-1271
    function submit(Attestation calldata attestation, address[] calldata signers, bytes[] calldata signatures) external;

    /// @notice Sets all attesters and how many of them have to sign, by the owner
    /// @param newAttesters The attesters, each once
    /// @param newThreshold How many have to sign, from one to all
    /// @custom:warning Whoever names the attesters names the reserve. The owner belongs behind a timelock.
    function setAttesters(address[] calldata newAttesters, uint256 newThreshold) external;

    /// @notice Who may attest
    /// @return The attesters
    function attesters() external view returns (address[] memory);

    /// @notice Whether an account may attest
    /// @param account The account asked about
    /// @return True if it is an attester
    function isAttester(address account) external view returns (bool);

    /// @notice How many attesters have to sign
    /// @return The threshold
    function threshold() external view returns (uint256);

    /// @notice The nonce of the last attestation, which is the last round
    /// @return The nonce, zero before the first attestation
    function lastNonce() external view returns (uint256);

    /// @notice What an attestation signs
    /// @return The EIP-712 type hash
    function ATTESTATION_TYPEHASH() external view returns (bytes32);

    /// @notice What signatures are bound to besides their content
    /// @return The EIP-712 domain separator, of this chain and this contract
    function DOMAIN_SEPARATOR() external view returns (bytes32);
}
