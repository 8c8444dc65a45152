// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {Ownable} from "@openzeppelin/contracts/access/Ownable.sol";
import {Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";
import {EnumerableSet} from "@openzeppelin/contracts/utils/structs/EnumerableSet.sol";
import {AggregatorV3Interface} from "../interfaces/AggregatorV3Interface.sol";
import {IReserveFeed} from "../interfaces/IReserveFeed.sol";

/// @title The feed of attested reserves
/// @notice Statements that k of n attesters signed, one a round.
contract ReserveFeed is IReserveFeed, Ownable2Step, EIP712 {
    using EnumerableSet for EnumerableSet.AddressSet;

    struct Round {
        uint256 amountCents;
        uint256 asOf;
    }

    /// @inheritdoc IReserveFeed
    bytes32 public constant ATTESTATION_TYPEHASH = keccak256(
        "Attestation(uint256 amountCents,uint256 asOf,uint256 nonce)"
    );

    /// @inheritdoc IReserveFeed
    uint256 public lastNonce;

    /// @inheritdoc IReserveFeed
    uint256 public threshold;

    EnumerableSet.AddressSet private _attesters;
    mapping(uint256 nonce => Round round) private _rounds;

    constructor(
        address owner_,
        address[] memory attesters_,
        uint256 threshold_
    ) Ownable(owner_) EIP712("Backbone Reserve Feed", "1") {
        _setAttesters(attesters_, threshold_);
    }

    /// @inheritdoc IReserveFeed
    function submit(
        Attestation calldata attestation,
        address[] calldata signers,
        bytes[] calldata signatures
    ) external {
        _requireNext(attestation);
        _requireSignedByEnough(attestation, signers, signatures);
        lastNonce = attestation.nonce;
        _rounds[attestation.nonce] = Round({amountCents: attestation.amountCents, asOf: attestation.asOf});
        emit ReserveAttested(attestation.amountCents, attestation.asOf, attestation.nonce, signers);
    }

    /// @inheritdoc IReserveFeed
    function setAttesters(address[] calldata newAttesters, uint256 newThreshold) external onlyOwner {
        _setAttesters(newAttesters, newThreshold);
    }

    /// @inheritdoc AggregatorV3Interface
    function latestRoundData() external view returns (uint80, int256, uint256, uint256, uint80) {
        require(lastNonce != 0, NoAttestation());
        return getRoundData(uint80(lastNonce));
    }

    /// @inheritdoc IReserveFeed
    function DOMAIN_SEPARATOR() external view returns (bytes32) {
        return _domainSeparatorV4();
    }

    /// @inheritdoc AggregatorV3Interface
    function decimals() external pure returns (uint8) {
        return 2;
    }

    /// @inheritdoc AggregatorV3Interface
    function description() external pure returns (string memory) {
        return "Attested reserves in US dollars";
    }

    /// @inheritdoc AggregatorV3Interface
    function version() external pure returns (uint256) {
        return 1;
    }

    /// @notice Refuses, since nobody could replace an attester any more
    function renounceOwnership() public view override onlyOwner {
        revert OwnerCannotBeLost();
    }

    /// @inheritdoc AggregatorV3Interface
    function getRoundData(uint80 roundId) public view returns (uint80, int256, uint256, uint256, uint80) {
        Round memory round = _rounds[roundId];
        require(round.asOf != 0, RoundUnknown(roundId));
        return (roundId, int256(round.amountCents), round.asOf, round.asOf, roundId);
    }

    /// @inheritdoc IReserveFeed
    function attesters() public view returns (address[] memory) {
        return _attesters.values();
    }

    /// @inheritdoc IReserveFeed
    function isAttester(address account) public view returns (bool) {
        return _attesters.contains(account);
    }

    /// @dev In ascending order nobody counts twice.
    function _requireAscending(address previous, address signer) internal pure virtual {
        require(previous < signer, AttestersNotAscending(previous, signer));
    }

    function _setAttesters(address[] memory newAttesters, uint256 newThreshold) private {
        require(
            newThreshold != 0 && newThreshold <= newAttesters.length,
            ThresholdOutOfRange(newThreshold, newAttesters.length)
        );
        (address[] memory oldAttesters, uint256 oldThreshold) = (attesters(), threshold);
        _attesters.clear();
        for (uint256 i = 0; i < newAttesters.length; ++i) {
            require(newAttesters[i] != address(0), ZeroAttester());
            require(_attesters.add(newAttesters[i]), DuplicateAttester(newAttesters[i]));
        }
        threshold = newThreshold;
        emit AttestersChanged(oldAttesters, newAttesters, oldThreshold, newThreshold);
    }

    function _requireNext(Attestation calldata attestation) private view {
        uint256 lastAsOf = _rounds[lastNonce].asOf;
        require(attestation.nonce == lastNonce + 1, NonceNotNext(lastNonce + 1, attestation.nonce));
        require(attestation.asOf > lastAsOf, AttestationNotLater(lastAsOf, attestation.asOf));
        require(attestation.asOf <= block.timestamp, AttestationInTheFuture(attestation.asOf));
        require(attestation.amountCents <= uint256(type(int256).max), AmountTooLarge(attestation.amountCents));
    }

    function _requireSignedByEnough(
        Attestation calldata attestation,
        address[] calldata signers,
        bytes[] calldata signatures
    ) private view {
        require(signers.length == signatures.length, SignatureCountMismatch(signers.length, signatures.length));
        require(signers.length >= threshold, TooFewAttesters(threshold, signers.length));
        bytes32 digest = _digest(attestation);
        address previous = address(0);
        for (uint256 i = 0; i < signers.length; ++i) {
            _requireAscending(previous, signers[i]);
            previous = signers[i];
            require(isAttester(signers[i]), NotAnAttester(signers[i]));
            _requireSigned(signers[i], digest, signatures[i]);
        }
    }

    // Asks the key before the code: an account with delegated code (EIP-7702) signs as any other.
    function _requireSigned(address account, bytes32 digest, bytes calldata signature) private view {
        // The third value only says more about the problem.
        // slither-disable-next-line unused-return
        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecoverCalldata(digest, signature);
        bool isItsOwn = problem == ECDSA.RecoverError.NoError && signer == account;
        require(
            isItsOwn || SignatureChecker.isValidERC1271SignatureNow(account, digest, signature),
            InvalidSignature(account)
        );
    }

    function _digest(Attestation calldata attestation) private view returns (bytes32) {
        return
            _hashTypedDataV4(
                keccak256(
                    abi.encode(ATTESTATION_TYPEHASH, attestation.amountCents, attestation.asOf, attestation.nonce)
                )
            );
    }
}
