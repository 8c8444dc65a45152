// SPDX-License-Identifier: MIT
pragma solidity 0.8.37;

import {IERC1271} from "@openzeppelin/contracts/interfaces/IERC1271.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @title A wallet that is a contract
/// @notice Signs by its owner's key, or without a signature what it approved beforehand (ERC-1271); or answers as wallets that
/// are broken or mean harm do. Whoever calls configures it, since it is there for tests.
contract SmartWallet {
    /// @notice What it answers when it is asked about a signature
    enum Answer {
        Honest,
        WrongWord,
        DirtyWord,
        ShortWord,
        Refusal,
        AllGas,
        CallBack
    }

    /// @notice The account whose key signs
    address public owner;

    /// @notice What it answers now
    Answer public answer;

    /// @notice Whether it signs a digest without a signature
    mapping(bytes32 digest => bool yes) public isApproved;

    /// @notice What it calls back before it answers
    bytes public callBack;

    /// @notice What that call has to return, or else it doesn't sign
    bytes32 public expected;

    /// @notice Thrown when it is told to refuse
    error Refused();

    constructor(address owner_) {
        owner = owner_;
    }

    /// @notice Chooses another key
    /// @param owner_ The account whose key signs
    function setOwner(address owner_) external {
        owner = owner_;
    }

    /// @notice Chooses another answer
    /// @param answer_ The answer
    function setAnswer(Answer answer_) external {
        answer = answer_;
    }

    /// @notice Signs a digest without a signature
    /// @param digest The digest
    function approve(bytes32 digest) external {
        isApproved[digest] = true;
    }

    /// @notice Calls back whoever asks about a signature, and signs if the call succeeds and returns this word
    /// @param data The call
    /// @param expected_ What it has to return in its first word
    function setCallBack(bytes calldata data, bytes32 expected_) external {
        answer = Answer.CallBack;
        callBack = data;
        expected = expected_;
    }

    /// @notice ERC-1271, without a promise to change nothing
    /// @param digest What was signed
    /// @param signature By the owner's key, or empty for a digest that was approved
    /// @return The word that means yes, or another
    function isValidSignature(bytes32 digest, bytes calldata signature) external returns (bytes4) {
        bytes4 yes = IERC1271.isValidSignature.selector;
        if (answer == Answer.WrongWord) return 0xffffffff;
        if (answer == Answer.DirtyWord) _return(bytes32(yes) | bytes32(uint256(1)), 32);
        if (answer == Answer.ShortWord) _return(yes, 4);
        require(answer != Answer.Refusal, Refused());
        if (answer == Answer.AllGas) _halt();
        if (answer == Answer.CallBack) return _callsBack() ? yes : bytes4(0);
        return _isSigned(digest, signature) ? yes : bytes4(0);
    }

    function _callsBack() private returns (bool) {
        // solhint-disable-next-line avoid-low-level-calls
        (bool success, bytes memory result) = msg.sender.call(callBack);
        return success && bytes32(result) == expected;
    }

    function _isSigned(bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (signature.length == 0) return isApproved[digest];

        (address signer, ECDSA.RecoverError problem, ) = ECDSA.tryRecover(digest, signature);
        return problem == ECDSA.RecoverError.NoError && signer == owner;
    }

    function _return(bytes32 word, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(0, word)
            return(0, length)
        }
    }

    function _halt() private pure {
        assembly ("memory-safe") {
            invalid()
        }
    }
}
